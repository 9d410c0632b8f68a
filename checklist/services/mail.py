"""Messages that are to be sent: asked for in the transaction of their cause, sent by a job."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update

from checklist.extensions import db
from checklist.models.mail import MailMessage
from checklist.services.tokens import new_token

LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 50


@dataclass(frozen=True)
class Message:
    """A message that is to be written from the template ``kind`` and sent."""

    id: str
    kind: str
    language: str
    recipient: str
    values: Mapping[str, str]
    asked_at: datetime


def ask_for_mail(kind: str, recipient: str, values: Mapping[str, str], *, language: str,
                 now: datetime, account_id: str | None = None) -> str:
    """Ask for a message and return its id."""
    message_id = new_token()
    db.session.add(MailMessage(
        id=message_id, kind=kind, language=language, account_id=account_id, recipient=recipient,
        values=json.dumps(dict(values), ensure_ascii=False), state='wanted', tries=0,
        send_after=now, asked_at=now))
    return message_id


def waiting_mail(now: datetime) -> list[str]:
    """Return the ids of messages that are due, the oldest first."""
    return list(db.session.scalars(
        select(MailMessage.id).where(*_due(now)).order_by(MailMessage.asked_at).limit(BATCH)))


def take_mail(message_id: str, *, now: datetime) -> Message | None:
    """Lease a message for one attempt; of two workers one gets it."""
    row = db.session.scalar(
        update(MailMessage).where(MailMessage.id == message_id, *_due(now))
        .values(lease_until=now + LEASE, tries=MailMessage.tries + 1)
        .returning(MailMessage).execution_options(synchronize_session=False))
    if row is None:
        return None
    return Message(row.id, row.kind, row.language, row.recipient, json.loads(row.values),
                   row.asked_at)


def forget_mail(message_id: str) -> None:
    """Forget a message that was sent."""
    db.session.execute(delete(MailMessage).where(MailMessage.id == message_id))


def put_off_mail(message_id: str, *, now: datetime) -> None:
    """Try a message again later, ever more seldom; after a day it has failed."""
    found = db.session.execute(select(MailMessage.tries, MailMessage.asked_at).where(
        MailMessage.id == message_id)).first()
    if found is None:
        return  # Its account was erased meanwhile, and the message with it.
    if now - found.asked_at > GIVE_UP_AFTER:
        fail_mail(message_id)
        return
    pause = min(timedelta(minutes=2 ** min(found.tries, 6)), LONGEST_PAUSE)
    db.session.execute(update(MailMessage).where(MailMessage.id == message_id).values(
        lease_until=None, send_after=now + pause))


def fail_mail(message_id: str) -> None:
    """Give a message up. It stays, to be counted, but without what it was to say."""
    db.session.execute(update(MailMessage).where(MailMessage.id == message_id).values(
        state='failed', lease_until=None, values='{}'))


def _due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (MailMessage.state == 'wanted', MailMessage.send_after <= now,
            or_(MailMessage.lease_until.is_(None), MailMessage.lease_until < now))
