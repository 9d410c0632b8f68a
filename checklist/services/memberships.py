"""Who works for a company."""
from sqlalchemy import select

from checklist.extensions import db
from checklist.models.companies import Membership


def works_for(account_id: str, person_id: str | None) -> bool:
    """Return whether an account may act for a company."""
    return person_id is not None and db.session.get(
        Membership, (person_id, account_id)) is not None


def companies_of(account_id: str) -> list[str]:
    """Return the ids of the companies that an account works for."""
    return list(db.session.scalars(
        select(Membership.person_id).where(Membership.account_id == account_id)))
