"""Companies and sole proprietors, and who works for them."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from checklist.access import Actor
from checklist.errors import Missing, TooMany
from checklist.extensions import db
from checklist.models.accounts import AccountLink
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.services.deletions import list_deleted
from checklist.services.inspections import delete_inspections
from checklist.services.journal import record
from checklist.services.tokens import is_token, new_token
from requirements_catalog.model import LegalForm

MOST_COMPANIES = 100
A_DAY = 24 * 3600


@dataclass(frozen=True)
class CompanyDetails:
    """What somebody says of a company. Numbers are checked by the form."""

    legal_form: LegalForm
    name: str
    inn: str = ''
    ogrn: str = ''
    kpp: str = ''


@dataclass(frozen=True)
class Company:
    """A company as its members see it."""

    id: str
    details: CompanyDetails
    owner: bool
    created_at: datetime


def list_companies(actor: Actor) -> list[Company]:
    """Return the companies that somebody works for, by name."""
    rows = db.session.execute(
        select(ControlledPerson, Membership.owner)
        .join(Membership, Membership.person_id == ControlledPerson.id)
        .where(Membership.account_id == actor.account_id).order_by(ControlledPerson.name))
    return [_company(*row) for row in rows]


def numbers_of_companies(account_id: str) -> list[str]:
    """Return what a password of somebody had better not be made of."""
    rows = db.session.execute(
        select(ControlledPerson.inn, ControlledPerson.ogrn)
        .join(Membership, Membership.person_id == ControlledPerson.id)
        .where(Membership.account_id == account_id))
    return [number for row in rows for number in row]


def get_company(actor: Actor, person_id: str, *, lock: bool = False) -> Company:
    """Return a company to those who work for it; nobody else finds it.

    With ``lock`` nobody else can change who works for it before this transaction ends.
    """
    if not is_token(person_id):
        raise Missing('There is no such company.')
    if lock:
        db.session.execute(select(ControlledPerson.id).where(
            ControlledPerson.id == person_id).with_for_update())
    row = db.session.execute(
        select(ControlledPerson, Membership.owner)
        .join(Membership, Membership.person_id == ControlledPerson.id)
        .where(ControlledPerson.id == person_id, Membership.account_id == actor.account_id)
    ).first()
    if row is None:
        raise Missing('There is no such company.')
    return _company(*row)


def owned_company(actor: Actor, person_id: str, *, lock: bool = False) -> Company:
    """Return a company to its owners; to others this cannot be done."""
    company = get_company(actor, person_id, lock=lock)
    if not company.owner:
        raise Missing('Only an owner may do this.')
    return company


def add_company(actor: Actor, details: CompanyDetails, *, now: datetime) -> str:
    """Add a company with this account as its owner and return its id."""
    mine = db.session.scalar(select(func.count()).select_from(Membership).where(
        Membership.account_id == actor.account_id)) or 0
    if mine >= MOST_COMPANIES:
        raise TooMany(A_DAY)
    person_id = new_token()
    db.session.add(ControlledPerson(id=person_id, created_at=now, **vars(details)))
    db.session.flush()  # the membership refers to it
    db.session.add(Membership(
        person_id=person_id, account_id=actor.account_id, owner=True, created_at=now))
    record('add_company', person_id, now, tenant=person_id)
    return person_id


def change_company(actor: Actor, person_id: str, details: CompanyDetails, *,
                   now: datetime) -> None:
    """Change what is said of a company; finished self-inspections keep what was said then."""
    owned_company(actor, person_id)
    db.session.execute(update(ControlledPerson).where(
        ControlledPerson.id == person_id).values(**vars(details)))
    record('change_company', person_id, now, tenant=person_id)


def delete_company(actor: Actor, person_id: str, *, now: datetime) -> None:
    """Delete a company with its objects, self-inspections and all that hangs on them.

    The journal keeps that it was done and how much went, and nothing of what it said.
    """
    owned_company(actor, person_id, lock=True)
    inspections = list(db.session.scalars(select(SelfInspection.id).where(
        SelfInspection.person_id == person_id)))
    delete_inspections(inspections, now=now)
    db.session.execute(delete(AccountLink).where(AccountLink.tenant == person_id))
    db.session.execute(delete(ControlledPerson).where(ControlledPerson.id == person_id))
    list_deleted(now, companies=[person_id])
    record('delete_company', person_id, now, tenant=person_id, inspections=len(inspections))


def _company(row: ControlledPerson, owner: bool) -> Company:
    details = CompanyDetails(LegalForm(row.legal_form), row.name, row.inn, row.ogrn, row.kpp)
    return Company(row.id, details, owner, row.created_at)
