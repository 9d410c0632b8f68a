"""Counting one month of one version: an array over all dimensions for each item.

Everything is whole numbers in NumPy, and one pass over the rows of a month; what is published is
summed up from the arrays, whose size does not depend on the number of rows.
"""
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

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
# Rows that fit into the cache of a processor.
_BLOCK = 1 << 14
_NONE = 255


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
                    numpy.compress(mask, self.traits, 1), numpy.compress(mask, self.marks, 1))


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
    keep = _last(numpy.concatenate([rows.businesses for rows in frames]),
                 numpy.concatenate([rows.moments for rows in frames]))
    ends = numpy.cumsum([len(rows) for rows in frames])
    return [rows.chosen(keep[end - len(rows):end])
            for rows, end in zip(frames, ends, strict=True)]


def _last(businesses: Numbers, moments: Numbers) -> NDArray[numpy.bool_]:
    """Return which rows are the last ones of a business. Most businesses have one row only."""
    ordered = numpy.sort(businesses)
    again = ordered[1:][(ordered[1:] == ordered[:-1]) & (ordered[1:] != 0)]
    several = numpy.flatnonzero(_are_among(businesses, numpy.unique(again)))
    several = several[numpy.lexsort((several, moments[several], businesses[several]))]
    last = numpy.ones(len(several), dtype=bool)
    last[:-1] = businesses[several][1:] != businesses[several][:-1]
    keep = businesses != 0
    keep[several[~last]] = False
    return keep


def _are_among(values: Any, found: Any) -> NDArray[numpy.bool_]:
    """Return which values are among some that are in order."""
    if not len(found):
        return numpy.zeros(len(values), dtype=bool)
    places = numpy.searchsorted(found, values).clip(max=len(found) - 1)
    return numpy.asarray(found[places] == values)


def count(rows: Rows, codes: Sequence[str], month: int) -> Counts:
    """Count rows in which each business stands once; ``codes`` are the questions in order."""
    cells, categories = _cells(rows.traits)
    shape = tuple(len(categories[dimension]) for dimension in Dimension)
    items = tuple(items_of(codes))
    keys = record_keys(rows.businesses, month)
    sizes, size_keys = (_tables(numbers, shape) for numbers in _sums(
        cells, keys, math.prod(shape)))
    most = max(len(letters_of(item)) for item in items)
    parts, part_keys = (numpy.empty((math.prod(shape), len(items), most), dtype=numpy.int64)
                        for _ in range(2))
    cells *= most
    for place, column in enumerate(_columns(rows, codes)):
        for target, numbers in zip((parts, part_keys), _sums(
                cells + column, keys, math.prod(shape) * most), strict=True):
            target[:, place] = numbers.reshape(-1, most)
    shape = (*shape, len(items), most)
    return Counts(categories, items, sizes, _tables(parts, shape), size_keys,
                  _tables(part_keys, shape))


def record_keys(businesses: Numbers, month: int) -> NDArray[numpy.float64]:
    """Return the record key of each business in a month: 20 bits that look like chance.

    Digests are secret, so nobody can tell how a number was rounded. Mixed as in SplitMix64
    (Steele, Lea and Flood 2014).
    """
    mixed = businesses.astype(numpy.uint64) + numpy.uint64(month * _GOLDEN % (1 << 64))
    for shift, factor in _MIXES:
        mixed = (mixed ^ mixed >> numpy.uint64(shift)) * numpy.uint64(factor)
    return (mixed >> numpy.uint64(64 - KEY_BITS)).astype(numpy.float64)


def _sums(cells: Numbers, keys: NDArray[numpy.float64], length: int) -> tuple[Numbers, Numbers]:
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
        places, names = _categories(traits[SLICES[dimension]])
        cells *= len(names)
        cells += places
        categories[dimension] = tuple(name.decode('ascii') for name in names)
    return cells, categories


def _categories(lines: Letters) -> tuple[Numbers, list[bytes]]:
    """Return the place of each row's category among those that occur, and their names in order.

    One letter after the other: there are few beginnings, so a table finds the place of each.
    """
    places, names = numpy.zeros(lines.shape[1], dtype=numpy.int64), [b'']
    for line in lines:
        places <<= 8
        places |= line
        found = numpy.flatnonzero(numpy.bincount(places, minlength=len(names) << 8))
        table = numpy.zeros(len(names) << 8, dtype=numpy.int64)
        table[found] = numpy.arange(len(found))
        places = table[places]
        names = [names[place >> 8] + bytes([place & 255]) for place in found.tolist()]
    return places, names


def _margin(array: Numbers, axes: Axes) -> Numbers:
    """Sum over every dimension that a table does not have."""
    return numpy.asarray(array.sum(axis=tuple(
        place for place, dimension in enumerate(Dimension) if dimension not in axes)))


def _columns(rows: Rows, codes: Sequence[str]) -> Iterator[Letters]:
    """Yield for each item the place of each row's letter among the letters of the item."""
    for item, line in zip((*codes, *KEPT), rows.marks, strict=True):
        yield _places(item, line)
    signals = _signals(rows.marks[:len(codes)])
    for item in DERIVED:
        shows = numpy.uint8(letters_of(item).index(SHOWS))
        yield numpy.where(signals[item], shows, numpy.uint8(letters_of(item).index(SHOWS_NOT)))


def _places(item: str, line: Letters) -> Letters:
    places = numpy.frombuffer(line.tobytes().translate(_table(letters_of(item))), numpy.uint8)
    if len(places) and places.max() == _NONE:
        raise ValueError(f'{item} has a letter that is none of its own')
    return places


@lru_cache
def _table(letters: str) -> bytes:
    """Return for each byte its place among some letters."""
    table = bytearray([_NONE]) * 256
    for place, letter in enumerate(letters):
        table[ord(letter)] = place
    return bytes(table)


def _signals(answers: Letters) -> dict[str, NDArray[numpy.bool_]]:
    """Return which rows show what is worked out of all their answers.

    Blocks of rows and one question at a time, since all of it at once would leave the cache of
    the processor with every step.
    """
    rows = answers.shape[1]
    all_yes, many = numpy.empty(rows, dtype=bool), numpy.empty(rows, dtype=bool)
    prints = numpy.empty(rows, dtype=numpy.uint64)
    for start in range(0, rows, _BLOCK):
        block = slice(start, start + _BLOCK)
        all_yes[block], many[block], prints[block] = _signals_of(answers[:, block])
    return {ALL_YES: all_yes, MANY_NOT_APPLICABLE: many, SAME: _frequent(prints) & ~all_yes}


def _signals_of(answers: Letters) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return who answered all that was asked with "yes", who called more than a third of it not
    applicable, and a print of the answers of each.
    """
    met, asked, out = (numpy.zeros(answers.shape[1], dtype=numpy.int32) for _ in range(3))
    prints = numpy.zeros(answers.shape[1], dtype=numpy.uint64)
    for line in answers:
        met += line == ord(MET)
        asked += line != ord(NOT_ASKED)
        out += line == ord(NOT_APPLICABLE)
        prints *= _SPREAD
        prints += line
        prints += numpy.uint64(1)
    return met == asked, 100 * out > MANY_SHARE_PERCENT * asked, prints


def _frequent(prints: NDArray[numpy.uint64]) -> NDArray[numpy.bool_]:
    """Return whose answers are, letter for letter, those of several others."""
    ordered = numpy.sort(prints)
    reach = SAME_BUSINESSES - 1
    return _are_among(prints, numpy.unique(ordered[reach:][ordered[reach:] == ordered[:-reach]]))
