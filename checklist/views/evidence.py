"""Files that prove answers: added by those who work for the company, read by the holders."""
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import (
    Blueprint, Response, current_app, flash, redirect, render_template, request, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from checklist.answers import options
from checklist.errors import DomainError, Missing, Refused
from checklist.extensions import begin_writing, db, let_go
from checklist.file_kinds import kind_of
from checklist.jobs import enqueue_cleaning
from checklist.services.evidence import (
    EvidenceFile, Upload, add_evidence, get_evidence, list_evidence, read_evidence,
    remove_evidence, room_of)
from checklist.services.evidence_files import drop_file, keep_file
from checklist.services.inspections import Inspection
from checklist.services.limits import UPLOADS
from checklist.services.submissions import get_submitted
from checklist.templating import file_size
from checklist.views.clock import now
from checklist.views.errors import failures
from checklist.views.guards import (
    held_inspection, holder, limit, note_reading, reader_of, require_member, takes_files)
from forms.evidence import EvidenceForm
from requirements_catalog.applicability import applicable
from requirements_catalog.model import CatalogQuestion

blueprint = Blueprint('evidence', __name__, url_prefix='/inspections/<inspection_id>/evidence')


@dataclass(frozen=True)
class ProvedQuestion:
    """A question with its files. One that is no longer asked has no number."""

    number: int | None
    question: CatalogQuestion
    files: Sequence[EvidenceFile]


@blueprint.get('/')
@holder
def index(inspection: Inspection) -> ResponseReturnValue:
    """All questions of a self-inspection with their files, and how much room is left."""
    note_reading(inspection)
    reader = reader_of(inspection)
    return render_template(
        'evidence/index.html', inspection=inspection, reader=reader,
        questions=_questions(inspection), content=inspection.published.version.content,
        room=room_of(inspection.person_id or '') if reader == 'member' else None)


@blueprint.get('/<question_code>')
@holder
def question(inspection: Inspection, question_code: str) -> ResponseReturnValue:
    return _question_page(inspection, question_code, EvidenceForm())


@blueprint.post('/<question_code>')
@takes_files
@holder
def add(inspection: Inspection, question_code: str) -> ResponseReturnValue:
    """Take a file into quarantine; a worker cleans it before anybody can have it."""
    actor = require_member(inspection)
    _question(inspection, question_code)
    form = EvidenceForm(request.files)
    upload = _upload(form)
    if upload is None:
        return _question_page(inspection, question_code, form), 422
    if len(upload.body) > current_app.config['EVIDENCE_BYTES']:
        return _too_large_page(inspection, question_code, form)
    limit(UPLOADS, by_visitor=False, of=actor.account_id)
    try:
        file_id = _keep(inspection, question_code, upload, actor.account_id)
    except Refused:
        form.file.errors = [gettext('There is no room left for this file. Delete files that you'
                                    ' no longer need.')]
        return _question_page(inspection, question_code, form), 422
    enqueue_cleaning(inspection.id, file_id)
    flash(gettext('The file has arrived. It can be downloaded as soon as it has been checked,'
                  ' usually in a few seconds.'), 'success')
    return redirect(url_for('.question', inspection_id=inspection.id,
                            question_code=question_code), 303)


@blueprint.get('/files/<evidence_id>')
@holder
def download(inspection: Inspection, evidence_id: str) -> ResponseReturnValue:
    """Hand out a clean file, to be kept and never to be shown inside the browser."""
    file = get_evidence(inspection.id, evidence_id)
    db.session.rollback()
    begin_writing()
    try:
        body = read_evidence(inspection, file, now=now())
    except Refused:
        flash(gettext('This file has been lost or damaged on our side. Please add it again.'),
              'error')
        return redirect(url_for('.question', inspection_id=inspection.id,
                                question_code=file.question_code), 303)
    db.session.commit()
    return _attachment(file, body)


@blueprint.route('/files/<evidence_id>/delete', methods=['GET', 'POST'])
@holder
def delete(inspection: Inspection, evidence_id: str) -> ResponseReturnValue:
    """Delete a file after a second look."""
    file = get_evidence(inspection.id, evidence_id)
    require_member(inspection)
    if request.method != 'POST':
        return render_template('evidence/delete.html', inspection=inspection, file=file,
                               content=inspection.published.version.content)
    remove_evidence(inspection, evidence_id, now=now())
    db.session.commit()
    flash(gettext('The file is deleted. Nothing of it is left with us.'), 'success')
    return redirect(url_for('.question', inspection_id=inspection.id,
                            question_code=file.question_code), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say at the field that a file is too large to be read at all."""
    let_go()
    arguments = request.view_args or {}
    try:
        inspection = held_inspection(arguments['inspection_id'])
        require_member(inspection)
        return _too_large_page(inspection, arguments['question_code'], EvidenceForm())
    except (DomainError, KeyError):
        failure = failures()[413]
        return render_template('errors/error.html', code=413, title=failure.title,
                               message=failure.message, advice=failure.advice), 413


def _keep(inspection: Inspection, question_code: str, upload: Upload, account_id: str) -> str:
    """Keep the file, then name it: a row never names a file that is not safe on the disk.

    The transaction begins anew in between, so that nobody waits for this disk.
    """
    db.session.rollback()
    file_id = keep_file(upload.body)
    begin_writing()
    try:
        add_evidence(held_inspection(inspection.id), question_code, file_id, upload,
                     account_id=account_id, now=now())
        db.session.commit()
    except DomainError:
        db.session.rollback()
        drop_file(file_id)
        raise
    return file_id


def _upload(form: EvidenceForm) -> Upload | None:
    """Return the file that was sent, or leave at its field what is wrong with it."""
    if not form.validate():
        return None
    sent = form.file.data
    body = sent.stream.read(current_app.config['EVIDENCE_BYTES'] + 1)
    kind = kind_of(body)
    if kind is None:
        form.file.errors = [
            gettext('This file is empty. Choose another one.') if not body else
            gettext('This is not a PDF, JPEG or PNG file, whatever its name says. Save it as one'
                    ' of these and try again.')]
        return None
    return Upload(sent.filename or '', kind, body)


def _attachment(file: EvidenceFile, body: bytes) -> Response:
    """Return a download with its name in the one form that all browsers read alike (RFC 6266).

    Some decode a percent sign in the plain form, and some are confused by its quotes.
    """
    response = Response(body, content_type=file.kind.media_type)
    response.headers['Content-Disposition'] = (
        f'attachment; filename="file{file.kind.endings[0]}"; '
        f"filename*=UTF-8''{quote(file.name, safe='')}")
    response.headers['Cache-Control'] = 'no-store'
    response.headers['Content-Security-Policy'] = "default-src 'none'; sandbox"
    return response


def _too_large_page(inspection: Inspection, question_code: str,
                    form: EvidenceForm) -> ResponseReturnValue:
    form.file.errors = [gettext(
        'The file is too large: at most %(size)s. Make it smaller, for instance by scanning it'
        ' with fewer dots per inch.', size=file_size(current_app.config['EVIDENCE_BYTES']))]
    return _question_page(inspection, question_code, form), 413


def _question_page(inspection: Inspection, question_code: str, form: EvidenceForm) -> str:
    item = _question(inspection, question_code)
    version = inspection.published.version
    return render_template(
        'evidence/question.html', inspection=inspection, item=item, form=form,
        requirement=version.requirement_of(item.question), content=version.content,
        reader=reader_of(inspection), largest=current_app.config['EVIDENCE_BYTES'])


def _question(inspection: Inspection, question_code: str) -> ProvedQuestion:
    for item in _questions(inspection):
        if item.question.code == question_code:
            return item
    raise Missing('There is no such question here.')


def _questions(inspection: Inspection) -> list[ProvedQuestion]:
    """Return the questions that are asked, then those no longer asked that still have files."""
    files: dict[str, list[EvidenceFile]] = {}
    for file in list_evidence(inspection.id):
        files.setdefault(file.question_code, []).append(file)
    asked = [ProvedQuestion(number, item, files.pop(item.code, ()))
             for number, item in enumerate(asked_questions(inspection), 1)]
    known = inspection.published.version.questions
    return asked + [ProvedQuestion(None, known[code], rest) for code, rest in files.items()]


def asked_questions(inspection: Inspection) -> tuple[CatalogQuestion, ...]:
    """Return what a self-inspection asks, or asked when it was submitted."""
    if not inspection.submitted:
        return inspection.applicable.questions
    submitted = get_submitted(inspection.id)
    return applicable(submitted.published.version, submitted.respondent.profile,
                      options(submitted.answers)).questions
