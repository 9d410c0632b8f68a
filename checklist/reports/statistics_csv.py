"""A table of statistics as CSV: for programs, and harmless where a spreadsheet opens it.

Excel in Russian wants semicolons, so people are better served by the workbook.
"""
from checklist.reports.csv_files import csv_file
from checklist.reports.statistics_tables import Cell, CellKind, Column, StatisticsTable

HIDDEN = 'hidden'


def statistics_csv(table: StatisticsTable) -> bytes:
    """Return a table under the codes of its columns; each number with its margin beside it."""
    names = [name for column in table.columns for name in _names(column)]
    return csv_file(names, ([
        text for cell, column in zip(row, table.columns, strict=True)
        for text in _texts(cell, column)] for row in table.rows))


def _names(column: Column) -> tuple[str, ...]:
    name = column.code
    bounded = (name, f'{name}_at_least', f'{name}_at_most')
    return {CellKind.TEXT: (name,), CellKind.PERCENT: bounded,
            CellKind.COUNT: (*bounded, f'{name}_margin')}[column.kind]


def _texts(cell: Cell, column: Column) -> tuple[str, ...]:
    """Return a cell as fields: its value, whether it is the least or the most it can be, margin."""
    width = len(_names(column))
    if cell.hidden:
        return (HIDDEN,) * width
    if cell.number is None:
        return (cell.text, *[''] * (width - 1))
    bounds = ('true' if bound else 'false' for bound in (cell.at_least, cell.at_most))
    return (str(cell.number), *bounds, str(cell.margin))[:width]
