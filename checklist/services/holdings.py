"""What hangs on an account: the companies that would go with it and those that would stay."""
from dataclasses import dataclass

from sqlalchemy import func, select

from checklist.extensions import db
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.services.erased_rows import companies_alone


@dataclass(frozen=True)
class HeldCompany:
    """A company with how many self-inspections and other people it has."""

    name: str
    inspections: int
    others: int


@dataclass(frozen=True)
class Holdings:
    """What goes with an account, and what stays."""

    going: tuple[HeldCompany, ...]
    staying: tuple[HeldCompany, ...]


def account_holdings(account_id: str) -> Holdings:
    alone = set(companies_alone(account_id))
    rows = db.session.execute(
        select(ControlledPerson.id, ControlledPerson.name)
        .join(Membership, Membership.person_id == ControlledPerson.id)
        .where(Membership.account_id == account_id).order_by(ControlledPerson.name))
    companies = [(row.id in alone, _company(row.id, row.name)) for row in rows]
    return Holdings(tuple(company for goes, company in companies if goes),
                    tuple(company for goes, company in companies if not goes))


def _company(person_id: str, name: str) -> HeldCompany:
    inspections = db.session.scalar(select(func.count()).select_from(SelfInspection).where(
        SelfInspection.person_id == person_id))
    members = db.session.scalar(select(func.count()).select_from(Membership).where(
        Membership.person_id == person_id))
    return HeldCompany(name, inspections or 0, (members or 1) - 1)
