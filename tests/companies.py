"""Companies with people who work for them, put there at once."""
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from checklist.access import Actor, Role
from checklist.answers import GivenAnswer
from checklist.models.companies import Membership
from checklist.extensions import db
from checklist.services.companies import CompanyDetails, add_company
from checklist.services.inspections import (
    Place, Viewer, begin_inspection, get_inspection)
from checklist.services.objects import ObjectDetails, add_object
from checklist.services.submissions import submit_inspection
from checklist.services.tokens import new_token
from requirements_catalog.applicability import Profile
from requirements_catalog.model import LegalForm
from tests.databases import Database
from tests.factories import COMPLETE, RESPONDENT, Held, committed, publish

NAME = 'ООО «Уралочка»'
INN = '7707083893'
CAFE_PROFILE = Profile(legal_form=LegalForm.LEGAL_ENTITY, activities=('56.10.1',),
                       territory='75701', staff=12)


def actor(account_id: str) -> Actor:
    """Return somebody as the services know who is signed in."""
    return Actor(account_id, 'session', frozenset({Role.ENTREPRENEUR}), None, datetime.now(UTC))


def company(database: Database, account_id: str, name: str = NAME, inn: str = INN) -> str:
    """Return the id of a new company of somebody."""
    found: str = committed(database, lambda: add_company(
        actor(account_id), CompanyDetails(LegalForm.LEGAL_ENTITY, name, inn),
        now=datetime.now(UTC)))
    return found


def place(database: Database, account_id: str, person_id: str, title: str = 'Кафе') -> str:
    """Return the id of a new object of a company."""
    found: str = committed(database, lambda: add_object(
        actor(account_id), person_id, ObjectDetails(title, '', CAFE_PROFILE),
        now=datetime.now(UTC)))
    return found


def joined(database: Database, person_id: str, account_id: str, *, owner: bool = False) -> None:
    """Let somebody work for a company."""
    committed(database, lambda: db.session.add(Membership(
        person_id=person_id, account_id=account_id, owner=owner, created_at=datetime.now(UTC))))


def begun(database: Database, person_id: str, object_id: str | None = None,
          draft: Mapping[str, GivenAnswer] | None = None, *, days_ago: int = 0,
          finished: bool = False, **options: Any) -> Held:
    """Return a self-inspection of a company, begun or finished some days ago."""
    now = datetime.now(UTC) - timedelta(days=days_ago)
    version = options.get('published') or publish(database)

    def work() -> Held:
        inspection_id, key = begin_inspection(
            RESPONDENT, version, now=now, draft=draft or COMPLETE,
            place=Place(person_id, object_id))
        if finished:
            inspection = get_inspection(inspection_id, Viewer(key), lock=True)
            submit_inspection(inspection, submission_key=new_token(),
                              revision=inspection.revision, language='ru', now=now)
        return Held(inspection_id, key)

    found: Held = committed(database, work)
    return found
