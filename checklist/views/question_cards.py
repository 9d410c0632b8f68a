"""Questions drawn once and filled in many times.

Everything about a question but the reader's own answer is the same for everybody, so each is
drawn once per version, legal form and language.
"""
from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup, escape

from checklist.answers import EMPTY, Draft, GivenAnswer
from checklist.drawn import Drawn, mark
from checklist.services.catalog import PublishedVersion
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogVersion, LegalAct, LegalForm, Liability, Sanction)

_CHECKED = ' checked'


class _Marks:
    """Stands for a reader's answer while a question is drawn."""

    note = mark('note')
    errors = mark('errors')

    def checked(self, option: str) -> Markup:
        return mark(option)


def section_body(published: PublishedVersion, legal_form: LegalForm,
                 questions: Mapping[CatalogQuestion, int], draft: Draft,
                 errors: Mapping[str, list[str]]) -> Markup:
    """Return the questions of a page, each with its number, filled in with a draft."""
    language = get_locale().language
    return Markup(''.join(
        _card(published, legal_form, question, language).fill(
            _values(number, draft.get(question.code, EMPTY), errors.get(question.code)))
        for question, number in questions.items()))


def _values(number: int, answer: GivenAnswer, errors: list[str] | None) -> dict[str, str]:
    return {'number': str(number), 'note': escape(answer.note), 'errors': _draw_errors(errors),
            str(answer.option): _CHECKED}


def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(
        current_app.jinja_env.get_template('components/question.html').module, name)
    return macro


def _draw_errors(messages: list[str] | None) -> str:
    return ''.join(_macro('question_error')(message) for message in messages or ())


def _card(published: PublishedVersion, legal_form: LegalForm, question: CatalogQuestion,
          language: str) -> Drawn:
    cards: dict[tuple[str, ...], Drawn] = current_app.extensions['question_cards']
    key = (published.fingerprint, question.code, legal_form.value, language)
    if key not in cards:
        cards[key] = _draw(published.version, legal_form, question)
    return cards[key]


def _draw(version: CatalogVersion, legal_form: LegalForm,
          question: CatalogQuestion) -> Drawn:
    requirement = version.requirement_of(question)
    return Drawn(_macro('question')(
        mark('number'), question, requirement, clauses(version, requirement),
        liabilities(version, requirement, legal_form), _Marks()))


def clauses(version: CatalogVersion,
            requirement: CatalogRequirement) -> list[tuple[LegalAct, Any]]:
    """Return the clauses of a requirement with their acts, those in force first."""
    ordered = sorted(requirement.clauses, key=lambda clause: not clause.current)
    return [(version.acts_by_code[clause.act], clause) for clause in ordered]


def liabilities(version: CatalogVersion, requirement: CatalogRequirement,
                legal_form: LegalForm) -> list[tuple[LegalAct, Liability, list[Sanction]]]:
    """Return what a violation can cost somebody of this legal form."""
    return [(version.acts_by_code[liability.act], liability,
             [sanction for sanction in liability.sanctions
              if sanction.subject.value == legal_form.value])
            for liability in version.liabilities_of(requirement)]
