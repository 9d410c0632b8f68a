"""Taking over self-inspections that were begun without an account.

From then on a self-inspection belongs to a company: its members open it by signing in, and the
secret link that somebody may have passed on opens nothing any more.
"""
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import update

from checklist.access import Actor
from checklist.errors import Conflict
from checklist.extensions import db
from checklist.models.inspections import SelfInspection
from checklist.services.companies import CompanyDetails, add_company, get_company
from checklist.services.inspections import Inspection, Place, Viewer, get_inspection
from checklist.services.journal import record
from checklist.services.objects import ObjectDetails, add_object, get_object
from checklist.services.submissions import get_submitted
from checklist.services.tasks import add_tasks, first_tasks
from checklist.services.tokens import hashed, new_token


@dataclass(frozen=True)
class Choice:
    """What is to become of one self-inspection.

    ``company`` and ``object`` are the id of one that is there, or what a new one is to be;
    ``object`` may be missing.
    """

    inspection_id: str
    key: str
    company: str | CompanyDetails
    object: str | ObjectDetails | None


def take_over(actor: Actor, choices: Iterable[Choice], *, now: datetime) -> list[Place]:
    """Give self-inspections to companies and return where they went.

    Two that name the same new company or object get one and the same.
    """
    taker = _Taker(actor, now)
    return [taker.take(choice) for choice in choices]


class _Taker:
    """Takes over one self-inspection after another and remembers what was added for them."""

    def __init__(self, actor: Actor, now: datetime) -> None:
        self.actor = actor
        self.now = now
        self.companies: dict[CompanyDetails, str] = {}
        self.objects: dict[tuple[str, str], str] = {}

    def take(self, choice: Choice) -> Place:
        inspection = get_inspection(choice.inspection_id, Viewer(choice.key), lock=True)
        if inspection.person_id:
            raise Conflict('This self-inspection belongs to a company already.')
        person_id = self._company(choice.company)
        place = Place(person_id, self._object(person_id, choice.object))
        _give(inspection, place)
        if inspection.submitted:
            _plan(inspection.id, self.now)
        record('take_over', inspection.id, self.now, tenant=person_id)
        return place

    def _company(self, wanted: str | CompanyDetails) -> str:
        if isinstance(wanted, str):
            return get_company(self.actor, wanted).id
        if wanted not in self.companies:
            self.companies[wanted] = add_company(self.actor, wanted, now=self.now)
            db.session.flush()  # objects and self-inspections refer to it
        return self.companies[wanted]

    def _object(self, person_id: str, wanted: str | ObjectDetails | None) -> str | None:
        if wanted is None:
            return None
        if isinstance(wanted, str):
            return get_object(self.actor, person_id, wanted).id
        form = get_company(self.actor, person_id).details.legal_form
        wanted = replace(wanted, profile=replace(wanted.profile, legal_form=form))
        same = (person_id, repr(wanted))
        if same not in self.objects:
            self.objects[same] = add_object(self.actor, person_id, wanted, now=self.now)
        return self.objects[same]


def _plan(inspection_id: str, now: datetime) -> None:
    """Keep what is to be put right, so that the company sees it among its tasks at once."""
    found = get_submitted(inspection_id)
    add_tasks(first_tasks(inspection_id, found.published.version, found.answers,
                          found.submitted_at), now=now)


def _give(inspection: Inspection, place: Place) -> None:
    """Let a self-inspection belong to a company, under the hash of a key that nobody gets."""
    db.session.execute(update(SelfInspection).where(SelfInspection.id == inspection.id).values(
        person_id=place.person_id, object_id=place.object_id, key_hash=hashed(new_token())))
