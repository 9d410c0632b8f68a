"""A workbook back to the version it states: everything wrong with it at once, or all of it."""
from typing import Any

from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Problem, said
from requirements_catalog.wholeness import read_whole
from requirements_catalog.workbook.cells import from_cell
from requirements_catalog.workbook.grids import Grids, Place, Row
from requirements_catalog.workbook.memory import without_search_for_circles
from requirements_catalog.workbook.sheets import SHEETS, Column, Sheet
from requirements_catalog.yaml_source import Path

Record = dict[str, Any]


@without_search_for_circles()
def read_workbook(data: bytes, file: str = 'workbook') -> CatalogVersion:
    """Return the version that a workbook states; CatalogError tells all that is wrong, by cell."""
    grids = Grids(data, file)
    headers_are_wrong = bool(grids.problems)
    reader = _Reader(grids)
    if headers_are_wrong:
        raise CatalogError(reader.problems)
    try:
        version = read_whole(reader)
    except CatalogError as error:
        raise CatalogError(reader.told_once(error.problems)) from error
    if reader.problems:
        raise CatalogError(reader.problems)
    return version


class _Reader:
    """The plain data of a workbook, which knows in which cell each part of it stands."""

    def __init__(self, grids: Grids) -> None:
        self.file = grids.file
        self.problems = grids.problems
        self.data: Record = {}
        self.rows: dict[Path, Row] = {(): Row('', 0, [], {})}
        """Of which row each thing was made; the cell of a value is looked for when it is asked."""
        self.wrong: set[Place] = set()
        self.owners: dict[str, dict[str, tuple[Record, Path]]] = {}
        for sheet in SHEETS:
            grid = grids.found.get(sheet.key)
            self.owners[sheet.key] = {}
            if sheet.parent is None:
                self._start(sheet)
            for row in grid.rows if grid else ():
                self._take(sheet, row)

    def problem(self, path: Path, message: str) -> Problem:
        title, row, column = self._place(path)
        return Problem(self.file, row, column, message, sheet=title)

    name_problem = problem

    def told_once(self, problems: tuple[Problem, ...]) -> list[Problem]:
        """Return all problems, without a second one of a cell that could not be read at all."""
        return self.problems + [
            problem for problem in problems
            if (problem.sheet, problem.line, problem.column) not in self.wrong]

    def _start(self, sheet: Sheet) -> None:
        """Make room for the things of a sheet: none are there where it has no rows."""
        owner = self._owner(sheet)
        owner[sheet.field[-1]] = {} if sheet.card else []

    def _owner(self, sheet: Sheet) -> Record:
        owner = self.data
        for name in sheet.field[:-1]:
            owner = owner.setdefault(name, {})
        return owner

    def _take(self, sheet: Sheet, row: Row) -> None:
        if sheet.card:
            thing: Record = self._owner(sheet)[sheet.field[-1]]
            path: Path = sheet.field
        else:
            found = self._placed(sheet, row)
            if found is None:
                return
            things, above = found
            thing, path = {}, (*above, len(things))
            things.append(thing)
        for child in sheet.children:
            thing[child.field[0]] = []
        self._fill(sheet, row, thing, path)
        self.owners[sheet.key].setdefault(str(thing.get('code')), (thing, path))

    def _placed(self, sheet: Sheet, row: Row) -> tuple[list[Record], Path] | None:
        """Return the list to which a row belongs, and where that list stands."""
        if sheet.parent is None:
            return self._owner(sheet)[sheet.field[-1]], sheet.field
        column = sheet.columns[0]
        code = self._value(column, row)
        if code is None:
            if column in row:
                self._problem(row.place(column), said('this cell has to be filled in'))
            return None
        if code not in self.owners[sheet.parent]:
            self._problem(row.place(column), said(
                'there is no %(code)s on the sheet it belongs to', code=repr(code)))
            return None
        owner, path = self.owners[sheet.parent][code]
        return owner[sheet.field[0]], (*path, *sheet.field)

    def _fill(self, sheet: Sheet, row: Row, thing: Record, path: Path) -> None:
        values = {column: self._value(column, row) for column in sheet.own_columns}
        told = {column.optional for column, value in values.items() if value is not None}
        self.rows[path] = row
        for column, value in values.items():
            if column.optional and column.optional not in told:
                continue
            if value is not None:
                _put(thing, column, value)
            elif column.required and column in row:
                self._problem(row.place(column), said('this cell has to be filled in'))
            else:
                _leave_out(thing, column)

    def _place(self, path: Path) -> Place:
        """Return the cell of a value, or the row of the thing around it."""
        length = len(path)
        while path[:length] not in self.rows:
            length -= 1
        row, rest = self.rows[path[:length]], path[length:]
        for column in row.where:
            if column.path[:len(rest)] == rest or rest[:len(column.path)] == column.path:
                return row.place(column)
        return row.title, row.number, 0

    def _value(self, column: Column, row: Row) -> Any:
        place = row.where.get(column, 0)
        cell = row.cells[place - 1] if 0 < place <= len(row.cells) else None
        if cell is None or cell == '':
            return None
        try:
            return from_cell(column, cell)
        except ValueError as error:
            self._problem(row.place(column), error.args[0])
            return None

    def _problem(self, place: Place, message: str) -> None:
        title, row, column = place
        if place not in self.wrong:
            self.wrong.add(place)
            self.problems.append(Problem(self.file, row, column, message, sheet=title))


def _put(thing: Record, column: Column, value: Any) -> None:
    for name in column.path[:-1]:
        thing = thing.setdefault(name, {})
    thing[column.path[-1]] = value


def _leave_out(thing: Record, column: Column) -> None:
    """Leave an empty value to its default; fields that have none say that they are empty."""
    for name in column.path[:-1] if not column.language else column.path[:-2]:
        thing = thing.setdefault(name, {})
    if column.blank:
        thing.setdefault(column.path[-2 if column.language else -1], None)
