"""What became of the questions of the version before, as its author recorded it.

Links lead from many old questions to many new ones, since questions are merged and split. What
the author says nothing of is decided by ``plan.py``, which then asks rather than guesses.
"""
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from requirements_catalog.problems import said
from requirements_catalog.texts import LocalText


class LineageKind(StrEnum):
    """What became of the old questions of a link."""

    SAME = 'same'
    REWORDED = 'reworded'
    MOVED = 'moved'
    MERGED = 'merged'
    SPLIT = 'split'
    REPLACED = 'replaced'
    COVERED = 'covered'
    DROPPED = 'dropped'
    ADDED = 'added'


class ChangeClass(StrEnum):
    """What a change means for an answer: it is carried, to be confirmed, or given anew."""

    EDITORIAL = 'editorial'
    MEANING = 'meaning'
    SCOPE = 'scope'


@dataclass(frozen=True, kw_only=True)
class LineageLink:
    """Old questions, the new ones that stand in their place, and why.

    ``change`` holds for every pair of an old and a new question of the link; without it the
    answer is carried only if nothing that bears on it changed. A new question that merely
    covers an old one keeps its own answer, and that of the old one is dropped.
    """

    kind: LineageKind
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    change: ChangeClass | None = None
    reason: LocalText | None = None

    @property
    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every old question with every new one that takes over its answer."""
        if self.kind is not LineageKind.COVERED:
            yield from ((old, new) for old in self.old for new in self.new)


# How many old and how many new questions a link of each kind names: at least and at most.
_MANY = 10_000
_SHAPES: dict[LineageKind, tuple[tuple[int, int], tuple[int, int]]] = {
    LineageKind.SAME: ((1, 1), (1, 1)),
    LineageKind.REWORDED: ((1, 1), (1, 1)),
    LineageKind.MOVED: ((1, 1), (1, 1)),
    LineageKind.MERGED: ((2, _MANY), (1, _MANY)),
    LineageKind.SPLIT: ((1, _MANY), (2, _MANY)),
    LineageKind.REPLACED: ((1, _MANY), (1, _MANY)),
    LineageKind.COVERED: ((1, _MANY), (1, _MANY)),
    LineageKind.DROPPED: ((1, _MANY), (0, 0)),
    LineageKind.ADDED: ((0, 0), (1, _MANY)),
}


# Whoever stands on this side of a link of this kind has no other link.
_ALONE = {LineageKind.DROPPED: 'old', LineageKind.COVERED: 'old', LineageKind.ADDED: 'new'}

Wrong = Iterator[tuple[int, str, str]]
"""The number of a link, its field, and what is wrong with it."""


def wrong_links(lineage: tuple[LineageLink, ...]) -> Wrong:
    """Yield what a lineage says twice, and what of it cannot be so."""
    for index, link in enumerate(lineage):
        yield from ((index, side, message) for side, message in _wrong_shape(link))
    yield from _repeated_pairs(lineage)
    yield from _contradictions(lineage)


def _wrong_shape(link: LineageLink) -> Iterator[tuple[str, str]]:
    for side, (least, most) in zip(('old', 'new'), _SHAPES[link.kind], strict=True):
        codes: tuple[str, ...] = getattr(link, side)
        if not least <= len(codes) <= most:
            values = {'kind': link.kind, 'least': least, 'count': len(codes)}
            yield side, (
                said('"%(kind)s" takes %(least)s of these codes, not %(count)s', **values)
                if least == most else
                said('"%(kind)s" takes %(least)s of these codes or more, not %(count)s', **values))
        for code, count in Counter(codes).items():
            if count > 1:
                yield side, said('%(code)s stands here twice', code=code)


def _repeated_pairs(lineage: tuple[LineageLink, ...]) -> Wrong:
    first: dict[tuple[str, str], int] = {}
    for index, link in enumerate(lineage):
        for pair in dict.fromkeys(link.pairs):
            if first.setdefault(pair, index) != index:
                yield index, 'new', said('a link before says already that %(old)s became %(new)s',
                                         old=pair[0], new=pair[1])


def _contradictions(lineage: tuple[LineageLink, ...]) -> Wrong:
    counts = {side: Counter(code for link in lineage for code in set(getattr(link, side)))
              for side in ('old', 'new')}
    for index, link in enumerate(lineage):
        side = _ALONE.get(link.kind, '')
        for code in getattr(link, side, ()):
            if counts[side][code] > 1:
                yield index, side, said('%(code)s is "%(kind)s" here, and another link says'
                                        ' otherwise', code=code, kind=link.kind)
