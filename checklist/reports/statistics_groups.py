"""Tables of groups of businesses: one line for each territory, legal form, activity or size."""
from collections.abc import Iterable, Iterator, Sequence

from flask_babel import gettext

from checklist.reports.statistics_cells import (
    Group, Numbers, item_asked, measure_title, of_cell, of_column, read_numbers, reading_notes,
    share_column)
from checklist.reports.statistics_desk import Desk, Inquiry, Measure, facts_of
from checklist.reports.statistics_links import category_link
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, count_cell, text_cell)
from checklist.reports.statistics_words import categories, category_title, dimension_title
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Axes, Dimension
from checklist.statistics.letters import VERDICT

# Of these every category is listed, so that what is hidden is seen to be.
LISTED_WHOLE = frozenset({Dimension.TERRITORY, Dimension.LEGAL_FORM, Dimension.SIZE})
NAMES = {Dimension.TERRITORY: 'territories', Dimension.LEGAL_FORM: 'legal_forms',
         Dimension.ACTIVITY: 'activities', Dimension.SIZE: 'sizes'}


def tables_of_groups(desk: Desk, inquiry: Inquiry) -> list[StatisticsTable]:
    """Return the businesses by each dimension, with the share of those that passed."""
    return [table_of_groups(desk, inquiry, dimension) for dimension in Dimension]


def table_of_groups(desk: Desk, inquiry: Inquiry, dimension: Dimension) -> StatisticsTable:
    heads = desk.frames(inquiry)
    numbers = read_numbers(heads, (dimension,), VERDICT)
    rows = [
        (_category_cell(inquiry, dimension, category), count_cell(numbers.size(heads, group)),
         *_measured(numbers, heads, VERDICT, Measure.PASSED, group))
        for category, group in groups_of(numbers, heads, dimension)]
    return _table(desk, inquiry, NAMES[dimension], dimension_title(dimension), (
        _category_column(dimension), Column('businesses', gettext('Businesses')),
        Column('passed', gettext('Passed, %'), CellKind.PERCENT), of_column()), rows)


def table_of_measure(desk: Desk, inquiry: Inquiry, dimension: Dimension,
                     heads: Sequence[FrameHead] | None = None) -> StatisticsTable:
    """Return a measure by one dimension, within what the other dimensions are filtered by."""
    heads = desk.frames(inquiry) if heads is None else heads
    item = item_asked(inquiry)
    numbers = read_numbers(heads, axes_of([dimension, *inquiry.filters]), item)
    rows = [
        (_category_cell(inquiry, dimension, category),
         *_measured(numbers, heads, item, inquiry.measure, {**inquiry.filters, **group}),
         count_cell(numbers.size(heads, {**inquiry.filters, **group})))
        for category, group in groups_of(numbers, heads, dimension, inquiry.filters)]
    return _table(desk, inquiry, f'by_{dimension}',
                  f'{measure_title(inquiry.measure)}. {dimension_title(dimension)}', (
                      _category_column(dimension), share_column(), of_column(),
                      Column('businesses', gettext('Businesses'))), rows,
                  measure=inquiry.measure.value)


def groups_of(numbers: Numbers, heads: Iterable[FrameHead], dimension: Dimension,
              others: Group | None = None) -> Iterator[tuple[str, Group]]:
    """Yield the groups to list along a dimension: all of them, or those that can be shown."""
    for category in categories(dimension):
        group = {dimension: category}
        if dimension in LISTED_WHOLE or numbers.size(
                heads, {**(others or {}), **group}).readable:
            yield category, group


def axes_of(dimensions: Iterable[Dimension]) -> Axes:
    """Return dimensions in their own order, each once."""
    found = set(dimensions)
    return tuple(dimension for dimension in Dimension if dimension in found)


def _measured(numbers: Numbers, heads: Sequence[FrameHead], item: str,
              measure: Measure, group: Group) -> tuple[Cell, Cell]:
    share = numbers.measured(heads, item, measure, group)
    return share, of_cell(share)


def _category_column(dimension: Dimension) -> Column:
    return Column(dimension.value, dimension_title(dimension), CellKind.TEXT)


def _category_cell(inquiry: Inquiry, dimension: Dimension, category: str) -> Cell:
    return text_cell(category_title(dimension, category),
                     category_link(inquiry, dimension, category))


def _table(desk: Desk, inquiry: Inquiry, name: str, title: str, columns: tuple[Column, ...],
           rows: Sequence[tuple[Cell, ...]], **facts: str) -> StatisticsTable:
    notes = reading_notes()
    if len(columns) and columns[0].code == Dimension.ACTIVITY:
        notes = (gettext('Sections of activities that are not listed have too few businesses to be'
                         ' shown, or none.'), *notes)
    return StatisticsTable(name, title, columns, tuple(rows), notes,
                           {**facts_of(desk, inquiry), **facts})
