"""Freezing a month: reading what was submitted, and keeping what may be published of it."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion, ControlQuestion
from checklist.models.statistics import FrozenFrame, FrozenTable, Observation
from checklist.services.month_rows import read_month
from checklist.services.observations import month_of
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
    last = month_of(now - GRACE)
    done = {tuple(row) for row in db.session.execute(
        select(FrozenFrame.checklist_code, FrozenFrame.month).distinct())}
    due = {(code, month) for version_id, code in _versions() for month in _months(version_id, last)}
    return sorted(due - done)


def count_month(checklist: str, month: int) -> list[Frozen]:
    """Count a month of a checklist and protect it. Reads only; takes seconds for a million."""
    versions = [(version_id, rows) for version_id, code in _versions() if code == checklist
                if len(rows := _read(version_id, month))]
    counted = latest([rows for _, rows in versions])
    return [Frozen(version_id, publish(count(kept, _questions(version_id), month)),
                   _without_inn(rows))
            for (version_id, rows), kept in zip(versions, counted, strict=True)]


def keep_month(checklist: str, month: int, frozen: list[Frozen], *, now: datetime) -> None:
    """Keep what was counted of a month. Of two workers one succeeds."""
    for each in frozen:
        row = FrozenFrame(
            checklist_code=checklist, version_id=each.version_id, month=month,
            businesses=each.frame.businesses, without_inn=each.without_inn, frozen_at=now)
        db.session.add(row)
        db.session.flush()  # The tables need the generated id.
        db.session.add_all(_tables(row.id, each.frame))


def next_month(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def _versions() -> list[tuple[int, str]]:
    return [(row.id, row.checklist_code) for row in db.session.execute(
        select(ChecklistVersion.id, ChecklistVersion.checklist_code)
        .order_by(ChecklistVersion.id))]


def _months(version_id: int, last: int) -> Iterator[int]:
    """Yield the months before the last one in which a version was answered."""
    month: int | None = 0
    while True:
        month = db.session.scalar(select(func.min(Observation.month)).where(
            Observation.version_id == version_id, Observation.month > month,
            Observation.month < last))
        if month is None:
            return
        yield month


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
