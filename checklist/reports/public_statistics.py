"""What the public page says of a checklist: the view model of its months."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from checklist.reports.figure_words import share_words
from checklist.reports.open_data import clauses_of
from checklist.reports.wording import local
from checklist.services.catalog import PublishedVersion
from checklist.services.reference import library
from checklist.services.statistics import (
    FrameHead, Splits, read_group_sizes, read_items)
from checklist.statistics.dimensions import Dimension
from checklist.statistics.figures import Figure, Outcome, Share, outcome, size_figure
from checklist.statistics.letters import ANSWER_LETTERS, NOT_ASKED, UNKNOWN
from requirements_catalog.model import CatalogQuestion, CatalogVersion

# A year of months, and as many requirements as one can take in.
MOST_MONTHS = 12
MOST_HARD = 6
MOST_TRENDS = 3
MOST_UNCLEAR = 4


@dataclass(frozen=True)
class Moment:
    """One month of a trend: a number or a share, or neither where it is hidden."""

    month: int
    figure: Figure | None = None
    share: Share | None = None


@dataclass(frozen=True)
class QuestionFigures:
    """How one question came out in a month, in words and with its clauses."""

    code: str
    text: str
    topic: str
    clauses: tuple[str, ...]
    outcome: Outcome

    @property
    def not_met_words(self) -> str:
        return share_words(self.not_met)

    @property
    def unknown_words(self) -> str:
        return share_words(self.unknown)

    @property
    def not_met(self) -> Share | None:
        return self.outcome.not_met

    @property
    def unknown(self) -> Share | None:
        """The share that does not know, of those who were asked."""
        return self.outcome.share(UNKNOWN, ANSWER_LETTERS.replace(NOT_ASKED, ''))


class PublicMonths:
    """A frozen month of a checklist and those before it, read for everybody only."""

    def __init__(self, heads: Sequence[FrameHead], month: int, months: int) -> None:
        self.all_heads = heads
        self.month = month
        self.heads = [head for head in heads if head.month == month]
        self.published: PublishedVersion = self.heads[-1].published
        self.months = sorted({head.month for head in heads}, reverse=True)
        earlier = [found for found in reversed(self.months) if found <= month]
        self.shown_months = earlier[-months:]
        self._items = read_items([head for head in heads if head.month in self.shown_months])

    @cached_property
    def businesses(self) -> Figure:
        """How many businesses checked themselves."""
        return size_figure(head.businesses for head in self.heads)

    @cached_property
    def questions(self) -> tuple[QuestionFigures, ...]:
        """Every question of the versions of the month, in the order of the newest one."""
        found: dict[str, tuple[CatalogVersion, CatalogQuestion]] = {}
        for head in reversed(self.heads):
            for code, question in head.published.version.questions.items():
                found.setdefault(code, (head.published.version, question))
        return tuple(self._figures(*pair) for pair in found.values())

    @cached_property
    def hardest(self) -> tuple[QuestionFigures, ...]:
        """The requirements that most do not meet, of those whose numbers are shown."""
        return _most(self.questions, 'not_met', MOST_HARD)

    @cached_property
    def least_known(self) -> tuple[QuestionFigures, ...]:
        return _most(self.questions, 'unknown', MOST_UNCLEAR)

    @property
    def hidden(self) -> int:
        """Of how many questions the share that is not met is hidden."""
        return sum(question.not_met is None for question in self.questions)

    @property
    def size_trend(self) -> list[Moment]:
        return [Moment(month, size_figure(
            head.businesses for head in self.all_heads if head.month == month))
            for month in self.shown_months]

    @property
    def largest(self) -> int:
        return max((moment.figure.number for moment in self.size_trend if moment.figure), default=0)

    @property
    def highest(self) -> int:
        """The highest share of the trends: one scale for all, so that they can be compared."""
        return max((moment.share.percent for _, moments in self.trends for moment in moments
                    if moment.share), default=0)

    @property
    def trends(self) -> list[tuple[QuestionFigures, list[Moment]]]:
        """The hardest requirements over the months that are shown."""
        return [(question, self.trend(question.code)) for question in self.hardest[:MOST_TRENDS]]

    def trend(self, code: str) -> list[Moment]:
        found = {month: self._outcome(
            [head for head in self.all_heads if head.month == month], code)
            for month in self.shown_months}
        return [Moment(month, share=came_out.not_met) for month, came_out in found.items()]

    def territories(self) -> list[tuple[str, Figure]]:
        """Every territory by name with its businesses; a hidden one is among them."""
        sizes = read_group_sizes(self.heads, (Dimension.TERRITORY,))
        found = [(local(territory.name), size_figure(
            sizes.get(head.id, {}).get(code) for head in self.heads))
            for code, territory in library().territories.items()]
        return sorted(found, key=lambda pair: (-pair[1].number, pair[0]))

    def _figures(self, version: CatalogVersion, question: CatalogQuestion) -> QuestionFigures:
        return QuestionFigures(
            question.code, local(question.text), local(version.requirement_of(question).topic),
            tuple(clauses_of(version, question)), self._outcome(self.heads, question.code))

    def _outcome(self, heads: Iterable[FrameHead], code: str) -> Outcome:
        """Add up a question over frames whose version asks it."""
        splits: Splits = self._items.get(code, {})
        return outcome([(head.businesses, splits.get(head.id, {}).get(''))
                        for head in heads if code in head.published.version.questions],
                       ANSWER_LETTERS)


def _most(questions: Iterable[QuestionFigures], what: str,
          most: int) -> tuple[QuestionFigures, ...]:
    def percent(question: QuestionFigures) -> int:
        share: Share | None = getattr(question, what)
        return share.percent if share else 0

    return tuple(sorted((question for question in questions if percent(question)),
                        key=percent, reverse=True)[:most])
