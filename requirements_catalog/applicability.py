"""Which checklists, sections and questions apply to a profile, and why the others do not.

A condition may meet facts that are not known yet, while a profile is being filled in. Such a
comparison is neither true nor false but open (None), as in Kleene's three-valued logic; the
form asks only for the features that can still change something.
"""
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source, comparisons)
from requirements_catalog.library import BASE_FACTS
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, LegalForm)

Answers = Mapping[str, AnswerOption]
NO_ANSWERS: Answers = {}

_COMPARE: dict[Operator, Callable[[int, int], bool]] = {
    Operator.EQ: operator.eq, Operator.NE: operator.ne,
    Operator.GT: operator.gt, Operator.GTE: operator.ge,
    Operator.LT: operator.lt, Operator.LTE: operator.le}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a business says of itself and of one object.

    ``features`` holds the answers to the flags that were asked, ``numbers`` those to the
    number features; what is in neither has not been asked.
    """

    legal_form: LegalForm
    activities: tuple[str, ...]
    territory: str
    staff: int
    features: Mapping[str, bool] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """One comparison that keeps something out; ``expected`` is how it should have come out."""

    comparison: Comparison
    expected: bool = True


@dataclass(frozen=True)
class Applicable:
    """What of one version applies to a profile with the answers given so far."""

    sections: tuple[tuple[CatalogSection, tuple[CatalogQuestion, ...]], ...]
    left_out_sections: tuple[tuple[CatalogSection, tuple[Reason, ...]], ...]
    left_out_questions: tuple[tuple[CatalogQuestion, tuple[Reason, ...]], ...]

    @property
    def questions(self) -> tuple[CatalogQuestion, ...]:
        return tuple(question for _, questions in self.sections for question in questions)


def holds(condition: Condition | None, profile: Profile,
          answers: Answers = NO_ANSWERS) -> bool | None:
    """Return whether a condition holds, or None while that depends on facts not yet known."""
    if condition is None:
        return True
    if isinstance(condition, Comparison):
        return _compare(condition, profile, answers)
    if isinstance(condition, Not):
        inner = holds(condition.part, profile, answers)
        return None if inner is None else not inner
    outcomes = [holds(part, profile, answers) for part in condition.parts]
    decisive = isinstance(condition, AnyOf)
    if decisive in outcomes:
        return decisive
    return None if None in outcomes else not decisive


def reasons_against(condition: Condition | None, profile: Profile,
                    answers: Answers = NO_ANSWERS) -> tuple[Reason, ...]:
    """Return the comparisons that make a condition fail; empty where it does not fail."""
    if condition is None:
        return ()
    return tuple(dict.fromkeys(_against(condition, True, profile, answers)))


def applicable(version: CatalogVersion, profile: Profile,
               answers: Answers = NO_ANSWERS) -> Applicable:
    """Return what of a version applies. Answers to questions that do not apply are not read.

    Questions refer to earlier ones only, so one pass from the top is enough.
    """
    counted: dict[str, AnswerOption] = {}
    sections, out_sections, out_questions = [], [], []
    for section in version.content.sections:
        if not holds(section.applies_if, profile, counted):
            out_sections.append(
                (section, reasons_against(section.applies_if, profile, counted)))
            continue
        kept = []
        for question in section.questions:
            if holds(question.applies_if, profile, counted):
                kept.append(question)
                if question.code in answers:
                    counted[question.code] = answers[question.code]
            else:
                out_questions.append(
                    (question, reasons_against(question.applies_if, profile, counted)))
        if kept:
            sections.append((section, tuple(kept)))
    return Applicable(tuple(sections), tuple(out_sections), tuple(out_questions))


def open_features(versions: Iterable[CatalogVersion], profile: Profile) -> set[str]:
    """Return the features that still decide something, given what is known of the profile."""
    needed: set[str] = set()
    for version in versions:
        content = version.content
        if holds(content.applies_if, profile) is False:
            continue
        needed |= _unknown(content.applies_if, profile)
        for section in content.sections:
            if holds(section.applies_if, profile) is not False:
                needed |= _unknown(section.applies_if, profile)
                for question in section.questions:
                    needed |= _unknown(question.applies_if, profile)
    return needed


def _unknown(condition: Condition | None, profile: Profile) -> set[str]:
    if holds(condition, profile) is not None:
        return set()
    return {_feature(comparison) for comparison in comparisons(condition)
            if comparison.source is Source.FACT and _fact(comparison, profile) is None}


def _feature(comparison: Comparison) -> str:
    return str(comparison.value) if comparison.name == 'features' else comparison.name


def _against(condition: Condition, expected: bool, profile: Profile,
             answers: Answers) -> Iterable[Reason]:
    """Yield the comparisons that keep a condition from coming out as expected."""
    if holds(condition, profile, answers) is expected:
        return
    if isinstance(condition, Comparison):
        yield Reason(condition, expected)
    elif isinstance(condition, Not):
        yield from _against(condition.part, not expected, profile, answers)
    else:
        for part in condition.parts:
            yield from _against(part, expected, profile, answers)


def _compare(comparison: Comparison, profile: Profile, answers: Answers) -> bool | None:
    if comparison.source is Source.ANSWER:
        return _compare_text(comparison, answers.get(comparison.name, ''))
    fact = _fact(comparison, profile)
    if fact is None or isinstance(fact, bool):
        return fact
    if isinstance(fact, int):
        return _COMPARE[comparison.operator](fact, int(str(comparison.value)))
    return _compare_text(comparison, fact)


def _fact(comparison: Comparison, profile: Profile) -> bool | int | str | None:
    """Return the fact a comparison looks at; for ``has``, whether it is there."""
    name, value = comparison.name, str(comparison.value)
    if name == 'features':
        return profile.features.get(value)
    if name == 'activities':
        return any(activity.startswith(value) for activity in profile.activities)
    if name in BASE_FACTS:
        fact: int | str = getattr(profile, name)
        return fact
    return profile.numbers.get(name)


def _compare_text(comparison: Comparison, text: str) -> bool:
    if comparison.operator is Operator.IN:
        return isinstance(comparison.value, tuple) and text in comparison.value
    return (text == comparison.value) is (comparison.operator is Operator.EQ)
