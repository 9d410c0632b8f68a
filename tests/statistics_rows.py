"""Months for the tests of statistics, written as texts: who, what kind of business, what marks."""
from collections.abc import Iterable, Sequence

import numpy

from checklist.statistics.counting import Counts, Rows, count
from checklist.statistics.dimensions import TRAITS_LENGTH
from checklist.statistics.disclosure import publish
from checklist.statistics.frames import Frame

MONTH = 202610
CODES = ('Q-1', 'Q-2')
CAFE, SHOP = '75701EI1', '75738PG0'
MET, BROKEN = 'YYP4-', 'NYC3-'

# How many businesses have these traits and marks.
Kind = tuple[int, str, str]


def rows_of(kinds: Iterable[Kind], first: int = 1) -> Rows:
    """Return a row for each business; they are numbered, and come in the order of their numbers."""
    each = [(traits, marks) for number, traits, marks in kinds for _ in range(number)]
    return rows([(first + place, place, traits, marks)
                 for place, (traits, marks) in enumerate(each)])


def rows(found: Sequence[tuple[int, int, str, str]]) -> Rows:
    """Return rows of businesses, moments, traits and marks."""
    businesses, moments, traits, marks = zip(*found, strict=True) if found else ((),) * 4
    return Rows(numpy.array(businesses, dtype=numpy.int64), numpy.array(moments, numpy.int64),
                _lines(traits, TRAITS_LENGTH), _lines(marks, len(marks[0]) if marks else 5))


def plain(found: Rows) -> list[tuple[int, int, str, str]]:
    """Return rows as texts again."""
    return [(int(business), int(moment), bytes(traits).decode(), bytes(marks).decode())
            for business, moment, traits, marks in zip(
                found.businesses, found.moments, found.traits.T, found.marks.T, strict=True)]


def counts_of(*kinds: Kind, codes: Sequence[str] = CODES) -> Counts:
    return count(rows_of(kinds), codes, MONTH)


def frame_of(*kinds: Kind, codes: Sequence[str] = CODES) -> Frame:
    """Return what is published of a month."""
    return publish(counts_of(*kinds, codes=codes))


def shuffled(found: Rows, seed: int) -> Rows:
    order = numpy.random.default_rng(seed).permutation(len(found))
    return Rows(found.businesses[order], found.moments[order], found.traits[:, order],
                found.marks[:, order])


def _lines(texts: Sequence[str], width: int) -> numpy.ndarray:
    letters = numpy.frombuffer(''.join(texts).encode(), dtype=numpy.uint8)
    return numpy.ascontiguousarray(letters.reshape(len(texts), width).T)
