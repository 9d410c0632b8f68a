"""The frozen scores of businesses like one, in the smallest group that can be shown."""
from collections.abc import Iterator
from dataclasses import dataclass

from checklist.services.catalog import PublishedVersion
from checklist.services.statistics import FrameHead, frame_heads, read_group_sizes, read_item
from checklist.statistics.dimensions import TABLES, Axes, Dimension, category_of, group_key
from checklist.statistics.figures import Outcome, outcome
from checklist.statistics.letters import SCORE, letters_of

# Older months tell little of today.
MOST_MONTHS = 3


@dataclass(frozen=True)
class SimilarBusinesses:
    """A group of businesses, by what it is alike, and how their scores came out in a month."""

    month: int
    alike: dict[Dimension, str]
    scores: Outcome


def similar_businesses(published: PublishedVersion, traits: str) -> SimilarBusinesses | None:
    """Return the most specific group of one's like whose scores may be shown.

    Of the newest month in which there is any: alike in two things rather than in one, in one
    rather than in none, and the smallest of several. Only what was frozen of the same version
    is comparable.
    """
    heads = [head for head in frame_heads([published.code]) if head.published.id == published.id]
    for head in reversed(heads[-MOST_MONTHS:]):
        for size, axes, key in _groups(head, traits):
            split = read_item([head], axes, SCORE).get(head.id, {}).get(key)
            # The most frequent band alone would be everybody of the group.
            if split is not None and split.measured:
                return SimilarBusinesses(
                    head.month, {one: category_of(traits, one) for one in axes},
                    outcome([(size, split)], letters_of(SCORE)))
    return None


def _groups(head: FrameHead, traits: str) -> Iterator[tuple[int, Axes, str]]:
    """Yield the groups that a business belongs to and whose size is shown, the best first."""
    for width in (2, 1, 0):
        yield from sorted(_of_width(head, traits, width), key=lambda group: group[0])


def _of_width(head: FrameHead, traits: str, width: int) -> Iterator[tuple[int, Axes, str]]:
    for axes in TABLES:
        if len(axes) == width:
            key = group_key(*(category_of(traits, one) for one in axes))
            size = read_group_sizes([head], axes).get(head.id, {}).get(key)
            if size is not None:
                yield size, axes, key
