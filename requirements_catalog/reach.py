"""What of one version anybody can come to see, decided exactly from its conditions.

A condition is taken apart into comparisons that must come out true or false. Those about one
fact are tried against the few values of it that can make a difference, with the very code that
compares at run time. Alternatives are tried one after the other until one fits.
"""
from collections.abc import Iterable
from dataclasses import dataclass, replace

from requirements_catalog.applicability import Profile, holds
from requirements_catalog.conditions import (
    AllOf, Comparison, Condition, Not, Source, parts_of)
from requirements_catalog.library import BASE_FACTS
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, FeatureKind,
    LegalForm)

# Alternatives tried before the search gives up. Conditions that people write need a handful.
SEARCH_LIMIT = 2_000
# Conditions in one section beyond which its points are only bounded, not tried in all ways.
EXACT_CONDITIONS = 6

_ANYBODY = Profile(legal_form=LegalForm.LEGAL_ENTITY, activities=(), territory='', staff=0)
_ELSEWHERE = 'elsewhere'

Wanted = tuple[Condition, bool]
"""A condition and how it should come out."""
_Subject = tuple[Source, str]
_Literals = tuple[tuple[Comparison, bool], ...]
_Value = bool | int | str | tuple[str, ...]


@dataclass(frozen=True)
class SectionPoints:
    """How many questions of a section apply at least and at most, and their points.

    ``exact`` says that somebody meets either end; otherwise nobody is outside.
    """

    section: CatalogSection
    questions: tuple[int, int]
    points: tuple[int, int]
    exact: bool


class Reach:
    """Answers what can be seen of one version."""

    def __init__(self, version: CatalogVersion) -> None:
        self.content = version.content
        self.questions = version.questions
        self.maxima = {feature.code: feature.maximum for feature in version.features
                       if feature.kind is FeatureKind.NUMBER}
        self.shown_if = {
            question.code: _wanted(section.applies_if, question.applies_if)
            for section in self.content.sections for question in section.questions}
        self._decided: dict[tuple[Wanted, ...], bool | None] = {}

    def possible(self, *conditions: Condition | None) -> bool:
        """Return whether conditions can hold together; True also where the search gave up."""
        return self._decide(_wanted(*conditions)) is not False

    def may_ask_nothing(self) -> bool:
        """Return whether the checklist applies to somebody to whom none of its questions does."""
        unshown = [(AllOf(tuple(condition for condition, _ in wanted)), False)
                   for wanted in dict.fromkeys(self.shown_if.values())]
        return self._decide((*_wanted(self.content.applies_if), *unshown)) is True

    def section_points(self, section: CatalogSection) -> SectionPoints:
        """Return the least and the most that a section asks of anybody who sees it."""
        conditions = list(dict.fromkeys(
            question.applies_if for question in section.questions if question.applies_if))
        base = _wanted(self.content.applies_if, section.applies_if)
        exact = len(conditions) <= EXACT_CONDITIONS
        ways = self._ways(base, conditions) if exact else [{}, dict.fromkeys(conditions, True)]
        asked = [[question for question in section.questions
                  if question.applies_if is None or way.get(question.applies_if)]
                 for way in ways]
        return _points(section, [some for some in asked if some or not exact], exact)

    def _ways(self, base: tuple[Wanted, ...],
              conditions: list[Condition]) -> list[dict[Condition, bool]]:
        """Return how the conditions can come out together."""
        ways: list[dict[Condition, bool]] = [{}]
        for condition in conditions:
            longer = [{**way, condition: outcome} for way in ways for outcome in (True, False)]
            ways = [way for way in longer
                    if self._decide((*base, *way.items())) is not False]
        return ways

    def _decide(self, wanted: tuple[Wanted, ...]) -> bool | None:
        if wanted not in self._decided:
            self._decided[wanted] = _Search(self).decide(wanted)
        return self._decided[wanted]


