"""Counting one month of one version: an array over all dimensions for each item.

Everything is whole numbers in NumPy, and one pass over the rows of a month; what is published is
summed up from the arrays, whose size does not depend on the number of rows.
"""
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray

from checklist.statistics.dimensions import SLICES, TABLES, Axes, Dimension
from checklist.statistics.letters import (
    ALL_YES, DERIVED, KEPT, MANY_NOT_APPLICABLE, MANY_SHARE_PERCENT, MET, NOT_APPLICABLE,
    NOT_ASKED, SAME, SAME_BUSINESSES, SHOWS, SHOWS_NOT, items_of, letters_of)

Numbers = NDArray[numpy.int64]
Letters = NDArray[numpy.uint8]
# An odd multiplier that spreads the letters of a row over 64 bits (Knuth, TAOCP 6.4).
_SPREAD = numpy.uint64(6364136223846793005)
KEY_BITS = 20
_GOLDEN = 0x9E3779B97F4A7C15
_MIXES = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


@dataclass(frozen=True)
class Rows:
    """The self-inspections of one month of one version, a row each.

    ``traits`` is (8, rows) and ``marks`` (letters, rows), one byte each. ``businesses`` is 0
    for those without an ИНН.
    """

    businesses: Numbers
    moments: Numbers
    traits: Letters
    marks: Letters

    def __len__(self) -> int:
        return len(self.businesses)

    def chosen(self, mask: NDArray[numpy.bool_]) -> 'Rows':
        return Rows(self.businesses[mask], self.moments[mask],
                    self.traits[:, mask], self.marks[:, mask])


@dataclass(frozen=True)
class Counts:
    """What is counted of one frame.

    ``categories`` names the categories that occur of each dimension. ``sizes`` has for each
    table the number of businesses by category; ``parts`` the same with one more axis for the
    items and one for their letters. ``size_keys`` and ``part_keys`` have the *cell key* of each
    number: the sum of the record keys of those who are counted in it, so that the same
    businesses are rounded in the same way wherever they are counted (Fraser and Wooton 2005).
    """

    categories: Mapping[Dimension, tuple[str, ...]]
    items: tuple[str, ...]
    sizes: Mapping[Axes, Numbers]
    parts: Mapping[Axes, Numbers]
    size_keys: Mapping[Axes, Numbers]
    part_keys: Mapping[Axes, Numbers]


def latest(frames: Sequence[Rows]) -> list[Rows]:
    """Keep of each business its last self-inspection of the month, whatever the version."""
    businesses = numpy.concatenate([rows.businesses for rows in frames])
    moments = numpy.concatenate([rows.moments for rows in frames])
    order = numpy.lexsort((moments, businesses))
    last = numpy.ones(len(order), dtype=bool)
    last[:-1] = businesses[order][1:] != businesses[order][:-1]
    keep = numpy.zeros(len(order), dtype=bool)
    keep[order[last]] = True
    keep &= businesses != 0
    ends = numpy.cumsum([len(rows) for rows in frames])
    return [rows.chosen(keep[end - len(rows):end])
            for rows, end in zip(frames, ends, strict=True)]


def count(rows: Rows, codes: Sequence[str], month: int) -> Counts:
    """Count rows in which each business stands once; ``codes`` are the questions in order."""
    cells, categories = _cells(rows.traits)
    shape = tuple(len(categories[dimension]) for dimension in Dimension)
    items = tuple(items_of(codes))
    keys = record_keys(rows.businesses, month)
    sizes, size_keys = (_tables(numbers, shape) for numbers in _sums(
        cells, keys, math.prod(shape)))
    most = max(len(letters_of(item)) for item in items)
    parts, part_keys = (
        {axes: numpy.zeros((*sizes[axes].shape, len(items), most), dtype=numpy.int64)
         for axes in TABLES} for _ in range(2))
    for place, (item, column) in enumerate(_columns(rows, codes)):
        width = len(letters_of(item))
        sums = _sums(cells * width + column, keys, math.prod(shape) * width)
        for target, numbers in zip((parts, part_keys), sums, strict=True):
            for axes, table in _tables(numbers, (*shape, width)).items():
                target[axes][..., place, :width] = table
    return Counts(categories, items, sizes, parts, size_keys, part_keys)


