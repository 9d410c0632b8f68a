"""Reading a question to the data from an address, and saying what in it cannot be answered."""
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from flask_babel import gettext

from checklist.reports.statistics_desk import Axis, Desk, Inquiry, Measure
from checklist.reports.statistics_words import categories, month_name
from checklist.statistics.dimensions import Dimension
from checklist.statistics.periods import Period, read_month

# How many dimensions of businesses are frozen together.
MOST_DIMENSIONS = 2

Choice = TypeVar('Choice', bound=StrEnum)


@dataclass
class Reading:
    """What stands in an address, by its name, and what is wrong with it."""

    given: Mapping[str, str]
    problems: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        return self.given.get(name, '').strip()

    def refuse(self, name: str, problem: str) -> None:
        self.problems.setdefault(name, problem)

    def one_of(self, name: str, choices: type[Choice], usual: Choice) -> Choice:
        """Return the choice that a text means, or the usual one where there is none."""
        text = self.text(name)
        if text and text not in set(choices):
            self.refuse(name, unknown(text))
        return choices(text) if text in set(choices) else usual


def unknown(text: str) -> str:
    return gettext('There is no “%(text)s” here. Choose from the list.', text=text[:40])


def read_overview(desk: Desk, given: Mapping[str, str]) -> tuple[Inquiry, dict[str, str]]:
    """Return what an overview is about: a checklist or all of them, and a period."""
    reading = Reading(given)
    checklist = reading.text('checklist')
    if checklist:
        desk.require(checklist)
    return Inquiry(_period(desk, reading), checklist), reading.problems


def read_inquiry(desk: Desk, given: Mapping[str, str]) -> tuple[Inquiry, dict[str, str]]:
    """Return a whole question, with problems by the name of their field.

    A checklist of somebody else is missing, as if it did not exist.
    """
    reading = Reading(given)
    checklist = reading.text('checklist') or usual_checklist(desk)
    desk.require(checklist)
    inquiry = Inquiry(
        _period(desk, reading), checklist, _version(desk, reading, checklist), _filters(reading),
        reading.one_of('measure', Measure, Measure.NOT_MET), _question(desk, reading, checklist),
        reading.one_of('rows', Axis, Axis.REQUIREMENT),
        reading.one_of('columns', Axis, Axis.LEGAL_FORM))
    _refuse_what_is_not_frozen(reading, inquiry)
    return inquiry, reading.problems


def read_map(desk: Desk, given: Mapping[str, str]) -> tuple[Inquiry, dict[str, str]]:
    """Return a question whose answer is a map: territories by one number."""
    return read_inquiry(desk, {**_without(given, 'columns', 'territory'), 'rows': Axis.TERRITORY,
                               'columns': Axis.MONTH})


def usual_checklist(desk: Desk) -> str:
    """Return the checklist with the most recent month, or the first one."""
    return desk.heads[-1].checklist if desk.heads else next(iter(desk.by_code), '')


def months_of(desk: Desk) -> Sequence[int]:
    """Return the months that may be chosen, the last one first."""
    return desk.whole.months[::-1] if desk.whole else ()


def _without(given: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in given.items() if name not in names}


def _period(desk: Desk, reading: Reading) -> Period:
    usual = desk.usual or Period(200001, 200001)
    first = _month(desk, reading, 'first', usual.first)
    last = _month(desk, reading, 'last', usual.last)
    if first > last:
        reading.refuse('last', gettext(
            'The last month is before the first one, %(month)s.', month=month_name(first)))
        return usual
    return Period(first, last)


def _month(desk: Desk, reading: Reading, name: str, usual: int) -> int:
    text = reading.text(name)
    if not text:
        return usual
    month = read_month(text)
    if month is None or month not in (desk.whole or ()):
        reading.refuse(name, unknown(text))
        return usual
    return month


def _version(desk: Desk, reading: Reading, checklist: str) -> int | None:
    text = reading.text('version')
    numbers = {str(number): number for number in desk.versions(checklist)}
    if text and text not in numbers:
        reading.refuse('version', unknown(text))
    return numbers.get(text)


def _filters(reading: Reading) -> dict[Dimension, str]:
    found = {}
    for dimension in Dimension:
        text = reading.text(dimension)
        if text and text not in categories(dimension):
            reading.refuse(dimension, unknown(text))
        elif text:
            found[dimension] = text
    return found


def _question(desk: Desk, reading: Reading, checklist: str) -> str:
    text = reading.text('question')
    known = {code for head in desk.heads if head.checklist == checklist
             for code in head.published.version.questions}
    if text and text not in known:
        reading.refuse('question', unknown(text))
    return text if text in known else ''


def _refuse_what_is_not_frozen(reading: Reading, inquiry: Inquiry) -> None:
    axes = (inquiry.rows, inquiry.columns)
    if inquiry.rows is inquiry.columns:
        reading.refuse('columns', gettext('Choose something else than in the rows.'))
    if Axis.REQUIREMENT in axes and inquiry.measure in (Measure.PASSED, Measure.BUSINESSES):
        reading.refuse('measure', gettext(
            'With requirements in the rows or columns, choose a share of answers.'))
    crossed = {axis.dimension for axis in axes if axis.dimension}
    for dimension in inquiry.filters:
        if dimension in crossed:
            reading.refuse(dimension, gettext(
                'This already stands in the rows or columns. Leave this field at “All”.'))
    surplus = [dimension for dimension in inquiry.filters if dimension not in crossed]
    for dimension in surplus[max(0, MOST_DIMENSIONS - len(crossed)):]:
        reading.refuse(dimension, gettext(
            'Leave this field at “All”: at most two traits of businesses are counted together.'))
