"""What is published of one month of one version, as values and as JSON."""
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Split:
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
    return _json({key: group.businesses for key, group in table.items()})


def write_splits(table: Mapping[str, Group]) -> Iterator[tuple[str, str]]:
    """Yield each item of a table with how it came out: ``{key: [rest, {letter: number}]}``."""
    items = dict.fromkeys(item for group in table.values() for item in group.splits)
    for item in items:
        yield item, _json({key: [group.splits[item].rest, dict(group.splits[item].measured)]
                           for key, group in table.items() if item in group.splits})


def read_sizes(body: str) -> dict[str, int]:
    sizes: dict[str, int] = json.loads(body)
    return sizes


def read_splits(body: str) -> Mapping[str, Split]:
    return _Splits(json.loads(body))


class _Splits(Mapping[str, Split]):
    """Splits that are made when they are looked at: most pages look at few of a table."""

    def __init__(self, kept: Mapping[str, tuple[str, Mapping[str, int]]]) -> None:
        self._kept = kept

    def __getitem__(self, key: str) -> Split:
        return Split(*self._kept[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))
