"""A table of statistics as a workbook: the numbers, and on a second sheet how to read them."""
import re
from datetime import UTC, datetime
from io import BytesIO

from flask_babel import gettext
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from checklist.reports.figure_words import bound_sign
from checklist.reports.sheets import LONGEST_NAME, OPTIONS, Styles, add_sheet, write
from checklist.reports.statistics_facts import told_facts
from checklist.reports.statistics_tables import Cell, CellKind, Column, StatisticsTable

_WIDTHS = {CellKind.TEXT: 52, CellKind.COUNT: 18, CellKind.PERCENT: 14}
_NOT_IN_NAMES = re.compile(r'[\[\]:*?/\\\x00-\x1f]')
_PLAIN = {CellKind.COUNT: '#,##0', CellKind.PERCENT: '0%'}


def statistics_workbook(table: StatisticsTable, made_at: datetime) -> bytes:
    """Return the workbook in the language that is set; the same bytes for the same moment."""
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({
            'title': table.title, 'author': gettext('Checklist'),
            'created': made_at.astimezone(UTC).replace(tzinfo=None)})
        styles, notes = Styles.of(book), gettext('How to read it')
        _Numbers(book, styles).add(table, sheet_name(table.title, notes))
        _add_notes(book, styles, table, notes)
    return stream.getvalue()


def sheet_name(text: str, taken: str) -> str:
    """Return a name that a sheet may have and no other sheet has."""
    units = text.encode('utf-16-le')[:2 * (LONGEST_NAME - 2)]
    name = _NOT_IN_NAMES.sub(' ', units.decode('utf-16-le', 'ignore')).strip(" '") or '-'
    return f'{name} 1' if name.casefold() in (taken.casefold(), 'history') else name


class _Numbers:
    """The sheet of numbers. They stay numbers; what is uncertain about them is their format."""

    def __init__(self, book: Workbook, styles: Styles) -> None:
        self._book, self._styles = book, styles
        self._formats: dict[str, Format] = {}
        self._hidden = book.add_format({'valign': 'top', 'italic': True, 'align': 'right',
                                        'pattern': 14, 'fg_color': '#D9D2C5'})

    def add(self, table: StatisticsTable, name: str) -> None:
        sheet = add_sheet(self._book, name)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.kind])
            write(sheet, 0, place, column.title, self._styles.head, self._styles)
        for number, row in enumerate(table.rows, 1):
            for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._write(sheet, number, place, cell, column)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)

    def _write(self, sheet: Worksheet, row: int, place: int, cell: Cell, column: Column) -> None:
        if cell.hidden:
            write(sheet, row, place, gettext('hidden'), self._hidden, self._styles)
        elif cell.number is None:
            write(sheet, row, place, cell.text, self._styles.text, self._styles)
        else:
            share = column.kind is CellKind.PERCENT
            sheet.write_number(row, place, cell.number / 100 if share else cell.number,
                               self._format(cell, column))

    def _format(self, cell: Cell, column: Column) -> Format:
        sign = bound_sign(cell.at_least, cell.at_most)
        pattern = (f'"{sign} "' if sign else '') + _PLAIN.get(column.kind, '0')
        pattern += f'" ± {cell.margin}"' if cell.margin else ''
        if pattern not in self._formats:
            self._formats[pattern] = self._book.add_format(
                {'valign': 'top', 'align': 'right', 'num_format': pattern})
        return self._formats[pattern]


def _add_notes(book: Workbook, styles: Styles, table: StatisticsTable, name: str) -> None:
    sheet = add_sheet(book, name)
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)
    lines = [(gettext('Table'), table.title), *told_facts(table.facts),
             *(('', note) for note in (*table.notes, *_reading()))]
    for row, (label, text) in enumerate(lines):
        write(sheet, row, 0, label, styles.text, styles)
        write(sheet, row, 1, text, styles.text, styles)


def _reading() -> tuple[str, ...]:
    """Say what stands in the cells of this file."""
    return (
        gettext('“hidden” stands for fewer than 10 businesses, or for a number from which so few'
                ' could be worked out. It is neither zero nor missing.'),
        gettext('“≥” is before a number of which a part is hidden: it is the least it can be.'),
        gettext('“≤” is before a number or share that holds hidden answers, or is of fewer than'
                ' it should be of because of them: it is the most it can be. “≈” stands where'
                ' both is so.'),
        gettext('“±” is before the number by which rounding can be off.'))
