"""A table of statistics as every form of it shows it: page, picture, CSV, XLSX, JSON and PDF.

Each picture is drawn from one of these, so that a picture and the table behind it cannot differ.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from checklist.statistics.figures import Figure, Outcome, Share


class CellKind(StrEnum):
    """What a column holds."""

    TEXT = 'text'
    COUNT = 'count'
    PERCENT = 'percent'


@dataclass(frozen=True)
class Column:
    """A column; ``code`` is its name in data files, ``title`` its heading for people."""

    code: str
    title: str
    kind: CellKind = CellKind.COUNT


@dataclass(frozen=True)
class Cell:
    """One value. A hidden one has no number, and is neither zero nor missing.

    ``at_least`` says that part of what is counted is hidden, ``at_most`` that hidden answers are
    counted in it or missing from what it is a share of; ``margin`` is by how much rounding can be
    off; ``of`` is how many businesses a share is of, and ``partial`` says that there are more,
    who cannot be counted.
    """

    text: str = ''
    number: int | None = None
    at_least: bool = False
    at_most: bool = False
    margin: int = 0
    hidden: bool = False
    link: str = ''
    of: int | None = None
    partial: bool = False


@dataclass(frozen=True)
class StatisticsTable:
    """Rows of cells under columns; ``notes`` say how to read them, in the reader's language."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def text_cell(text: str, link: str = '') -> Cell:
    return Cell(text=text, link=link)


def count_cell(figure: Figure, *, at_most: bool = False) -> Cell:
    """Return a number of businesses, or a hidden cell where no month of it can be read."""
    if not figure.readable:
        return Cell(hidden=True)
    return Cell(number=figure.number, at_least=figure.at_least, at_most=at_most,
                margin=figure.margin)


def letter_cell(found: Outcome, letter: str) -> Cell:
    """Return how many businesses have a letter."""
    return count_cell(found.letters[letter], at_most=found.holds_hidden(letter))


def difference_cell(before: Cell, now: Cell) -> Cell:
    """Return by how many percentage points two shares differ, where both can be told.

    Between shares of which one is a bound it can be more or less.
    """
    if before.number is None or now.number is None:
        return before if before.number is None else now
    either = any(cell.at_least or cell.at_most for cell in (before, now))
    return Cell(number=now.number - before.number, at_least=either, at_most=either)


def share_cell(share: Share | None) -> Cell:
    """Return a share in whole per cent, or a hidden cell."""
    if share is None:
        return Cell(hidden=True)
    return Cell(number=share.percent, at_least=share.at_least, at_most=share.at_most,
                of=share.of, partial=share.partial)
