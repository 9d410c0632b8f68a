"""What is wrong with a file of the catalog, and where."""
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """An error stops publication; a warning asks the editor to look; information only tells."""

    ERROR = 'error'
    WARNING = 'warning'
    INFORMATION = 'information'


@dataclass(frozen=True, order=True)
class Problem:
    """One problem at a line and a column, both counted from 1; 0 where there is no place."""

    file: str
    line: int
    column: int
    message: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        return f'{self.file}:{self.line}:{self.column}: {self.level}: {self.message}'


class CatalogError(Exception):
    """Files of the catalog that cannot be used; carries every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__('\n'.join(map(str, self.problems)))
