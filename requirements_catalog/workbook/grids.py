"""A workbook as tables of cells under the columns of the catalog, each with its address."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from requirements_catalog.problems import CatalogError, Problem, Said, said
from requirements_catalog.texts import LANGUAGES
from requirements_catalog.workbook.cells import Cell
from requirements_catalog.workbook.guard import check_workbook
from requirements_catalog.workbook.labels import (
    about, column_label, column_names, normal_name, sheet_names)
from requirements_catalog.workbook.sheets import SHEETS, Column, Sheet

Place = tuple[str, int, int]
"""The title of a sheet, a row and a column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one thing, and under which of its columns each stands.

    In a card the columns of the catalog stand one under another, and ``number`` is 0.
    """

    title: str
    number: int
    cells: list[Cell]
    where: Mapping[Column, int]

    def __contains__(self, column: Column) -> bool:
        return column in self.where

    def place(self, column: Column) -> Place:
        if self.number:
            return self.title, self.number, self.where[column]
        return self.title, self.where[column], 2


@dataclass(frozen=True)
class Grid:
    """One sheet as it was found: its rows, each cell under its column."""

    title: str
    rows: tuple[Row, ...]


class Grids:
    """All sheets of a workbook, and what is wrong with their headers."""

    def __init__(self, data: bytes, file: str) -> None:
        check_workbook(data, file)
        self.file = file
        self.problems: list[Problem] = []
        self.found: dict[str, Grid] = {}
        for title, rows in _cells(data, file):
            self._take(title, rows)
        for sheet in SHEETS:
            if sheet.key not in self.found and sheet.required:
                self._problem(('', 0, 0), said('the sheet %(name)s is missing',
                                               name=repr(_first_title(sheet))))

    def _take(self, title: str, rows: list[list[Cell]]) -> None:
        name = normal_name(title)
        if name in {normal_name(about(language)[0]) for language in LANGUAGES}:
            return
        sheet = next((sheet for sheet in SHEETS if name in sheet_names(sheet)), None)
        if sheet is None:
            if any(map(_filled, rows)):
                self._problem((title, 0, 0), said('a catalog has no such sheet: delete it'))
        elif sheet.key in self.found:
            self._problem((title, 0, 0), said('this sheet is there twice'))
        else:
            taken = self._card(sheet, title, rows) if sheet.card else self._table(
                sheet, title, rows)
            self.found[sheet.key] = Grid(title, tuple(taken))

    def _card(self, sheet: Sheet, title: str, rows: list[list[Cell]]) -> Iterator[Row]:
        """Yield the one thing of a sheet whose fields stand one under another."""
        names = [(number, row[0]) for number, row in enumerate(rows, 1) if _filled(row[:1])]
        columns = self._columns(sheet, title, [(number, 1, name) for number, name in names[1:]])
        yield Row(title, 0, [_at(row, 1) for row in rows],
                  {column: row for column, (row, _) in columns.items()})

    def _table(self, sheet: Sheet, title: str, rows: list[list[Cell]]) -> Iterator[Row]:
        headers = [(1, place, name) for place, name in enumerate(rows[0] if rows else [], 1)]
        columns = self._columns(sheet, title, [
            header for header in headers if _filled([header[2]])])
        where = {column: place for column, (_, place) in columns.items()}
        unknown = set(range(1, max(map(len, rows), default=0) + 1)) - set(where.values())
        for number, row in enumerate(rows[1:], 2):
            if not _filled(row):
                continue
            for place in unknown:
                if _filled([_at(row, place - 1)]) and not _filled([_at(rows[0], place - 1)]):
                    self._problem((title, number, place), said('this column has no header'))
            yield Row(title, number, row, where)

    def _columns(self, sheet: Sheet, title: str, headers: list[tuple[int, int, Any]]
                 ) -> dict[Column, tuple[int, int]]:
        """Return where the header of each column stands; every column has to be there."""
        names = {name: column for column in sheet.columns for name in column_names(column)}
        found: dict[Column, tuple[int, int]] = {}
        for row, place, header in headers:
            column = names.get(normal_name(str(header)))
            if column is None:
                self._problem((title, row, place), said(
                    'there is no column %(name)s here', name=repr(str(header))))
            elif column in found:
                self._problem((title, row, place), said('this column is there twice'))
            else:
                found[column] = row, place
        for column in sheet.columns:
            if column not in found:
                self._problem((title, 0 if sheet.card else 1, 0), said(
                    'the column %(name)s is missing',
                    name=repr(column_label(column, LANGUAGES[0]).name)))
        return found

    def _problem(self, place: Place, message: Said) -> None:
        title, row, column = place
        self.problems.append(Problem(self.file, row, column, message, sheet=title))


def _cells(data: bytes, file: str) -> Iterator[tuple[str, list[list[Cell]]]]:
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            for title in book.sheet_names:
                yield title, book.get_sheet_by_name(title).to_python(  # type: ignore[misc]
                    skip_empty_area=False)
    except CalamineError as error:
        raise CatalogError([Problem(file, 0, 0, said('the file is damaged or cut short'))
                            ]) from error


def _first_title(sheet: Sheet) -> str:
    return sorted(sheet_names(sheet))[-1]


def _filled(row: list[Cell]) -> bool:
    return any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row)


def _at(row: list[Cell], place: int) -> Cell:
    return row[place] if place < len(row) else None
