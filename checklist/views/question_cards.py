"""Questions drawn once and filled in many times.

Everything about a question but the reader's own answer is the same for everybody, and drawing
it is nearly all of a page's cost. So each question is drawn once per version, legal form and
language with marks in the places that differ, cut at the marks, and joined again on each
request.
"""
import re
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup, escape

from checklist.answers import EMPTY, Draft, GivenAnswer
from checklist.services.catalog import PublishedVersion
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogVersion, LegalAct, LegalForm, Liability, Sanction)

_MARK = re.compile('\x02([^\x03]*)\x03')
_CHECKED = ' checked'


class _Marks:
    """Stands for a reader's answer while a question is drawn."""

    note = Markup('\x02note\x03')
    errors = Markup('\x02errors\x03')

    def checked(self, option: str) -> Markup:
        return Markup(f'\x02{option}\x03')


class QuestionCard:
    """One question of one version in one language, ready to be filled in."""

    def __init__(self, drawn: str) -> None:
        # Splitting by one group gives text and mark in turn.
        self._parts = _MARK.split(drawn)

    def fill(self, number: int, answer: GivenAnswer, errors: Markup) -> str:
        parts = self._parts.copy()
        values = {'number': str(number), 'note': str(escape(answer.note)), 'errors': errors,
                  str(answer.option): _CHECKED}
        for place in range(1, len(parts), 2):
            parts[place] = values.get(parts[place], '')
        return ''.join(parts)


def section_body(published: PublishedVersion, legal_form: LegalForm,
                 questions: Mapping[CatalogQuestion, int], draft: Draft,
                 errors: Mapping[str, list[str]]) -> Markup:
    """Return the questions of a page, each with its number, filled in with a draft."""
    language = get_locale().language
    return Markup(''.join(
        _card(published, legal_form, question, language).fill(
            number, draft.get(question.code, EMPTY), _draw_errors(errors.get(question.code)))
        for question, number in questions.items()))


def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(
        current_app.jinja_env.get_template('components/question.html').module, name)
    return macro


def _draw_errors(messages: list[str] | None) -> Markup:
    if not messages:
        return Markup('')
    return Markup('').join(Markup(_macro('question_error')(message)) for message in messages)


def _card(published: PublishedVersion, legal_form: LegalForm, question: CatalogQuestion,
          language: str) -> QuestionCard:
    cards: dict[tuple[str, ...], QuestionCard] = current_app.extensions['question_cards']
    key = (published.fingerprint, question.code, legal_form.value, language)
    if key not in cards:
        cards[key] = _draw(published.version, legal_form, question)
    return cards[key]


def _draw(version: CatalogVersion, legal_form: LegalForm,
          question: CatalogQuestion) -> QuestionCard:
    requirement = version.requirement_of(question)
    return QuestionCard(_macro('question')(
        Markup('\x02number\x03'), question, requirement, clauses(version, requirement),
        liabilities(version, requirement, legal_form), _Marks()))


def clauses(version: CatalogVersion,
            requirement: CatalogRequirement) -> list[tuple[LegalAct, Any]]:
    """Return the clauses of a requirement with their acts, those in force first."""
    ordered = sorted(requirement.clauses, key=lambda clause: not clause.current)
    return [(version.acts_by_code[clause.act], clause) for clause in ordered]


def liabilities(version: CatalogVersion, requirement: CatalogRequirement,
                legal_form: LegalForm) -> list[tuple[Liability, list[Sanction]]]:
    """Return what a violation can cost somebody of this legal form."""
    return [(liability, [sanction for sanction in liability.sanctions
                         if sanction.subject.value == legal_form.value])
            for liability in version.liabilities_of(requirement)]
