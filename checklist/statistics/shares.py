"""Shares added up over many frames and items at once, for pages with thousands of cells.

The same as ``Outcome.share`` of ``figures.py``, without a figure for each letter.
"""
from collections.abc import Iterable

from checklist.statistics.figures import Share
from checklist.statistics.frames import Split

Parts = Iterable[tuple[int | None, Split | None]]


def add_share(parts: Parts, letter: str, outside: str) -> Share | None:
    """Return the share of a letter over frames, of all but those with a letter ``outside``.

    ``parts`` has for each frame the size of the group and how the item came out in it.
    """
    number = base = 0
    readable = at_least = False
    for size, split in parts:
        if size is None or split is None:
            continue
        found = split.of(letter, size)
        if found is None:
            at_least = True
        else:
            readable = True
            number += found
        base += size - sum(split.of(other, size) or 0 for other in outside)
    if not readable or base <= 0:
        return None
    return Share(min(100, (200 * number + base) // (2 * base)), at_least, base)
