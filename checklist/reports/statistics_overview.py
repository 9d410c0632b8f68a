"""The overview of an authority: how its checklists come out, as tables for pages and files."""
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from checklist.reports.statistics_cells import (
    NOTHING, Numbers, measured_cell, of_cell, of_column, read_whole, reading_notes,
    share_column)
from checklist.reports.statistics_desk import Desk, Inquiry, Measure, facts_of
from checklist.reports.statistics_links import question_link
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, count_cell, difference_cell, letter_cell,
    share_cell, text_cell)
from checklist.reports.statistics_words import (
    letter_title, month_name, period_name, signal_note, signal_title)
from checklist.reports.wording import local
from checklist.services.statistics import FrameHead
from checklist.statistics.figures import Figure, size_figure
from checklist.statistics.letters import SCORE, SHOWS, SIGNALS, VERDICT, letters_of
from checklist.statistics.shares import Tally


@dataclass(frozen=True)
class Overview:
    """All numbers of an overview, of the period and of the one before, read once."""

    desk: Desk
    inquiry: Inquiry
    heads: Sequence[FrameHead]
    before: Sequence[FrameHead]
    numbers: Numbers

    def of_checklists(self) -> Iterator[tuple[str, list[FrameHead]]]:
        """Yield each checklist that has frames in the period, with them."""
        for code in self.desk.by_code:
            heads = [head for head in self.heads if head.checklist == code]
            if heads:
                yield code, heads


def read_overview_numbers(desk: Desk, inquiry: Inquiry) -> Overview:
    heads, before = desk.frames(inquiry), desk.frames(inquiry, inquiry.period.before)
    numbers = read_whole([*before, *heads], ())
    return Overview(desk, inquiry, heads, before, numbers)


def tables_of_overview(desk: Desk, inquiry: Inquiry) -> list[StatisticsTable]:
    """Return the tables of the whole: months, scores, verdicts, requirements and signals."""
    overview = read_overview_numbers(desk, inquiry)
    return [
        table_of_checklists(overview), table_of_months(overview), table_of_scores(overview),
        table_of_verdicts(overview),
        *tables_of_requirements(overview),
        table_of_signals(overview), table_without_inn(overview)]


def table_of_checklists(overview: Overview) -> StatisticsTable:
    """Return the whole period beside the one before, for each checklist."""
    rows = []
    for code, heads in overview.of_checklists():
        earlier = [head for head in overview.before if head.checklist == code]
        now, before = (_passed(overview, each) for each in (heads, earlier))
        rows.append((
            _checklist_cell(overview, code), count_cell(overview.numbers.size(heads, {})),
            count_cell(overview.numbers.size(earlier, {})) if earlier else NOTHING,
            now, of_cell(now), before, difference_cell(before, now)))
    return _table(overview, 'checklists', gettext('Checklists'), (
        _checklist_column(), Column('businesses', gettext('Businesses')),
        Column('before', gettext('Businesses before')),
        Column('passed', gettext('Passed, %'), CellKind.PERCENT), of_column(),
        Column('passed_before', gettext('Passed before, %'), CellKind.PERCENT),
        Column('change', gettext('Change, percentage points'))), rows, note=_before(overview))


def table_of_months(overview: Overview) -> StatisticsTable:
    """Return how many businesses checked themselves in each month, and how many passed."""
    rows = [_month_row(overview, code, month, [head for head in heads if head.month == month])
            for code, heads in overview.of_checklists()
            for month in overview.inquiry.period.months]
    return _table(overview, 'months', gettext('Self-inspections by month'), (
        _checklist_column(), Column('month', gettext('Month'), CellKind.TEXT),
        Column('businesses', gettext('Businesses')),
        Column('passed', gettext('Passed, %'), CellKind.PERCENT), of_column()), rows)


def table_of_scores(overview: Overview) -> StatisticsTable:
    return _table(overview, 'scores', gettext('Scores'), _letter_columns(gettext('Points')),
                  _letter_rows(overview, SCORE), merged=True)


def table_of_verdicts(overview: Overview) -> StatisticsTable:
    return _table(overview, 'verdicts', gettext('Results'), _letter_columns(gettext('Result')),
                  _letter_rows(overview, VERDICT), merged=True)


def tables_of_requirements(overview: Overview) -> Iterator[StatisticsTable]:
    """Yield every question by three measures, those that stand out most first."""
    titles = {
        Measure.NOT_MET: ('broken', gettext('Most often not met')),
        Measure.NOT_APPLICABLE: ('not_applicable', gettext('Most often “not applicable”')),
        Measure.TO_FIND_OUT: ('to_find_out', gettext('Most often “need to find out”'))}
    lines = list(_requirements(overview))
    for measure, (name, title) in titles.items():
        rows = [line.row(measure) for line in lines]
        rows.sort(key=lambda row: -1 if row[2].number is None else row[2].number, reverse=True)
        yield _table(overview, name, title, (
            _checklist_column(), Column('question', gettext('Question'), CellKind.TEXT),
            share_column(), of_column(),
            Column('before', gettext('Share before, %'), CellKind.PERCENT),
            Column('change', gettext('Change, percentage points')),
            Column('code', gettext('Code'), CellKind.TEXT)), rows,
            note=_before(overview), merged=True)


