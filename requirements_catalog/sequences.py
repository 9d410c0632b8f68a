"""What stays in its place when an order changes."""
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """Return the places of a longest strictly rising subsequence, in order."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(places[length - 1] if length else -1)
        ends[length:length + 1] = [number]
        places[length:length + 1] = [place]
    return _backwards(places[-1] if places else -1, before)[::-1]


def _backwards(place: int, before: list[int]) -> list[int]:
    found = []
    while place >= 0:
        found.append(place)
        place = before[place]
    return found


def inserted(kept: Sequence[str], after: Mapping[str, str]) -> Iterator[str]:
    """Yield what is kept, and everything else behind the one that it is to follow.

    ``after`` names what follows each code; the empty code stands before the first.
    """
    for code in ('', *kept):
        if code:
            yield code
        while code := after.get(code, ''):
            yield code
