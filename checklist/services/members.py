"""Who works for a company: members, invitations, owners."""
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from checklist.access import Actor, Role
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.models.accounts import AccountLink, UserAccount
from checklist.models.companies import ControlledPerson, Membership
from checklist.services.account_links import Purpose, look_at_link, make_link, use_link
from checklist.services.accounts import Account, clean_email
from checklist.services.companies import get_company, owned_company
from checklist.services.journal import record

MOST_INVITATIONS = 50


@dataclass(frozen=True)
class Member:
    """Somebody who works for a company, as the other members see them."""

    account_id: str
    email: str
    name: str
    owner: bool
    since: datetime


@dataclass(frozen=True)
class Invitation:
    """An invitation that nobody has taken up yet."""

    id: str
    email: str
    expires_at: datetime


@dataclass(frozen=True)
class Offer:
    """What an invitation offers to whoever has its link."""

    person_id: str
    company: str
    email: str


def list_members(actor: Actor, person_id: str) -> list[Member]:
    """Return who works for a company, the longest first."""
    get_company(actor, person_id)
    rows = db.session.execute(
        select(UserAccount, Membership)
        .join(Membership, Membership.account_id == UserAccount.id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.created_at, UserAccount.id))
    return [Member(account.id, account.email, account.name, membership.owner,
                   membership.created_at) for account, membership in rows]


def list_invitations(actor: Actor, person_id: str, *, now: datetime) -> list[Invitation]:
    """Return the invitations of a company that can still be taken up, to its owners."""
    owned_company(actor, person_id)
    rows = db.session.scalars(
        select(AccountLink).where(
            AccountLink.tenant == person_id, AccountLink.purpose == Purpose.COLLEAGUE,
            AccountLink.expires_at > now).order_by(AccountLink.created_at))
    return [Invitation(row.token_hash, json.loads(row.subject)['email'], row.expires_at)
            for row in rows]


def invite_colleague(actor: Actor, person_id: str, email: str, *, now: datetime) -> str:
    """Invite somebody and return the token of the link. An invitation before it ends."""
    company = owned_company(actor, person_id, lock=True)
    email = clean_email(email)
    if any(member.email == email for member in list_members(actor, person_id)):
        raise WrongState('This address works for the company already.')
    pending = list_invitations(actor, person_id, now=now)
    _forget(person_id, [item.id for item in pending if item.email == email])
    if len(pending) >= MOST_INVITATIONS:
        raise WrongState('Too many invitations are waiting.')
    token = make_link(Purpose.COLLEAGUE, {'email': email}, now=now,
                      account_id=actor.account_id, tenant=company.id)
    record('invite', person_id, now, tenant=person_id)
    return token


def revoke_invitation(actor: Actor, person_id: str, invitation_id: str, *,
                      now: datetime) -> None:
    """Take an invitation back: its link ends. One that has ended already is no failure."""
    pending = list_invitations(actor, person_id, now=now)
    if invitation_id in {item.id for item in pending}:
        _forget(person_id, [invitation_id])
        record('revoke_invitation', person_id, now, tenant=person_id)


def look_at_invitation(token: str, *, now: datetime) -> Offer:
    """Return what an invitation offers, and leave it as it is."""
    link = look_at_link(Purpose.COLLEAGUE, token, now=now)
    name = db.session.scalar(
        select(ControlledPerson.name).where(ControlledPerson.id == link.tenant))
    if name is None:
        raise Missing('The company is gone.')
    return Offer(link.tenant, name, link.subject['email'])


def accept_invitation(account: Account, token: str, *, now: datetime) -> str:
    """Let the one who was invited work for the company; return its id. The link is used up."""
    offer = look_at_invitation(token, now=now)
    if account.email != offer.email or account.roles != {Role.ENTREPRENEUR}:
        raise WrongState('This invitation is for somebody else.')
    use_link(Purpose.COLLEAGUE, token, now=now)
    known = db.session.get(Membership, (offer.person_id, account.id))
    if known is None:
        db.session.add(Membership(person_id=offer.person_id, account_id=account.id,
                                  owner=False, created_at=now))
        record('join', account.id, now, tenant=offer.person_id)
    return offer.person_id


def make_owner(actor: Actor, person_id: str, account_id: str, *, now: datetime) -> None:
    """Let another member be an owner too."""
    owned_company(actor, person_id, lock=True)
    _member(person_id, account_id)
    db.session.execute(update(Membership).where(
        Membership.person_id == person_id, Membership.account_id == account_id)
        .values(owner=True))
    record('make_owner', account_id, now, tenant=person_id)


def remove_member(actor: Actor, person_id: str, account_id: str, *, now: datetime) -> None:
    """Let somebody no longer work for a company: they are out with their next request."""
    owned_company(actor, person_id, lock=True)
    _take_out(person_id, account_id)
    record('remove_member', account_id, now, tenant=person_id)


def leave_company(actor: Actor, person_id: str, *, now: datetime) -> None:
    """Leave a company of one's own accord."""
    get_company(actor, person_id, lock=True)
    _take_out(person_id, actor.account_id)
    record('leave', actor.account_id, now, tenant=person_id)


def _take_out(person_id: str, account_id: str) -> None:
    """Take a member out with the invitations they sent; a company keeps at least one owner."""
    member = _member(person_id, account_id)
    owners = db.session.scalar(select(func.count()).select_from(Membership).where(
        Membership.person_id == person_id, Membership.owner)) or 0
    if member.owner and owners == 1:
        raise WrongState('A company keeps at least one owner.')
    db.session.execute(delete(AccountLink).where(
        AccountLink.tenant == person_id, AccountLink.account_id == account_id))
    db.session.execute(delete(Membership).where(
        Membership.person_id == person_id, Membership.account_id == account_id))


def _member(person_id: str, account_id: str) -> Membership:
    row = db.session.get(Membership, (person_id, account_id))
    if row is None:
        raise Missing('There is no such member.')
    return row


def _forget(person_id: str, ids: list[str]) -> None:
    db.session.execute(delete(AccountLink).where(
        AccountLink.tenant == person_id, AccountLink.token_hash.in_(ids)))
