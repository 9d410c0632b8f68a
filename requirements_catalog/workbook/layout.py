"""How a workbook looks: styles, widths, drop-downs. Cells are written by kind, never by look."""
from dataclasses import dataclass
from datetime import date

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from requirements_catalog.workbook.cells import Cell
from requirements_catalog.workbook.labels import flag_label, option_label
from requirements_catalog.workbook.sheets import Column, Kind

# What an editor typed stays text, whatever it begins with.
OPTIONS = {'in_memory': True, 'strings_to_formulas': False, 'strings_to_urls': False,
           'strings_to_numbers': False}
_WIDTHS = {Kind.TEXT: 26, Kind.CODE: 16, Kind.CODES: 24, Kind.WHOLE: 11, Kind.FLAG: 13,
           Kind.DAY: 13, Kind.OPTION: 18, Kind.CONDITION: 38}
_TRANSLATED_WIDTH = 46
_LONGEST_LIST = 255
_DAYS = {'ru': 'dd.mm.yyyy', 'en': 'yyyy-mm-dd'}
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Styles:
    """The few formats of a workbook. ``text`` keeps a program from making dates of numbers."""

    text: Format
    whole: Format
    day: Format
    header: Format
    heading: Format
    field: Format
    note: Format

    @classmethod
    def of(cls, book: Workbook, language: str) -> 'Styles':
        base = {'valign': 'top', 'text_wrap': True}
        return cls(
            text=book.add_format({**base, 'num_format': '@'}),
            whole=book.add_format({**base, 'num_format': '0', 'align': 'left'}),
            day=book.add_format({**base, 'num_format': _DAYS[language], 'align': 'left'}),
            header=book.add_format({**base, 'bold': True, 'bottom': 1, 'bg_color': '#E8EEF4'}),
            heading=book.add_format({**base, 'bold': True, 'font_size': 14}),
            field=book.add_format({**base, 'bold': True}),
            note=book.add_format({**base, 'font_color': '#4A5560'}))

    def for_column(self, column: Column) -> Format:
        return {Kind.WHOLE: self.whole, Kind.DAY: self.day}.get(column.kind, self.text)


def add_sheet(book: Workbook, title: str) -> Worksheet:
    page = book.add_worksheet(title)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    return page


def set_widths(page: Worksheet, columns: tuple[Column, ...], styles: Styles) -> None:
    for place, column in enumerate(columns):
        width = _TRANSLATED_WIDTH if column.language else _WIDTHS[column.kind]
        page.set_column(place, place, width, styles.for_column(column))


def write_header(page: Worksheet, row: int, place: int, column: Column, name: str,
                 style: Format) -> None:
    """Write the name of a column with a star where it must be filled in."""
    page.write_string(row, place, f'{name} *' if column.required else name, style)


def write_cell(page: Worksheet, place: tuple[int, int], cell: Cell, column: Column,
               styles: Styles) -> None:
    style = styles.for_column(column)
    if isinstance(cell, str):
        page.write_string(*place, cell, style)
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, style)
    elif cell is None:
        page.write_blank(*place, None, style)
    else:
        page.write_number(*place, cell, style)


def add_choices(page: Worksheet, column: Column, cells: Range, codes: str,
                language: str) -> None:
    """Let a cell be chosen from a list: the choices of the catalog, or codes of another sheet."""
    choices = _choices(column, language)
    if len(','.join(choices)) > _LONGEST_LIST or not (choices or codes):
        return
    page.data_validation(*cells, {
        'validate': 'list', 'source': choices or codes, 'ignore_blank': True,
        'error_type': 'stop'})


def _choices(column: Column, language: str) -> list[str]:
    if column.kind is Kind.FLAG:
        return [flag_label(True, language), flag_label(False, language)]
    return [option_label(option, language) for option in column.options or ()]
