"""The places of a company: its cafés, shops, workshops."""
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from checklist.access import Actor
from checklist.errors import Missing, TooMany
from checklist.extensions import db
from checklist.models.companies import ControlledObject, Membership
from checklist.models.inspections import SelfInspection
from checklist.services.companies import A_DAY, Company, get_company
from checklist.services.journal import record
from checklist.services.tokens import is_token, new_token
from requirements_catalog.applicability import Profile
from requirements_catalog.canonical import canonical_json
from requirements_catalog.serialization import CONVERTER

MOST_OBJECTS = 200


@dataclass(frozen=True)
class ObjectDetails:
    """What somebody says of a place. The profile decides which requirements concern it."""

    title: str
    address: str
    profile: Profile


@dataclass(frozen=True)
class CompanyObject:
    """A place of a company as its members see it."""

    id: str
    person_id: str
    details: ObjectDetails


def list_objects(actor: Actor, person_id: str) -> list[CompanyObject]:
    """Return the places of a company by title, to those who work for it."""
    return objects_of(actor, [get_company(actor, person_id)])


def objects_of(actor: Actor, companies: Iterable[Company]) -> list[CompanyObject]:
    """Return the places of several companies by title."""
    rows = db.session.scalars(
        select(ControlledObject)
        .join(Membership, Membership.person_id == ControlledObject.person_id)
        .where(Membership.account_id == actor.account_id,
               ControlledObject.person_id.in_([company.id for company in companies]))
        .order_by(ControlledObject.title, ControlledObject.id))
    return [_object(row) for row in rows]


def get_object(actor: Actor, person_id: str, object_id: str) -> CompanyObject:
    """Return a place to those who work for its company; nobody else finds it."""
    get_company(actor, person_id)
    row = db.session.scalar(select(ControlledObject).where(
        ControlledObject.person_id == person_id, ControlledObject.id == object_id)
    ) if is_token(object_id) else None
    if row is None:
        raise Missing('There is no such object.')
    return _object(row)


def add_object(actor: Actor, person_id: str, details: ObjectDetails, *, now: datetime) -> str:
    """Add a place and return its id."""
    get_company(actor, person_id)
    kept = db.session.scalar(select(func.count()).select_from(ControlledObject).where(
        ControlledObject.person_id == person_id)) or 0
    if kept >= MOST_OBJECTS:
        raise TooMany(A_DAY)
    object_id = new_token()
    db.session.add(ControlledObject(
        person_id=person_id, id=object_id, created_at=now, **_columns(details)))
    record('add_object', object_id, now, tenant=person_id)
    return object_id


def change_object(actor: Actor, person_id: str, object_id: str, details: ObjectDetails, *,
                  now: datetime) -> None:
    """Change what is said of a place; self-inspections keep what was said when they began."""
    get_object(actor, person_id, object_id)
    db.session.execute(
        update(ControlledObject).where(
            ControlledObject.person_id == person_id, ControlledObject.id == object_id)
        .values(**_columns(details)))
    record('change_object', object_id, now, tenant=person_id)


def delete_object(actor: Actor, person_id: str, object_id: str, *, now: datetime) -> None:
    """Delete a place. Its self-inspections stay with the company, without a place."""
    get_object(actor, person_id, object_id)
    db.session.execute(update(SelfInspection).where(
        SelfInspection.person_id == person_id, SelfInspection.object_id == object_id)
        .values(object_id=None))
    db.session.execute(delete(ControlledObject).where(
        ControlledObject.person_id == person_id, ControlledObject.id == object_id))
    record('delete_object', object_id, now, tenant=person_id)


def _columns(details: ObjectDetails) -> dict[str, str]:
    return {'title': details.title, 'address': details.address,
            'profile': canonical_json(CONVERTER.unstructure(details.profile))}


def _object(row: ControlledObject) -> CompanyObject:
    profile = CONVERTER.structure(json.loads(row.profile), Profile)
    return CompanyObject(row.id, row.person_id, ObjectDetails(row.title, row.address, profile))
