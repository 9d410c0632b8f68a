"""Questions drawn once and filled in many times.

Everything about a question but the reader's own answer is the same for everybody, so each is
drawn once per version, legal form and language.
"""
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import current_app
from markupsafe import Markup, escape

from checklist.answers import EMPTY, Draft, GivenAnswer
from checklist.drawn import Drawn, mark
from checklist.reports.wording import language
from checklist.services.catalog import PublishedVersion
from requirements_catalog.legal import LegalAct, Liability, Sanction
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogVersion, LegalForm)

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
    cards = _cards(published.fingerprint, legal_form)
    drawn = []
    for question, number in questions.items():
        code = question.code
        if code not in cards:
            cards[code] = _draw(published.version, legal_form, question)
        drawn.append(cards[code].fill(
            _values(number, draft.get(code, EMPTY), errors.get(code, ()))))
    return Markup(''.join(drawn))


def preview_body(version: CatalogVersion, legal_form: LegalForm,
                 questions: Mapping[CatalogQuestion, int]) -> Markup:
    """Return questions of a draft with no answer; it changes too often to be kept drawn."""
    return Markup(''.join(_draw(version, legal_form, question).fill(_values(number, EMPTY, ()))
                          for question, number in questions.items()))


def _values(number: int, answer: GivenAnswer, errors: Iterable[str]) -> dict[str, str]:
    return {'number': str(number), 'note': escape(answer.note) if answer.note else '',
            'errors': ''.join(map(_macro('question_error'), errors)) if errors else '',
            str(answer.option): _CHECKED}


def _cards(fingerprint: str, legal_form: LegalForm) -> dict[str, Drawn]:
    """Return the questions of a version drawn so far for a legal form, by their codes."""
    kept: dict[tuple[str, str, str], dict[str, Drawn]] = current_app.extensions['question_cards']
    return kept.setdefault((fingerprint, legal_form.value, language()), {})


def _macro(name: str) -> Callable[..., str]:
    macro: Callable[..., str] = getattr(
        current_app.jinja_env.get_template('components/question.html').module, name)
    return macro


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
