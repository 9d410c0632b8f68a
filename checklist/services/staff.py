"""What administrators and operators do to accounts. Nobody does it to their own.

``by`` is the administrator who acts; None is the operator at the machine itself, who can invite
an administrator at any time, so that the last one may go, too.
"""
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from checklist.access import STAFF, Actor, Permission, Role
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.models.accounts import AccountRole, UserAccount, UserSession
from checklist.services.accounts import Account, accounts_where, get_account
from checklist.services.invitations import is_staff_post, withdraw_invitations_by
from checklist.services.journal import record
from checklist.services.mail import ask_for_mail
from checklist.services.second_factor import take_away
from checklist.services.sessions import end_sessions


class Reason(StrEnum):
    """Why an account is blocked; the journal keeps no other words."""

    LEFT = 'left'
    SUSPECTED = 'suspected'
    MISUSE = 'misuse'
    ASKED = 'asked'


def list_staff() -> list[Account]:
    """Return the accounts of the staff, those of an authority together."""
    found = accounts_where(UserAccount.id.in_(
        select(AccountRole.account_id).where(AccountRole.role.in_(STAFF))))
    return sorted(found, key=lambda account: (account.authority or '', account.email))


def count_entrepreneurs() -> int:
    return db.session.scalar(
        select(func.count()).select_from(AccountRole)
        .where(AccountRole.role == Role.ENTREPRENEUR)) or 0


def has_administrator() -> bool:
    return bool(_administrators())


def change_roles(account_id: str, roles: frozenset[Role], authority: str | None, *,
                 now: datetime, by: Actor | None) -> None:
    """Give a member of the staff other roles; what they had opened ends at once."""
    account = _others_account(account_id, by)
    if not (account.staff and is_staff_post(roles, authority)):
        raise WrongState('This account may not have these roles.')
    if Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(account, by)
    db.session.execute(delete(AccountRole).where(AccountRole.account_id == account_id))
    db.session.add_all(AccountRole(account_id=account_id, role=role) for role in sorted(roles))
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        authority_code=authority))
    _expel(account, now)
    record('change_roles', account_id, now, tenant=authority or '',
           before='+'.join(sorted(account.roles)), after='+'.join(sorted(roles)))


def block(account_id: str, reason: Reason, *, now: datetime, by: Actor | None) -> None:
    """Let nobody in with an account any more; what it had opened ends at once."""
    account = _others_account(account_id, by)
    _keep_an_administrator(account, by)
    _change_state(account_id, 'active', 'blocked')
    _expel(account, now)
    record('block_account', account_id, now, tenant=account.authority or '', reason=reason)


def unblock(account_id: str, *, now: datetime, by: Actor | None) -> None:
    account = _others_account(account_id, by)
    _change_state(account_id, 'blocked', 'active')
    record('unblock_account', account_id, now, tenant=account.authority or '')


def sign_out(account_id: str, *, now: datetime, by: Actor | None) -> None:
    """End all sessions of somebody else's account."""
    end_sessions(_others_account(account_id, by).id, now=now)


def sign_everybody_out(*, now: datetime, by: Actor | None) -> None:
    """End all sessions of all accounts, but the one in which it is asked for."""
    _require(by)
    gone = db.session.execute(delete(UserSession).where(
        UserSession.id != (by.session_id if by else '')))
    record('end_all_sessions', '', now, sessions=gone.rowcount)  # type: ignore[attr-defined]


def reset_second_factor(account_id: str, *, now: datetime, by: Actor | None) -> None:
    """Forget the lost second factor of somebody, and tell them; staff sets up a new one."""
    account = _others_account(account_id, by)
    if not account.has_second_factor:
        raise WrongState('This account has no second factor.')
    take_away(account_id, now=now)
    ask_for_mail('second_factor_changed', account.email, {'moment': now.isoformat()},
                 language=account.language, now=now, account_id=account_id)
    record('reset_second_factor', account_id, now, tenant=account.authority or '')


def _others_account(account_id: str, by: Actor | None) -> Account:
    _require(by)
    if by and by.account_id == account_id:
        raise WrongState('Nobody administers their own account.')
    return get_account(account_id)


def _require(by: Actor | None) -> None:
    if by and not by.may(Permission.ADMINISTER):
        raise Missing('This is for administrators.')


def _keep_an_administrator(account: Account, by: Actor | None) -> None:
    """Refuse to take the last administrator away.

    The rows are locked before they are counted, so that two cannot remove each other at once.
    """
    if by is None or Role.ADMINISTRATOR not in account.roles:
        return
    _administrators(lock=True)
    if not set(_administrators()) - {account.id}:
        raise WrongState('The last administrator stays.')


def _administrators(*, lock: bool = False) -> list[str]:
    statement = (select(UserAccount.id)
                 .join(AccountRole, AccountRole.account_id == UserAccount.id)
                 .where(AccountRole.role == Role.ADMINISTRATOR, UserAccount.state == 'active')
                 .order_by(UserAccount.id))
    return list(db.session.scalars(
        statement.with_for_update(of=UserAccount) if lock else statement))


def _change_state(account_id: str, before: str, after: str) -> None:
    """Change a state that is as expected: an account that is being erased stays so."""
    changed = db.session.execute(update(UserAccount).where(
        UserAccount.id == account_id, UserAccount.state == before).values(state=after))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongState(f'This account is not {before}.')


def _expel(account: Account, now: datetime) -> None:
    """End what an account has opened, and what it has asked others to open."""
    end_sessions(account.id, now=now)
    if Role.ADMINISTRATOR in account.roles:
        withdraw_invitations_by(account.id, now=now)
