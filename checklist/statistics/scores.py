"""Where a score stands among the frozen scores of a group. Only published numbers go in."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from checklist.statistics.figures import Figure, Outcome, Share
from checklist.statistics.letters import BANDS, NO_SCORE, band_of


@dataclass(frozen=True)
class Band:
    """A band of the score: from which percentage to which, and how many of the group are in it.

    ``at_most``: bands that are hidden are counted in this one.
    """

    least: int
    most: int
    figure: Figure
    share: Share | None
    at_most: bool
    own: bool


@dataclass(frozen=True)
class Standing:
    """The bands of a group from the top, with the own one; shares are of those with a score."""

    bands: tuple[Band, ...]
    scored: int

    @property
    def own(self) -> Band:
        return next(band for band in self.bands if band.own)

    @property
    def above(self) -> Share | None:
        return self._together(self.bands[:self.bands.index(self.own)])

    @property
    def below(self) -> Share | None:
        return self._together(self.bands[self.bands.index(self.own) + 1:])

    def _together(self, bands: tuple[Band, ...]) -> Share | None:
        """Return the share of several bands; None where it cannot be told.

        It cannot where bands that are hidden count in one that is shown, or with no score at all.
        """
        shown = [band.figure.number for band in bands if band.figure.readable]
        if not shown or not self.scored or any(band.at_most for band in bands):
            return None
        percent = (200 * sum(shown) + self.scored) // (2 * self.scored)
        return Share(min(100, percent), len(shown) < len(bands), self.scored)


def is_at_most(found: Outcome, letter: str, among: Iterable[str]) -> bool:
    """Return whether a number is the most it can be, as others that are hidden count in it."""
    return found.letters[letter].merged and not all(
        found.letters[other].readable for other in among)


def standing(percent: Decimal, scores: Outcome) -> Standing:
    """Return where a score stands among those of a group."""
    own, most, among = band_of(percent), _ends(), tuple(BANDS)
    bands = tuple(Band(
        least, most[letter], scores.letters[letter], scores.share(letter, among),
        is_at_most(scores, letter, among), letter == own) for letter, least in BANDS.items())
    without = scores.letters[NO_SCORE]
    return Standing(bands, 0 if without.merged else scores.counted.number - without.number)


def _ends() -> Mapping[str, int]:
    """Return the percentage at which each band ends: where the one above it begins."""
    return dict(zip(BANDS, (100, *BANDS.values()), strict=False))
