"""The rows that go with an account, in steps small enough for the write lock."""
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from checklist.extensions import db
from checklist.models.accounts import (
    AccountIdentity, AccountLink, AccountRole, RecoveryCode, UserAccount, UserSession)
from checklist.models.companies import ControlledObject, ControlledPerson, Membership
from checklist.models.documents import Document
from checklist.models.inspections import SelfInspection, Submission, Verification
from checklist.models.mail import MailMessage
from checklist.models.tasks import Evidence, RemedyTask
from checklist.services.inspections import delete_inspections

AT_A_TIME = 20
# These go by themselves with what they belong to; they are named here to be counted.
OF_INSPECTION = (Submission, Verification, Document, RemedyTask, Evidence)
OF_COMPANY = (ControlledObject, Membership)
OF_ACCOUNT = (Membership, AccountRole, UserSession, RecoveryCode, AccountIdentity)


def companies_alone(account_id: str) -> list[str]:
    """Return the companies that nobody but this account owns."""
    other = aliased(Membership)
    return list(db.session.scalars(
        select(Membership.person_id).where(
            Membership.account_id == account_id, Membership.owner,
            ~exists().where(other.person_id == Membership.person_id, other.owner,
                            other.account_id != account_id))
        .order_by(Membership.person_id)))


def erase_inspections(companies: Iterable[str], *, now: datetime,
                      most: int = AT_A_TIME) -> dict[str, int]:
    """Delete some self-inspections of companies with all that hangs on them; count what went."""
    ids = list(db.session.scalars(select(SelfInspection.id).where(
        SelfInspection.person_id.in_(companies)).limit(most)))
    if not ids:
        return {}
    went = {model.__tablename__: _count(model, model.inspection_id.in_(ids))
            for model in OF_INSPECTION}
    delete_inspections(ids, now=now, action='erase')
    return {**went, 'self_inspection': len(ids)}


def delete_companies(companies: Iterable[str]) -> dict[str, int]:
    """Delete companies that have no self-inspections any more; count what went."""
    ids = list(companies)
    went = {model.__tablename__: _count(model, model.person_id.in_(ids)) for model in OF_COMPANY}
    return {**went,
            'account_link': _delete(AccountLink, AccountLink.tenant.in_(ids)),
            'controlled_person': _delete(ControlledPerson, ControlledPerson.id.in_(ids))}


def delete_account_rows(account_id: str, email: str) -> dict[str, int]:
    """Delete an account with what is about it or addressed to it; count what went."""
    went = {model.__tablename__: _count(model, model.account_id == account_id)
            for model in OF_ACCOUNT}
    return {
        **went,
        'mail_message': _delete(MailMessage, or_(
            MailMessage.account_id == account_id, MailMessage.id.in_(_messages_to(email)))),
        'account_link': _delete(AccountLink, or_(
            AccountLink.account_id == account_id, AccountLink.token_hash.in_(_links_of(email)))),
        'user_account': _delete(UserAccount, UserAccount.id == account_id)}


def added(counts: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """Return two counts together."""
    return {name: counts.get(name, 0) + more.get(name, 0) for name in sorted({*counts, *more})}


def _messages_to(email: str) -> list[str]:
    """Return the messages to an address that name no account, as those before it was opened."""
    rows = db.session.execute(select(MailMessage.id, MailMessage.recipient).where(
        MailMessage.account_id.is_(None)))
    return [row.id for row in rows if row.recipient == email]


def _links_of(email: str) -> list[str]:
    """Return the links about an address; what they are about is sealed."""
    rows = db.session.execute(select(AccountLink.token_hash, AccountLink.subject))
    return [row.token_hash for row in rows if email in json.loads(row.subject).values()]


def _count(model: Any, condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0


def _delete(model: Any, condition: ColumnElement[bool]) -> int:
    table: Table = model.__table__
    gone = db.session.execute(delete(table).where(condition))
    count: int = gone.rowcount  # type: ignore[attr-defined]
    return count
