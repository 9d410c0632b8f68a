"""What publishing a version would do to answers already given: pure, over numbers of people.

Editors see totals only, and small totals not at all (the k and the rounding of SECURITY.md A6),
so that no single company can be told apart.
"""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from checklist.answer_plan import Fate, Migration
from checklist.scoring import Score

LEAST, STEP = 10, 5
BANDS = (0, 20, 40, 60, 80, 100)


@dataclass(frozen=True)
class Band:
    """How many results lie within a share of points, before and after; None where too few."""

    low: int
    high: int
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Effect:
    """What a change means for everybody together.

    ``drafts`` and ``results`` say how many were looked at, None for fewer than ``LEAST``.
    ``fates`` is the number of answers of drafts by what becomes of them. ``passed`` counts the
    results that pass before and after.
    """

    drafts: int | None
    results: int | None
    fates: tuple[tuple[Fate, int | None], ...]
    bands: tuple[Band, ...]
    passed: tuple[int | None, int | None]


def effect_of(drafts: Iterable[Migration], results: Iterable[tuple[Score, Score]]) -> Effect:
    """Return the effect on drafts under way, and on results if nothing else changed."""
    migrations, pairs = tuple(drafts), tuple(results)
    counts = Counter(row.fate for migration in migrations for row in migration.rows)
    enough_drafts, enough = len(migrations) >= LEAST, len(pairs) >= LEAST
    before, after = (Counter(_band(score) for score in side)
                     for side in (zip(*pairs, strict=True) if pairs else ((), ())))
    return Effect(
        _shown(len(migrations)), _shown(len(pairs)),
        tuple((fate, rounded(counts[fate]) if enough_drafts else None) for fate in Fate),
        tuple(Band(low, high, *(rounded(side[low]) if enough else None
                                for side in (before, after)))
              for low, high in zip(BANDS, BANDS[1:], strict=False)) if enough else (),
        (_passed(pairs, 0), _passed(pairs, 1)))


def rounded(count: int) -> int:
    """Return a count to the nearest multiple of ``STEP``; halves go up."""
    return (count + STEP // 2) // STEP * STEP


def _shown(count: int) -> int | None:
    return rounded(count) if count >= LEAST else None


def _passed(pairs: tuple[tuple[Score, Score], ...], side: int) -> int | None:
    if len(pairs) < LEAST:
        return None
    return rounded(sum(pair[side].verdict == 'passed' for pair in pairs))


def _band(score: Score) -> int:
    """Return the lower end of the band of a score; a full score is in the last one."""
    percent = score.total.percent
    found = [low for low in BANDS[:-1] if percent is not None and percent >= low]
    return found[-1] if found else 0
