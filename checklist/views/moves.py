"""A newer version of the checklist: what it would change, the move, its receipt, the way back."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from checklist.answer_plan import Fate, ReceiptRow
from checklist.answers import Draft, GivenAnswer, given_answer, read_stamps, stamps, write_stamps
from checklist.errors import Missing
from checklist.extensions import db
from checklist.services.catalog import PublishedVersion
from checklist.services.inspections import Inspection, is_complete, save_answers
from checklist.services.moves import (
    Move, get_move, move_inspection, outlook, revert_move)
from checklist.services.successors import Successor, plan_between, successor_of
from checklist.views.clock import now
from checklist.views.guards import holder
from checklist.views.inspections import editable
from checklist.views.question_cards import section_body
from forms.inspections import SectionForm, make_section_form
from requirements_catalog.model import CatalogQuestion
from requirements_catalog.steps import Why
from requirements_catalog.texts import LocalText

blueprint = Blueprint('moves', __name__, url_prefix='/inspections/<inspection_id>')


@dataclass(frozen=True)
class Line:
    """One old answer in a receipt: what was asked and answered, and what is asked now."""

    why: Why
    question: LocalText
    answer: GivenAnswer
    new: LocalText | None
    reasons: tuple[LocalText, ...]

    @property
    def reworded(self) -> bool:
        return self.new is not None and self.new != self.question


@dataclass(frozen=True)
class OpenQuestion:
    """A question to look at after a move: drawn as a card, with what was asked and answered."""

    code: str
    card: Markup
    why: Why
    before: tuple[LocalText, ...]
    answers: tuple[GivenAnswer, ...]
    reasons: tuple[LocalText, ...]


@blueprint.get('/new-version')
@holder
def preview(inspection: Inspection) -> ResponseReturnValue:
    """What the newer version changes for these answers, before anything is done."""
    successor = _successor(inspection)
    found = outlook(editable(inspection), successor.published)
    return render_template(
        'moves/preview.html', inspection=inspection, successor=successor, outlook=found,
        content=inspection.published.version.content, late=successor.closed(now()),
        lines=_lines(found.migration.rows, inspection.published, successor.published),
        fresh=_fresh(inspection, successor.published, found.migration.rows))


@blueprint.post('/new-version')
@holder
def move(inspection: Inspection) -> ResponseReturnValue:
    """Move the answers to the newer version."""
    move_id = move_inspection(editable(inspection), _successor(inspection).published, now=now())
    db.session.commit()
    return redirect(url_for('.receipt', inspection_id=inspection.id, move_id=move_id), 303)


@blueprint.get('/moves/<move_id>')
@holder
def receipt(inspection: Inspection, move_id: str) -> ResponseReturnValue:
    """What became of every answer, and what is still to be looked at."""
    made = get_move(inspection, move_id)
    return render_template(
        'moves/receipt.html', inspection=inspection, move=made,
        content=made.new.version.content, lines=_lines(made.rows, made.old, made.new),
        to_look_at=len(_to_look_at(inspection, made)),
        reversible=made.reversible(inspection, now()))


@blueprint.get('/moves/<move_id>/questions')
@holder
def questions(inspection: Inspection, move_id: str) -> ResponseReturnValue:
    """Only the questions that changed or are new, with what was answered before."""
    made = get_move(inspection, move_id)
    asked = _to_look_at(editable(inspection), made)
    if not asked:
        return redirect(url_for('inspections.overview', inspection_id=inspection.id), 303)
    return _questions_page(inspection, made, asked, {**made.to_confirm, **inspection.draft}, {},
                           stamps(inspection.draft, [question.code for question in asked]))


@blueprint.post('/moves/<move_id>/questions')
@holder
def confirm(inspection: Inspection, move_id: str) -> ResponseReturnValue:
    """Save the answers to the changed questions; what is not complete is asked again."""
    made = get_move(inspection, move_id)
    asked = _sent(editable(inspection))
    form = make_section_form(asked)(request.form)
    form.validate()
    mine = _typed(form, keepable=True)
    merged = save_answers(inspection, mine, read_stamps(form.base.data or ''), now=now())
    if merged.conflicts:
        return _conflicting(inspection, made, asked, form), 409
    if form.errors:
        db.session.commit()
        return _questions_page(inspection, made, asked, _typed(form, keepable=False),
                               form.messages(), _saved_stamps(asked, mine)), 422
    db.session.commit()
    return redirect(url_for('.receipt', inspection_id=inspection.id, move_id=made.id), 303)


@blueprint.post('/moves/<move_id>/back')
@holder
def back(inspection: Inspection, move_id: str) -> ResponseReturnValue:
    """Take a move back."""
    revert_move(inspection, get_move(inspection, move_id), now=now())
    db.session.commit()
    flash(gettext('You are back on the version before. Your answers are what they were.'),
          'success')
    return redirect(url_for('inspections.overview', inspection_id=inspection.id), 303)


def _successor(inspection: Inspection) -> Successor:
    found = successor_of(inspection.published, now())
    if found is None:
        raise Missing('There is no newer version of this checklist.')
    return found


def _lines(rows: Iterable[ReceiptRow], old: PublishedVersion,
           new: PublishedVersion) -> dict[Fate, list[Line]]:
    steps = plan_between(old, new).by_code
    drops = {drop.code: drop.reasons for drop in plan_between(old, new).dropped}
    found: dict[Fate, list[Line]] = {fate: [] for fate in Fate}
    for row in rows:
        question = old.version.questions.get(row.old)
        if question:
            reasons = steps[row.new].reasons if row.new else drops.get(row.old, ())
            found[row.fate].append(Line(
                row.why, question.text, row.answer,
                new.version.questions[row.new].text if row.new else None, reasons))
    return found


def _fresh(inspection: Inspection, new: PublishedVersion,
           rows: Iterable[ReceiptRow]) -> list[CatalogQuestion]:
    """Return the questions of the new version that no old answer leads to and that are new."""
    reached = {row.new for row in rows}
    plan = plan_between(inspection.published, new)
    return [new.version.questions[step.code] for step in plan.steps
            if not step.sources and step.code not in reached]


def _to_look_at(inspection: Inspection, made: Move) -> tuple[CatalogQuestion, ...]:
    """Return the questions that apply, bear on the move, and have no complete answer yet."""
    plan = plan_between(made.old, made.new)
    concerned = set(made.to_confirm) | {
        step.code for step in plan.steps if not step.sources} | {
        row.new for row in made.rows if row.fate is Fate.ASKED}
    return tuple(question for question in inspection.applicable.questions
                 if question.code in concerned
                 and not is_complete(question, inspection.draft.get(question.code)))


def _sent(inspection: Inspection) -> tuple[CatalogQuestion, ...]:
    """Return the questions of the page that was sent, whether they still apply or not."""
    return tuple(question for question in inspection.published.version.questions.values()
                 if f'note-{question.code}' in request.form)


def _typed(form: SectionForm, *, keepable: bool) -> dict[str, GivenAnswer]:
    return {code: given_answer(option, note)
            for code, (option, note) in form.typed(keepable=keepable).items()}


def _saved_stamps(asked: Iterable[CatalogQuestion], mine: Draft) -> str:
    return write_stamps({code: answer.stamp for code, answer in mine.items()},
                        [question.code for question in asked])


def _conflicting(inspection: Inspection, made: Move, asked: tuple[CatalogQuestion, ...],
                 form: SectionForm) -> str:
    """Show what was typed again, with the stamps of what another window saved meanwhile."""
    flash(gettext('Another window has just answered some of these questions. Nothing is lost:'
                  ' look at your answers here and save again, or close this page to keep those'
                  ' of the other window.'), 'info')
    return _questions_page(inspection, made, asked, _typed(form, keepable=False), {},
                           stamps(inspection.draft, [question.code for question in asked]))


def _questions_page(inspection: Inspection, made: Move, asked: tuple[CatalogQuestion, ...],
                    shown: Draft, errors: Mapping[str, list[str]], base: str) -> str:
    numbers = {question.code: place
               for place, question in enumerate(inspection.applicable.questions, 1)}
    rows: dict[str, list[ReceiptRow]] = {}
    for row in made.rows:
        rows.setdefault(row.new, []).append(row)
    cards = [_open_question(inspection, made, question, numbers.get(question.code, 0),
                            rows.get(question.code, []), shown, errors) for question in asked]
    return render_template(
        'moves/questions.html', inspection=inspection, move=made, cards=cards, base=base,
        content=made.new.version.content,
        problems=[(f'q-{code}', message) for code, messages in errors.items()
                  for message in messages])


def _open_question(inspection: Inspection, made: Move, question: CatalogQuestion, number: int,
                   rows: list[ReceiptRow], shown: Draft,
                   errors: Mapping[str, list[str]]) -> OpenQuestion:
    step = plan_between(made.old, made.new).by_code.get(question.code)
    card = section_body(inspection.published, inspection.respondent.profile.legal_form,
                        {question: number}, shown, errors)
    return OpenQuestion(
        question.code, card, rows[0].why if rows else Why.ADDED,
        tuple(made.old.version.questions[row.old].text for row in rows
              if row.old in made.old.version.questions),
        tuple(row.answer for row in rows), step.reasons if step else ())
