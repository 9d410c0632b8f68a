"""What is printed by a job: wanted, leased to one worker, kept, or tried again."""
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from checklist.extensions import db
from checklist.models.documents import Document, VersionDocument
from checklist.models.statistics import StatisticsReport

MOST_TRIES = 3
AT_A_TIME = 200

# The key of a row: for documents what it is about, its kind and its language.
PrintedId = tuple[str, str, str]
Row = Document | VersionDocument | StatisticsReport


@dataclass(frozen=True)
class PrintedState:
    """How far something printed is; ``body`` is there once it is ready."""

    state: str
    body: bytes | None


@dataclass(frozen=True)
class Shelf:
    """A table of what is printed; ``lease`` is how long one worker may be at work on a row."""

    table: type[Row]
    lease: timedelta

    def row(self, printed_id: PrintedId, *, lock: bool = False) -> Row | None:
        table: Any = self.table
        row: Row | None = db.session.get(table, printed_id, with_for_update=lock or None)
        return row

    def state(self, printed_id: PrintedId, *conditions: ColumnElement[bool]) -> PrintedState | None:
        """Return how far something is, or None where nobody asked for it."""
        row = db.session.execute(select(self.table.state, self.table.body).where(
            *self._named(printed_id), *conditions)).first()
        return row and PrintedState(row.state, row.body)

    def wanted(self, now: datetime) -> list[PrintedId]:
        """Return what nobody is making now: what is new, and what a dead worker had."""
        table: Any = self.table
        found = db.session.execute(
            select(*table.__table__.primary_key)
            .where(table.state == 'wanted',
                   or_(table.lease_until.is_(None), table.lease_until < now))
            .order_by(table.asked_at).limit(AT_A_TIME))
        return [(first, second, third) for first, second, third in found]

    def take(self, printed_id: PrintedId, *, now: datetime) -> bool:
        """Lease a row to this worker; after too many tries it counts as failed."""
        row = self.row(printed_id, lock=True)
        if row is None or row.state != 'wanted' or (row.lease_until and row.lease_until > now):
            return False
        if row.tries >= MOST_TRIES:
            row.state = 'failed'
            return False
        row.tries += 1
        row.lease_until = now + self.lease
        return True

    def keep(self, printed_id: PrintedId, body: bytes) -> None:
        """Keep the bytes; of a row that was deleted meanwhile they are forgotten."""
        row = self.row(printed_id)
        if row is not None:
            row.state, row.lease_until = 'ready', None
            row.body, row.body_hash = body, hashlib.sha256(body).hexdigest()

    def give_back(self, printed_id: PrintedId) -> None:
        """End the lease of what could not be printed, so that it is tried again."""
        row = self.row(printed_id)
        if row is not None:
            row.lease_until = None
            row.state = 'failed' if row.tries >= MOST_TRIES else 'wanted'

    def _named(self, printed_id: PrintedId) -> Iterator[ColumnElement[bool]]:
        key: Any = self.table.__table__.primary_key
        for column, value in zip(key, printed_id, strict=True):
            yield column == value
