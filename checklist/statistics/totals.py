"""All questions of a group taken together, added up once when a month is frozen.

A sum of what is published of each question, so it tells nothing that they do not. Pages that cut
the answers to every question along a dimension would otherwise add up thousands of numbers.
"""
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checklist.statistics.frames import Group, as_json, read_lazily
from checklist.statistics.shares import Tally, tally


class Total(NamedTuple):
    """How often each letter was given to the questions of a group.

    ``splits`` is the number of questions of which it can be told; ``shown`` in how many of them
    a letter is; ``rests`` has the letters that are most frequent in one of them.
    """

    splits: int
    numbers: Mapping[str, int]
    shown: Mapping[str, int]
    rests: str


Parts = Iterable[tuple[int, int | None, Total | None]]


def total_of(group: Group) -> Total:
    """Add up the questions of a group; signals, verdict and score are none."""
    found = tally((group.businesses, split) for item, split in group.splits.items()
                  if not item.startswith('@'))
    return Total(found.frames, found.numbers, found.shown, ''.join(sorted(found.rests)))


def write_totals(table: Mapping[str, Group]) -> str:
    """Return the totals of a table as JSON: ``{key: [splits, numbers, shown, rests]}``."""
    return as_json({key: total_of(group) for key, group in table.items()})


def read_totals(body: str) -> Mapping[str, Total]:
    return read_lazily(body, Total._make)


def tally_totals(parts: Parts) -> Tally:
    """Add up frames: for each how many questions it has, the size of the group, and its total.

    The same as ``tally`` of every question of every frame.
    """
    parts = list(parts)
    sized = [(questions, size, total) for questions, size, total in parts if size is not None]
    told = [(size, total) for _, size, total in sized if total]
    return Tally(
        frames=sum(questions for questions, _, _ in parts),
        sized=sum(questions for questions, _, _ in sized),
        told=sum(total.splits for _, total in told),
        everybody=sum(questions * size for questions, size, _ in sized),
        counted=sum(size * total.splits for size, total in told),
        numbers=_added(total.numbers for _, total in told),
        shown=_added(total.shown for _, total in told),
        rests={letter for _, total in told for letter in total.rests})


def _added(parts: Iterator[Mapping[str, int]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for letter, number in part.items():
            sums[letter] = sums.get(letter, 0) + number
    return sums
