"""What is published of one month of one version, as values and as JSON."""
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from json import JSONDecoder
from typing import Any, NamedTuple, TypeVar, overload

Row = TypeVar('Row')
Other = TypeVar('Other')


class Split(NamedTuple):
    """How one item came out in a group: how many businesses have each letter.

    ``measured`` has the letters that at least 10 businesses have, rounded. ``rest`` is the most
    frequent letter: its number is what the measured ones leave of the group, together with the
    letters that are hidden.
    """

    rest: str
    measured: Mapping[str, int]

    def of(self, letter: str, businesses: int) -> int | None:
        """Return how many of the businesses of the group have a letter; None where hidden."""
        if letter == self.rest:
            return max(0, businesses - sum(self.measured.values()))
        return self.measured.get(letter)


@dataclass(frozen=True)
class Group:
    """Businesses alike in the dimensions of a table: how many, and how the items came out."""

    businesses: int
    splits: Mapping[str, Split]


@dataclass(frozen=True)
class Frame:
    """The tables of a frame: the groups that may be shown, by table and key."""

    tables: Mapping[str, Mapping[str, Group]]

    @property
    def businesses(self) -> int | None:
        """How many businesses there are in all; None where that is hidden."""
        whole = self.tables[''].get('')
        return whole.businesses if whole else None


def write_sizes(table: Mapping[str, Group]) -> str:
    """Return the sizes of a table as JSON: ``{key: businesses}``."""
    return as_json({key: group.businesses for key, group in table.items()})


def write_splits(table: Mapping[str, Group]) -> Iterator[tuple[str, str]]:
    """Yield each item of a table with how it came out: ``{key: [rest, {letter: number}]}``."""
    items = dict.fromkeys(item for group in table.values() for item in group.splits)
    for item in items:
        yield item, as_json({key: [group.splits[item].rest, dict(group.splits[item].measured)]
                             for key, group in table.items() if item in group.splits})


def read_sizes(body: str) -> dict[str, int]:
    sizes: dict[str, int] = json.loads(body)
    return sizes


def read_splits(body: str) -> Mapping[str, Split]:
    return read_lazily(body, Split._make)


def read_split(body: str, key: str) -> Mapping[str, Split]:
    """Return the split of one group, if it is there, without reading those of the others."""
    name = f'{as_json(key)}:'
    # A list follows the key of a group only; after a letter there is a number.
    start = body.find(f'{name}[')
    if start < 0:
        return {}
    return {key: Split._make(JSONDecoder().raw_decode(body, start + len(name))[0])}


def read_lazily(body: str, make: Callable[[Any], Row]) -> Mapping[str, Row]:
    """Return rows of JSON that are made when they are looked at: most pages look at few."""
    return _Lazy(json.loads(body), make)


class _Lazy(Mapping[str, Row]):

    def __init__(self, kept: Mapping[str, Any], make: Callable[[Any], Row]) -> None:
        self._kept, self._make = kept, make

    def __getitem__(self, key: str) -> Row:
        return self._make(self._kept[key])

    @overload
    def get(self, key: str, /) -> Row | None: ...

    @overload
    def get(self, key: str, /, default: Row | Other) -> Row | Other: ...

    def get(self, key: str, /, default: Any = None) -> Any:
        """Return a row; faster than what is inherited, which raises and catches KeyError."""
        kept = self._kept.get(key)
        return default if kept is None else self._make(kept)

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))
