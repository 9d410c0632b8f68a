"""Shares added up over many frames and items at once, for pages with thousands of cells.

The same as ``Outcome.share`` of ``figures.py``, without a figure for each letter.
"""
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from checklist.statistics.figures import Share, percent_of
from checklist.statistics.frames import Split
from checklist.statistics.letters import ANSWER_LETTERS

Parts = Iterable[tuple[int | None, Split | None]]


@dataclass(frozen=True)
class Tally:
    """How often each letter was given over some frames, and in how many of them it is shown.

    ``sized`` is the number of frames in which the size of the group can be told, ``told`` that of
    those in which the split can be, too.
    """

    frames: int
    sized: int
    told: int
    everybody: int
    counted: int
    numbers: Mapping[str, int]
    shown: Mapping[str, int]
    rests: Set[str]

    def share(self, letter: str, outside: str, letters: str = ANSWER_LETTERS) -> Share | None:
        """Return the share of a letter, of all but those with a letter ``outside``.

        ``letters`` are those of the item: what is not among the numbers is hidden.
        """
        base = self.everybody - sum(self.numbers.get(other, 0) for other in outside)
        shown = self.shown.get(letter, 0)
        if not shown or base <= 0 or 2 * self.counted < self.everybody:
            return None
        if self.numbers[letter] >= base and not self.rests.isdisjoint(outside):
            return None
        return Share(percent_of(self.numbers[letter], base), shown < self.sized, base,
                     self.sized < self.frames, self._at_most(letter, outside, letters))

    def _at_most(self, letter: str, outside: str, letters: str) -> bool:
        return not self.rests.isdisjoint(letter + outside) and any(
            self.shown.get(other, 0) < self.told for other in letters
            if other != letter and other not in outside)


def tally(parts: Parts) -> Tally:
    """Add up frames: for each the size of the group, and how an item came out in it."""
    frames = sized = told = everybody = counted = 0
    numbers: dict[str, int] = {}
    shown: dict[str, int] = {}
    rests: set[str] = set()
    for size, split in parts:
        frames += 1
        if size is None:
            continue
        sized += 1
        everybody += size
        if split is None:
            continue
        told += 1
        counted += size
        rest = size
        for letter, number in split.measured.items():
            rest -= number
            numbers[letter] = numbers.get(letter, 0) + number
            shown[letter] = shown.get(letter, 0) + 1
        numbers[split.rest] = numbers.get(split.rest, 0) + max(0, rest)
        shown[split.rest] = shown.get(split.rest, 0) + 1
        rests.add(split.rest)
    return Tally(frames, sized, told, everybody, counted, numbers, shown, rests)
