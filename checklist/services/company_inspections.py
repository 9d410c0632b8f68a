"""The self-inspections of a company: listed, filtered, and in rounds of the same checklist."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from checklist.access import Actor
from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import Membership
from checklist.models.inspections import SelfInspection, Submission
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.companies import get_company
from checklist.services.submissions import Submitted, get_submitted

PAGE = 25
MOST_ROUNDS = 200
# In a filter: the self-inspections that are about no object.
NO_OBJECT = '-'

_LISTED = select(
    SelfInspection.id, SelfInspection.object_id, SelfInspection.state, SelfInspection.answered,
    SelfInspection.asked, SelfInspection.updated_at, SelfInspection.version_id,
    ChecklistVersion.fingerprint, Submission.percent, Submission.verdict)


@dataclass(frozen=True)
class Wanted:
    """A filter; what is empty lets everything through."""

    checklist: str = ''
    object_id: str = ''
    state: str = ''
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True)
class Listed:
    """One self-inspection in the list of a company. ``at`` is its last change or its end."""

    id: str
    published: PublishedVersion
    object_id: str | None
    submitted: bool
    answered: int
    asked: int
    at: datetime
    percent: Decimal | None
    verdict: str | None


@dataclass(frozen=True)
class Found:
    """One page of a list, and how many there are in all."""

    rows: Sequence[Listed]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Series:
    """How often a company has finished one checklist about one object."""

    published: PublishedVersion
    object_id: str | None
    rounds: int


def list_of_company(actor: Actor, person_id: str, wanted: Wanted, page: int = 1) -> Found:
    """Return one page of the self-inspections of a company, the newest first."""
    get_company(actor, person_id)
    conditions = _conditions(actor, person_id, wanted)
    total = db.session.scalar(_scoped(select(func.count()), conditions)) or 0
    rows = db.session.execute(
        _scoped(_LISTED, conditions)
        .order_by(SelfInspection.updated_at.desc(), SelfInspection.id)
        .offset((page - 1) * PAGE).limit(PAGE))
    return Found([_listed(row) for row in rows], total, page)


def checklists_of_company(actor: Actor, person_id: str) -> list[PublishedVersion]:
    """Return the newest version of each checklist that a company has begun."""
    rows = db.session.execute(
        _scoped(select(SelfInspection.version_id, ChecklistVersion.fingerprint),
                _conditions(actor, person_id, Wanted()))
        .distinct().order_by(SelfInspection.version_id))
    newest = {found.code: found for found in (
        published_version(row.version_id, row.fingerprint) for row in rows)}
    return [newest[code] for code in sorted(newest)]


def series_of_company(actor: Actor, person_id: str) -> list[Series]:
    """Return what a company has finished, by checklist and object, the most often first."""
    get_company(actor, person_id)
    rows = db.session.execute(
        _scoped(select(ChecklistVersion.checklist_code, SelfInspection.object_id,
                       func.count().label('rounds'),
                       func.max(SelfInspection.version_id).label('version_id')),
                _conditions(actor, person_id, Wanted(state='submitted')))
        .group_by(ChecklistVersion.checklist_code, SelfInspection.object_id)
        .order_by(func.count().desc(), ChecklistVersion.checklist_code)).all()
    fingerprints: dict[int, str] = {row.id: row.fingerprint for row in db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.fingerprint)
        .where(ChecklistVersion.id.in_([row.version_id for row in rows])))}
    return [Series(published_version(row.version_id, fingerprints[row.version_id]),
                   row.object_id, row.rounds) for row in rows]


def rounds_of_company(actor: Actor, person_id: str, checklist: str,
                      object_id: str | None) -> list[Listed]:
    """Return the finished rounds of a checklist about one object, the oldest first."""
    get_company(actor, person_id)
    wanted = Wanted(checklist, object_id or NO_OBJECT, 'submitted')
    rows = db.session.execute(
        _scoped(_LISTED, _conditions(actor, person_id, wanted))
        .order_by(SelfInspection.updated_at.desc(), SelfInspection.id).limit(MOST_ROUNDS))
    return [_listed(row) for row in rows][::-1]


def get_round(rounds: Sequence[Listed], inspection_id: str) -> Submitted:
    """Return what was submitted in one of the rounds that somebody was given."""
    if inspection_id not in {item.id for item in rounds}:
        raise Missing('There is no such round.')
    return get_submitted(inspection_id)


def _scoped(statement: Select[*tuple[Any, ...]],
            conditions: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Read from the self-inspections of companies that somebody works for, and no others."""
    return (statement.select_from(SelfInspection)
            .join(Membership, Membership.person_id == SelfInspection.person_id)
            .join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
            .outerjoin(Submission, Submission.inspection_id == SelfInspection.id)
            .where(*conditions))


def _conditions(actor: Actor, person_id: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = [Membership.account_id == actor.account_id, SelfInspection.person_id == person_id]
    if wanted.checklist:
        found.append(ChecklistVersion.checklist_code == wanted.checklist)
    if wanted.object_id == NO_OBJECT:
        found.append(SelfInspection.object_id.is_(None))
    elif wanted.object_id:
        found.append(SelfInspection.object_id == wanted.object_id)
    if wanted.state:
        found.append(SelfInspection.state == wanted.state)
    if wanted.since:
        found.append(SelfInspection.updated_at >= wanted.since)
    if wanted.before:
        found.append(SelfInspection.updated_at < wanted.before)
    return found


def _listed(row: Row[*tuple[Any, ...]]) -> Listed:
    return Listed(
        id=row.id, published=published_version(row.version_id, row.fingerprint),
        object_id=row.object_id, submitted=row.state == 'submitted', answered=row.answered,
        asked=row.asked, at=row.updated_at, percent=row.percent, verdict=row.verdict)
