"""Freezing a month, and what statistics take on disk: ``python -m benchmarks.freezing``.

A month of 10 thousand, 100 thousand and a million self-inspections of 40 questions is read,
counted, protected and written into the tables that pages read, and the writing is taken back. The
floor reads the strings of answers by the bare driver into an array of NumPy and counts each
letter of each question; it protects nothing and knows no territories. Each time is taken in a
process of its own, whose peak of memory is that of the work.
"""
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy
from flask import Flask

from benchmarks.harness import (
    Row, alternate, at_most, middle, options, peak_resident, print_table)
from benchmarks.observations import NOW, draw, fill_frame
from benchmarks.servers import KEY, Product, products
from benchmarks.storage import FROZEN, ROWS, sizes
from checklist.app import create_app
from checklist.config import Settings
from checklist.extensions import db, run_in
from checklist.freezing import Freezer
from checklist.services.demo_companies import add_companies
from checklist.services.freezing import count_month, keep_month

CHECKLIST = 'fire-safety-small'
NUMBERS = {202601: 10_000, 202602: 100_000, 202603: 1_000_000}
PIECE = 50_000
MONTHS = 6


@dataclass(frozen=True)
class Taken:
    """What one freezing, or its floor, took."""

    seconds: float
    processor: float
    memory: float


def main() -> None:
    parser = options(str(__doc__), seconds=0)
    parser.add_argument('--largest', type=int, default=max(NUMBERS.values()))
    parser.add_argument('--stored', type=int, default=100_000)
    arguments = parser.parse_args()
    rows: list[Row] = []
    with products(arguments.database) as found:
        for name, product in found.items():
            rows += storage_rows(name, product, arguments.stored)
        for name, product in found.items():
            rows += freezing_rows(name, product, arguments.rounds, arguments.largest)
    print_table('Freezing a month of 40 questions', rows)


def freezing_rows(name: str, product: Product, rounds: int, largest: int) -> Iterator[Row]:
    published = product.published(CHECKLIST)
    pairs = [pair for (version_id, _), some in draw(product).items()
             if version_id == published.id for pair in some]
    before = 0.0
    for month, number in NUMBERS.items():
        if number > largest:
            return
        fill_frame(product, (published.id, month), pairs, number)
        _settle(product)
        measure = partial(_in_new_process, product, published.id, month)
        found = alternate(rounds, {'product': partial(measure, _freeze),
                                   'floor': partial(measure, _floor)})
        seconds, floor = (middle(one.seconds for one in found[way])
                          for way in ('product', 'floor'))
        yield Row(f'{name}: {number:,} self-inspections, s', seconds, floor, must=at_most(3),
                  dream=at_most(1.5), remark=f' (processor {_processor(found["product"])}'
                                             f' to {_processor(found["floor"])})')
        yield Row(f'{name}: the same, peak of memory in MB',
                  max(one.memory for one in found['product']),
                  max(one.memory for one in found['floor']),
                  ratio=max(one.memory for one in found['product']), must=at_most(500))
        if before:
            yield Row(f'{name}: the same, to a tenth as many, s', seconds, before,
                      must=at_most(12))
        before = seconds


def storage_rows(name: str, product: Product, number: int) -> Iterator[Row]:
    """Yield the bytes of a self-inspection of the demonstration, all space given back.

    The months before the one under way are frozen then, and their rows forgotten.
    """
    before = _sizes(product)
    with product.app.app_context():
        lots = add_companies(number, MONTHS, 2026, now=NOW)
    while run_in(product.app, partial(next, lots, 0)):
        pass
    added = _sizes(product)
    Freezer(product.app).freeze_due(NOW)
    frozen = _sizes(product)
    whole, rows = ((added[table] - before[table]) / number for table in ('whole', ROWS))
    left = (frozen[ROWS] - before[ROWS]) / number
    tables = sum(frozen[table] - before[table] for table in FROZEN) / number
    yield Row(f'{name}: a made-up self-inspection with its notes, bytes', whole,
              must=at_most(1500), dream=at_most(600))
    yield Row(f'{name}: of these for statistics until its month is frozen', rows)
    yield Row(f'{name}: {MONTHS} months of {number:,} frozen: rows of the one under way', left)
    yield Row(f'{name}: the same, frozen tables', tables)
    yield Row(f'{name}: the same, together', left + tables, must=at_most(80))


def _sizes(product: Product) -> dict[str, int]:
    with product.app.app_context():
        return sizes(product)


def _settle(product: Product) -> None:
    """Let PostgreSQL note what is in its tables, as it does by itself after a while."""
    if not product.settings.embedded:
        with product.app.app_context():
            connection = db.engine.raw_connection()
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]
            connection.cursor().execute('VACUUM ANALYZE observation')
            connection.invalidate()


def _in_new_process(product: Product, version_id: int, month: int,
                    work: Callable[[Flask, int, int], None]) -> Taken:
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(_measure, product.settings.database_url, product.settings.var,
                           version_id, month, work).result()


def _measure(url: str, var: Path, version_id: int, month: int,
             work: Callable[[Flask, int, int], None]) -> Taken:
    app = create_app(Settings(var=var, database_url=url, secret_key=KEY))
    with app.app_context():
        db.session.connection()
        began, used = time.perf_counter(), time.process_time()
        work(app, version_id, month)
        seconds, processor = time.perf_counter() - began, time.process_time() - used
        db.session.rollback()
        db.engine.dispose()
    return Taken(seconds, processor, peak_resident())


def _freeze(app: Flask, version_id: int, month: int) -> None:
    frozen = count_month(CHECKLIST, month)
    keep_month(CHECKLIST, month, frozen, now=NOW)
    db.session.flush()


def _floor(app: Flask, version_id: int, month: int) -> None:
    connection: Any = db.session.connection().connection.driver_connection
    statement = 'SELECT marks FROM observation WHERE version_id = {0} AND month = {0}'
    if db.engine.dialect.name == 'sqlite':
        cursor, statement = connection.cursor(), statement.format('?')
    else:
        cursor, statement = connection.cursor('floor'), statement.format('%s')
    cursor.execute(statement, (version_id, month))
    letters = 0
    while rows := cursor.fetchmany(PIECE):
        text = ''.join([marks for marks, in rows]).encode('ascii')
        marks = numpy.frombuffer(text, numpy.uint8).reshape(len(rows), -1)
        letters = letters + numpy.array([  # type: ignore[assignment]
            numpy.bincount(column, minlength=256) for column in marks.T])
    cursor.close()


def _processor(taken: list[Taken]) -> str:
    return f'{middle(one.processor for one in taken):.2f}'


if __name__ == '__main__':
    main()
