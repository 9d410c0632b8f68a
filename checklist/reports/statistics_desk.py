"""What the staff of an authority may ask statistics about, and one question to them.

Everything that pages and files say of an authority begins with ``open_desk``: what is not on the
desk cannot be read.
"""
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from flask_babel import gettext

from checklist.errors import Missing
from checklist.reports.statistics_words import category_title, dimension_title, period_name
from checklist.reports.wording import local
from checklist.services.catalog import PublishedVersion
from checklist.services.statistics import FrameHead, checklists_of, frame_heads
from checklist.statistics.dimensions import Dimension
from checklist.statistics.letters import (
    ANSWER_LETTERS, NOT_APPLICABLE, NOT_ASKED, NOT_MET, UNKNOWN, VERDICT, letters_of)
from checklist.statistics.periods import Period, back_from, write_month

USUAL_MONTHS = 12


class Measure(StrEnum):
    """What of the businesses in a group is told."""

    NOT_MET = 'not_met'
    TO_FIND_OUT = 'to_find_out'
    NOT_APPLICABLE = 'not_applicable'
    PASSED = 'passed'
    BUSINESSES = 'businesses'


# The letter whose share is told, the letters that do not count in what it is a share of, and all.
SHARES: Mapping[Measure, tuple[str, str, str]] = {
    Measure.NOT_MET: (NOT_MET, NOT_APPLICABLE + NOT_ASKED, ANSWER_LETTERS),
    Measure.TO_FIND_OUT: (UNKNOWN, NOT_APPLICABLE + NOT_ASKED, ANSWER_LETTERS),
    Measure.NOT_APPLICABLE: (NOT_APPLICABLE, NOT_ASKED, ANSWER_LETTERS),
    Measure.PASSED: ('P', 'S', letters_of(VERDICT))}


class Axis(StrEnum):
    """What rows and columns may be; the last four are dimensions of businesses."""

    REQUIREMENT = 'requirement'
    MONTH = 'month'
    VERSION = 'version'
    TERRITORY = 'territory'
    LEGAL_FORM = 'legal_form'
    ACTIVITY = 'activity'
    SIZE = 'size'

    @property
    def dimension(self) -> Dimension | None:
        return Dimension(self.value) if self.value in set(Dimension) else None


@dataclass(frozen=True)
class Inquiry:
    """One question to the data. ``checklist`` empty means all of the authority."""

    period: Period
    checklist: str = ''
    version: int | None = None
    filters: Mapping[Dimension, str] = field(default_factory=dict)
    measure: Measure = Measure.NOT_MET
    question: str = ''
    rows: Axis = Axis.REQUIREMENT
    columns: Axis = Axis.TERRITORY

    @property
    def item(self) -> str:
        """The item whose letters the measure tells; nothing where it is every question."""
        return VERDICT if self.measure is Measure.PASSED else self.question


@dataclass(frozen=True)
class Desk:
    """The checklists of an authority and all that is frozen of them."""

    authority: str
    checklists: tuple[PublishedVersion, ...]
    heads: tuple[FrameHead, ...]

    @cached_property
    def by_code(self) -> dict[str, PublishedVersion]:
        return {published.code: published for published in self.checklists}

    @property
    def whole(self) -> Period | None:
        """From the first month that is frozen to the last."""
        return Period(self.heads[0].month, self.heads[-1].month) if self.heads else None

    @property
    def usual(self) -> Period | None:
        """The last year that is frozen, or as much of it as there is."""
        if self.whole is None:
            return None
        year = back_from(self.whole.last, USUAL_MONTHS)
        return Period(max(year.first, self.whole.first), year.last)

    def frames(self, inquiry: Inquiry, period: Period | None = None) -> list[FrameHead]:
        """Return the frozen months that a question is about, or those of another period."""
        months = period or inquiry.period
        return [head for head in self.heads if head.month in months
                and inquiry.checklist in ('', head.checklist)
                and inquiry.version in (None, head.number)]

    def title(self, checklist: str) -> str:
        return local(self.by_code[checklist].version.content.short)

    def require(self, checklist: str) -> PublishedVersion:
        """Return a checklist of the authority; those of others are missing."""
        if checklist not in self.by_code:
            raise Missing('There is no such checklist.')
        return self.by_code[checklist]

    def versions(self, checklist: str) -> list[int]:
        """Return the numbers of the versions of which something is frozen."""
        return sorted({head.number for head in self.heads if head.checklist == checklist})


def open_desk(authority: str) -> Desk:
    """Return what there is of an authority; two queries, however much was submitted.

    Where a checklist has passed to another authority, old months stay with the one they were of.
    """
    checklists = tuple(checklists_of(authority))
    heads = frame_heads([published.code for published in checklists])
    return Desk(authority, checklists, tuple(
        head for head in heads if head.published.version.content.authority == authority))


def facts_of(desk: Desk, inquiry: Inquiry) -> dict[str, str]:
    """Return what a table is about, for files: everything that was chosen, by its name."""
    chosen = {dimension.value: category for dimension, category in inquiry.filters.items()}
    codes = [inquiry.checklist] if inquiry.checklist else list(desk.by_code)
    return {
        'authority': desk.authority,
        'checklists': ' '.join(codes), 'checklist_names': '; '.join(map(desk.title, codes)),
        'version': str(inquiry.version or 'all'),
        'first_month': write_month(inquiry.period.first),
        'last_month': write_month(inquiry.period.last), **_question_facts(desk, inquiry),
        **chosen}


def _question_facts(desk: Desk, inquiry: Inquiry) -> dict[str, str]:
    if not inquiry.question:
        return {}
    published = [*(head.published for head in desk.heads), *desk.checklists]
    text = next(local(each.version.questions[inquiry.question].text) for each in reversed(published)
                if inquiry.question in each.version.questions)
    return {'question': inquiry.question, 'question_text': f'{inquiry.question}. {text}'}


def described(desk: Desk, inquiry: Inquiry) -> str:
    """Return what a table is about in one line for people."""
    parts = [desk.title(inquiry.checklist)] if inquiry.checklist else []
    if inquiry.version:
        parts.append(gettext('Version %(number)s', number=inquiry.version))
    parts.append(period_name(inquiry.period))
    parts += [f'{dimension_title(dimension)}: {category_title(dimension, category)}'
              for dimension, category in inquiry.filters.items()]
    return ' · '.join(parts)
