"""Numbers and shares of a report, with both bounds of what is uncertain about them."""
from collections.abc import Sequence
from dataclasses import dataclass

from checklist.reports.statistics_tables import Cell
from checklist.statistics.figures import Outcome


@dataclass(frozen=True)
class ReportCell(Cell):
    """A cell that knows whether it can be compared."""

    @property
    def exact(self) -> bool:
        """Whether nothing but rounding is uncertain about it."""
        return not (self.hidden or self.at_least or self.at_most or self.partial)


def told_number(outcome: Outcome, letter: str, among: Sequence[str] = ()) -> ReportCell:
    """Return how many businesses have a letter."""
    figure = outcome.letters[letter]
    if not figure.readable:
        return ReportCell(hidden=True)
    return ReportCell(number=figure.number, at_least=figure.at_least, margin=figure.margin,
                      at_most=_at_most(outcome, letter, among))


def told_share(outcome: Outcome, letter: str, among: Sequence[str] = ()) -> ReportCell:
    """Return the share of a letter, of all or among some letters only."""
    share = outcome.share(letter, tuple(among) or None)
    if share is None:
        return ReportCell(hidden=True)
    return ReportCell(number=share.percent, at_least=share.at_least, of=share.of,
                      partial=share.partial, at_most=share.at_most)


def _at_most(outcome: Outcome, letter: str, among: Sequence[str]) -> bool:
    others = [outcome.letters[other] for other in among or outcome.letters if other != letter]
    return outcome.letters[letter].merged and any(other.at_least for other in others)
