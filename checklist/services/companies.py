"""Companies and sole proprietors, and who works for them."""
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from checklist.access import Actor
from checklist.errors import Missing, TooMany
from checklist.extensions import db
from checklist.models.companies import ControlledPerson, Membership
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


def get_company(actor: Actor, person_id: str) -> Company:
    """Return a company to those who work for it; nobody else finds it."""
    row = db.session.execute(
        select(ControlledPerson, Membership.owner)
        .join(Membership, Membership.person_id == ControlledPerson.id)
        .where(ControlledPerson.id == person_id, Membership.account_id == actor.account_id)
    ).first() if is_token(person_id) else None
    if row is None:
        raise Missing('There is no such company.')
    return _company(*row)


def owned_company(actor: Actor, person_id: str) -> Company:
    """Return a company to its owners; to others this cannot be done."""
    company = get_company(actor, person_id)
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


def _company(row: ControlledPerson, owner: bool) -> Company:
    details = CompanyDetails(LegalForm(row.legal_form), row.name, row.inn, row.ogrn, row.kpp)
    return Company(row.id, details, owner, row.created_at)
