"""Observations by the million: those of a demonstration, drawn again and again.

Only the table that freezing reads is filled, since pages read frozen tables and nothing else.
"""
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy

from benchmarks.servers import Product
from checklist.extensions import db
from checklist.services.demo_companies import handed_in
from checklist.statistics.letters import marks_of

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
SAMPLE = 20_000
AT_A_TIME = 100_000
COLUMNS = 'version_id, month, id, business, moment, traits, marks'
# A version and a month.
Frame = tuple[int, int]
Drawn = Mapping[Frame, Sequence[tuple[str, str]]]


def draw(product: Product, months: int = 6) -> Drawn:
    """Return traits and marks of some self-inspections of a demonstration, by frame."""
    found: dict[Frame, list[tuple[str, str]]] = {}
    with product.app.app_context():
        for one in handed_in(SAMPLE, months, 2026, now=NOW):
            filled = one.filled
            found.setdefault((one.sheet.published.id, one.month), []).append((
                one.business.traits,
                marks_of(filled.packed, filled.verdict, filled.percent, filled.seconds)))
    return found


def fill(product: Product, number: int, drawn: Drawn) -> None:
    """Add so many observations, spread over the frames as those that were drawn."""
    whole = sum(map(len, drawn.values()))
    for (version_id, month), pairs in drawn.items():
        fill_frame(product, (version_id, month), pairs, round(number * len(pairs) / whole))


def fill_frame(product: Product, frame: Frame, pairs: Sequence[tuple[str, str]],
               number: int) -> None:
    """Add observations of one version and month, each of another business; one in twenty has
    no ИНН.
    """
    chance = numpy.random.default_rng([*frame, number])
    # In the order of their keys, so that SQLite writes each page once.
    ids = numpy.sort(chance.integers(1, 1 << 62, size=number))
    with product.app.app_context():
        connection = db.engine.raw_connection()
        add = _add_to_sqlite if product.settings.embedded else _add_to_postgresql
        for start in range(0, number, AT_A_TIME):
            add(connection.cursor(), _rows(frame, pairs, ids[start:start + AT_A_TIME], chance))
        connection.close()


def _rows(frame: Frame, pairs: Sequence[tuple[str, str]], ids: Any,
          chance: numpy.random.Generator) -> Iterator[tuple[Any, ...]]:
    places = chance.integers(len(pairs), size=len(ids)).tolist()
    businesses = chance.integers(1, 1 << 62, size=len(ids)).tolist()
    for number, place, business in zip(ids.tolist(), places, businesses, strict=True):
        yield (*frame, number, business if business % 20 else None, 1_790_000_000 + place,
               *pairs[place])


def _add_to_sqlite(cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    cursor.execute('BEGIN IMMEDIATE')
    cursor.executemany(f'INSERT INTO observation ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)', rows)
    cursor.execute('COMMIT')


def _add_to_postgresql(cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    cursor.execute('SET session_replication_role = replica')
    with cursor.copy(f'COPY observation ({COLUMNS}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)
    cursor.connection.commit()
