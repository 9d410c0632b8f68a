"""What is wrong with a file of the catalog, and where."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Level(StrEnum):
    """An error stops publication; a warning asks the editor to look; information only tells."""

    ERROR = 'error'
    WARNING = 'warning'
    INFORMATION = 'information'


class Said(str):
    """A message in English that remembers what it was made of, to be said in other languages."""

    template: str
    values: dict[str, Any]


def said(template: str, **values: Any) -> Said:
    """Return a message made of a template with ``%(name)s`` where the values belong."""
    message = Said(template % values if values else template)
    message.template = template
    message.values = values
    return message


def few(codes: Sequence[str], most: int = 5) -> str:
    """Return codes in one text, of many the first ones and how many more there are."""
    named = ', '.join(codes[:most])
    return named if len(codes) <= most else said(
        '%(codes)s and %(number)s more', codes=named, number=len(codes) - most)


@dataclass(frozen=True, order=True)
class Problem:
    """One problem at a line and a column, both counted from 1; 0 where there is no place.

    In a spreadsheet ``sheet`` is the title of the sheet, and the line is its row.
    """

    file: str
    line: int
    column: int
    message: str
    level: Level = Level.ERROR
    sheet: str = ''

    @property
    def cell(self) -> str:
        """The address of the cell, like C5, or of the row or the column alone; '' for none."""
        return f'{column_letters(self.column)}{self.line or ""}' if self.sheet else ''

    def __str__(self) -> str:
        place = f'{self.line}:{self.column}'
        if self.sheet:
            place = '!'.join(filter(None, (self.sheet, self.cell)))
        return f'{self.file}:{place}: {self.level}: {self.message}'


def column_letters(column: int) -> str:
    """Return what a spreadsheet calls a column: A for 1, AB for 28, nothing for 0."""
    letters = ''
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord('A') + rest) + letters
    return letters


class CatalogError(Exception):
    """Files of the catalog that cannot be used; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (
            problem.file, problem.sheet, problem.line, problem.column, problem.message)))
        super().__init__('\n'.join(map(str, self.problems)))
