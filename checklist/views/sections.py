"""One page per section: answer, save, leave, and settle two windows."""
from collections.abc import Container, Mapping
from dataclasses import dataclass
from types import SimpleNamespace

from flask import (
    Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import format_time, gettext
from markupsafe import escape
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import NotFound

from checklist.answers import (
    Draft, GivenAnswer, Merge, given_answer, read_stamps, stamps, write_stamps)
from checklist.errors import DomainError
from checklist.drawn import mark
from checklist.extensions import db, let_go
from checklist.services.inspections import Inspection, get_inspection, save_answers
from checklist.templating import drawn_page
from checklist.views.clock import now
from checklist.views.errors import RETRY_SECONDS, database_error, is_unavailable, wants_json
from checklist.views.guards import holder, viewer_of
from checklist.views.inspections import editable
from checklist.views.question_cards import section_body
from forms.inspections import SectionForm, make_section_form
from requirements_catalog.model import AnswerOption, CatalogQuestion, CatalogSection
from requirements_catalog.texts import LocalText

blueprint = Blueprint('sections', __name__, url_prefix='/inspections/<inspection_id>/sections')


@dataclass(frozen=True)
class Page:
    """A section as one self-inspection shows it.

    ``number`` is its place in the version, so that no answer given in another window makes the
    address mean another section; ``place`` is what people count.
    """

    number: int
    place: int
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
@holder
def fill_in(inspection: Inspection, number: int) -> ResponseReturnValue:
    page = _page(editable(inspection), number)
    return _section_page(inspection, page, inspection.draft, {},
                         base=stamps(inspection.draft, page.codes))


@blueprint.post('/<int:number>')
@holder
def save(inspection: Inspection, number: int) -> ResponseReturnValue:
    """Save what is typed, whether complete or not; then go on, leave or point out."""
    page, form = _sent(inspection, number)
    return _save(inspection, page, form, _draft(form.typed(keepable=True)))


@blueprint.post('/<int:number>/merge')
@holder
def settle(inspection: Inspection, number: int) -> ResponseReturnValue:
    """Save what a person chose between two windows."""
    page, form = _sent(inspection, number)
    mine = {code: answer for code, answer in _draft(form.typed(keepable=True)).items()
            if request.form.get(f'keep-{code}') != 'saved'}
    return _save(inspection, page, form, mine)


@blueprint.errorhandler(DBAPIError)
def not_saved(error: DBAPIError) -> ResponseReturnValue:
    """Bring the page back with everything typed where the database can be read but not written."""
    let_go()
    if request.endpoint != 'sections.save' or not is_unavailable(error) or wants_json():
        return database_error(error)
    arguments = request.view_args or {}
    inspection_id, number = arguments['inspection_id'], arguments['number']
    try:
        inspection = get_inspection(inspection_id, viewer_of(inspection_id))
        page, form = _sent(inspection, number)
    except (DBAPIError, DomainError, NotFound):
        return database_error(error)
    shown = {**inspection.draft, **_draft(form.typed(keepable=False))}
    failure = gettext('Your answers cannot be saved at this moment. Everything you typed is still'
                      ' on this page: wait a minute and save again.')
    return (_section_page(inspection, page, shown, {}, base=form.base.data or '', failure=failure),
            503, {'Retry-After': str(RETRY_SECONDS)})


def _sent(inspection: Inspection, number: int) -> tuple[Page, SectionForm]:
    """Return the page that was sent and its form, checked."""
    page = _page(editable(inspection), number, request.form)
    form = make_section_form(tuple(page.questions))(request.form)
    form.validate()
    return page, form


def _save(inspection: Inspection, page: Page, form: SectionForm,
          mine: Draft) -> ResponseReturnValue:
    base = read_stamps(form.base.data or '')
    merged = save_answers(inspection, mine, base, now=now())
    if merged.conflicts:
        return _conflict(inspection, page, merged, form)
    db.session.commit()
    inspection = get_inspection(inspection.id, viewer_of(inspection.id))
    keepable = form.typed(keepable=True)
    refused = {code: answer for code, answer in _draft(form.typed(keepable=False)).items()
               if code not in keepable}
    if wants_json():
        # The window has not seen what others saved meanwhile, so its stamps do not tell of it.
        base = {**base, **{code: answer.stamp for code, answer in mine.items()}}
        return _saved(inspection, page, base), 422 if refused else 200
    leaves = request.form.get('action') == 'leave'
    if refused or (form.errors and not leaves):
        kept = {code: answer.stamp for code, answer in inspection.draft.items()}
        base = {**kept, **{code: base.get(code, '') for code in refused}}
        shown = {**inspection.draft, **refused}
        return _section_page(inspection, page, shown, form.messages(),
                             base=write_stamps(base, page.codes)), 422
    if leaves:
        return redirect(url_for('inspections.link', inspection_id=inspection.id), 303)
    return redirect(_after(inspection, page), 303)


def _page(inspection: Inspection, number: int, sent: Container[str] = ()) -> Page:
    """Return a section with the questions that apply, and those that were sent.

    A question may have ceased to apply by an answer in another window after the page was drawn;
    what was answered on that page is kept all the same.
    """
    sections = inspection.published.version.content.sections
    if not 1 <= number <= len(sections):
        abort(404)
    section = sections[number - 1]
    applicable = [item for item, _ in inspection.applicable.sections]
    numbers = {question.code: place
               for place, question in enumerate(inspection.applicable.questions, 1)}
    questions = {question: numbers.get(question.code, 0) for question in section.questions
                 if question.code in numbers or f'note-{question.code}' in sent}
    if not questions:
        abort(404)
    place = applicable.index(section) + 1 if section in applicable else number
    return Page(number, place, len(applicable), section, questions)


def _draft(typed: Mapping[str, tuple[AnswerOption | None, str]]) -> dict[str, GivenAnswer]:
    return {code: given_answer(option, note) for code, (option, note) in typed.items()}


def _section_page(inspection: Inspection, page: Page, shown: Draft,
                  errors: Mapping[str, list[str]], *, base: str, failure: str = '') -> str:
    profile = inspection.respondent.profile
    body = section_body(inspection.published, profile.legal_form, page.questions, shown, errors)
    problems = [(f'q-{code}', message) for code, messages in errors.items()
                for message in messages]
    content = inspection.published.version.content

    def draw() -> str:
        """Draw the page with nothing of the self-inspection but its id."""
        return render_template(
            'inspections/section.html', inspection=SimpleNamespace(id=inspection.id),
            section=page.section, number=page.number, place=page.place, count=page.count,
            body=mark('body'), problems=problems, content=content, revision=mark('revision'),
            base=mark('base'), failure=failure, answered=mark('answered'),
            total=inspection.asked).replace(inspection.id, mark('id'))

    return drawn_page(
        (inspection.published.fingerprint, page.number, page.place, page.count, inspection.asked),
        draw, {'id': inspection.id, 'body': body, 'revision': str(inspection.revision),
               'base': escape(base), 'answered': str(inspection.answered)},
        alone=bool(problems or failure))


def _conflict(inspection: Inspection, page: Page, merged: Merge,
              form: SectionForm) -> ResponseReturnValue:
    """Show both windows side by side; nothing of either is lost.

    The stamps become those of the answers shown here; of all others the window has still seen
    no more than before.
    """
    if wants_json():
        return jsonify(conflicts=[conflict.code for conflict in merged.conflicts]), 409
    base = {**read_stamps(form.base.data or ''),
            **{conflict.code: conflict.saved.stamp for conflict in merged.conflicts}}
    hidden = [('base', write_stamps(base, page.codes)), ('revision', str(inspection.revision))]
    for code, (option, note) in form.typed(keepable=False).items():
        hidden += [(f'answer-{code}', option or ''), (f'note-{code}', note)]
    questions = inspection.published.version.questions
    return render_template(
        'inspections/merge.html', inspection=inspection, section=page.section,
        number=page.number, hidden=hidden, content=inspection.published.version.content,
        conflicts=[ConflictChoice(conflict.code, questions[conflict.code].text,
                                  conflict.saved, conflict.mine)
                   for conflict in merged.conflicts]), 409


def _saved(inspection: Inspection, page: Page, base: Mapping[str, str]) -> Response:
    return jsonify(
        revision=inspection.revision, saved_at=format_time(now(), 'HH:mm'),
        base=write_stamps(base, page.codes), answered=inspection.answered,
        total=inspection.asked)


def _after(inspection: Inspection, page: Page) -> str:
    """Return where to go after a section: on, back to questions that opened, or to the check."""
    shown = {section.code: questions for section, questions in inspection.applicable.sections}
    if any(question not in page.questions for question in shown.get(page.section.code, ())):
        flash(gettext('Your answers have opened more questions on this page.'), 'info')
        number = page.number
    else:
        sections = inspection.published.version.content.sections
        later = [place for place, section in enumerate(sections, 1)
                 if place > page.number and section.code in shown]
        if not later:
            return url_for('submissions.check', inspection_id=inspection.id)
        number = later[0]
    return url_for('.fill_in', inspection_id=inspection.id, number=number)
