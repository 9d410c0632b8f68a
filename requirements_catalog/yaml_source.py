"""YAML as plain data, with the line and the column of everything in it.

Aliases are refused: they make a file of a few bytes unfold to millions of values, and an
editor who copies a block by reference changes two places when he means one. Tags are refused,
because no field needs them. Texts are put into Unicode NFC.

The data is made straight from the events of the parser, in one pass and without the nodes that
PyYAML would make in between: that is what takes a catalog of thousands of questions so long.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn
from unicodedata import normalize

import yaml

from requirements_catalog.problems import CatalogError, Problem, said

MAX_BYTES = 8_000_000
MAX_DEPTH = 40
MAX_VALUES = 1_500_000
"""How many values a text may hold by its signs: each takes far more memory than its letters."""
_Loader: Any = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """The data of one file, and where each part of it stands, by path."""

    file: str
    text: str
    data: Any

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at a value, or at the nearest part around it that has a place."""
        places = self._places.values
        while path not in places:
            path = path[:-1]
        return Problem(self.file, *places[path], message)

    def name_problem(self, path: Path, message: str) -> Problem:
        """Return a problem at the name of a field instead of its value."""
        return Problem(self.file, *self._places.names[path], message)

    @cached_property
    def _places(self) -> '_Places':
        """Parsed again when the first problem wants a place: few files have problems."""
        return _Places(self.text)


def read_source(file: str, text: str, most: int = MAX_BYTES) -> Source:
    """Parse YAML text; CatalogError names the places where it cannot be read."""
    try:
        builder = _Builder(text, most)
        data = builder.document()
    except (_Refusal, UnicodeEncodeError, yaml.YAMLError) as error:
        place, message = _explain(error, text)
        raise CatalogError([Problem(file, *place, message)]) from error
    if builder.repeated:
        raise CatalogError(
            Problem(file, *place, said('%(name)s stands here twice', name=repr(name)))
            for name, place in builder.repeated)
    return Source(file, text, data)


def _explain(error: Exception, text: str) -> tuple[Place, str]:
    """Return where and why a text could not be read; libyaml counts bytes."""
    if isinstance(error, _Refusal):
        return error.place, error.message
    if isinstance(error, UnicodeEncodeError):
        return place_of(text, error.start), said('half of a character')
    if isinstance(error, yaml.reader.ReaderError):
        before = text.encode()[:error.position].decode(errors='ignore')
        return place_of(text, len(before)), str(error.reason)
    mark = getattr(error, 'problem_mark', None) or getattr(error, 'context_mark', None)
    return _place(mark), getattr(error, 'problem', None) or said('this is not YAML')


def has_too_many_values(text: str) -> bool:
    return sum(map(text.count, ',[{\n')) > MAX_VALUES


class _Refusal(Exception):
    """Something that YAML allows and the catalog does not."""

    def __init__(self, message: str, place: Place = (1, 1)) -> None:
        super().__init__(message, place)
        self.message = message
        self.place = place


class _Builder:
    """Makes plain data of the events of one document."""

    def __init__(self, text: str, most: int) -> None:
        if len(text.encode()) > most:
            raise _Refusal(said('the file is larger than %(most)s bytes', most=most))
        if has_too_many_values(text):
            raise _Refusal(said('the file has more than %(most)s values', most=MAX_VALUES))
        self.loader = _Loader(text)
        self.next: Any = self.loader.get_event
        self.plain: dict[str, Any] = {}
        """The values of scalars without quotes, most of which come again and again."""
        self.repeated: list[tuple[str, Place]] = []

    def document(self) -> Any:
        self.next()
        if type(self.next()) is yaml.StreamEndEvent:
            raise _Refusal(said('the file is empty'))
        data = self._node(self.next(), 0)
        self.next()
        event = self.next()
        if type(event) is not yaml.StreamEndEvent:
            _refuse(said('a file holds one document'), event)
        return data

    def _node(self, event: Any, depth: int) -> Any:
        kind = type(event)
        if kind is yaml.AliasEvent:
            _refuse(said('aliases (*name) are not allowed: write the text again'), event)
        if event.tag is not None:
            _refuse(said('tags (!name) are not allowed: remove it'), event)
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth == MAX_DEPTH:
            _refuse(said('nested deeper than %(most)s levels', most=MAX_DEPTH), event)
        return (self._sequence if kind is yaml.SequenceStartEvent else self._mapping)(depth + 1)

    def _sequence(self, depth: int) -> list[Any]:
        items = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth))
        return items

    def _mapping(self, depth: int) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while type(event := self.next()) is not yaml.MappingEndEvent:
            key = _key(event)
            if key in data:
                self.repeated.append((key, _place(event.start_mark)))
            data[key] = self._node(self.next(), depth)
        return data

    def _scalar(self, event: Any) -> Any:
        text = event.value
        if not event.implicit[0]:
            return normalize('NFC', text)
        if text not in self.plain:
            self.plain[text] = self._resolve(event)
        return self.plain[text]

    def _resolve(self, event: Any) -> Any:
        """Return the number, day, flag or nothing that a scalar without quotes stands for."""
        text = event.value
        tag = self.loader.resolve(yaml.ScalarNode, text, (True, False))
        if tag not in _RESOLVED:
            return normalize('NFC', text)
        try:
            return self.loader.construct_object(yaml.ScalarNode(tag, text))
        except ValueError:
            _refuse(said('there is no such day or number'), event)


# Everything else without quotes is a text, also "=" and "<<".
_RESOLVED = frozenset(f'tag:yaml.org,2002:{name}'
                      for name in ('null', 'bool', 'int', 'float', 'timestamp'))


class _Places:
    """Where each value of a document stands, and in ``names`` where its name does.

    For documents only that a ``_Builder`` has read, which refuses what is not thought of here.
    """

    def __init__(self, text: str) -> None:
        self.values: dict[Path, Place] = {}
        self.names: dict[Path, Place] = {}
        self.next: Any = _Loader(text).get_event
        self.next()
        self.next()
        self._note(self.next(), ())

    def _note(self, event: Any, path: Path) -> None:
        self.values[path] = _place(event.start_mark)
        if type(event) is yaml.SequenceStartEvent:
            for index, item in enumerate(self._until(yaml.SequenceEndEvent)):
                self._note(item, (*path, index))
        elif type(event) is yaml.MappingStartEvent:
            for name in self._until(yaml.MappingEndEvent):
                inner = (*path, _key(name))
                self.names[inner] = _place(name.start_mark)
                self._note(self.next(), inner)

    def _until(self, end: type) -> Iterator[Any]:
        while type(event := self.next()) is not end:
            yield event


def _key(event: Any) -> str:
    if type(event) is not yaml.ScalarEvent or event.tag is not None:
        _refuse(said('the name of a field is a plain text'), event)
    return normalize('NFC', event.value)


def _refuse(message: str, event: Any) -> NoReturn:
    raise _Refusal(message, _place(event.start_mark))


def _place(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def place_of(text: str, position: int) -> Place:
    """Return the line and the column of a character of a text."""
    before = text[:position].split('\n')
    return len(before), len(before[-1]) + 1
