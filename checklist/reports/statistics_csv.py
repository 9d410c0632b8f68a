"""A table of statistics as CSV: for programs, and harmless where a spreadsheet opens it.

Fields are separated by commas and lines end in CR LF (RFC 4180); a byte order mark tells Excel
that the text is UTF-8. Excel in Russian wants semicolons, so people are better served by the
workbook. A text that a spreadsheet could take for a formula gets an apostrophe before it, also
behind a semicolon, where Excel in Russian would begin a new cell.
"""
import re
from collections.abc import Iterator

from checklist.reports.statistics_tables import Cell, CellKind, Column, StatisticsTable

HIDDEN = 'hidden'
MARK = '\ufeff'
_LINE_END = '\r\n'
_QUOTED = re.compile('[",;\r\n\t]')
# Where a cell can begin, and what makes a formula of it.
_TRIGGER = re.compile('(^|[,;|\t\r\n])(?=[\\s\0]*[=+\\-@＝＋－＠])|^(?=[\t\r\n])')


def statistics_csv(table: StatisticsTable) -> bytes:
    """Return a table under the codes of its columns; each number with its margin beside it."""
    lines = [_line(name for column in table.columns for name in _names(column))]
    lines += [_line(text for cell, column in zip(row, table.columns, strict=True)
                    for text in _texts(cell, column)) for row in table.rows]
    return (MARK + ''.join(lines)).encode()


def _names(column: Column) -> tuple[str, ...]:
    name = column.code
    return {CellKind.TEXT: (name,), CellKind.PERCENT: (name, f'{name}_at_least'),
            CellKind.COUNT: (name, f'{name}_at_least', f'{name}_margin')}[column.kind]


def _texts(cell: Cell, column: Column) -> tuple[str, ...]:
    """Return a cell as fields: its value, whether it is the least it can be, and its margin."""
    width = len(_names(column))
    if cell.hidden:
        return (HIDDEN,) * width
    if cell.number is None:
        return (cell.text, *[''] * (width - 1))
    return (str(cell.number), 'true' if cell.at_least else 'false', str(cell.margin))[:width]


def _line(texts: Iterator[str]) -> str:
    return ','.join(map(_field, texts)) + _LINE_END


def _field(text: str) -> str:
    """Return a field that no spreadsheet takes for a formula, in quotes where they are needed."""
    harmless = _TRIGGER.sub(r"\1'", text)
    if harmless == text and not _QUOTED.search(text):
        return text
    return '"' + harmless.replace('"', '""') + '"'
