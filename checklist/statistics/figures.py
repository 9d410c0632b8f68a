"""Adding up what is published: figures over months and versions, with what is hidden in them.

Only published numbers go in, so nothing that comes out can tell more than they do.
"""
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from checklist.statistics.frames import Split
from checklist.statistics.letters import MET, NOT_APPLICABLE, NOT_ASKED, NOT_MET, UNKNOWN

# By how much rounding to 5, up or down by chance, can be off.
ROUNDING = 4


class Figure(NamedTuple):
    """A number of businesses, added up from ``shown`` months; hidden in ``hidden`` others.

    Where some months are hidden the number is the least it can be. ``margin`` is by how much
    rounding can be off in either direction. ``merged`` says that letters too rare to be shown
    are counted in it.
    """

    number: int = 0
    margin: int = 0
    shown: int = 0
    hidden: int = 0
    merged: bool = False

    @property
    def readable(self) -> bool:
        return self.shown > 0

    @property
    def at_least(self) -> bool:
        return self.hidden > 0

    def __add__(self, other: 'Figure') -> 'Figure':  # type: ignore[override]
        return Figure(self.number + other.number, self.margin + other.margin,
                      self.shown + other.shown, self.hidden + other.hidden,
                      self.merged or other.merged)


HIDDEN = Figure(hidden=1)


@dataclass(frozen=True)
class Share:
    """A share in whole per cent, of so many businesses.

    ``at_least`` where part of those who are counted is hidden; ``partial`` where there are months
    of which not even the number of businesses can be told: they are in neither. ``at_most`` where
    hidden letters of those it is a share of count in its own letter, or with a letter left out.
    """

    percent: int
    at_least: bool
    of: int
    partial: bool = False
    at_most: bool = False


@dataclass(frozen=True)
class Outcome:
    """How one item came out in one group over some frames.

    ``businesses`` is the size of the group; ``counted`` that of the months whose split can be
    read: all letters together.
    """

    businesses: Figure
    counted: Figure
    letters: Mapping[str, Figure]

    def share(self, letter: str, among: Sequence[str] | None = None) -> Share | None:
        """Return the share of a letter, of all businesses or among some letters only.

        Months whose split is hidden count in full in what it is a share of: in small groups a
        letter is shown in just those months in which it is frequent, so that leaving the others
        out would tell too much of it. Where they are more than half there is no share, nor where
        a letter would be all there is because those with rarer ones count with a letter left out.
        """
        figure = self.letters[letter]
        left_out = [] if among is None else [
            other for other in self.letters if other not in among]
        base = self.businesses.number - sum(self.letters[other].number for other in left_out)
        if not figure.readable or base <= 0 or 2 * self.counted.number < self.businesses.number:
            return None
        if figure.number >= base and any(self.letters[other].merged for other in left_out):
            return None
        at_most = self._some_hidden(letter, left_out) and any(
            self.letters[other].merged for other in (letter, *left_out))
        return Share(percent_of(figure.number, base), figure.hidden > self.businesses.hidden, base,
                     self.businesses.at_least, at_most)

    def holds_hidden(self, letter: str) -> bool:
        """Return whether letters that are hidden count in the number of a letter."""
        return self.letters[letter].merged and self._some_hidden(letter, ())

    def _some_hidden(self, letter: str, left_out: Collection[str]) -> bool:
        """Return whether a month that tells of the split hides another letter of it."""
        return any(figure.shown < self.counted.shown for other, figure in self.letters.items()
                   if other != letter and other not in left_out)

    @property
    def not_met(self) -> Share | None:
        """The share that does not meet a requirement, of those to whom it applies."""
        return self.share(NOT_MET, APPLICABLE)


def percent_of(number: int, base: int) -> int:
    """Return a share in whole per cent; numbers that were rounded apart never exceed the whole."""
    return min(100, (200 * number + base) // (2 * base))


APPLICABLE = (MET, NOT_MET, UNKNOWN)
OUTSIDE = (NOT_APPLICABLE, NOT_ASKED)


def size_figure(numbers: Iterable[int | None]) -> Figure:
    """Add up the size of one group over frames; None where it is hidden."""
    total = shown = hidden = 0
    for number in numbers:
        if number is None:
            hidden += 1
        else:
            shown += 1
            total += number
    return Figure(total, ROUNDING * shown, shown, hidden)


def outcome(frames: Iterable[tuple[int | None, Split | None]], letters: str) -> Outcome:
    """Add up one item of one group: for each frame the size of the group and the split."""
    frames = list(frames)
    split_frames = [(size, split) for size, split in frames
                    if size is not None and split is not None]
    hidden = Figure(hidden=len(frames) - len(split_frames))
    return Outcome(
        size_figure(size for size, _ in frames),
        size_figure(size for size, _ in split_frames) + hidden,
        {letter: _added([_letter(letter, size, split) for size, split in split_frames], hidden)
         for letter in letters})


def _added(figures: list[Figure], hidden: Figure) -> Figure:
    """Add up figures; most often there is one, and nothing to add to it."""
    return figures[0] if len(figures) == 1 and not hidden.hidden else sum(figures, hidden)


def _letter(letter: str, size: int, split: Split) -> Figure:
    number = split.of(letter, size)
    if number is None:
        return HIDDEN
    if letter != split.rest:
        return Figure(number, ROUNDING, shown=1)
    return Figure(number, ROUNDING * (1 + len(split.measured)), shown=1, merged=True)
