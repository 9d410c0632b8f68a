"""YAML as plain data, with the line and the column of everything in it.

Aliases are refused: they make a file of a few bytes unfold to millions of values, and an
editor who copies a block by reference changes two places when he means one.
"""
from dataclasses import dataclass
from typing import Any

import yaml

from requirements_catalog.problems import CatalogError, Problem

MAX_BYTES = 8_000_000
MAX_DEPTH = 40
_Loader = getattr(yaml, 'CSafeLoader', yaml.SafeLoader)

Path = tuple[str | int, ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Source:
    """The data of one file and where each part of it stands, by path."""

    file: str
    data: Any
    places: dict[Path, Place]

    def problem(self, path: Path, message: str) -> Problem:
        """Return a problem at a path, or at the nearest part around it that has a place."""
        while path and path not in self.places:
            path = path[:-1]
        line, column = self.places.get(path, (1, 1))
        return Problem(self.file, line, column, message)


def read_source(file: str, text: str) -> Source:
    """Parse YAML text; CatalogError names the place where it cannot be read."""
    if len(text.encode()) > MAX_BYTES:
        raise CatalogError([Problem(file, 1, 1, f'the file is larger than {MAX_BYTES} bytes')])
    try:
        return _compose(file, text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = error.problem or 'this is not YAML'
        raise CatalogError([Problem(file, *place, message)]) from error
    except yaml.YAMLError as error:
        raise CatalogError([Problem(file, 1, 1, f'this is not YAML: {error}')]) from error


def _compose(file: str, text: str) -> Source:
    loader = _Loader(text)
    try:
        _refuse_aliases_and_depth(text)
        node = loader.get_single_node()
        if node is None:
            raise CatalogError([Problem(file, 1, 1, 'the file is empty')])
        source = Source(file, None, {})
        reader = _Reader(loader, source.places)
        data = reader.read(node, ())
        if reader.repeated:
            raise CatalogError(
                source.problem(path, f'"{path[-1]}" stands here twice') for path in reader.repeated)
        return Source(file, data, source.places)
    finally:
        loader.dispose()


def _refuse_aliases_and_depth(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(
                None, None, 'aliases (*name) are not allowed: write the text again',
                event.start_mark)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise yaml.composer.ComposerError(
                None, None, f'nested deeper than {MAX_DEPTH} levels', event.start_mark)


class _Reader:
    """Turns nodes into plain data and remembers where each stands."""

    def __init__(self, loader: Any, places: dict[Path, Place]) -> None:
        self.loader = loader
        self.places = places
        self.repeated: list[Path] = []

    def read(self, node: yaml.Node, path: Path) -> Any:
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        return self.loader.construct_object(node, deep=True)

    def _read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(self.loader.construct_object(key_node, deep=True))
            if key in data:
                self.repeated.append((*path, key))
            data[key] = self.read(value_node, (*path, key))
        return data
