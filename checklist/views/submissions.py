"""Check your answers, submit, and the receipt."""
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.answers import EMPTY
from checklist.errors import Conflict, Outdated, WrongState
from checklist.extensions import db
from checklist.jobs import enqueue_document
from checklist.services.documents import RESULT
from checklist.services.inspections import Inspection, is_complete
from checklist.services.submissions import get_submitted, submit_inspection
from checklist.services.tokens import new_token
from checklist.views.clock import now
from checklist.views.guards import holder
from checklist.views.keys import key_of, remember_key
from checklist.views.results import summary_of, verify_url
from forms.inspections import SubmitForm, whole
from requirements_catalog.model import AnswerOption
from requirements_catalog.texts import LocalText

blueprint = Blueprint('submissions', __name__, url_prefix='/inspections/<inspection_id>')


@dataclass(frozen=True)
class Row:
    """One answer on the page that is checked before submitting."""

    number: int
    code: str
    question: LocalText
    option: AnswerOption | None
    note: str
    complete: bool
    section_number: int


@blueprint.get('/check')
@holder
def check(inspection: Inspection) -> ResponseReturnValue:
    if inspection.submitted:
        return redirect(url_for('results.result', inspection_id=inspection.id), 303)
    return _check_page(inspection, '')


@blueprint.post('/submit')
@holder
def submit(inspection: Inspection) -> ResponseReturnValue:
    """Freeze the answers; a second click or a retry finds the same receipt."""
    form = SubmitForm(request.form)
    revision = whole(form.revision.data)
    if not form.validate() or revision is None:
        return _check_page(inspection, gettext('The page was incomplete. Please submit again.')
                           ), 422
    language = get_locale().language
    try:
        submit_inspection(inspection, submission_key=form.submission_key.data,
                          revision=revision, language=language, now=now())
    except Conflict:
        return _check_page(inspection, gettext(
            'Some answers have changed in another window since this page was shown. Look at'
            ' them again and then submit.')), 409
    except Outdated:
        return _check_page(inspection, gettext(
            'A newer version of the checklist has taken the place of this one, so these answers'
            ' can no longer be submitted. Nothing is lost: move them to the newer version.'),
            outdated=True), 409
    except WrongState:
        if inspection.submitted:
            raise
        return _check_page(inspection, gettext('Some questions have no answer yet.')), 422
    db.session.commit()
    enqueue_document((inspection.id, RESULT, language))
    remember_key(inspection.id, key_of(inspection.id))
    return redirect(url_for('.receipt', inspection_id=inspection.id), 303)


@blueprint.get('/receipt')
@holder
def receipt(inspection: Inspection) -> ResponseReturnValue:
    summary = summary_of(get_submitted(inspection.id))
    return render_template('inspections/receipt.html', inspection=inspection, summary=summary,
                           verify_url=verify_url(summary))


def _check_page(inspection: Inspection, problem: str, *, outdated: bool = False) -> str:
    content = inspection.published.version.content
    places = {section.code: place for place, section in enumerate(content.sections, 1)}
    sections = []
    number = 0
    for section, questions in inspection.applicable.sections:
        rows = []
        for question in questions:
            number += 1
            answer = inspection.draft.get(question.code, EMPTY)
            rows.append(Row(number, question.code, question.text, answer.option, answer.note,
                            is_complete(question, answer), places[section.code]))
        sections.append((section, rows))
    return render_template(
        'inspections/check.html', inspection=inspection, sections=sections, problem=problem,
        content=content, outdated=outdated, missing=len(inspection.missing),
        can_submit=not inspection.missing, submission_key=new_token(),
        revision=inspection.revision)
