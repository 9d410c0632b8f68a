"""How a month stands against the month before, as far as rounding lets it be told."""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from checklist.reports.report_cells import ReportCell, told_share
from checklist.reports.statistics_cells import Numbers
from checklist.reports.statistics_tables import Cell, count_cell
from checklist.reports.statistics_words import short_month
from checklist.services.statistics import FrameHead
from checklist.statistics.figures import Figure, Outcome
from checklist.statistics.letters import VERDICT
from checklist.statistics.periods import back_from

# The verdicts of those who have a score.
SCORED = 'PBC'


class Way(StrEnum):
    """Which way a number has gone."""

    MORE = 'more'
    LESS = 'less'
    SAME = 'same'
    """Not to be told from rounding."""
    HIDDEN = 'hidden'
    """A part of one of the two is hidden, or counted in."""
    NEW = 'new'
    """There is nothing to compare with."""


@dataclass(frozen=True)
class Trend:
    """By how much a number has changed; ``by`` is told where it is more than rounding."""

    way: Way
    by: int = 0


@dataclass(frozen=True)
class MonthBar:
    """One month of the chart over the year; ``there`` is false where nothing is frozen of it."""

    month: int
    title: str
    there: bool
    businesses: Cell
    passed: ReportCell


def trend_of_size(now: Figure, before: Figure | None) -> Trend:
    if before is None:
        return Trend(Way.NEW)
    if not all(figure.readable and not figure.at_least for figure in (now, before)):
        return Trend(Way.HIDDEN)
    return _trend(now.number - before.number, now.margin + before.margin)


def trend_of_share(now: Outcome, before: Outcome | None, letter: str,
                   among: Sequence[str]) -> Trend:
    """Return the change of a share in percentage points."""
    if before is None:
        return Trend(Way.NEW)
    first, second = (told_share(outcome, letter, among) for outcome in (now, before))
    if not (first.exact and second.exact):
        return Trend(Way.HIDDEN)
    margin = _points(now, letter, first.of or 1) + _points(before, letter, second.of or 1)
    return _trend((first.number or 0) - (second.number or 0), margin)


def months_of(verdicts: Numbers, heads: Sequence[FrameHead], last: int,
              count: int) -> tuple[MonthBar, ...]:
    """Return the months of the chart, the last one at the end."""
    return tuple(_bar(verdicts, [head for head in heads if head.month == month], month)
                 for month in back_from(last, count).months)


def _bar(verdicts: Numbers, heads: Sequence[FrameHead], month: int) -> MonthBar:
    return MonthBar(
        month, short_month(month), bool(heads), count_cell(verdicts.size(heads, {})),
        told_share(verdicts.outcome(heads, VERDICT, {}), 'P', SCORED))


def _points(outcome: Outcome, letter: str, base: int) -> int:
    """Return by how many percentage points rounding can move a share, rounded up."""
    return -(-100 * (outcome.letters[letter].margin + outcome.businesses.margin) // base)


def _trend(by: int, margin: int) -> Trend:
    if abs(by) <= margin:
        return Trend(Way.SAME)
    return Trend(Way.MORE if by > 0 else Way.LESS, abs(by))
