"""One control question: how it is answered, by month, by version and by every dimension."""
from collections.abc import Sequence

from flask_babel import gettext

from checklist.errors import Missing
from checklist.reports.statistics_cells import (
    NOTHING, Numbers, asks, measured_cell, of_cell, of_column, read_numbers, reading_notes,
    share_column)
from checklist.reports.statistics_desk import Desk, Inquiry, Measure, facts_of
from checklist.reports.statistics_groups import table_of_measure
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, count_cell, letter_cell, share_cell, text_cell)
from checklist.reports.statistics_words import letter_title, month_name
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Dimension
from checklist.statistics.figures import Outcome
from checklist.statistics.letters import ANSWER_LETTERS, NOT_ASKED
from requirements_catalog.model import CatalogVersion


def tables_of_question(desk: Desk, inquiry: Inquiry) -> list[StatisticsTable]:
    """Return all tables of the question of an inquiry, the whole first."""
    heads = desk.frames(inquiry)
    numbers = read_numbers(heads, (), inquiry.question)
    asking = [head for head in heads if asks(head, inquiry.question)]
    return [table_of_answers(desk, inquiry, heads, numbers),
            _by_month(desk, inquiry, asking, numbers), _by_version(desk, inquiry, heads, numbers),
            *(table_of_measure(desk, inquiry, dimension, asking) for dimension in Dimension)]


def version_asking(desk: Desk, inquiry: Inquiry) -> CatalogVersion:
    """Return the newest version that asks a question; raise Missing where none does."""
    published = [desk.require(inquiry.checklist), *(
        head.published for head in reversed(desk.heads) if head.checklist == inquiry.checklist)]
    for each in published:
        if inquiry.question in each.version.questions:
            return each.version
    raise Missing('There is no such question.')


def table_of_answers(desk: Desk, inquiry: Inquiry, heads: Sequence[FrameHead],
                     numbers: Numbers) -> StatisticsTable:
    """Return how a question was answered, and who was asked in a version without it."""
    found = numbers.outcome(heads, inquiry.question, {})
    rows = [(text_cell(letter_title(inquiry.question, letter)), *_answer(found, letter))
            for letter in ANSWER_LETTERS]
    others = [head for head in heads if not asks(head, inquiry.question)]
    rows.append((text_cell(gettext('Asked in another version, without this question')),
                 count_cell(numbers.size(others, {})) if others else Cell(number=0),
                 NOTHING, NOTHING))
    return _table(desk, inquiry, 'answers', gettext('Answers'), (
        Column('answer', gettext('Answer'), CellKind.TEXT),
        Column('businesses', gettext('Businesses')), share_column(), of_column()), rows,
        gettext('“Met”, “not met” and “to find out” are shares of those to whom the requirement'
                ' applies, the others of all who answered a version with this question.'))


def _answer(found: Outcome, letter: str) -> tuple[Cell, Cell, Cell]:
    among = None if letter in 'A' + NOT_ASKED else 'YNU'
    share = found.share(letter, among)
    return letter_cell(found, letter), share_cell(share), of_cell(share_cell(share))


def _by_month(desk: Desk, inquiry: Inquiry, heads: Sequence[FrameHead],
              numbers: Numbers) -> StatisticsTable:
    rows = []
    for month in inquiry.period.months:
        here = [head for head in heads if head.month == month]
        rows.append((text_cell(month_name(month)), *_shares(numbers, here, inquiry)))
    return _table(desk, inquiry, 'by_month', gettext('By month'), (
        Column('month', gettext('Month'), CellKind.TEXT), *_share_columns()), rows)


def _by_version(desk: Desk, inquiry: Inquiry, heads: Sequence[FrameHead],
                numbers: Numbers) -> StatisticsTable:
    """Return versions side by side; one that does not ask the question says so."""
    rows = []
    for number in sorted({head.number for head in heads}):
        here = [head for head in heads if head.number == number]
        asked = asks(here[0], inquiry.question)
        rows.append((
            text_cell(gettext('Version %(number)s', number=number)),
            text_cell(gettext('asked') if asked else gettext('not asked')),
            *_shares(numbers, here if asked else [], inquiry),
            count_cell(numbers.size(here, {}))))
    return _table(desk, inquiry, 'by_version', gettext('By version'), (
        Column('version', gettext('Version'), CellKind.TEXT),
        Column('asked', gettext('This question'), CellKind.TEXT), *_share_columns(),
        Column('businesses', gettext('Businesses'))), rows)


def _share_columns() -> tuple[Column, ...]:
    return (Column('not_met', gettext('Not met, %'), CellKind.PERCENT), of_column(),
            Column('to_find_out', gettext('To find out, %'), CellKind.PERCENT),
            Column('not_applicable', gettext('Not applicable, %'), CellKind.PERCENT))


def _shares(numbers: Numbers, heads: Sequence[FrameHead], inquiry: Inquiry) -> tuple[Cell, ...]:
    if not heads:
        return (NOTHING,) * 4
    found = numbers.tally(heads, inquiry.question, {})
    not_met, to_find_out, not_applicable = (
        measured_cell(found, measure)
        for measure in (Measure.NOT_MET, Measure.TO_FIND_OUT, Measure.NOT_APPLICABLE))
    return not_met, of_cell(not_met), to_find_out, not_applicable


def _table(desk: Desk, inquiry: Inquiry, name: str, title: str, columns: tuple[Column, ...],
           rows: Sequence[tuple[Cell, ...]], note: str = '') -> StatisticsTable:
    notes = ((note,) if note else ()) + reading_notes(merged=True)
    return StatisticsTable(name, title, columns, tuple(rows), notes,
                           facts_of(desk, inquiry))
