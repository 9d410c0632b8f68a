"""Hypothesis strategies for whole small catalogs, profiles and answers."""
import os
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from requirements_catalog.applicability import Profile
from requirements_catalog.authorities import CriticalRule, SelfExaminationPolicy
from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source)
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, LegalForm)
from tests.unit import examples

# Two busy cores make single examples slow, so no test fails for the time one of them took.
settings.register_profile('unit', deadline=None, derandomize=bool(os.environ.get('CI')))
settings.load_profile('unit')

ACTIVITIES = ('47', '47.1', '56', '56.10', '56.30')
TERRITORIES = ('75603', '75701')
FLAGS = (examples.KITCHEN, examples.TERRACE)
LARGEST_NUMBER = 3

options = st.sampled_from(AnswerOption)


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text('0123456789', min_size=count, max_size=count)


@dataclass(frozen=True)
class Case:
    """A version with somebody who answers it."""

    version: CatalogVersion
    profile: Profile
    answers: dict[str, AnswerOption]


def _numbers(name: str) -> st.SearchStrategy[Comparison]:
    operators = [o for o in Operator if o not in (Operator.IN, Operator.HAS)]
    return st.builds(Comparison, st.just(Source.FACT), st.just(name),
                     st.sampled_from(operators), st.integers(0, LARGEST_NUMBER))


def _texts(source: Source, names: list[str],
           values: list[str]) -> st.SearchStrategy[Comparison]:
    one = st.builds(Comparison, st.just(source), st.sampled_from(names),
                    st.sampled_from([Operator.EQ, Operator.NE]), st.sampled_from(values))
    several = st.builds(Comparison, st.just(source), st.sampled_from(names),
                        st.just(Operator.IN),
                        st.lists(st.sampled_from(values), min_size=1, max_size=3).map(tuple))
    return one | several


flag_comparisons = st.sampled_from(FLAGS).map(examples.has)
fact_comparisons = st.one_of(
    flag_comparisons,
    st.sampled_from(ACTIVITIES).map(lambda code: examples.fact('activities', 'has', code)),
    _numbers('staff'), _numbers(examples.SEATS),
    _texts(Source.FACT, ['legal_form'], list(LegalForm)),
    _texts(Source.FACT, ['territory'], list(TERRITORIES)))


def _larger(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(several.map(AllOf), several.map(AnyOf), inner.map(Not))


@cache
def conditions(earlier: tuple[str, ...] = ()) -> st.SearchStrategy[Condition]:
    """Return conditions on facts and, where earlier questions are given, on their answers."""
    return conditions_of(fact_comparisons | answer_comparisons(earlier) if earlier
                         else fact_comparisons)


def answer_comparisons(earlier: tuple[str, ...]) -> st.SearchStrategy[Comparison]:
    return _texts(Source.ANSWER, list(earlier), list(AnswerOption))


def conditions_of(leaves: st.SearchStrategy[Comparison]) -> st.SearchStrategy[Condition]:
    return st.recursive(leaves, _larger, max_leaves=4)


@cache
def profiles(complete: bool = True) -> st.SearchStrategy[Profile]:
    """Return profiles; ``complete`` ones know every feature, others some."""
    def some(names: tuple[str, ...], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        known = dict.fromkeys(names, values)
        return st.fixed_dictionaries(known if complete else {},
                                     optional={} if complete else known)

    return st.builds(
        Profile, legal_form=st.sampled_from(LegalForm),
        activities=st.lists(st.sampled_from(ACTIVITIES), max_size=2).map(tuple),
        territory=st.sampled_from(TERRITORIES), staff=st.integers(0, LARGEST_NUMBER),
        features=some(FLAGS, st.booleans()),
        numbers=some((examples.SEATS,), st.integers(0, LARGEST_NUMBER)))


@cache
def policies() -> st.SearchStrategy[SelfExaminationPolicy]:
    return st.builds(
        examples.policy, threshold_percent=st.sampled_from([0, 50, 67, 80, 90, 100]),
        critical_rule=st.sampled_from(CriticalRule),
        not_applicable_limit_percent=st.sampled_from([None, 0, 34, 50, 100]))


@cache
def questions(code: str, earlier: tuple[str, ...]) -> st.SearchStrategy[CatalogQuestion]:
    return st.builds(
        examples.question, st.just(code), weight=st.integers(1, 5), critical=st.booleans(),
        not_applicable=st.booleans(), applies_if=_maybe(earlier))


@cache
def _maybe(earlier: tuple[str, ...]) -> st.SearchStrategy[Condition | None]:
    return st.none() | conditions(earlier)


@st.composite
def versions(draw: st.DrawFn, *, on_answers: bool = True) -> CatalogVersion:
    """Return versions of up to three sections and six questions.

    With ``on_answers`` conditions look at facts and at earlier answers, otherwise at facts.
    """
    sections: list[CatalogSection] = []
    asked: tuple[str, ...] = ()
    for number in range(1, draw(st.integers(1, 3)) + 1):
        applies_if = draw(_maybe(asked if on_answers else ()))
        drawn = []
        for _ in range(draw(st.integers(1, 2))):
            code = f'Q-{len(asked) + 1}'
            drawn.append(draw(questions(code, asked if on_answers else ())))
            asked += (code,)
        sections.append(examples.section(f'S-{number}', *drawn, applies_if=applies_if))
    return examples.version_of(*sections, judged_by=draw(policies()))


def answers_to(version: CatalogVersion, *, partly: bool = True
               ) -> st.SearchStrategy[dict[str, AnswerOption]]:
    """Return answers, also ones that the catalog does not allow; ``partly`` leaves some out."""
    each = dict.fromkeys(version.questions, options)
    return st.fixed_dictionaries({} if partly else each, optional=each if partly else {})


@st.composite
def cases(draw: st.DrawFn, *, on_answers: bool = True, partly: bool = True) -> Case:
    version = draw(versions(on_answers=on_answers))
    return Case(version, draw(profiles()), draw(answers_to(version, partly=partly)))


def with_sections(version: CatalogVersion, *sections: CatalogSection) -> CatalogVersion:
    return replace(version, content=replace(version.content, sections=sections))
