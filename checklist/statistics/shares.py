"""Shares added up over many frames and items at once, for pages with thousands of cells.

The same as ``Outcome.share`` of ``figures.py``, without a figure for each letter.
"""
from collections.abc import Iterable

from checklist.statistics.figures import Share, percent_of
from checklist.statistics.frames import Split

Parts = Iterable[tuple[int | None, Split | None]]


def add_share(parts: Parts, letter: str, outside: str) -> Share | None:
    """Return the share of a letter over frames, of all but those with a letter ``outside``.

    ``parts`` has for each frame the size of the group and how the item came out in it.
    """
    number = everybody = counted = outsiders = 0
    readable = at_least = False
    for size, split in parts:
        everybody += size or 0
        if size is None or split is None:
            at_least = True
            continue
        counted += size
        outsiders += sum(split.of(other, size) or 0 for other in outside)
        found = split.of(letter, size)
        number += found or 0
        readable, at_least = readable or found is not None, at_least or found is None
    base = everybody - outsiders
    if not readable or base <= 0 or 2 * counted < everybody:
        return None
    return Share(percent_of(number, base), at_least, base)
