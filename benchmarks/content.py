"""What is measured: a checklist of 40 questions on one page, made from a shipped one."""
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from typing import Any

from checklist.answers import GivenAnswer
from checklist.services.demo import CAFE
from requirements_catalog.loader import load_catalog
from requirements_catalog.model import AnswerOption, CatalogSection, CatalogVersion

QUESTIONS = 40
SHIPPED = ('public-catering', 1)
WHOLE = 'benchmark-one-page'
SECTIONS = 'benchmark-sections'
EVERY_OPTION = (AnswerOption.YES,) * 7 + (AnswerOption.NO, AnswerOption.YES, AnswerOption.UNKNOWN)
RESPONDENT = CAFE


def versions() -> list[CatalogVersion]:
    """Return the catering checklist twice without conditions: on one page, and in its sections."""
    shipped, = (version for version in load_catalog().versions
                if (version.content.checklist, version.content.version) == SHIPPED)
    sections = tuple(replace(section, applies_if=None, questions=tuple(
        replace(question, applies_if=None) for question in section.questions))
        for section in shipped.content.sections)
    questions = tuple(question for section in sections for question in section.questions)
    assert len(questions) == QUESTIONS
    whole = replace(sections[0], questions=questions)
    return [_version(shipped, WHOLE, (whole,)), _version(shipped, SECTIONS, sections)]


def answers(version: CatalogVersion) -> dict[str, GivenAnswer]:
    """Return an answer without a note to each question: most are met, eight are not."""
    return {code: GivenAnswer(option)
            for code, option in zip(version.questions, cycle(EVERY_OPTION), strict=False)}


def fields(version: CatalogVersion, section: int, **changed: str) -> dict[str, str]:
    """Return what the form of one section sends once it is filled in."""
    given = answers(version)
    found = {}
    for question in version.content.sections[section].questions:
        found[f'answer-{question.code}'] = str(given[question.code].option)
        found[f'note-{question.code}'] = ''
    return {**found, **changed}


def some(things: Any, number: int) -> list[Any]:
    return list(islice(cycle(things), number))


def _version(shipped: CatalogVersion, code: str,
             sections: tuple[CatalogSection, ...]) -> CatalogVersion:
    content = replace(shipped.content, checklist=code, sections=sections, applies_if=None,
                      effective_from=date(2026, 1, 1))
    return replace(shipped, content=content, features=())
