"""Which company and object of it the next self-inspection is about."""
from dataclasses import dataclass

from flask import session

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.services.companies import Company, get_company, list_companies
from checklist.services.inspections import Inspection, Place
from checklist.services.objects import CompanyObject, get_object, objects_of
from checklist.views.visitors import signed_in

SEPARATOR = '/'


@dataclass(frozen=True)
class ChosenPlace:
    """A company that somebody works for, and one of its objects or none."""

    company: Company
    object: CompanyObject | None

    @property
    def place(self) -> Place:
        return Place(self.company.id, self.object.id if self.object else None)

    @property
    def value(self) -> str:
        """The place as a list of choices names it."""
        return f'{self.company.id}{SEPARATOR}{self.object.id if self.object else ""}'

    @property
    def label(self) -> str:
        name = self.company.details.name
        return f'{name} · {self.object.details.title}' if self.object else name


def places_of(actor: Actor) -> list[ChosenPlace]:
    """Return every company that somebody works for, alone and with each of its objects."""
    companies = list_companies(actor)
    objects = objects_of(actor, companies)
    found = []
    for company in companies:
        own = [item for item in objects if item.person_id == company.id]
        found += [ChosenPlace(company, item) for item in own] + [ChosenPlace(company, None)]
    return found


def current_place() -> ChosenPlace | None:
    """Return what was chosen, or the only place there is; None to visitors and staff."""
    actor = _keeper()
    if actor is None:
        return None
    person_id, object_id = session.get('place') or ('', None)
    try:
        company = get_company(actor, person_id)
        return ChosenPlace(
            company, get_object(actor, person_id, object_id) if object_id else None)
    except Missing:
        places = places_of(actor)
        return places[0] if len(places) == 1 else None


def must_choose() -> bool:
    """Return whether somebody has several places and has chosen none yet."""
    actor = _keeper()
    return actor is not None and current_place() is None and bool(list_companies(actor))


def company_of(inspection: Inspection) -> Company | None:
    """Return the company that a self-inspection belongs to, which only its members open."""
    actor = _keeper()
    if actor is None or inspection.person_id is None:
        return None
    return get_company(actor, inspection.person_id)


def _keeper() -> Actor | None:
    found = signed_in()
    if found is None or not found.complete or not found.actor.may(Permission.KEEP_COMPANIES):
        return None
    return found.actor
