"""The month by groups of businesses: each dimension as a table, and what of it is hidden."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checklist.reports.report_cells import ReportCell, told_share
from checklist.reports.report_trends import SCORED
from checklist.reports.statistics_cells import Group, Numbers, asks, read_whole
from checklist.reports.statistics_tables import Cell, count_cell
from checklist.reports.statistics_words import categories, category_title, dimension_title
from checklist.reports.wording import local
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Dimension
from checklist.statistics.figures import APPLICABLE
from checklist.statistics.letters import NOT_MET, VERDICT


@dataclass(frozen=True)
class GroupRow:
    """One group: how many businesses, how many passed, and what is most often not met.

    ``topic`` is empty where no share of the group can be told.
    """

    title: str
    businesses: Cell
    passed: ReportCell
    topic: str
    not_met: ReportCell


@dataclass(frozen=True)
class Grouped:
    """One dimension: the groups that can be shown, and the names of those that are hidden."""

    dimension: Dimension
    title: str
    rows: tuple[GroupRow, ...]
    hidden: tuple[str, ...]


def groups_of(heads: Sequence[FrameHead], dimension: Dimension) -> Grouped:
    """Return the groups of a dimension; the largest come first, except for sizes."""
    numbers = read_whole(heads, (dimension,))
    known = dict.fromkeys(categories(dimension))
    rows = [_row(numbers, heads, {dimension: category})
            for category in [*known, *sorted(_found(numbers) - known.keys())]]
    shown = [row for row in rows if not row.businesses.hidden]
    if dimension is not Dimension.SIZE:
        shown.sort(key=lambda row: -(row.businesses.number or 0))
    return Grouped(dimension, dimension_title(dimension), tuple(shown),
                   tuple(row.title for row in rows if row.businesses.hidden))


def questions_of(heads: Sequence[FrameHead]) -> Iterator[tuple[str, list[FrameHead]]]:
    """Yield each question of each checklist with the frames whose version asks it."""
    for checklist in dict.fromkeys(head.checklist for head in heads):
        own = [head for head in heads if head.checklist == checklist]
        for code in dict.fromkeys(
                code for head in own for code in head.published.version.questions):
            yield code, [head for head in own if asks(head, code)]


def _found(numbers: Numbers) -> set[str]:
    """Return the categories that occur, those that no list has any more among them."""
    return {category for sizes in numbers.sizes.values() for category in sizes}


def _row(numbers: Numbers, heads: Sequence[FrameHead], group: Group) -> GroupRow:
    (dimension, category), = group.items()
    topic, share = _most_broken(numbers, heads, group)
    return GroupRow(
        _title(dimension, category), count_cell(numbers.size(heads, group)),
        told_share(numbers.outcome(heads, VERDICT, group), 'P', SCORED), topic, share)


def _title(dimension: Dimension, category: str) -> str:
    """Return the name of a category; a municipality that is known no more has its code."""
    title = category_title(dimension, category)
    return f'{title} ({category})' if category.isdecimal() and (
        dimension is Dimension.TERRITORY and category not in categories(dimension)) else title


def _most_broken(numbers: Numbers, heads: Sequence[FrameHead],
                 group: Group) -> tuple[str, ReportCell]:
    """Return the topic of the question that is most often not met, and how often."""
    found = [(told_share(numbers.outcome(own, code, group), NOT_MET, APPLICABLE), code, own[-1])
             for code, own in questions_of(heads)]
    told = [each for each in found if each[0].number]
    if not told:
        return '', ReportCell(hidden=True)
    share, code, head = max(told, key=lambda each: (each[0].number, each[1]))
    version = head.published.version
    return local(version.requirement_of(version.questions[code]).topic), share
