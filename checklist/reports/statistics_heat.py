"""A heat table: any two of requirement, month, version, territory, legal form, activity, size."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from checklist.reports.statistics_cells import (
    NOTHING, Numbers, asks, item_asked, measure_title, read_numbers, read_whole, reading_notes)
from checklist.reports.statistics_desk import Axis, Desk, Inquiry, Measure, described, facts_of
from checklist.reports.statistics_groups import axes_of, groups_of
from checklist.reports.statistics_links import category_link, question_link
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, text_cell)
from checklist.reports.statistics_words import (
    categories, category_title, dimension_title, month_name)
from checklist.reports.wording import local
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Axes, Dimension
from checklist.statistics.letters import EVERY_QUESTION

Place = Mapping[Axis, str]


@dataclass(frozen=True)
class Line:
    """One row or one column: what it stands for, and how it is called."""

    value: str
    title: str
    link: str = ''


@dataclass(frozen=True)
class Heat:
    """What a heat table is drawn from."""

    inquiry: Inquiry
    heads: Sequence[FrameHead]
    numbers: Numbers
    kept: dict[tuple[object, ...], list[FrameHead]] = field(default_factory=dict)

    def asked(self, month: str | None, version: str | None, item: str) -> list[FrameHead]:
        """Return the frames of a month and a version that ask an item, all where it is none."""
        wanted = (month, version, item)
        if wanted not in self.kept:
            self.kept[wanted] = [
                head for head in self.heads if month in (None, str(head.month))
                and version in (None, str(head.number))
                and (not item or asks(head, item))]
        return self.kept[wanted]


def table_of_heat(desk: Desk, inquiry: Inquiry) -> StatisticsTable:
    """Return a measure by the rows and columns that were asked for."""
    heads = desk.frames(inquiry)
    axes = [axis.dimension for axis in (inquiry.rows, inquiry.columns) if axis.dimension]
    heat = Heat(inquiry, heads, _numbers(heads, axes_of([*axes, *inquiry.filters]), inquiry))
    columns = _lines(heat, inquiry.columns, inquiry.rows)
    rows = tuple(
        (text_cell(row.title, row.link), *(
            _cell(heat, {inquiry.rows: row.value, inquiry.columns: column.value})
            for column in columns))
        for row in _lines(heat, inquiry.rows, inquiry.columns))
    kind = CellKind.COUNT if inquiry.measure is Measure.BUSINESSES else CellKind.PERCENT
    title = f'{measure_title(inquiry.measure)}. {described(desk, inquiry)}'
    return StatisticsTable('heat', title, (
        Column(inquiry.rows.value, axis_title(inquiry.rows), CellKind.TEXT),
        *(Column(column.value, column.title, kind) for column in columns)),
        rows, _notes(heat), {**facts_of(desk, inquiry), 'measure': inquiry.measure.value})


def _numbers(heads: Sequence[FrameHead], axes: Axes, inquiry: Inquiry) -> Numbers:
    """Read what a heat table needs: every question by itself where they stand along an axis."""
    item = item_asked(inquiry)
    if item == EVERY_QUESTION and _by_question(inquiry):
        return read_whole(heads, axes)
    return read_numbers(heads, axes, item)


def _by_question(inquiry: Inquiry) -> bool:
    return Axis.REQUIREMENT in (inquiry.rows, inquiry.columns)


def axis_title(axis: Axis) -> str:
    if axis.dimension:
        return dimension_title(axis.dimension)
    return {Axis.REQUIREMENT: gettext('Question'), Axis.MONTH: gettext('Month'),
            Axis.VERSION: gettext('Version')}[axis]


def _lines(heat: Heat, axis: Axis, other: Axis) -> list[Line]:
    """Return what stands along an axis."""
    if axis.dimension:
        return _groups(heat, axis.dimension, other)
    if axis is Axis.MONTH:
        return [Line(str(month), month_name(month)) for month in heat.inquiry.period.months]
    if axis is Axis.VERSION:
        return [Line(str(number), gettext('Version %(number)s', number=number))
                for number in sorted({head.number for head in heat.heads})]
    return [_question(heat, code) for code in _questions(heat)]


def _questions(heat: Heat) -> list[str]:
    item = item_asked(heat.inquiry)
    if item != EVERY_QUESTION:
        return [item] if item else []
    return list(dict.fromkeys(
        code for head in heat.heads for code in head.published.version.questions))


def _question(heat: Heat, code: str) -> Line:
    head = next(head for head in reversed(heat.heads)
                if code in head.published.version.questions)
    return Line(code, f'{code}. {local(head.published.version.questions[code].text)}',
                question_link(heat.inquiry, head.checklist, code))


def _groups(heat: Heat, dimension: Dimension, other: Axis) -> list[Line]:
    """Return the categories of a dimension; crossed with another one, all that occur."""
    if other.dimension:
        found = {key.split('|')[heat.numbers.axes.index(dimension)]
                 for sizes in heat.numbers.sizes.values() for key in sizes}
        codes = [code for code in categories(dimension) if code in found]
    else:
        codes = [code for code, _ in groups_of(
            heat.numbers, heat.heads, dimension, heat.inquiry.filters)]
    return [Line(code, category_title(dimension, code),
                 category_link(heat.inquiry, dimension, code)) for code in codes]


def _cell(heat: Heat, place: Place) -> Cell:
    item = place.get(Axis.REQUIREMENT) or item_asked(heat.inquiry)
    asked = heat.asked(place.get(Axis.MONTH), place.get(Axis.VERSION), item)
    if not asked:
        return NOTHING
    group = {axis.dimension: value for axis, value in place.items() if axis.dimension}
    return heat.numbers.measured(asked, item, heat.inquiry.measure,
                                 {**heat.inquiry.filters, **group})


def _notes(heat: Heat) -> tuple[str, ...]:
    together = item_asked(heat.inquiry) == EVERY_QUESTION and not _by_question(heat.inquiry)
    first = (gettext('Where no single question is chosen, the answers to all of them are taken'
                     ' together, and the numbers beside the shares count answers.'),) if (
        together) else ()
    return (*first, *reading_notes())
