"""Which version of a checklist has taken the place of another, and until when both count."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from sqlalchemy import select

from checklist.errors import Missing
from checklist.extensions import day_of, db
from checklist.models.catalog import ChecklistVersion
from checklist.services.catalog import PublishedVersion, published_version
from requirements_catalog.plan import plan
from requirements_catalog.plan_chain import chained
from requirements_catalog.steps import AnswerPlan


# Versions never change, so what leads from one to another does not either.
_plans: dict[tuple[str, str], AnswerPlan] = {}


@dataclass(frozen=True)
class Successor:
    """The version now in force, since when an earlier one is not, and how long that still counts.

    ``until`` is the last day on which what was begun under the earlier one may be submitted.
    """

    published: PublishedVersion
    since: date
    until: date

    def closed(self, at: datetime) -> bool:
        """Return whether what was begun under the earlier version comes too late."""
        return day_of(at) > self.until


def successor_of(published: PublishedVersion, at: datetime) -> Successor | None:
    """Return what had taken the place of a version at a moment, None while it was the newest."""
    on = day_of(at)
    rows = db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.fingerprint,
               ChecklistVersion.effective_from, ChecklistVersion.published_at)
        .where(ChecklistVersion.checklist_code == published.code,
               ChecklistVersion.number > published.version.content.version,
               ChecklistVersion.published_at <= at, ChecklistVersion.effective_from <= on,
               (ChecklistVersion.effective_to.is_(None)) | (ChecklistVersion.effective_to >= on))
        .order_by(ChecklistVersion.number)).all()
    if not rows:
        return None
    first, newest = (published_version(row.id, row.fingerprint) for row in (rows[0], rows[-1]))
    since = max(rows[0].effective_from, day_of(rows[0].published_at))
    return Successor(newest, since,
                     since + timedelta(days=first.version.content.grace_days))


def version_by_id(version_id: int) -> PublishedVersion:
    """Return any version that was ever published."""
    fingerprint = db.session.scalar(
        select(ChecklistVersion.fingerprint).where(ChecklistVersion.id == version_id))
    if fingerprint is None:
        raise Missing('There is no such version.')
    return published_version(version_id, fingerprint)


def plan_between(old: PublishedVersion, new: PublishedVersion) -> AnswerPlan:
    """Return what becomes of answers from one version to another, over those between them.

    The way back to an earlier version goes by the content alone.
    """
    if _number(new) < _number(old):
        return _plan(old, new, back=True)
    way = [old, *_between(old, new), new]
    return chained(_plan(one, other) for one, other in pairwise(way))


def _plan(old: PublishedVersion, new: PublishedVersion, *, back: bool = False) -> AnswerPlan:
    key = old.fingerprint, new.fingerprint
    if key not in _plans:
        _plans[key] = plan(old.version, new.version, () if back else None)
    return _plans[key]


def _between(old: PublishedVersion, new: PublishedVersion) -> list[PublishedVersion]:
    rows = db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.fingerprint)
        .where(ChecklistVersion.checklist_code == old.code,
               ChecklistVersion.number > _number(old), ChecklistVersion.number < _number(new))
        .order_by(ChecklistVersion.number))
    return [published_version(row.id, row.fingerprint) for row in rows]


def _number(published: PublishedVersion) -> int:
    return published.version.content.version
