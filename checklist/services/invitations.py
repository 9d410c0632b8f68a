"""Inviting the staff: nobody becomes staff in any other way, and no account is there by default.

An invitation is a link for one use within a day. The account is opened when its owner accepts.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from checklist.access import STAFF, Role, roles_fit
from checklist.errors import Conflict, WrongState
from checklist.services.account_links import (
    LIVES, Purpose, WaitingLink, look_at_link, make_link, use_link, waiting_links, withdraw_link)
from checklist.services.accounts import (
    Account, clean_email, find_account, get_account, open_account)
from checklist.services.journal import record
from checklist.services.passwords import set_password
from checklist.services.reference import library
from checklist.services.tokens import hashed

HOURS = LIVES[Purpose.STAFF] // timedelta(hours=1)


class Refusal(StrEnum):
    """Why somebody cannot be invited."""

    ENTREPRENEUR = 'entrepreneur'
    STAFF = 'staff'
    ROLES = 'roles'


@dataclass(frozen=True)
class Invited:
    """Whom an invitation is for, and what their account will be."""

    email: str
    roles: frozenset[Role]
    authority: str | None = None
    name: str = ''


@dataclass(frozen=True)
class Invitation:
    """An invitation that waits to be accepted; ``by`` is the account that sent it."""

    id: str
    invited: Invited
    by: str
    sent_at: datetime
    expires_at: datetime


def refusal(invited: Invited) -> Refusal | None:
    """Return why this cannot be an account of staff, if it cannot."""
    if not is_staff_post(invited.roles, invited.authority):
        return Refusal.ROLES
    account = find_account(invited.email)
    if account is None:
        return None
    return Refusal.STAFF if account.staff else Refusal.ENTREPRENEUR


def is_staff_post(roles: frozenset[Role], authority: str | None) -> bool:
    """Return whether staff may have these roles together, at an authority that there is."""
    known = authority is None or authority in library().authorities
    return known and roles <= STAFF and roles_fit(roles, authority)


def invite(invited: Invited, *, now: datetime, by: str = '') -> str:
    """Return the token of a new invitation; an earlier one to the same address ends."""
    if found := refusal(invited):
        raise (WrongState if found is Refusal.ROLES else Conflict)(f'Refused: {found}.')
    email = clean_email(invited.email)
    for earlier in list_invitations(now):
        if earlier.invited.email == email:
            withdraw_invitation(earlier.id, now=now)
    token = make_link(Purpose.STAFF, {
        'email': email, 'name': invited.name, 'roles': '+'.join(sorted(invited.roles)),
        'authority': invited.authority or '', 'by': by}, now=now)
    record('invite_staff', hashed(token), now, tenant=invited.authority or '',
           roles='+'.join(sorted(invited.roles)))
    return token


def list_invitations(now: datetime) -> list[Invitation]:
    """Return the invitations that wait to be accepted, the newest first."""
    return [_invitation(link) for link in waiting_links(Purpose.STAFF, now=now)]


def is_administrator_invited(now: datetime) -> bool:
    return any(Role.ADMINISTRATOR in invitation.invited.roles
               for invitation in list_invitations(now))


def withdraw_invitation(invitation_id: str, *, now: datetime) -> None:
    withdraw_link(Purpose.STAFF, invitation_id)
    record('withdraw_invitation', invitation_id, now)


def withdraw_invitations_by(account_id: str, *, now: datetime) -> None:
    """Withdraw what somebody has sent who may not invite any more."""
    for invitation in list_invitations(now):
        if invitation.by == account_id:
            withdraw_invitation(invitation.id, now=now)


def look_at_invitation(token: str, *, now: datetime) -> Invited:
    """Return whom an invitation is for and leave it as it is, or raise Missing."""
    return _invited(look_at_link(Purpose.STAFF, token, now=now).subject)


def accept_invitation(token: str, password: str, *, language: str, now: datetime) -> Account:
    """Open the account; nothing lets it in until a second factor is set up, too."""
    invited = _invited(use_link(Purpose.STAFF, token, now=now).subject)
    account_id = open_account(
        invited.email, invited.roles, authority=invited.authority, name=invited.name,
        language=language, now=now)
    set_password(account_id, password, now=now)
    record('accept_invitation', account_id, now, tenant=invited.authority or '',
           invitation=hashed(token))
    return get_account(account_id)


def _invitation(link: WaitingLink) -> Invitation:
    return Invitation(link.id, _invited(link.subject), link.subject['by'], link.created_at,
                      link.expires_at)


def _invited(subject: Mapping[str, str]) -> Invited:
    return Invited(
        email=subject['email'], name=subject['name'], authority=subject['authority'] or None,
        roles=frozenset(map(Role, subject['roles'].split('+'))))
