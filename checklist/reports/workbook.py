"""The result as a workbook: the outcome, the plan of work to fill in, and all answers."""
from collections.abc import Sequence
from datetime import UTC
from io import BytesIO

from flask_babel import gettext
from xlsxwriter import Workbook

from checklist.reports.documents import NO_TASKS, Tasks, planned
from checklist.reports.sheets import (
    OPTIONS, Styles, Value, add_sheet, write, write_list, write_table)
from checklist.reports.summary import (
    Met, NotApplicable, SectionScore, Summary, Violation)
from checklist.services.tasks import Task


def plan_workbook(summary: Summary, tasks: Tasks = NO_TASKS) -> bytes:
    """Return the workbook in the language that is set; the same bytes for the same plan."""
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({
            'title': summary.title, 'author': gettext('Checklist'),
            'created': summary.submitted_at.astimezone(UTC).replace(tzinfo=None)})
        styles = Styles.of(book)
        _add_outcome(book, styles, summary)
        _add_plan(book, styles, summary, tasks)
        _add_answers(book, styles, summary)
    return stream.getvalue()


def _add_outcome(book: Workbook, styles: Styles, summary: Summary) -> None:
    sheet = add_sheet(book, gettext('Outcome'))
    sheet.set_column(0, 0, 34, styles.text)
    sheet.set_column(1, 1, 70, styles.text)
    sheet.set_column(2, 6, 14, styles.text)
    row = 0
    for label, value in _facts(summary):
        write(sheet, row, 0, label, styles.text, styles)
        write(sheet, row, 1, value, styles.strong, styles)
        row += 1
    for line in summary.arithmetic:
        write(sheet, row, 1, line, styles.text, styles)
        row += 1
    write_table(sheet, row + 1, [(title, 0) for title in (
        gettext('Section'), gettext('Share'), gettext('Points'), gettext('Attainable'),
        gettext('Not met'), gettext('To find out'), gettext('Not applicable'))],
        map(_section_row, summary.sections), styles)


def _facts(summary: Summary) -> list[tuple[str, Value]]:
    return [
        (gettext('Checklist used'), summary.title),
        (gettext('Version'), summary.version_number),
        *([(gettext('About the version'), summary.superseded)] if summary.superseded else []),
        (gettext('Who'), summary.name),
        (gettext('ИНН'), summary.inn),
        (gettext('Finished'), summary.submitted_at.date()),
        (gettext('Outcome'), summary.verdict_sentence),
        (gettext('Share of the points'), summary.percent),
        (gettext('Threshold'), summary.threshold_percent),
        (gettext('Points'), summary.points),
        (gettext('Attainable'), summary.attainable),
        (gettext('What to do first'), summary.path.sentence),
        (gettext('The law as of'), summary.as_of),
        (gettext('Verification code'), summary.verification_code),
        (gettext('Fingerprint of the version'), summary.fingerprint),
        (gettext('Fingerprint of the answers'), summary.document_hash)]


def _section_row(section: SectionScore) -> Sequence[Value]:
    return (section.title, section.percent, section.points, section.attainable,
            section.not_met, section.unknown, section.not_applicable)


def _add_plan(book: Workbook, styles: Styles, summary: Summary, tasks: Tasks) -> None:
    sheet = add_sheet(book, gettext('Plan of work'))
    write_list(sheet, [
        (gettext('By when'), 12), (gettext('What to do'), 60), (gettext('No.'), 6),
        (gettext('Question'), 50), (gettext('Topic'), 24), (gettext('Danger'), 16),
        (gettext('Critical'), 12), (gettext('Points gained'), 10),
        (gettext('Per cent gained'), 10), (gettext('Risk of a fine'), 50),
        (gettext('Clause in force'), 40), (gettext('What to keep as proof'), 40),
        (gettext('Your note'), 40), (gettext('Who is responsible'), 20),
        (gettext('Done'), 12)], [_plan_row(*pair) for pair in planned(summary, tasks)],
        styles)


def _plan_row(item: Violation, task: Task | None) -> Sequence[Value]:
    """Return the row of something to mend; what has been planned stands in for the first plan."""
    return (task.due_on if task else item.due_on, item.remedy, item.number, item.question,
            item.topic, _danger(item),
            gettext('Yes') if item.critical else '', item.gain_points, item.gain_percent,
            '; '.join(f'{fine.amount or fine.alternative} – {fine.article}'
                      for fine in item.fines),
            '; '.join(item.current or item.cited), item.evidence,
            '\n'.join(filter(None, (item.note, task.note if task else ''))),
            task.responsible if task else '', (task.done_on if task else None) or '')


def _danger(item: Violation) -> str:
    return {'high': gettext('High danger'), 'medium': gettext('Medium danger'),
            'low': gettext('Low danger')}[item.severity]


def _add_answers(book: Workbook, styles: Styles, summary: Summary) -> None:
    sheet = add_sheet(book, gettext('All answers'))
    write_list(sheet, [
        (gettext('No.'), 6), (gettext('Question'), 70), (gettext('Answer'), 20),
        (gettext('Note'), 60)], _answers(summary), styles)


def _answers(summary: Summary) -> list[Sequence[Value]]:
    """Return all answers in the order of the questions, then what was not asked and why."""
    given: list[tuple[Met | NotApplicable | Violation, str]] = [
        (item, gettext('Yes')) for item in summary.met]
    given += [(item, gettext('Not applicable')) for item in summary.not_applicable]
    given += [(item, gettext('No')) for item in summary.violations]
    given += [(item, gettext('Need to find out')) for item in summary.unknown]
    given.sort(key=lambda pair: pair[0].number)
    rows: list[Sequence[Value]] = [
        (item.number, item.question, answer, item.note) for item, answer in given]
    return rows + [(None, item.what, gettext('Not asked'), ' '.join(item.reasons))
                   for item in summary.left_out]
