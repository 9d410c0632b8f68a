"""Sessions on the server: the browser has a random token, the database its hash.

ASVS 5.0 V7: a session ends when it was not used for a while, after its longest life, at
sign-out, and when the account is blocked or proves itself in another way than before.
"""
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from checklist.access import STAFF, Actor, Role
from checklist.extensions import db
from checklist.models.accounts import AccountRole, UserAccount, UserSession
from checklist.services.journal import record
from checklist.services.tokens import hashed, new_token

TOKEN_BYTES = 32
# How often a session that is in use is written down as seen.
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Life:
    """How long a session lives unused, and at most."""

    idle: timedelta
    whole: timedelta


STAFF_LIFE = Life(timedelta(minutes=30), timedelta(hours=8))
RESPONDENT_LIFE = Life(timedelta(hours=2), timedelta(days=7))


@dataclass(frozen=True)
class Browser:
    """Where somebody signs in from, shortened so far that it points at nobody."""

    name: str
    network: str


@dataclass(frozen=True)
class SignedIn:
    """A living session. Until ``complete`` the second factor is still to come."""

    actor: Actor
    complete: bool
    email: str
    name: str
    language: str
    seen_at: datetime


@dataclass(frozen=True)
class OpenSession:
    """A session in the list of one's own."""

    id: str
    way: str
    browser: Browser
    created_at: datetime
    seen_at: datetime


def open_session(account_id: str, *, way: str, complete: bool, browser: Browser,
                 now: datetime, confirmed_at: datetime | None = None) -> str:
    """Sign somebody in with one browser and return the token for its cookie.

    ``confirmed_at`` is when they proved who they are, where that was not just now.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = UserSession(
        id=new_token(), token_hash=hashed(token), account_id=account_id, complete=complete,
        way=way, browser=browser.name, network=browser.network, created_at=now, seen_at=now,
        confirmed_at=confirmed_at or now)
    db.session.add(row)
    record('sign_in' if complete else 'first_factor', account_id, now, way=way)
    return token


def complete_session(session_id: str, *, now: datetime) -> str:
    """Let a session in after the second factor; it goes on under a new token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _change(session_id, token_hash=hashed(token), complete=True, confirmed_at=now)
    record('sign_in', session_id, now, way='second_factor')
    return token


def confirm_session(session_id: str, *, now: datetime) -> None:
    """Remember that somebody has proved again who they are."""
    _change(session_id, confirmed_at=now)


def find_session(token: str, *, now: datetime) -> SignedIn | None:
    """Return who has this token; nobody once the session has outlived its time."""
    rows = db.session.execute(
        select(UserSession, UserAccount, AccountRole.role)
        .join(UserAccount, UserAccount.id == UserSession.account_id)
        .join(AccountRole, AccountRole.account_id == UserAccount.id)
        .where(UserSession.token_hash == hashed(token), UserAccount.state == 'active')).all()
    if not rows:
        return None
    session, account, _ = rows[0]
    roles = frozenset(Role(row.role) for row in rows)
    if not _is_alive(session, roles, now):
        return None
    actor = Actor(account_id=account.id, session_id=session.id, roles=roles,
                  authority=account.authority_code, confirmed_at=session.confirmed_at)
    return SignedIn(actor, session.complete, account.email, account.name, account.language,
                    session.seen_at)


def see_session(session_id: str, *, now: datetime) -> None:
    _change(session_id, seen_at=now)


def list_sessions(account_id: str, *, now: datetime) -> list[OpenSession]:
    """Return the living sessions of an account, the one used last first."""
    roles = frozenset(map(Role, db.session.scalars(
        select(AccountRole.role).where(AccountRole.account_id == account_id))))
    rows = db.session.scalars(
        select(UserSession).where(UserSession.account_id == account_id, UserSession.complete)
        .order_by(UserSession.seen_at.desc()))
    return [OpenSession(row.id, row.way, Browser(row.browser, row.network), row.created_at,
                        row.seen_at)
            for row in rows if _is_alive(row, roles, now)]


def is_signed_in(account_id: str, session_id: str, *, now: datetime) -> bool:
    """Return whether a session of an account still lives."""
    return any(row.id == session_id for row in list_sessions(account_id, now=now))


def end_session(account_id: str, session_id: str, *, now: datetime) -> bool:
    """End one session of an account and return whether there was one.

    Another account's is not found. Who signs out twice at once has still signed out.
    """
    found = db.session.execute(delete(UserSession).where(
        UserSession.id == session_id, UserSession.account_id == account_id))
    ended = bool(found.rowcount)  # type: ignore[attr-defined]
    if ended:
        record('end_session', account_id, now)
    return ended


def end_sessions(account_id: str, *, now: datetime, but: str = '') -> None:
    """End all sessions of an account, or all but one."""
    db.session.execute(delete(UserSession).where(
        UserSession.account_id == account_id, UserSession.id != but))
    record('end_sessions', account_id, now)


def _is_alive(session: UserSession, roles: frozenset[Role], now: datetime) -> bool:
    life = STAFF_LIFE if roles & STAFF else RESPONDENT_LIFE
    return now - session.seen_at <= life.idle and now - session.created_at <= life.whole


def _change(session_id: str, **columns: object) -> None:
    db.session.execute(update(UserSession).where(UserSession.id == session_id).values(**columns))
