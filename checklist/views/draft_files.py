"""A draft as a file, to be edited as a spreadsheet or as text, and back."""
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from checklist.access import Actor, Permission
from checklist.errors import Missing, Refused, WrongState
from checklist.extensions import db, let_go
from checklist.reports.findings import translated
from checklist.reports.version_differences import difference_of
from checklist.reports.wording import language
from checklist.services.catalog import newest_versions
from checklist.services.draft_files import fitted, keep_upload, read_upload, take_over
from checklist.services.journal import record
from checklist.services.limits import UPLOADS
from checklist.services.version_drafts import OpenDraft, get_draft
from checklist.views.clock import now
from checklist.views.draft_editing import closed, editable_draft
from checklist.views.errors import failures
from checklist.views.guards import at_once, limit, requires, takes_files
from checklist.views.turns import in_turn
from forms.draft_files import FileForm, ReviewForm
from forms.inspections import whole
from requirements_catalog.formats import read_any
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError
from requirements_catalog.workbook import write_workbook
from requirements_catalog.yaml_writer import write_exchange

blueprint = Blueprint('draft_files', __name__, url_prefix='/authority/drafts')
blueprint.register_error_handler(WrongState, closed)
FORMAT = '<any(xlsx, yaml):format_name>'
MEDIA_TYPES = {
    'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'yaml': 'application/yaml; charset=utf-8'}
MOST_PROBLEMS = 200


@blueprint.get('/<draft_id>/files')
@requires(Permission.READ_DRAFTS)
def index(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """What can be taken along of a draft, and where a file comes back."""
    return _index_page(actor, get_draft(actor, draft_id), FileForm())


@blueprint.get(f'/<draft_id>/files/draft.{FORMAT}')
@requires(Permission.READ_DRAFTS)
@in_turn
def download(actor: Actor, draft_id: str, format_name: str) -> ResponseReturnValue:
    """A draft as a file."""
    draft = get_draft(actor, draft_id)
    return _file(draft.id, draft.version, actor, format_name)


@blueprint.get(f'/published/<checklist_code>/version.{FORMAT}')
@requires(Permission.READ_DRAFTS)
@in_turn
def published(actor: Actor, checklist_code: str, format_name: str) -> ResponseReturnValue:
    """The newest published version of a checklist of the authority as a file."""
    for each in newest_versions():
        if each.code == checklist_code and each.version.authority.code == actor.authority:
            return _file(checklist_code, each.version, actor, format_name)
    raise Missing('There is no such checklist.')


@blueprint.post('/<draft_id>/files')
@takes_files
@requires(Permission.EDIT_CATALOG)
def upload(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Read a file, and keep it to be looked through where nothing is wrong with it."""
    draft = editable_draft(actor, draft_id)
    form = FileForm(request.files)
    if not form.validate():
        return _index_page(actor, draft, form), 422
    limit(UPLOADS, by_visitor=False, of=actor.account_id)
    db.session.rollback()
    body = form.file.data.stream.read()
    try:
        fitted(draft, _read(body))
    except CatalogError as error:
        return _problems_page(actor, draft, form, error)
    except Refused as error:
        form.file.errors = [_refusals()[error.reason]]
        return _index_page(actor, draft, form), 422
    file_id = keep_upload(draft, body)
    return redirect(url_for('.review', draft_id=draft.id, file_id=file_id), 303)


@blueprint.route('/<draft_id>/files/<file_id>', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def review(actor: Actor, draft_id: str, file_id: str) -> ResponseReturnValue:
    """Show what a file would change, then put its content in place of the draft's.

    Whoever presses the button has seen against which revision it was compared.
    """
    draft = editable_draft(actor, draft_id)
    version = fitted(draft, _read(read_upload(draft, file_id)))
    form = ReviewForm(request.form)
    seen = whole(form.revision.data) == draft.head.revision
    if request.method == 'POST' and seen:
        take_over(actor, draft, file_id, version, now=now())
        db.session.commit()
        flash(gettext('The draft says what the file says.'), 'success')
        return redirect(url_for('version_drafts.page', draft_id=draft.id), 303)
    return render_template(
        'version_drafts/review.html', draft=draft, file_id=file_id,
        difference=difference_of(draft.version, version),
        outdated=request.method == 'POST'), 409 if request.method == 'POST' else 200


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Say that a file is too large to be read at all."""
    let_go()
    failure = failures()[413]
    return render_template('errors/error.html', code=413, title=failure.title,
                           message=failure.message, advice=failure.advice), 413


def _read(body: bytes) -> CatalogVersion:
    """Return the version that a file holds."""
    found = read_any(body, gettext('file'))
    if not isinstance(found, CatalogVersion):
        raise Refused('format')
    return found


def _refusals() -> dict[str, str]:
    """Return why a file does not belong here, by the reason."""
    return {
        'format': gettext('This is no version of a checklist as this service writes it. Download'
                          ' the draft, change that file and send it back.'),
        'checklist': gettext('This file is about another checklist.'),
        'authority': gettext('This file is about a checklist of another authority.'),
        'kind_of_control': gettext('This file is about another kind of control.'),
        'territory': gettext('A condition in this file names a municipality that is not known.')}


def _file(object_id: str, version: CatalogVersion, actor: Actor,
          format_name: str) -> ResponseReturnValue:
    """Return a version as a download, and write down that it was taken along."""
    body = (write_workbook(version, language()) if format_name == 'xlsx'
            else write_exchange(version).encode())
    at_once(lambda: record('export', object_id, now(), tenant=actor.authority or '',
                           what=format_name, number=version.content.version))
    response = Response(body, content_type=MEDIA_TYPES[format_name])
    name = f'{version.content.checklist}-v{version.content.version}.{format_name}'
    response.headers.set('Content-Disposition', 'attachment', filename=name)
    response.headers['Content-Security-Policy'] = "default-src 'none'; sandbox"
    return response


def _index_page(actor: Actor, draft: OpenDraft, form: FileForm) -> str:
    edits = actor.may(Permission.EDIT_CATALOG) and draft.head.editable
    return render_template('version_drafts/files.html', draft=draft, form=form, edits=edits,
                           found=(), more=0)


def _problems_page(actor: Actor, draft: OpenDraft, form: FileForm,
                   error: CatalogError) -> ResponseReturnValue:
    """Tell everything that is wrong with a file, each at its sheet, row and column."""
    told = [(problem, translated(draft.version, problem.message))
            for problem in error.problems[:MOST_PROBLEMS]]
    form.file.errors = [gettext('Nothing has been taken from this file. Put right what is listed'
                                ' below and send it again.')]
    return render_template(
        'version_drafts/files.html', draft=draft, form=form, edits=True, found=told,
        more=len(error.problems) - len(told)), 422