class _Search:
    """One search for somebody for whom conditions come out as wanted."""

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def decide(self, wanted: tuple[Wanted, ...]) -> bool | None:
        """Return whether there is such a person, or None where that took too long."""
        stack: list[tuple[list[Wanted], dict[_Subject, _Literals]]] = [(list(wanted), {})]
        for _ in range(SEARCH_LIMIT):
            if not stack:
                return False
            here, known = stack.pop()
            choices = self._settle(here, known)
            if choices == []:
                return True
            if choices:
                (condition, outcome), *rest = choices
                stack.extend(([(part, outcome), *rest], dict(known))
                             for part in reversed(parts_of(condition)))
        return None

    def _settle(self, wanted: list[Wanted],
                known: dict[_Subject, _Literals]) -> list[Wanted] | None:
        """Note all that must be so and return what leaves a choice, or None if it cannot be."""
        choices: list[Wanted] = []
        while wanted:
            condition, outcome = wanted.pop()
            if isinstance(condition, Comparison):
                follows = self._learn(condition, outcome, known)
                if follows is None:
                    return None
                wanted.extend(follows)
            elif isinstance(condition, Not):
                wanted.append((condition.part, not outcome))
            elif isinstance(condition, AllOf) is outcome:
                wanted.extend((part, outcome) for part in condition.parts)
            else:
                choices.append((condition, outcome))
        return choices

    def _learn(self, comparison: Comparison, outcome: bool,
               known: dict[_Subject, _Literals]) -> tuple[Wanted, ...] | None:
        """Note one comparison and return what follows from it, or None if nothing fits it.

        A question has an answer only where it is shown.
        """
        subject = _subject(comparison)
        known[subject] = (*known.get(subject, ()), (comparison, outcome))
        fitting = [value for value in self._values(subject, known[subject])
                   if all(_comes_out(literal, value) is wanted
                          for literal, wanted in known[subject])]
        if not fitting:
            return None
        answered = comparison.source is Source.ANSWER and '' not in fitting
        return self.reach.shown_if[comparison.name] if answered else ()

    def _values(self, subject: _Subject, literals: _Literals) -> Iterable[_Value]:
        """Return the values of a fact or an answer that can make a difference."""
        source, name = subject
        if source is Source.ANSWER:
            return ('', *_options(self.reach.questions[name]))
        if name == 'legal_form':
            return tuple(LegalForm)
        if name == 'territory':
            return (_ELSEWHERE, *_texts(literals))
        if name == 'activities':
            return (tuple(str(literal.value) for literal, wanted in literals if wanted),)
        if name == 'staff' or name in self.reach.maxima:
            return _numbers(literals, self.reach.maxima.get(name))
        return (True, False)


def _wanted(*conditions: Condition | None) -> tuple[Wanted, ...]:
    return tuple((condition, True) for condition in conditions if condition is not None)


def _points(section: CatalogSection, shown: list[list[CatalogQuestion]],
            exact: bool) -> SectionPoints:
    counts = [len(questions) for questions in shown] or [0]
    points = [sum(question.weight for question in questions) for questions in shown] or [0]
    return SectionPoints(
        section, (min(counts), max(counts)), (min(points), max(points)), exact)


def _options(question: CatalogQuestion) -> tuple[AnswerOption, ...]:
    return tuple(option for option in AnswerOption
                 if question.not_applicable or option is not AnswerOption.NOT_APPLICABLE)


def _subject(comparison: Comparison) -> _Subject:
    """Return what a comparison is about: each flag is a fact of its own."""
    flag = comparison.name == 'features'
    return comparison.source, str(comparison.value) if flag else comparison.name


def _numbers(literals: _Literals, most: int | None) -> list[int]:
    """Return the numbers next to those that are compared, and zero."""
    numbers = {number for literal, _ in literals if isinstance(literal.value, int)
               for number in range(literal.value - 1, literal.value + 2)}
    return [number for number in numbers | {0}
            if number >= 0 and (most is None or number <= most)]


def _texts(literals: _Literals) -> set[str]:
    values = [literal.value for literal, _ in literals]
    return {str(text) for value in values
            for text in (value if isinstance(value, tuple) else (value,))}


def _comes_out(comparison: Comparison, value: _Value) -> bool | None:
    """Return how a comparison comes out where its fact or answer has a value."""
    name = comparison.name
    if comparison.source is Source.ANSWER:
        return holds(comparison, _ANYBODY, {name: AnswerOption(str(value))} if value else {})
    if name == 'features':
        return holds(comparison, replace(_ANYBODY, features={str(comparison.value): bool(value)}))
    if name in BASE_FACTS:
        changes: dict[str, object] = {name: value}
        return holds(comparison, replace(_ANYBODY, **changes))  # type: ignore[arg-type]
    return holds(comparison, replace(_ANYBODY, numbers={name: int(str(value))}))
