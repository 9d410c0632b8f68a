"""What statistics take down of a self-inspection when it is submitted, and forget with it."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, insert, select, tuple_

from checklist.extensions import db, sealer, time_zone
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.statistics import Observation
from checklist.scoring import Verdict
from checklist.services.profiles import Respondent
from checklist.statistics.dimensions import traits_of
from checklist.statistics.letters import marks_of
from requirements_catalog.canonical import sha256


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


def count_observations() -> int:
    """Return how many self-inspections statistics know of."""
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
