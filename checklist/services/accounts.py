"""Accounts: found, opened, changed."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from unicodedata import normalize

from sqlalchemy import ColumnElement, select, update

from checklist.access import STAFF, Role, roles_fit
from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db, sealer
from checklist.models.accounts import AccountRole, UserAccount
from checklist.services.journal import record
from checklist.services.tokens import new_token


@dataclass(frozen=True)
class Account:
    """An account as pages see it: never its password or its seed."""

    id: str
    email: str
    name: str
    language: str
    roles: frozenset[Role]
    authority: str | None
    blocked: bool
    has_password: bool
    has_second_factor: bool
    reminders: bool
    created_at: datetime

    @property
    def staff(self) -> bool:
        return bool(self.roles & STAFF)


def clean_email(typed: str) -> str:
    """Return an address in the one form in which accounts are found by it."""
    return normalize('NFC', typed.strip()).lower()


def find_account(email: str) -> Account | None:
    """Return the account with this address, blocked or not."""
    found = accounts_where(UserAccount.email_digest == sealer().digest(clean_email(email)))
    return found[0] if found else None


def get_account(account_id: str) -> Account:
    found = accounts_where(UserAccount.id == account_id)
    if not found:
        raise Missing('There is no such account.')
    return found[0]


def open_account(email: str, roles: Iterable[Role], *, language: str, now: datetime,
                 authority: str | None = None, name: str = '') -> str:
    """Open an account and return its id. The address has been proved to be theirs."""
    roles = frozenset(roles)
    if not roles_fit(roles, authority):
        raise WrongState('No account may have these roles together.')
    if find_account(email):
        raise Conflict('There is an account with this address.')
    account_id = new_token()
    address = clean_email(email)
    db.session.add(UserAccount(
        id=account_id, email_digest=sealer().digest(address), email=address, name=name,
        language=language, state='active', authority_code=authority, reminders=False,
        created_at=now))
    db.session.flush()  # the roles refer to it
    db.session.add_all(AccountRole(account_id=account_id, role=role) for role in sorted(roles))
    record('open_account', account_id, now, tenant=authority or '',
           roles='+'.join(sorted(roles)))
    return account_id


def change_account(account_id: str, *, now: datetime, name: str, language: str) -> None:
    """Change what somebody says of themselves."""
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        name=name, language=language))
    record('change_account', account_id, now)


def change_email(account_id: str, email: str, *, now: datetime) -> None:
    """Change the address of an account to one that has been proved to be theirs."""
    if find_account(email):
        raise Conflict('There is an account with this address.')
    address = clean_email(email)
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        email=address, email_digest=sealer().digest(address)))
    record('change_email', account_id, now)


def accounts_where(*conditions: ColumnElement[bool]) -> list[Account]:
    """Return the accounts for which the conditions hold, the oldest first."""
    rows = db.session.execute(
        select(UserAccount, AccountRole.role)
        .join(AccountRole, AccountRole.account_id == UserAccount.id).where(*conditions)
        .order_by(UserAccount.created_at, UserAccount.id))
    return [_account(row, (role for _, role in found))
            for row, found in groupby(rows, lambda pair: pair[0])]


def _account(row: UserAccount, roles: Iterable[str]) -> Account:
    return Account(
        id=row.id, email=row.email, name=row.name, language=row.language,
        roles=frozenset(map(Role, roles)), authority=row.authority_code,
        blocked=row.state != 'active', has_password=row.password_hash is not None,
        has_second_factor=row.totp_secret is not None, reminders=row.reminders,
        created_at=row.created_at)
