"""What has changed between two rounds of a checklist, in words: for the page and the workbook."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

from flask_babel import gettext
from xlsxwriter import Workbook

from checklist.answers import options
from checklist.comparison import Change, Difference, Round, by_change, compare
from checklist.reports.sheets import OPTIONS, Styles, Value, add_sheet, write_list
from checklist.reports.wording import local
from checklist.services.submissions import Submitted
from requirements_catalog.model import AnswerOption, CatalogVersion


@dataclass(frozen=True)
class RoundFacts:
    """One round of a checklist, for a chart and a table."""

    inspection_id: str
    at: datetime
    version: int
    percent: Decimal | None
    threshold: int
    verdict: str


@dataclass(frozen=True)
class Line:
    """One question with its two answers, in words."""

    question: str
    before: str
    after: str
    other_version: bool


@dataclass(frozen=True)
class Group:
    """The questions that have fared alike."""

    change: Change
    title: str
    lines: tuple[Line, ...]


def write_comparison(before: Submitted, after: Submitted) -> list[Group]:
    """Return all questions that two rounds asked, by what became of them; no empty groups."""
    found = by_change(compare(_round(before), _round(after)))
    versions = after.published.version, before.published.version
    return [Group(change, title, tuple(_line(item, versions) for item in found[change]))
            for change, title in _titles().items() if found[change]]


def comparison_workbook(title: str, rounds: Sequence[RoundFacts],
                        groups: Sequence[Group]) -> bytes:
    """Return the rounds and the changes as a workbook in the language that is set."""
    stream = BytesIO()
    with Workbook(stream, OPTIONS) as book:
        book.set_properties({
            'title': title, 'author': gettext('Checklist'),
            'created': rounds[-1].at.astimezone(UTC).replace(tzinfo=None)})
        styles = Styles.of(book)
        write_list(add_sheet(book, gettext('Changes')), [
            (gettext('What has become of it'), 24), (gettext('Question'), 80),
            (gettext('Before'), 20), (gettext('After'), 20), (gettext('Remark'), 34)],
            [_row(group, line) for group in groups for line in group.lines], styles)
        write_list(add_sheet(book, gettext('Rounds')), [
            (gettext('Finished'), 14), (gettext('Version'), 10),
            (gettext('Share of the points'), 16), (gettext('Threshold'), 12),
            (gettext('Outcome'), 40)], [_facts(item) for item in rounds], styles)
    return stream.getvalue()


def verdict_label(verdict: str) -> str:
    return {
        'passed': gettext('Passed'), 'below_threshold': gettext('Below the threshold'),
        'critical_broken': gettext('A critical requirement is broken'),
    }.get(verdict, gettext('No score'))


def _titles() -> dict[Change, str]:
    return {
        Change.BROKEN: gettext('Newly not met'), Change.MENDED: gettext('Put right'),
        Change.UNSURE: gettext('Now to find out'), Change.STILL_OPEN: gettext('Still open'),
        Change.ADDED: gettext('Asked for the first time'),
        Change.DROPPED: gettext('No longer asked'), Change.OTHER: gettext('Changed otherwise'),
        Change.SAME: gettext('As before')}


def _round(submitted: Submitted) -> Round:
    return Round(tuple(submitted.published.version.questions), options(submitted.answers))


def _line(item: Difference, versions: Sequence[CatalogVersion]) -> Line:
    question = next(version.questions[item.code] for version in versions
                    if item.code in version.questions)
    return Line(local(question.text), _answer(item.before), _answer(item.after),
                item.other_version)


def _answer(option: AnswerOption | None) -> str:
    return {
        AnswerOption.YES: gettext('Yes'), AnswerOption.NO: gettext('No'),
        AnswerOption.NOT_APPLICABLE: gettext('Not applicable'),
        AnswerOption.UNKNOWN: gettext('Need to find out'), None: gettext('Not asked')}[option]


def _row(group: Group, line: Line) -> Sequence[Value]:
    remark = gettext('only in one of the two versions') if line.other_version else ''
    return group.title, line.question, line.before, line.after, remark


def _facts(item: RoundFacts) -> Sequence[Value]:
    return (item.at.date(), item.version, item.percent, item.threshold,
            verdict_label(item.verdict))
