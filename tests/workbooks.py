"""Workbooks as other programs save them, and hostile ones that no program would."""
from collections.abc import Callable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol

Rows = list[list[Any]]


def cells(data: bytes) -> dict[str, Rows]:
    """Return every sheet of a workbook by its title, from its first cell on."""
    with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                for name in book.sheet_names}


def saved(sheets: Mapping[str, Rows]) -> bytes:
    """Return sheets as a program saves them that knows nothing of the formats of the catalog."""
    stream = BytesIO()
    with Workbook(stream, {'in_memory': True, 'strings_to_formulas': False}) as book:
        day = book.add_format({'num_format': 'dd.mm.yyyy'})
        for title, rows in sheets.items():
            page = book.add_worksheet(title)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    _write(page, row, column, value, day)
    return stream.getvalue()


def changed(data: bytes, changes: Mapping[tuple[str, str], Any]) -> bytes:
    """Return a workbook with other values in some cells, each named by its sheet and address."""
    sheets = cells(data)
    for (title, address), value in changes.items():
        row, column = xl_cell_to_rowcol(address)
        rows = sheets[title]
        rows.extend([] for _ in range(len(rows), row + 1))
        rows[row].extend('' for _ in range(len(rows[row]), column + 1))
        rows[row][column] = value
    return saved(sheets)


def column_of(rows: Rows, header: str) -> int:
    return [str(name).rstrip(' *') for name in rows[0]].index(header)


def repacked(data: bytes, change: Callable[[dict[str, bytes]], None],
             method: int = ZIP_DEFLATED) -> bytes:
    """Return a workbook with its parts changed by a function."""
    with ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    stream = BytesIO()
    with ZipFile(stream, 'w', method) as archive:
        for name, content in parts.items():
            archive.writestr(ZipInfo(name), content, method)
    return stream.getvalue()


def _write(page: Any, row: int, column: int, value: Any, day: Any) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, (date, datetime)):
        page.write_datetime(row, column, value, day)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value)
    elif value != '':
        page.write_string(row, column, value)
