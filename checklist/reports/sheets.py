"""Sheets of workbooks: tables whose cells are written by kind, never by what they look like."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | date | None
Column = tuple[str, int]

# What people typed stays text, whatever it begins with; nothing in a cell is worked out.
OPTIONS = {'in_memory': True, 'strings_to_formulas': False, 'strings_to_urls': False,
           'strings_to_numbers': False}
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
A4 = 9


@dataclass(frozen=True)
class Styles:
    """The few formats of the workbook."""

    text: Format
    head: Format
    strong: Format
    day: Format
    percent: Format

    @classmethod
    def of(cls, book: Workbook) -> 'Styles':
        base = {'valign': 'top', 'text_wrap': True}
        return cls(
            text=book.add_format(base),
            head=book.add_format({**base, 'bold': True, 'bottom': 1, 'valign': 'bottom'}),
            strong=book.add_format({**base, 'bold': True}),
            day=book.add_format({**base, 'num_format': 'dd.mm.yyyy', 'align': 'left'}),
            percent=book.add_format({**base, 'num_format': '0.0'}))


def add_sheet(book: Workbook, name: str) -> Worksheet:
    sheet = book.add_worksheet(name[:LONGEST_NAME])
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    return sheet


def write_list(sheet: Worksheet, columns: Sequence[Column], rows: Iterable[Sequence[Value]],
               styles: Styles) -> None:
    """Write a sheet that is one table, with a header that stays in sight and can filter."""
    for index, (_, width) in enumerate(columns):
        sheet.set_column(index, index, width)
    last = write_table(sheet, 0, columns, rows, styles)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def write_table(sheet: Worksheet, top: int, columns: Sequence[Column],
                rows: Iterable[Sequence[Value]], styles: Styles) -> int:
    """Write a header and rows under it; return the number of the last row."""
    for index, (title, _) in enumerate(columns):
        write(sheet, top, index, title, styles.head, styles)
    last = top
    for last, row in enumerate(rows, top + 1):
        for index, value in enumerate(row):
            write(sheet, last, index, value, styles.text, styles)
    return last


def write(sheet: Worksheet, row: int, column: int, value: Value, style: Format,
          styles: Styles) -> None:
    """Write one cell by the kind of its value, never by what its text looks like."""
    if isinstance(value, str):
        sheet.write_string(row, column, value[:LONGEST_TEXT], style)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, styles.day)
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, value, styles.percent)
    elif value is not None:
        sheet.write_number(row, column, value, style)
