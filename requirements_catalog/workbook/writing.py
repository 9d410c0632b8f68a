"""A version of a checklist as a workbook that people edit."""
from collections.abc import Iterator
from datetime import datetime, time
from io import BytesIO
from itertools import count
from typing import Any

from xlsxwriter import Workbook

from requirements_catalog.canonical import fingerprint
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Problem, said
from requirements_catalog.texts import LocalText
from requirements_catalog.workbook.cells import Cell, to_cell
from requirements_catalog.workbook.guard import MAX_ROWS
from requirements_catalog.workbook.labels import (
    about, card_headers, column_label, sheet_label)
from requirements_catalog.workbook.layout import (
    OPTIONS, Styles, add_choices, add_sheet, set_widths, write_cell, write_header)
from requirements_catalog.workbook.sheets import SHEETS, Column, Sheet

Record = tuple[str | None, Any]
"""A thing, and the code of the thing on which it hangs."""


def write_workbook(version: CatalogVersion, language: str = 'ru') -> bytes:
    """Return a version as XLSX with headers in a language; the same bytes for the same version.

    CatalogError names what no cell can hold.
    """
    stream = BytesIO()
    writer = _Writer(version, language)
    with Workbook(stream, OPTIONS) as book:
        writer.write(book)
    if writer.problems:
        raise CatalogError(writer.problems)
    return stream.getvalue()


class _Writer:
    """Writes one version into one book."""

    def __init__(self, version: CatalogVersion, language: str) -> None:
        self.version = version
        self.language = language
        self.problems: list[Problem] = []
        self.records = {sheet.key: list(_records(version, sheet)) for sheet in SHEETS}

    def write(self, book: Workbook) -> None:
        content = self.version.content
        book.set_properties({'title': content.title.in_language(self.language),
                             'created': datetime.combine(content.as_of, time())})
        styles = Styles.of(book, self.language)
        self._add_about(book, styles)
        for sheet in SHEETS:
            if sheet.required or self.records[sheet.key]:
                (self._add_card if sheet.card else self._add_table)(book, sheet, styles)

    def _add_about(self, book: Workbook, styles: Styles) -> None:
        content = self.version.content
        title, lines = about(self.language)
        page = add_sheet(book, title)
        page.set_column(0, 0, 110, styles.text)
        rows = count()
        said_of = {'title': content.title.in_language(self.language),
                   'version': content.version, 'fingerprint': fingerprint(self.version)}
        for line in lines:
            text = line.format(**said_of)
            style = styles.heading if text.startswith('# ') else styles.text
            page.write_string(next(rows), 0, text.removeprefix('# '), style)
        for sheet in SHEETS:
            label = sheet_label(sheet, self.language)
            page.write_string(next(rows), 0, f'{label.name}: {label.note}', styles.text)

    def _add_card(self, book: Workbook, sheet: Sheet, styles: Styles) -> None:
        page = add_sheet(book, sheet_label(sheet, self.language).name)
        for place, (header, width) in enumerate(
                zip(card_headers(self.language), (34, 70, 60), strict=True)):
            page.set_column(place, place, width, styles.text)
            page.write_string(0, place, header, styles.header)
        page.freeze_panes(1, 1)
        _, thing = self.records[sheet.key][0]
        for row, column in enumerate(sheet.columns, 1):
            label = column_label(column, self.language)
            write_header(page, row, 0, column, label.name, styles.field)
            self._write(page, sheet, column, (row, 1), thing, styles)
            page.write_string(row, 2, label.note, styles.note)
            add_choices(page, column, (row, 1, row, 1), self._codes(column), self.language)

    def _add_table(self, book: Workbook, sheet: Sheet, styles: Styles) -> None:
        page = add_sheet(book, sheet_label(sheet, self.language).name)
        records = self.records[sheet.key]
        if len(records) >= MAX_ROWS:
            self._problem(sheet, 0, 0, said('a sheet holds no more than %(most)s rows',
                                            most=MAX_ROWS))
            return
        set_widths(page, sheet.columns, styles)
        for place, column in enumerate(sheet.columns):
            label = column_label(column, self.language)
            write_header(page, 0, place, column, label.name, styles.header)
            page.write_comment(0, place, label.note, {'x_scale': 2, 'author': ''})
            add_choices(page, column, (1, place, len(records) + 500, place),
                        self._codes(column), self.language)
        page.freeze_panes(1, len(sheet.columns) - len(sheet.own_columns) + 1)
        page.autofilter(0, 0, max(len(records), 1), len(sheet.columns) - 1)
        for row, (parent, thing) in enumerate(records, 1):
            if parent is not None:
                page.write_string(row, 0, parent, styles.text)
            for place, column in enumerate(sheet.own_columns, len(sheet.columns)
                                           - len(sheet.own_columns)):
                self._write(page, sheet, column, (row, place), thing, styles)

    def _write(self, page: Any, sheet: Sheet, column: Column, place: tuple[int, int],
               thing: Any, styles: Styles) -> None:
        try:
            cell: Cell = to_cell(column, _value(thing, column), self.language)
        except ValueError as error:
            self._problem(sheet, place[0] + 1, place[1] + 1, error.args[0])
            return
        write_cell(page, place, cell, column, styles)

    def _problem(self, sheet: Sheet, row: int, column: int, message: str) -> None:
        title = sheet_label(sheet, self.language).name
        self.problems.append(Problem('', row, column, message, sheet=title))

    def _codes(self, column: Column) -> str:
        """Return where the codes stand that a column may name, as an address; '' for none."""
        if column.lists is None:
            return ''
        sheet = next(sheet for sheet in SHEETS if sheet.key == column.lists)
        place = next(place for place, other in enumerate(sheet.columns) if other.path == ('code',))
        title = sheet_label(sheet, self.language).name
        if sheet.card:
            return f"='{title}'!$B${place + 2}"
        letter = chr(ord('A') + place)
        return f"='{title}'!${letter}$2:${letter}${len(self.records[sheet.key]) + 500}"


def _records(version: CatalogVersion, sheet: Sheet) -> Iterator[Record]:
    if sheet.parent is None:
        value: Any = version
        for name in sheet.field:
            value = getattr(value, name)
        for thing in (value,) if sheet.card else value:
            yield None, thing
        return
    parent = next(other for other in SHEETS if other.key == sheet.parent)
    for _, owner in _records(version, parent):
        for thing in getattr(owner, sheet.field[0]):
            yield owner.code, thing


def _value(thing: Any, column: Column) -> Any:
    """Return what a thing says in a column; a text in one language where it has several."""
    for name in column.path:
        if thing is None:
            return None
        thing = (dict(thing.by_language).get(name) if isinstance(thing, LocalText)
                 else getattr(thing, name))
    return thing
