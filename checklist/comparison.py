"""What has changed between two rounds of a checklist: pure, whatever the versions of it.

Questions are the same where their codes are. A question that one of the rounds did not ask has
either come or gone with another version of the checklist, or did not apply then.
"""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from requirements_catalog.model import AnswerOption

_OPEN = frozenset({AnswerOption.NO, AnswerOption.UNKNOWN})


class Change(StrEnum):
    """What became of one question, in the order in which people want to know it."""

    BROKEN = 'broken'
    MENDED = 'mended'
    UNSURE = 'unsure'
    STILL_OPEN = 'still_open'
    ADDED = 'added'
    DROPPED = 'dropped'
    OTHER = 'other'
    SAME = 'same'


@dataclass(frozen=True)
class Round:
    """One finished self-inspection: what its version holds, and the answers that counted.

    ``codes`` are all questions of the version, in its order; those without an answer did not
    apply.
    """

    codes: tuple[str, ...]
    answers: Mapping[str, AnswerOption]


@dataclass(frozen=True)
class Difference:
    """One question in two rounds. ``other_version``: one of the versions does not hold it."""

    code: str
    change: Change
    before: AnswerOption | None
    after: AnswerOption | None
    other_version: bool


def compare(before: Round, after: Round) -> tuple[Difference, ...]:
    """Return every question that either round asked: those of the later one in its order first."""
    codes = dict.fromkeys((*after.codes, *before.codes))
    return tuple(_difference(code, before, after) for code in codes
                 if code in before.answers or code in after.answers)


def by_change(differences: Iterable[Difference]) -> dict[Change, tuple[Difference, ...]]:
    """Return the differences by what became of the question; every kind is there."""
    found = tuple(differences)
    return {change: tuple(item for item in found if item.change is change) for change in Change}


def _difference(code: str, before: Round, after: Round) -> Difference:
    old, new = before.answers.get(code), after.answers.get(code)
    other = (code in before.codes) is not (code in after.codes)
    return Difference(code, _change(old, new), old, new, other)


def _change(old: AnswerOption | None, new: AnswerOption | None) -> Change:
    if old is None:
        return Change.ADDED
    if new is None:
        return Change.DROPPED
    if old == new:
        return Change.STILL_OPEN if new in _OPEN else Change.SAME
    return _changed(old, new)


def _changed(old: AnswerOption, new: AnswerOption) -> Change:
    if new == AnswerOption.NO:
        return Change.BROKEN
    if new == AnswerOption.UNKNOWN:
        return Change.UNSURE
    return Change.MENDED if old in _OPEN and new == AnswerOption.YES else Change.OTHER
