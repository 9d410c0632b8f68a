"""Identities at providers (OIDC, ЕСИА) that open an account, each kept as a keyed digest."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db, sealer
from checklist.models.accounts import AccountIdentity
from checklist.services.accounts import Account, get_account
from checklist.services.journal import record


@dataclass(frozen=True)
class LinkedIdentity:
    """That somebody may come in through a provider."""

    provider: str
    created_at: datetime


def find_account_of(provider: str, subject: str) -> Account | None:
    """Return the account that an identity opens, blocked or not."""
    account_id = db.session.scalar(select(AccountIdentity.account_id).where(
        AccountIdentity.provider == provider,
        AccountIdentity.subject_digest == _digest(provider, subject)))
    return get_account(account_id) if account_id else None


def list_identities(account_id: str) -> list[LinkedIdentity]:
    """Return what an account is linked with, the oldest first."""
    rows = db.session.scalars(select(AccountIdentity).where(
        AccountIdentity.account_id == account_id).order_by(AccountIdentity.created_at))
    return [LinkedIdentity(row.provider, row.created_at) for row in rows]


def link_identity(account_id: str, provider: str, subject: str, *, now: datetime) -> None:
    """Let an identity open an account: one of each provider, and no other account."""
    if any(linked.provider == provider for linked in list_identities(account_id)):
        raise Conflict('This account is linked with one of this provider.')
    row = AccountIdentity(provider=provider, subject_digest=_digest(provider, subject),
                          account_id=account_id, created_at=now)
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Conflict('This identity opens another account.') from None
    record('link_identity', account_id, now, provider=provider)


def unlink_identity(account_id: str, provider: str, *, now: datetime) -> None:
    """Stop an identity from opening an account, unless nothing else does."""
    linked = list_identities(account_id)
    if provider not in {identity.provider for identity in linked}:
        raise Missing('There is no such identity.')
    if not can_unlink(get_account(account_id), linked):
        raise WrongState('Nothing else opens this account.')
    db.session.execute(delete(AccountIdentity).where(
        AccountIdentity.account_id == account_id, AccountIdentity.provider == provider))
    record('unlink_identity', account_id, now, provider=provider)


def can_unlink(account: Account, linked: list[LinkedIdentity]) -> bool:
    """Return whether there is another way in; links by e-mail open no account of staff."""
    return account.has_password or not account.staff or len(linked) > 1


def _digest(provider: str, subject: str) -> str:
    return sealer().digest(f'identity {provider} {subject}')
