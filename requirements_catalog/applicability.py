"""Which checklists, sections and questions apply to a profile, and why the others do not.

A condition may meet facts that are not known yet, while a profile is being filled in. Such a
comparison is neither true nor false but open (None), as in Kleene's three-valued logic; the
form asks only for the features that can still change something.
"""
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from requirements_catalog.conditions import (
    AnyOf, Comparison, Condition, Not, Operator, Source, parts_of)
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


LeftOut = tuple[CatalogQuestion, tuple[Reason, ...]]


@dataclass(frozen=True)
class Applicable:
    """What of one version applies to a profile with the answers given so far."""

    sections: tuple[tuple[CatalogSection, tuple[CatalogQuestion, ...]], ...]
    left_out_sections: tuple[tuple[CatalogSection, tuple[Reason, ...]], ...]
    left_out_questions: tuple[LeftOut, ...]

    @property
    def questions(self) -> tuple[CatalogQuestion, ...]:
        return tuple(question for _, questions in self.sections for question in questions)


def counted_option(question: CatalogQuestion, answers: Answers) -> AnswerOption | None:
    """Return the answer that counts: "not applicable" only where the catalog allows it."""
    option = answers.get(question.code)
    if option == AnswerOption.NOT_APPLICABLE and not question.not_applicable:
        return None
    return option


def holds(condition: Condition | None, profile: Profile,
          answers: Answers | None = NO_ANSWERS) -> bool | None:
    """Return whether a condition holds, or None while that depends on facts not yet known.

    A question without an answer is equal to no option. Where ``answers`` is None, answers are
    yet to come, and every comparison with one is open.
    """
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
    """Return the comparisons that keep a condition from holding; empty where it holds.

    A condition that fails has the comparisons that fail it, and one that is still open has the
    open ones: nobody is told of a fact that was never asked for as if it had decided something.
    """
    if condition is None or holds(condition, profile, answers):
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
        if reasons := reasons_against(section.applies_if, profile, counted):
            out_sections.append((section, reasons))
            continue
        shown, left_out = _sort_out(section, profile, answers, counted)
        out_questions.extend(left_out)
        if shown:
            sections.append((section, tuple(shown)))
    return Applicable(tuple(sections), tuple(out_sections), tuple(out_questions))


def _sort_out(section: CatalogSection, profile: Profile, answers: Answers,
              counted: dict[str, AnswerOption]) -> tuple[list[CatalogQuestion], list[LeftOut]]:
    """Return the questions of a section that apply and those that do not.

    Answers that count are added to ``counted``, where the conditions of later questions look.
    """
    shown, left_out = [], []
    for question in section.questions:
        if reasons := reasons_against(question.applies_if, profile, counted):
            left_out.append((question, reasons))
            continue
        shown.append(question)
        if option := counted_option(question, answers):
            counted[question.code] = option
    return shown, left_out


def open_features(versions: Iterable[CatalogVersion], profile: Profile) -> set[str]:
    """Return the features that can still decide something, whatever will be answered."""
    return {feature for version in versions for feature in _open_in_version(version, profile)}


def deciding_features(versions: Iterable[CatalogVersion], profile: Profile) -> set[str]:
    """Return the features that decide which whole checklists apply: few enough to ask first."""
    return {feature for version in versions
            for feature in _open(version.content.applies_if, profile)}


def question_range(version: CatalogVersion, profile: Profile) -> tuple[int, int]:
    """Return how many questions apply at least and at most, while features are still open."""
    outcomes = [
        (holds(section.applies_if, profile, None), holds(question.applies_if, profile, None))
        for section in version.content.sections for question in section.questions]
    return (sum(outcome == (True, True) for outcome in outcomes),
            sum(False not in outcome for outcome in outcomes))


def _open_in_version(version: CatalogVersion, profile: Profile) -> Iterator[str]:
    content = version.content
    yield from _open(content.applies_if, profile)
    if holds(content.applies_if, profile, None) is False:
        return
    for section in content.sections:
        yield from _open(section.applies_if, profile)
        if holds(section.applies_if, profile, None) is not False:
            for question in section.questions:
                yield from _open(question.applies_if, profile)


def _open(condition: Condition | None, profile: Profile) -> Iterator[str]:
    """Yield the unknown features of those parts of a condition that are not decided yet."""
    if holds(condition, profile, None) is not None:
        return
    if isinstance(condition, Comparison) and condition.source is Source.FACT:
        yield str(condition.value) if condition.name == 'features' else condition.name
    for part in parts_of(condition):
        yield from _open(part, profile)


def _against(condition: Condition, expected: bool, profile: Profile,
             answers: Answers) -> Iterator[Reason]:
    """Yield the comparisons to which it is due that a condition does not come out as expected."""
    if isinstance(condition, Comparison):
        yield Reason(condition, expected)
    elif isinstance(condition, Not):
        yield from _against(condition.part, not expected, profile, answers)
    else:
        outcome = holds(condition, profile, answers)
        for part in condition.parts:
            if holds(part, profile, answers) is outcome:
                yield from _against(part, expected, profile, answers)


def _compare(comparison: Comparison, profile: Profile, answers: Answers | None) -> bool | None:
    if comparison.source is Source.ANSWER:
        if answers is None:
            return None
        return _compare_text(comparison, answers.get(comparison.name, ''))
    fact = _fact(comparison, profile)
    if fact is None or isinstance(fact, bool):
        return fact
    if isinstance(fact, int):
        return (isinstance(comparison.value, int)
                and _COMPARE[comparison.operator](fact, comparison.value))
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
