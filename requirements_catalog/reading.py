"""Plain data of a file to dataclasses, every problem at once and at its place."""
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from cattrs import (
    AttributeValidationNote, BaseValidationError, ForbiddenExtraKeysError, IterableValidationNote)

from requirements_catalog.problems import CatalogError, Problem, said
from requirements_catalog.serialization import CONVERTER
from requirements_catalog.yaml_source import Path

T = TypeVar('T')


class Places(Protocol):
    """Knows where each part of a file stands."""

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at a value, or at the nearest part around it that has a place."""


class Placed(Places, Protocol):
    """Plain data of a file that knows where each part of it stands."""

    @property
    def data(self) -> Any:
        """What the file holds, as mappings, lists and plain values."""

    def name_problem(self, path: Path, message: str) -> Problem:
        """Return a problem at the name of a field instead of its value."""


@dataclass(frozen=True)
class Within:
    """A part of a source, as if it were a source of its own."""

    whole: Places
    path: Path

    def problem(self, path: Path, message: str) -> Problem:
        return self.whole.problem((*self.path, *path), message)


def read_as(source: Placed, kind: type[T]) -> T:
    """Return the data of a source as one dataclass, or raise all its problems."""
    try:
        return CONVERTER.structure(source.data, kind)
    except BaseValidationError as error:
        raise CatalogError(_problems(source, error, ())) from error
    except (ValueError, TypeError, KeyError) as error:
        raise CatalogError([source.problem((), _explain(error))]) from error


def _problems(source: Placed, error: BaseValidationError, path: Path) -> Iterator[Problem]:
    for inner in error.exceptions:
        inner_path = (*path, *_step(inner))
        if isinstance(inner, BaseValidationError):
            yield from _problems(source, inner, inner_path)
        elif isinstance(inner, ForbiddenExtraKeysError):
            for key in sorted(inner.extra_fields):
                yield source.name_problem((*inner_path, key), said(
                    'there is no field %(name)s here', name=repr(key)))
        else:
            yield source.problem(inner_path, _explain(inner))


def _step(error: BaseException) -> Path:
    """Return the field or the index at which cattrs met an error, as its notes tell."""
    notes = getattr(error, '__notes__', ())
    names = [note.name for note in notes if isinstance(note, AttributeValidationNote)]
    indexes = [note.index for note in notes if isinstance(note, IterableValidationNote)]
    return (*names, *indexes)


def _explain(error: Exception) -> str:
    if isinstance(error, KeyError):
        return said('the field %(name)s is missing', name=repr(error.args[0]))
    message = error.args[0] if error.args else error
    return message if isinstance(message, str) else str(error)