def table_of_signals(overview: Overview) -> StatisticsTable:
    """Return what may be worth a look; never a score of anybody."""
    rows = []
    for code, heads in overview.of_checklists():
        for item in SIGNALS:
            found = overview.numbers.outcome(heads, item, {})
            share = share_cell(found.share(SHOWS))
            rows.append((_checklist_cell(overview, code), text_cell(signal_title(item)),
                         share, of_cell(share)))
    return _table(overview, 'signals', gettext('Signals for a look'), (
        _checklist_column(), Column('signal', gettext('Signal'), CellKind.TEXT),
        share_column(), of_column()), rows,
        note=signal_note())


def table_without_inn(overview: Overview) -> StatisticsTable:
    """Return how many self-inspections named no ИНН; they are in no other number."""
    rows = [(_checklist_cell(overview, code), count_cell(_without_inn(heads)))
            for code, heads in overview.of_checklists()]
    return _table(overview, 'without_inn', gettext('Without ИНН'), (
        _checklist_column(), Column('self_inspections', gettext('Self-inspections'))), rows,
        note=gettext('Self-inspections without an ИНН are counted here and nowhere else: one'
                     ' person could make any number of them.'))


def _without_inn(heads: Sequence[FrameHead]) -> Figure:
    return size_figure(head.without_inn for head in heads)


def _month_row(overview: Overview, code: str, month: int,
               heads: Sequence[FrameHead]) -> tuple[Cell, ...]:
    passed = _passed(overview, heads)
    return (_checklist_cell(overview, code), text_cell(month_name(month)),
            count_cell(overview.numbers.size(heads, {})) if heads else NOTHING,
            passed, of_cell(passed))


def _passed(overview: Overview, heads: Sequence[FrameHead]) -> Cell:
    if not heads:
        return NOTHING
    return overview.numbers.measured(heads, VERDICT, Measure.PASSED, {})


def _before(overview: Overview) -> str:
    return gettext('Before: %(period)s.', period=period_name(overview.inquiry.period.before))


def _letter_rows(overview: Overview, item: str) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    for code, heads in overview.of_checklists():
        found = overview.numbers.outcome(heads, item, {})
        for letter in letters_of(item):
            share = share_cell(found.share(letter))
            rows.append((_checklist_cell(overview, code), text_cell(letter_title(item, letter)),
                         letter_cell(found, letter), share, of_cell(share)))
    return rows


def _letter_columns(title: str) -> tuple[Column, ...]:
    return (_checklist_column(), Column('outcome', title, CellKind.TEXT),
            Column('businesses', gettext('Businesses')),
            share_column(), of_column())


@dataclass(frozen=True)
class Requirement:
    """One question with its answers in the period and in the one before."""

    checklist: Cell
    question: Cell
    code: str
    now: Tally
    before: Tally

    def row(self, measure: Measure) -> tuple[Cell, ...]:
        now = measured_cell(self.now, measure)
        before = measured_cell(self.before, measure) if self.before.frames else NOTHING
        return (self.checklist, self.question, now, of_cell(now), before,
                difference_cell(before, now), text_cell(self.code))


def _requirements(overview: Overview) -> Iterator[Requirement]:
    for checklist, heads in overview.of_checklists():
        earlier = [head for head in overview.before if head.checklist == checklist]
        title = _checklist_cell(overview, checklist)
        questions = {code: question for head in heads
                     for code, question in head.published.version.questions.items()}
        for code, question in questions.items():
            link = question_link(overview.inquiry, checklist, code)
            yield Requirement(title, text_cell(local(question.text), link), code, *(
                overview.numbers.tally(each, code, {}) for each in (heads, earlier)))


def _checklist_column() -> Column:
    return Column('checklist', gettext('List of questions'), CellKind.TEXT)


def _checklist_cell(overview: Overview, checklist: str) -> Cell:
    return text_cell(overview.desk.title(checklist))


def _table(overview: Overview, name: str, title: str, columns: tuple[Column, ...],
           rows: Sequence[tuple[Cell, ...]], note: str = '', *, merged: bool = False
           ) -> StatisticsTable:
    notes = ((note,) if note else ()) + reading_notes(merged=merged)
    return StatisticsTable(name, title, columns, tuple(rows), notes,
                           facts_of(overview.desk, overview.inquiry))
