"""Disclosure control: what of the counts of a frame may be published.

The rules, their reasons and their sources stand in docs/statistics.md. In short: a number is
*measured* (published, rounded to 5) only if at least 10 businesses stand behind it; of each group
the most frequent letter of an item is never measured but is what the others leave; and along
every line of a table what is not measured is nothing, or at least 10 businesses, so that no
smaller group can be told by subtracting (complementary suppression).
"""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy
from numpy.typing import NDArray

from checklist.statistics.counting import KEY_BITS, Counts, Numbers
from checklist.statistics.dimensions import TABLES, Axes, group_key, table_name
from checklist.statistics.frames import Frame, Group, Split
from checklist.statistics.letters import SIGNALS, letters_of

THRESHOLD = 10
BASE = 5
LARGE = 50

Mask = NDArray[numpy.bool_]
_NEVER = numpy.iinfo(numpy.int64).max


@dataclass(frozen=True)
class Protection:
    """What of each table may be shown: its groups, whole splits, and single letters of them.

    ``known`` says which letters can be told: the measured ones and the one that is left.
    """

    groups: dict[Axes, Mask]
    splits: dict[Axes, Mask]
    measured: dict[Axes, Mask]
    known: dict[Axes, Mask]


def rounded(number: int, key: int) -> int:
    """Return a number rounded to 5 up or down by chance, which the key of its cell decides.

    The chance of going up is the distance from below, so that errors cancel out over many
    numbers (unbiased random rounding; Hundepool et al. 2012, 5.4). Nobody can tell from a
    rounded number more than that the true one is less than 5 away.
    """
    lower, over = divmod(number, BASE)
    chance = key % (1 << KEY_BITS)
    return BASE * (lower + (BASE * chance < over << KEY_BITS))


def round_to_nearest(number: int) -> int:
    """Return the nearest multiple of 5: for a number that no other one can be held against."""
    return BASE * ((number + BASE // 2) // BASE)


def protect(counts: Counts) -> Protection:
    """Decide what may be shown, from the whole to the parts."""
    protection = Protection({}, {}, {}, {})
    for axes in TABLES:
        _protect_groups(counts, protection, axes)
        _protect_letters(counts, protection, axes)
    return protection


def _protect_groups(counts: Counts, protection: Protection, axes: Axes) -> None:
    sizes = numpy.asarray(counts.sizes[axes])
    lines = _lines(protection.groups, axes)
    shown = _all(sizes >= THRESHOLD, *(line for _, line in lines))
    protection.groups[axes] = _complemented(sizes, shown, lines)


def _protect_letters(counts: Counts, protection: Protection, axes: Axes) -> None:
    parts = counts.parts[axes]
    largest = parts.argmax(axis=-1, keepdims=True)
    splits = (numpy.take_along_axis(parts, largest, -1)[..., 0] >= THRESHOLD) & _crossed(
        counts.items, axes) & protection.groups[axes][..., None]
    lines = _lines(protection.known, axes)
    measured = _all(parts >= THRESHOLD, splits[..., None], *(line for _, line in lines))
    numpy.put_along_axis(measured, largest, False, -1)
    measured = _complemented(parts, measured, lines)
    # A split of which only the most frequent letter can be told says little of a small group.
    splits &= measured.any(axis=-1) | (numpy.asarray(counts.sizes[axes]) >= LARGE)[..., None]
    known = measured.copy()
    numpy.put_along_axis(known, largest, splits[..., None], -1)
    protection.splits[axes], protection.measured[axes] = splits, measured
    protection.known[axes] = known


def _all(first: Mask, *others: Mask) -> Mask:
    """Return where all masks hold; the others may be narrower than the first."""
    both = numpy.array(first)
    for other in others:
        both &= other
    return both


def _lines(masks: Mapping[Axes, Mask], axes: Axes) -> list[tuple[int, Mask]]:
    """Return the axes along which a table is summed, with where that sum can be told."""
    return [(place, numpy.expand_dims(masks[axes[:place] + axes[place + 1:]], place))
            for place in range(len(axes))]


def publish(counts: Counts) -> Frame:
    """Return what may be shown of a frame, rounded."""
    protection = protect(counts)
    return Frame({table_name(axes): _table(counts, protection, axes) for axes in TABLES})


def _complemented(numbers: Numbers, shown: Mask, lines: list[tuple[int, Mask]]) -> Mask:
    """Hide more until on each line nothing is hidden, or two numbers of 10 or more together.

    ``lines`` names the axes along which the sum is known to the reader, each with a mask of
    where it is. Where too few are hidden, the smallest number that is shown on the line goes.
    """
    shown = shown.copy()
    changed = True
    while changed:
        changed = False
        for axis, known in lines:
            hidden = numpy.where(shown, 0, numbers).sum(axis=axis, keepdims=True)
            single = (~shown & (numbers > 0)).sum(axis=axis, keepdims=True) == 1
            short = (single | (hidden > 0) & (hidden < THRESHOLD)) & known
            if not short.any():
                continue
            smallest = numpy.where(shown, numbers, _NEVER).argmin(axis=axis, keepdims=True)
            marked = numpy.zeros_like(shown)
            numpy.put_along_axis(marked, smallest, short, axis)
            if (marked & shown).any():
                shown &= ~marked
                changed = True
    return shown


def _crossed(items: Sequence[str], axes: Axes) -> Mask:
    """Return which items a table has: signals follow from answers and would tell of them again,
    so they are not crossed with two dimensions.
    """
    return numpy.array([len(axes) < 2 or item not in SIGNALS for item in items])


def _table(counts: Counts, protection: Protection, axes: Axes) -> dict[str, Group]:
    """Return the groups of a table that may be shown, by their keys."""
    names = [counts.categories[dimension] for dimension in axes]
    return {
        group_key(*(name[place] for name, place in zip(names, where, strict=True))):
        _group(counts, protection, axes, where)
        for where in product(*(range(len(name)) for name in names))
        if protection.groups[axes][where]}


def _group(counts: Counts, protection: Protection, axes: Axes, where: tuple[int, ...]) -> Group:
    splits = {}
    for place, item in enumerate(counts.items):
        if protection.splits[axes][(*where, place)]:
            splits[item] = _split(
                item, counts.parts[axes][(*where, place)], counts.part_keys[axes][(*where, place)],
                protection.measured[axes][(*where, place)])
    return Group(rounded(int(counts.sizes[axes][where]),
                         int(counts.size_keys[axes][where])), splits)


def _split(item: str, numbers: Numbers, keys: Numbers, measured: Mask) -> Split:
    letters = letters_of(item)
    return Split(letters[int(numbers.argmax())], {
        letter: rounded(int(numbers[place]), int(keys[place]))
        for place, letter in enumerate(letters) if measured[place]})
