"""Companies that accounts own or work for, with self-inspections that belong to them."""
from datetime import UTC, datetime

from checklist.extensions import db
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.services.companies import CompanyDetails
from checklist.services.tokens import new_token
from requirements_catalog.model import LegalForm
from tests.databases import Database
from tests.factories import committed, submitted

NOW = datetime.now(UTC)


def company(database: Database, owner: str, *others: str, owners: tuple[str, ...] = ()) -> str:
    """Return the id of a company with its owners and other members."""
    def work() -> str:
        person_id = new_token()
        db.session.add(ControlledPerson(id=person_id, created_at=NOW, **vars(
            CompanyDetails(LegalForm.LEGAL_ENTITY, 'ООО «Канарейка»', '7707083893'))))
        db.session.flush()
        db.session.add_all(
            Membership(person_id=person_id, account_id=member, created_at=NOW,
                       owner=member == owner or member in owners)
            for member in (owner, *others, *owners))
        return person_id

    found: str = committed(database, work)
    return found


def belonging(database: Database, person_id: str, how_many: int = 1) -> list[str]:
    """Return submitted self-inspections that a company has."""
    ids = [submitted(database).id for _ in range(how_many)]

    def work() -> None:
        for inspection_id in ids:
            db.session.get_one(SelfInspection, inspection_id).person_id = person_id

    committed(database, work)
    return ids
