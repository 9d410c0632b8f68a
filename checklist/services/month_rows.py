"""Reading the rows of a month into arrays, in pieces, without an object of Python for each value.

Each database is asked for what it gives fastest, by its own driver: SQLite joins the texts of
many rows into one, PostgreSQL sends each row as one value of bytes through a cursor of its own.
"""
from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy

from checklist.extensions import db
from checklist.statistics.counting import Letters, Rows
from checklist.statistics.dimensions import TRAITS_LENGTH

AT_A_TIME = 20_000
# Rows lie in the order of their keys, so a piece is the next ones on disk.
_SQLITE = """
SELECT count(*), max(id), group_concat(coalesce(business, 0)), group_concat(moment),
       group_concat(traits || marks, '')
FROM (SELECT id, business, moment, traits, marks FROM observation
      WHERE version_id = ? AND month = ? AND id > ? ORDER BY id LIMIT ?)"""
# Rows lie in the order in which they came, and their keys are random: one scan and no sorting.
_POSTGRESQL = """
SELECT int8send(coalesce(business, 0)) || int4send(moment)
       || convert_to(traits || marks, 'UTF8')
FROM observation WHERE version_id = %s AND month = %s"""


def read_month(version_id: int, month: int, letters: int) -> Rows:
    """Return the self-inspections of a month, each with so many letters."""
    read = _from_sqlite if db.engine.dialect.name == 'sqlite' else _from_postgresql
    width = TRAITS_LENGTH + letters
    pieces = [_none(width), *read(version_id, month, width)]
    return Rows(*(numpy.concatenate(parts, axis=-1) for parts in zip(*(
        (piece.businesses, piece.moments, piece.traits, piece.marks)
        for piece in pieces), strict=True)))


def _none(width: int) -> Rows:
    return _piece(numpy.zeros(0, numpy.int64), numpy.zeros(0, numpy.int64), b'', width)


def _from_sqlite(version_id: int, month: int, width: int) -> Iterator[Rows]:
    cursor, last = _driver().cursor(), -1
    while True:
        number, last, businesses, moments, texts = cursor.execute(
            _SQLITE, (version_id, month, last, AT_A_TIME)).fetchone()
        if not number:
            return
        yield _piece(numpy.fromstring(businesses, numpy.int64, sep=','),
                     numpy.fromstring(moments, numpy.int64, sep=','), texts.encode(), width)


def _from_postgresql(version_id: int, month: int, width: int) -> Iterator[Rows]:
    packed = numpy.dtype([('business', '>i8'), ('moment', '>i4'), ('text', 'u1', (width,))])
    with _driver().cursor('month_rows', binary=True) as cursor:
        cursor.execute(_POSTGRESQL, (version_id, month))
        while rows := cursor.fetchmany(AT_A_TIME):
            found = numpy.frombuffer(b''.join(chain.from_iterable(rows)), packed)
            yield _piece(found['business'].astype(numpy.int64),
                         found['moment'].astype(numpy.int64), found['text'].tobytes(), width)


def _driver() -> Any:
    """Return the driver's own connection of the transaction that is under way."""
    return db.session.connection().connection.driver_connection


def _piece(businesses: Any, moments: Any, texts: bytes, width: int) -> Rows:
    """Return a piece with a line of letters for each place of the texts."""
    lines: Letters = numpy.frombuffer(texts, numpy.uint8).reshape(len(businesses), width).T
    return Rows(businesses, moments, numpy.ascontiguousarray(lines[:TRAITS_LENGTH]),
                numpy.ascontiguousarray(lines[TRAITS_LENGTH:]))
