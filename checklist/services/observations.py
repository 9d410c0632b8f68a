"""What statistics take down of a self-inspection when it is submitted, and forget with it."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Exists, and_, delete, exists, func, insert, select, tuple_

from checklist.extensions import db, sealer, time_zone
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.statistics import FrozenFrame, Observation
from checklist.scoring import Verdict
from checklist.services.profiles import Respondent
from checklist.statistics.dimensions import traits_of
from checklist.statistics.letters import marks_of
from requirements_catalog.canonical import sha256

# So many rows go in one transaction: whoever submits meanwhile hardly waits for it.
LOT = 2_000


@dataclass(frozen=True)
class Observed:
    """A self-inspection as statistics see it.

    ``packed`` has a letter for each question; ``seconds`` is how long it took, None where
    answers were there from the beginning.
    """

    inspection_id: str
    version_id: int
    respondent: Respondent
    packed: str
    verdict: Verdict
    percent: Decimal | None
    seconds: float | None
    submitted_at: datetime


def observe(observed: Observed) -> None:
    """Take down a self-inspection, in the transaction that submits it."""
    db.session.execute(insert(Observation), observation_row(observed))


def observation_row(observed: Observed) -> dict[str, Any]:
    """Return the row of a self-inspection."""
    respondent = observed.respondent
    return {
        'version_id': observed.version_id, 'month': month_of(observed.submitted_at),
        'id': observation_id(observed.inspection_id), 'business': business_digest(respondent.inn),
        'moment': int(observed.submitted_at.timestamp()), 'traits': traits_of(respondent.profile),
        'marks': marks_of(observed.packed, observed.verdict, observed.percent, observed.seconds)}


def seconds_taken(inspection_id: str, previous_id: str | None, now: datetime) -> float | None:
    """Return how long a self-inspection took; None for one that began with answers."""
    if previous_id:
        return None
    began = db.session.scalar(
        select(SelfInspection.created_at).where(SelfInspection.id == inspection_id))
    return (now - began).total_seconds() if began else None


def forget_observations(inspection_ids: Sequence[str]) -> None:
    """Forget self-inspections that are about to be deleted. What was frozen names nobody."""
    found = db.session.execute(
        select(SelfInspection.version_id, Submission.submitted_at, SelfInspection.id)
        .join(Submission, Submission.inspection_id == SelfInspection.id)
        .where(SelfInspection.id.in_(inspection_ids))).all()
    if found:
        keys = [(version_id, month_of(at), observation_id(inspection_id))
                for version_id, at, inspection_id in found]
        db.session.execute(delete(Observation).where(tuple_(
            Observation.version_id, Observation.month, Observation.id).in_(keys)))


def frozen_months() -> set[tuple[str, int]]:
    """Return the months that are frozen, with their checklists."""
    return {(row.checklist_code, row.month) for row in db.session.execute(
        select(FrozenFrame.checklist_code, FrozenFrame.month).distinct())}


def observed_months(before: int = 999_913) -> Iterator[tuple[int, str, int]]:
    """Yield each version, its checklist and the months of which there are rows of it."""
    for version_id, checklist in db.session.execute(
            select(ChecklistVersion.id, ChecklistVersion.checklist_code)
            .order_by(ChecklistVersion.id)).all():
        for month in _months(version_id, before):
            yield version_id, checklist, month


def _months(version_id: int, before: int) -> Iterator[int]:
    month: int | None = 0
    while True:
        month = db.session.scalar(select(func.min(Observation.month)).where(
            Observation.version_id == version_id, Observation.month > month,
            Observation.month < before))
        if month is None:
            return
        yield month


def counted_months() -> list[tuple[int, int]]:
    """Return the versions and months of which there are rows although the month is frozen.

    Some of them may have come too late to be counted: a month is frozen once.
    """
    frozen = frozen_months()
    return [(version_id, month) for version_id, checklist, month in observed_months()
            if (checklist, month) in frozen]


def forget_counted(version_id: int, month: int, after: int = -1) -> int | None:
    """Forget a lot of the rows of a month that is frozen; no row of any other goes.

    Return the id after which to go on, None where that was the last lot. Rows that somebody is
    deleting with their self-inspection are left to them: nobody waits for another.
    """
    part = and_(Observation.version_id == version_id, Observation.month == month)
    lot = (select(Observation.id)
           .where(part, Observation.id > after, _is_frozen(version_id, month))
           .order_by(Observation.id).limit(LOT).with_for_update(skip_locked=True).cte('lot'))
    gone = db.session.scalars(
        delete(Observation).where(part, Observation.id.in_(select(lot.c.id)))
        .returning(Observation.id), execution_options={'synchronize_session': False}).all()
    return max(gone) if len(gone) == LOT else None


def _is_frozen(version_id: int, month: int) -> Exists:
    return exists().where(
        ChecklistVersion.id == version_id, FrozenFrame.month == month,
        FrozenFrame.checklist_code == ChecklistVersion.checklist_code)


def count_observations() -> int:
    """Return how many rows there are: of months that are not frozen yet, and of some that are
    about to be forgotten.
    """
    return db.session.scalar(select(func.count()).select_from(Observation)) or 0


def month_of(moment: datetime) -> int:
    """Return year and month of a moment where the service counts its days, as 202611."""
    local = moment.astimezone(time_zone())
    return local.year * 100 + local.month


def observation_id(inspection_id: str) -> int:
    """Return 63 bits that stand for a self-inspection."""
    return int(sha256(f'observation {inspection_id}')[:16], 16) >> 1


def business_digest(inn: str) -> int | None:
    """Return 63 bits that stand for an ИНН and that nobody without the key can make."""
    return int(sealer().digest(f'business {inn}')[:16], 16) >> 1 if inn else None
