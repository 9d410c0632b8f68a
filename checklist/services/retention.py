"""Forgetting what has been kept long enough, in batches for which nobody waits."""
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select

from checklist.config import Retention
from checklist.extensions import db
from checklist.models.accounts import AccountLink, Erasure, UserSession
from checklist.models.inspections import RespondentProfile, SelfInspection
from checklist.models.mail import MailMessage
from checklist.services.inspections import delete_inspections
from checklist.services.limits import forget_old_counters
from checklist.services.moves import forget_old_drafts
from checklist.services.version_documents import forget_version_documents

# Self-inspections take others along, printed reports too; other rows are small.
BATCH, SMALL_BATCH = 50, 500
# The last message to somebody who was erased: after a day it is given up with its address.
LAST_MESSAGE = timedelta(hours=24)


def forget_expired(now: datetime, keep: Retention) -> int:
    """Delete a batch of what has been kept long enough; return how much went.

    The job comes again until nothing goes any more.
    """
    ids = _old_inspections(now, keep)
    delete_inspections(ids, now=now, action='expire')
    forget_old_counters(now)
    return len(ids) + sum(forget(now, keep) for forget in _SMALL)


def _old_inspections(now: datetime, keep: Retention) -> Sequence[str]:
    """Return self-inspections nobody has touched for their term, which those of a company and
    those without an account have apart.
    """
    draft, untouched = SelfInspection.state == 'draft', SelfInspection.updated_at
    alone = SelfInspection.person_id.is_(None)
    return db.session.scalars(select(SelfInspection.id).where(or_(
        and_(draft, alone, untouched < now - timedelta(days=keep.draft)),
        and_(draft, ~alone, untouched < now - timedelta(days=keep.company_draft)),
        and_(SelfInspection.state == 'submitted',
             untouched < now - timedelta(days=keep.submission)))).limit(BATCH)).all()


def _profiles(now: datetime, keep: Retention) -> int:
    return _forget(RespondentProfile, RespondentProfile.id,
                   RespondentProfile.updated_at < now - timedelta(days=keep.draft))


def _sessions(now: datetime, keep: Retention) -> int:
    return _forget(UserSession, UserSession.id,
                   UserSession.created_at < now - timedelta(days=keep.session))


def _links(now: datetime, _: Retention) -> int:
    return _forget(AccountLink, AccountLink.token_hash, AccountLink.expires_at < now)


def _messages(now: datetime, keep: Retention) -> int:
    return _forget(MailMessage, MailMessage.id, or_(
        and_(MailMessage.state == 'failed',
             MailMessage.asked_at < now - timedelta(days=keep.failed_mail)),
        and_(MailMessage.kind == 'erased', MailMessage.asked_at < now - LAST_MESSAGE)))


def _proofs(now: datetime, keep: Retention) -> int:
    return _forget(Erasure, Erasure.account_digest,
                   Erasure.done_at < now - timedelta(days=keep.proof))


def _moves(now: datetime, _: Retention) -> int:
    return forget_old_drafts(now)


def _version_documents(now: datetime, _: Retention) -> int:
    return forget_version_documents(now)


def _forget(model: Any, key: Any, condition: ColumnElement[bool]) -> int:
    found = select(key).where(condition).limit(SMALL_BATCH)
    gone = db.session.execute(delete(model.__table__).where(key.in_(found)))
    count: int = gone.rowcount  # type: ignore[attr-defined]
    return count


_SMALL: tuple[Callable[[datetime, Retention], int], ...] = (
    _profiles, _sessions, _links, _messages, _proofs, _moves,
    _version_documents)
