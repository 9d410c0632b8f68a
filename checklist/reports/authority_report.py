"""The periodic report of an authority: all that is printed of one month, from frozen frames only.

The same frames give the same page, so the document can be made again at any time.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_babel import get_locale

from checklist.errors import Missing
from checklist.reports.report_cells import ReportCell, told_number, told_share
from checklist.reports.report_groups import Grouped, groups_of, questions_of
from checklist.reports.report_trends import (
    SCORED, MonthBar, Trend, months_of, trend_of_share, trend_of_size)
from checklist.reports.report_words import WORDS
from checklist.reports.statistics_cells import asks, read_numbers, read_whole
from checklist.reports.statistics_desk import Desk, open_desk
from checklist.reports.statistics_tables import Cell, count_cell
from checklist.reports.statistics_words import letter_title, month_name, signal_title
from checklist.reports.summary_writer import clause_name
from checklist.reports.wording import local
from checklist.services.reference import library
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Dimension
from checklist.statistics.figures import APPLICABLE, Outcome, size_figure
from checklist.statistics.letters import (
    ANSWER_LETTERS, NOT_APPLICABLE, NOT_ASKED, NOT_MET, SCORE, SHOWS, SIGNALS, UNKNOWN, VERDICT,
    letters_of)
from checklist.statistics.periods import Period, back_from, write_month
from requirements_catalog.authorities import SupervisoryAuthority

MOST_BROKEN, MOST_OTHER = 15, 10
MONTHS_SHOWN = 12
BINDING = ''.join(APPLICABLE)


@dataclass(frozen=True)
class Line:
    """One bar of a chart, with its numbers in words."""

    title: str
    number: ReportCell
    share: ReportCell


@dataclass(frozen=True)
class ChecklistMonth:
    """How one checklist came out in the month, and against the month before."""

    title: str
    businesses: Cell
    without_inn: Cell
    size_trend: Trend
    passed: ReportCell
    passed_trend: Trend
    verdicts: tuple[Line, ...]
    scores: tuple[Line, ...]
    signals: tuple[Line, ...]


@dataclass(frozen=True)
class Ranked:
    """A question that stands out, with the clause it rests on."""

    question: str
    checklist: str
    clauses: tuple[str, ...]
    number: ReportCell
    share: ReportCell
    trend: Trend


@dataclass(frozen=True)
class Ranking:
    """The questions that stand out most; of ``asked`` so many have a share that is hidden."""

    rows: tuple[Ranked, ...]
    asked: int
    hidden: int


@dataclass(frozen=True)
class AuthorityReport:
    """Everything that the document says."""

    authority: SupervisoryAuthority
    month: int
    before: int
    frozen_at: datetime
    several: bool
    checklists: tuple[ChecklistMonth, ...]
    months: tuple[MonthBar, ...]
    broken: Ranking
    not_applicable: Ranking
    to_find_out: Ranking
    groups: tuple[Grouped, ...]

    @property
    def name(self) -> str:
        return month_name(self.month)


class ReportWriter:
    """Reads the frames of an authority once and writes the report of one of its months."""

    def __init__(self, desk: Desk, month: int) -> None:
        self.desk, self.month = desk, month
        self.before = Period(month, month).before.last
        months = back_from(month, MONTHS_SHOWN)
        self.heads = [head for head in desk.heads if head.month in months]
        if not self.of(month):
            raise Missing('This month is not frozen.')
        self.numbers = read_whole([*self.of(self.before), *self.of(month)], ())
        self.verdicts = read_numbers(self.heads, (), VERDICT)

    def of(self, month: int, checklist: str = '') -> list[FrameHead]:
        return [head for head in self.heads
                if head.month == month and checklist in ('', head.checklist)]

    def write(self) -> AuthorityReport:
        heads = self.of(self.month)
        codes = [code for code in self.desk.by_code if self.of(self.month, code)]
        return AuthorityReport(
            authority=library().authorities[self.desk.authority], month=self.month,
            before=self.before, frozen_at=max(head.frozen_at for head in heads),
            several=len(codes) > 1,
            checklists=tuple(map(self._checklist, codes)),
            months=months_of(self.verdicts, self.heads, self.month, MONTHS_SHOWN),
            broken=self._ranking(NOT_MET, BINDING, MOST_BROKEN),
            not_applicable=self._ranking(
                NOT_APPLICABLE, ANSWER_LETTERS.replace(NOT_ASKED, ''), MOST_OTHER),
            to_find_out=self._ranking(UNKNOWN, BINDING, MOST_OTHER),
            groups=tuple(groups_of(heads, dimension) for dimension in Dimension))

    def _checklist(self, code: str) -> ChecklistMonth:
        heads, before = self.of(self.month, code), self.of(self.before, code)
        now, then = (self.numbers.outcome(frames, VERDICT, {}) for frames in (heads, before))
        size = self.numbers.size(heads, {})
        return ChecklistMonth(
            title=self.desk.title(code), businesses=count_cell(size),
            without_inn=count_cell(size_figure(head.without_inn for head in heads)),
            size_trend=trend_of_size(size, self.numbers.size(before, {}) if before else None),
            passed=told_share(now, 'P', SCORED),
            passed_trend=trend_of_share(now, then if before else None, 'P', SCORED),
            verdicts=self._lines(heads, VERDICT), scores=self._lines(heads, SCORE),
            signals=tuple(self._signal(heads, item) for item in SIGNALS))

    def _lines(self, heads: Sequence[FrameHead], item: str) -> tuple[Line, ...]:
        found = self.numbers.outcome(heads, item, {})
        return tuple(_line(letter_title(item, letter), found, letter)
                     for letter in letters_of(item))

    def _signal(self, heads: Sequence[FrameHead], item: str) -> Line:
        return _line(signal_title(item), self.numbers.outcome(heads, item, {}), SHOWS)

    def _ranking(self, letter: str, among: str, most: int) -> Ranking:
        """Return the questions with the largest share of a letter; of equal ones by number."""
        found = [(told_share(outcome, letter, among), outcome.letters[letter].number, code, heads)
                 for code, heads in questions_of(self.of(self.month))
                 for outcome in [self.numbers.outcome(heads, code, {})]]
        told = [each for each in found if not each[0].hidden]
        told.sort(key=lambda each: (-(each[0].number or 0), -each[1], each[2]))
        rows = tuple(self._ranked(code, heads, letter, among)
                     for share, _, code, heads in told[:most] if share.number)
        return Ranking(rows, len(found), len(found) - len(told))

    def _ranked(self, code: str, heads: Sequence[FrameHead], letter: str,
                among: str) -> Ranked:
        version = heads[-1].published.version
        question = version.questions[code]
        clauses = version.requirement_of(question).clauses
        before = [head for head in self.of(self.before, heads[-1].checklist) if asks(head, code)]
        now = self.numbers.outcome(heads, code, {})
        then = self.numbers.outcome(before, code, {}) if before else None
        return Ranked(
            local(question.text), self.desk.title(heads[-1].checklist),
            tuple(clause_name(version, clause) for clause in
                  [clause for clause in clauses if clause.current] or clauses),
            told_number(now, letter, among), told_share(now, letter, among),
            trend_of_share(now, then, letter, among))


def _line(title: str, found: Outcome, letter: str) -> Line:
    return Line(title, told_number(found, letter), told_share(found, letter))


def report_html(authority: str, month: int) -> str:
    """Return the report of a month in the language that is set."""
    report = ReportWriter(open_desk(authority), month).write()
    return render_template('documents/statistics_report.html', report=report,
                           language=str(get_locale()), period=write_month(month), **WORDS)
