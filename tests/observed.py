"""Rows of submitted self-inspections for the tests of statistics, without a form for each."""
from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import insert

from checklist.extensions import db
from checklist.freezing import Freezer
from checklist.models.statistics import Observation
from checklist.services.observations import business_digest, observation_id
from tests.databases import Database
from tests.factories import committed

# A month after the ones that tests fill.
LATER = datetime(2026, 11, 5, 12, tzinfo=UTC)


def observe_all(database: Database, version_id: int, rows: Iterable[tuple[str, str, str]],
                month: int = 202610, moment: int = 0) -> None:
    """Add self-inspections of a month: an ИНН or nothing, traits and marks of each."""
    def work() -> None:
        found = [{
            'version_id': version_id, 'month': month,
            'id': observation_id(f'{version_id} {month} {moment} {place}'),
            'business': business_digest(inn), 'moment': moment + place, 'traits': traits,
            'marks': marks} for place, (inn, traits, marks) in enumerate(rows)]
        db.session.execute(insert(Observation), found)

    committed(database, work)


def freeze(database: Database, now: datetime = LATER) -> int:
    """Freeze what is over, as the worker does."""
    return Freezer(database.app).freeze_due(now)
