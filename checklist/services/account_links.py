"""Links that are sent by e-mail: one purpose, one use, a limited time."""
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.accounts import AccountLink
from checklist.services.tokens import hashed, is_token, new_token


class Purpose(StrEnum):
    """What a link is for; for anything else it does not exist."""

    SIGN_IN = 'sign_in'
    CHANGE_EMAIL = 'change_email'
    STAFF = 'staff'
    COLLEAGUE = 'colleague'
    # These two never leave the service: a browser keeps their tokens in its cookie.
    PROVIDER = 'provider'
    NEW_IDENTITY = 'new_identity'


LIVES = {
    Purpose.SIGN_IN: timedelta(minutes=30),
    Purpose.CHANGE_EMAIL: timedelta(hours=1),
    Purpose.STAFF: timedelta(hours=24),
    Purpose.COLLEAGUE: timedelta(hours=24),
    Purpose.PROVIDER: timedelta(minutes=10),
    Purpose.NEW_IDENTITY: timedelta(minutes=30),
}


@dataclass(frozen=True)
class Link:
    """What a link is about: an address, and whatever its purpose needs."""

    account_id: str | None
    subject: Mapping[str, str]
    tenant: str = ''


@dataclass(frozen=True)
class WaitingLink:
    """A link that nobody has used yet; its id is not its token and opens nothing."""

    id: str
    subject: Mapping[str, str]
    created_at: datetime
    expires_at: datetime


def make_link(purpose: Purpose, subject: Mapping[str, str], *, now: datetime,
              account_id: str | None = None, tenant: str = '') -> str:
    """Make a link and return its token; only the hash of the token is kept.

    ``tenant`` is the company or authority that invites somebody.
    """
    token = new_token()
    db.session.add(AccountLink(
        token_hash=hashed(token), purpose=purpose, account_id=account_id,
        tenant=tenant, subject=json.dumps(dict(subject), ensure_ascii=False), created_at=now,
        expires_at=now + LIVES[purpose]))
    return token


def look_at_link(purpose: Purpose, token: str, *, now: datetime) -> Link:
    """Return what a link is about and leave it as it is, or raise Missing."""
    row = db.session.scalar(select(AccountLink).where(
        AccountLink.token_hash == hashed(token), AccountLink.purpose == purpose,
        AccountLink.expires_at > now)) if is_token(token) else None
    if row is None:
        raise Missing('This link is used up, too old, or for something else.')
    return Link(row.account_id, json.loads(row.subject), row.tenant)


def use_link(purpose: Purpose, token: str, *, now: datetime) -> Link:
    """Return what a link is about and use it up: of two who try at once one succeeds."""
    link = look_at_link(purpose, token, now=now)
    gone = db.session.execute(
        delete(AccountLink).where(AccountLink.token_hash == hashed(token)))
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        raise Missing('This link has just been used.')
    return link


def waiting_links(purpose: Purpose, *, now: datetime) -> list[WaitingLink]:
    """Return the links of a purpose that can still be used, the newest first."""
    rows = db.session.scalars(
        select(AccountLink).where(AccountLink.purpose == purpose, AccountLink.expires_at > now)
        .order_by(AccountLink.created_at.desc(), AccountLink.token_hash))
    return [WaitingLink(row.token_hash, json.loads(row.subject), row.created_at, row.expires_at)
            for row in rows]


def withdraw_link(purpose: Purpose, link_id: str) -> None:
    """Take a link back before it is used, or raise Missing."""
    gone = db.session.execute(delete(AccountLink).where(
        AccountLink.token_hash == link_id, AccountLink.purpose == purpose))
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        raise Missing('There is no such link.')
