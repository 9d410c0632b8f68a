"""Freezing a month: reading what was submitted, and keeping what may be published of it."""
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from checklist.errors import Conflict
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion, ControlQuestion
from checklist.models.statistics import FrozenFrame, FrozenTable
from checklist.services.month_rows import read_month
from checklist.services.observations import frozen_months, month_of, observed_months
from checklist.statistics.counting import Rows, count, latest
from checklist.statistics.disclosure import THRESHOLD, publish, round_to_nearest
from checklist.statistics.frames import Frame, write_sizes, write_splits
from checklist.statistics.letters import EVERY_QUESTION, KEPT
from checklist.statistics.totals import write_totals

# A request that began before midnight may still be on its way.
GRACE = timedelta(days=1)


@dataclass(frozen=True)
class Frozen:
    """One version's part of a month, ready to be kept."""

    version_id: int
    frame: Frame
    without_inn: int | None


def due_months(now: datetime) -> list[tuple[str, int]]:
    """Return the months that are over and not frozen yet, with their checklists."""
    due = {(checklist, month) for _, checklist, month in observed_months(month_of(now - GRACE))}
    return sorted(due - frozen_months())


def count_month(checklist: str, month: int) -> list[Frozen]:
    """Count a month of a checklist and protect it. Reads only; takes seconds for a million."""
    with _nothing_to_collect():
        versions = [(version_id, rows) for version_id in _versions(checklist)
                    if len(rows := _read(version_id, month))]
        counted = latest([rows for _, rows in versions])
        return [Frozen(version_id, publish(count(kept, _questions(version_id), month)),
                       _without_inn(rows))
                for (version_id, rows), kept in zip(versions, counted, strict=True)]


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Keep Python from looking for cycles again and again among numbers that have none.

    Many small values are made, and a fifth of the time would go into going through them.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def keep_month(checklist: str, month: int, frozen: list[Frozen], *, now: datetime) -> None:
    """Keep what was counted of a month. Of two workers one succeeds.

    Another may have frozen it and forgotten its rows while this one was counting what was left.
    """
    if (checklist, month) in frozen_months():
        raise Conflict('Another worker has frozen this month.')
    for each in frozen:
        row = FrozenFrame(
            checklist_code=checklist, version_id=each.version_id, month=month,
            businesses=each.frame.businesses, without_inn=each.without_inn, frozen_at=now)
        db.session.add(row)
        db.session.flush()  # The tables need the generated id.
        db.session.add_all(_tables(row.id, each.frame))


def next_month(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _versions(checklist: str) -> list[int]:
    return list(db.session.scalars(
        select(ChecklistVersion.id).where(ChecklistVersion.checklist_code == checklist)
        .order_by(ChecklistVersion.id)))


def _questions(version_id: int) -> list[str]:
    return list(db.session.scalars(
        select(ControlQuestion.code).where(ControlQuestion.version_id == version_id)
        .order_by(ControlQuestion.position)))


def _read(version_id: int, month: int) -> Rows:
    return read_month(version_id, month, len(_questions(version_id)) + len(KEPT))


def _without_inn(rows: Rows) -> int | None:
    number = int((rows.businesses == 0).sum())
    return round_to_nearest(number) if number >= THRESHOLD else None


def _tables(frame_id: int, frame: Frame) -> Iterator[FrozenTable]:
    for grouping, table in frame.tables.items():
        bodies = {'': write_sizes(table), EVERY_QUESTION: write_totals(table),
                  **dict(write_splits(table))}
        for item, body in bodies.items():
            yield FrozenTable(frame_id=frame_id, grouping=grouping, item=item, body=body)