def record_keys(businesses: Numbers, month: int) -> Numbers:
    """Return the record key of each business in a month: 20 bits that look like chance.

    Digests are secret, so nobody can tell how a number was rounded. Mixed as in SplitMix64
    (Steele, Lea and Flood 2014).
    """
    mixed = businesses.astype(numpy.uint64) + numpy.uint64(month * _GOLDEN % (1 << 64))
    for shift, factor in _MIXES:
        mixed = (mixed ^ mixed >> numpy.uint64(shift)) * numpy.uint64(factor)
    return (mixed >> numpy.uint64(64 - KEY_BITS)).astype(numpy.int64)


def _sums(cells: Numbers, keys: Numbers, length: int) -> tuple[Numbers, Numbers]:
    """Return for each cell how many rows it has, and the sum of their keys.

    Sums of 20 bits over ten million rows are whole numbers that doubles hold exactly.
    """
    return (numpy.bincount(cells, minlength=length),
            numpy.bincount(cells, weights=keys, minlength=length).astype(numpy.int64))


def _tables(numbers: Numbers, shape: tuple[int, ...]) -> dict[Axes, Numbers]:
    """Return the sums of all tables; axes after those of the dimensions are kept."""
    whole = numbers.reshape(shape)
    return {axes: _margin(whole, axes) for axes in TABLES}


def _cells(traits: Letters) -> tuple[Numbers, dict[Dimension, tuple[str, ...]]]:
    """Return for each row the number of its cell over all dimensions, and the categories."""
    cells = numpy.zeros(traits.shape[1], dtype=numpy.int64)
    categories = {}
    for dimension in Dimension:
        numbers = numpy.zeros_like(cells)
        for line in traits[SLICES[dimension]]:
            numbers = numbers << 8 | line
        found, places = numpy.unique(numbers, return_inverse=True)
        cells = cells * len(found) + places
        categories[dimension] = tuple(_text(int(number)) for number in found)
    return cells, categories


def _text(number: int) -> str:
    return number.to_bytes(8, 'big').lstrip(b'\0').decode('ascii')


def _margin(array: Numbers, axes: Axes) -> Numbers:
    """Sum over every dimension that a table does not have."""
    return numpy.asarray(array.sum(axis=tuple(
        place for place, dimension in enumerate(Dimension) if dimension not in axes)))


def _columns(rows: Rows, codes: Sequence[str]) -> Iterator[tuple[str, Numbers]]:
    """Yield each item with the place of each row's letter among the letters of the item."""
    for item, line in zip((*codes, *KEPT), rows.marks, strict=True):
        yield item, _places(item, line)
    answers = rows.marks[:len(codes)]
    signals = {ALL_YES: _all_yes(answers), MANY_NOT_APPLICABLE: _many_not_applicable(answers)}
    signals[SAME] = _same(answers) & ~signals[ALL_YES]
    for item in DERIVED:
        places = numpy.where(signals[item], letters_of(item).index(SHOWS),
                             letters_of(item).index(SHOWS_NOT))
        yield item, places.astype(numpy.int64)


def _places(item: str, line: Letters) -> Numbers:
    table = numpy.full(256, -1, dtype=numpy.int64)
    for place, letter in enumerate(letters_of(item)):
        table[ord(letter)] = place
    places: Numbers = table[line]
    if len(places) and places.min() < 0:
        raise ValueError(f'{item} has a letter that is none of its own')
    return places


def _all_yes(answers: Letters) -> NDArray[numpy.bool_]:
    """Return who answered everything that was asked with "yes"."""
    return numpy.asarray(((answers == ord(MET)) | (answers == ord(NOT_ASKED))).all(axis=0))


def _many_not_applicable(answers: Letters) -> NDArray[numpy.bool_]:
    """Return who called more than a third of what was asked not applicable."""
    asked = (answers != ord(NOT_ASKED)).sum(axis=0, dtype=numpy.int64)
    out = (answers == ord(NOT_APPLICABLE)).sum(axis=0, dtype=numpy.int64)
    return numpy.asarray(100 * out > MANY_SHARE_PERCENT * asked)


def _same(answers: Letters) -> NDArray[numpy.bool_]:
    """Return whose answers are, letter for letter, those of several others."""
    prints = numpy.zeros(answers.shape[1], dtype=numpy.uint64)
    for line in answers:
        prints = prints * _SPREAD + line + numpy.uint64(1)
    _, places, times = numpy.unique(prints, return_inverse=True, return_counts=True)
    return numpy.asarray(times[places] >= SAME_BUSINESSES)
