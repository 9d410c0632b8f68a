"""Hypothesis strategies for whole small catalogs, profiles and answers."""
import os
from dataclasses import dataclass, fields, is_dataclass, replace
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from requirements_catalog.applicability import Profile
from requirements_catalog.authorities import CriticalRule, SelfExaminationPolicy
from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source)
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, LegalForm)
from requirements_catalog.texts import LocalText
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


# Texts that formats of files are apt to take for something else, or to lose.
written = st.text(
    st.characters(exclude_categories=['Cs'], exclude_characters='\ufffe\uffff'),
    min_size=1, max_size=8) | st.sampled_from([
        '=1+1', '+1', '-1', '@x', '007', '1e5', '12.05', '"', '""', "'", '_x000D_', '\r\n', ' x ',
        '#REF!', '01.02.2026', '2026-02-01', 'да', 'yes', 'null', '~', '- a', '{a: b}', '# x',
        'a\nb', 'a\n\nb\n', ' a\nb', 'a \nb', 'a\n\n', 'a: b\n- c', '\x00', '\x1b', '\x85',
        '\u2028', '\ufeff', '\t', 'a\tb\nc', '%', '<<', '=', '*a', '&a', '!a', '|', '>'])
_names = written.filter(str.strip)
local_texts = st.builds(
    lambda ru, en: LocalText.of({'ru': ru, **({'en': en} if en else {})}),
    _names, st.none() | _names)
_FREE = ('source', 'unit', 'number', 'article', 'part', 'level')


@st.composite
def worded_versions(draw: st.DrawFn) -> CatalogVersion:
    """Return versions with any texts at all in place of those of the examples."""
    texts = cycle(draw(st.lists(local_texts, min_size=1, max_size=9)))
    free = cycle(draw(st.lists(written | st.just(''), min_size=1, max_size=5)))
    version: CatalogVersion = _with_texts(draw(versions()), texts, free)
    return version


def _with_texts(thing: Any, texts: Iterator[LocalText], free: Iterator[str]) -> Any:
    """Return a thing with every text in it replaced by the next of those given."""
    if isinstance(thing, LocalText):
        return next(texts)
    if isinstance(thing, tuple):
        return tuple(_with_texts(item, texts, free) for item in thing)
    if not is_dataclass(thing) or isinstance(thing, type):
        return thing
    changes: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in _FREE and isinstance(value, str):
            changes[field.name] = next(free)
        elif field.name != 'applies_if':
            changes[field.name] = _with_texts(value, texts, free)
    return replace(thing, **changes)
