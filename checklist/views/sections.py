"""One page per section: answer, save, leave, and settle two windows."""
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time, gettext

from checklist.answers import Draft, GivenAnswer, Merge, read_stamps, stamps
from checklist.extensions import db
from checklist.services.inspections import Inspection, get_inspection, save_answers
from checklist.views.clock import now
from checklist.views.guards import holder_of_key
from checklist.views.inspections import editable
from checklist.views.keys import key_of
from checklist.views.question_cards import section_body
from forms.inspections import SectionForm, make_section_form
from requirements_catalog.model import AnswerOption, CatalogQuestion, CatalogSection
from requirements_catalog.texts import LocalText

blueprint = Blueprint('sections', __name__, url_prefix='/inspections/<inspection_id>/sections')


@dataclass(frozen=True)
class Page:
    """A section as one self-inspection shows it."""

    number: int
    count: int
    section: CatalogSection
    questions: dict[CatalogQuestion, int]

    @property
    def codes(self) -> list[str]:
        return [question.code for question in self.questions]


@dataclass(frozen=True)
class ConflictChoice:
    """One question that two windows answered differently, ready to choose."""

    code: str
    question: LocalText
    saved: GivenAnswer
    mine: GivenAnswer


@blueprint.get('/<int:number>')
@holder_of_key
def fill_in(inspection: Inspection, number: int) -> ResponseReturnValue:
    page = _page(editable(inspection), number)
    return _section_page(inspection, page, inspection.draft, {})


@blueprint.post('/<int:number>')
@holder_of_key
def save(inspection: Inspection, number: int) -> ResponseReturnValue:
    """Save what is typed, whether complete or not; then go on, leave or point out."""
    page = _page(editable(inspection), number)
    form = make_section_form(tuple(page.questions))(request.form)
    valid = form.validate()
    merged = save_answers(inspection, _draft(form.typed(keepable=True)),
                          read_stamps(form.base.data or ''), now=now())
    if merged.conflicts:
        return _conflict(inspection, page, merged, form)
    db.session.commit()
    inspection = get_inspection(inspection.id, key_of(inspection.id))
    if _wants_json():
        return _saved(inspection, page)
    action = request.form.get('action', 'next')
    if not valid and action != 'leave':
        shown = {**inspection.draft, **_draft(form.typed(keepable=False))}
        return _section_page(inspection, page, shown, form.messages()), 422
    if action == 'leave':
        return redirect(url_for('inspections.link', inspection_id=inspection.id), 303)
    return redirect(_after(inspection, page), 303)


@blueprint.post('/<int:number>/merge')
@holder_of_key
def settle(inspection: Inspection, number: int) -> ResponseReturnValue:
    """Save what a person chose between two windows."""
    page = _page(editable(inspection), number)
    form = make_section_form(tuple(page.questions))(request.form)
    form.validate()
    mine = {code: answer for code, answer in _draft(form.typed(keepable=True)).items()
            if request.form.get(f'keep-{code}') != 'saved'}
    merged = save_answers(inspection, mine, read_stamps(form.base.data or ''), now=now())
    if merged.conflicts:
        return _conflict(inspection, page, merged, form)
    db.session.commit()
    return redirect(url_for('.fill_in', inspection_id=inspection.id, number=number), 303)


def _page(inspection: Inspection, number: int) -> Page:
    sections = inspection.applicable.sections
    if not 1 <= number <= len(sections):
        abort(404)
    before = sum(len(questions) for _, questions in sections[:number - 1])
    section, questions = sections[number - 1]
    return Page(number, len(sections), section,
                {question: before + place for place, question in enumerate(questions, 1)})


def _draft(typed: Mapping[str, tuple[AnswerOption | None, str]]) -> dict[str, GivenAnswer]:
    return {code: GivenAnswer(option, note) for code, (option, note) in typed.items()}


def _section_page(inspection: Inspection, page: Page, shown: Draft,
                  errors: Mapping[str, list[str]]) -> str:
    profile = inspection.respondent.profile
    body = section_body(inspection.published, profile.legal_form, page.questions, shown, errors)
    problems = [(f'q-{code}', message) for code, messages in errors.items()
                for message in messages]
    return render_template(
        'inspections/section.html', inspection=inspection, section=page.section,
        number=page.number, count=page.count, body=body, problems=problems,
        content=inspection.published.version.content, revision=inspection.revision,
        base=stamps(inspection.draft, page.codes), answered=inspection.answered,
        total=inspection.asked)


def _conflict(inspection: Inspection, page: Page, merged: Merge,
              form: SectionForm) -> ResponseReturnValue:
    """Show both windows side by side; nothing of either is lost."""
    if _wants_json():
        return jsonify(conflicts=[conflict.code for conflict in merged.conflicts]), 409
    hidden = [('base', stamps(inspection.draft, page.codes)),
              ('revision', str(inspection.revision))]
    for code, (option, note) in form.typed(keepable=False).items():
        hidden += [(f'answer-{code}', option or ''), (f'note-{code}', note)]
    questions = inspection.published.version.questions
    return render_template(
        'inspections/merge.html', inspection=inspection, section=page.section,
        number=page.number, hidden=hidden, content=inspection.published.version.content,
        conflicts=[ConflictChoice(conflict.code, questions[conflict.code].text,
                                  conflict.saved, conflict.mine)
                   for conflict in merged.conflicts]), 409


def _saved(inspection: Inspection, page: Page) -> ResponseReturnValue:
    return jsonify(
        revision=inspection.revision, saved_at=format_time(now(), 'HH:mm'),
        base=stamps(inspection.draft, page.codes), answered=inspection.answered,
        total=inspection.asked)


def _after(inspection: Inspection, page: Page) -> str:
    """Return where to go after a section: on, back to questions that opened, or to the check."""
    sections = [section for section, _ in inspection.applicable.sections]
    place = sections.index(page.section) if page.section in sections else page.number - 1
    questions = dict(inspection.applicable.sections).get(page.section, ())
    if any(question not in page.questions for question in questions):
        flash(gettext('Your answers have opened more questions on this page.'), 'info')
        number = place + 1
    elif place + 1 < len(sections):
        number = place + 2
    else:
        return url_for('submissions.check', inspection_id=inspection.id)
    return url_for('.fill_in', inspection_id=inspection.id, number=number)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == 'application/json'
