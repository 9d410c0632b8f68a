"""The difference of two versions of a checklist, on screen and to take away."""
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from wtforms import SelectChoice

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.reports.difference_workbook import difference_workbook
from checklist.reports.version_differences import VersionDifference, difference_of
from checklist.services.documents import DocumentId
from checklist.services.version_documents import difference_document
from checklist.services.version_states import DRAFT, VersionState, states_of
from checklist.views.guards import requires
from checklist.views.printing import ask_to_print, download, printed
from forms.differences import DifferenceForm

blueprint = Blueprint('differences', __name__, url_prefix='/authority/checklists/<checklist_code>')
XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


@dataclass(frozen=True)
class Pair:
    """Two versions to compare, and the others there are."""

    states: list[VersionState]
    old: VersionState
    new: VersionState

    def file_name(self, kind: str) -> str:
        return f'{self.new.version.content.checklist}-{self.old.key}-{self.new.key}.{kind}'

    def document_id(self) -> DocumentId:
        return difference_document(
            self.old.fingerprint, self.new.fingerprint, get_locale().language)

    def difference(self) -> VersionDifference:
        return difference_of(self.old.version, self.new.version)


@blueprint.get('/difference')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, checklist_code: str) -> ResponseReturnValue:
    """What differs between any two versions, by what it means for a respondent."""
    pair = _pair(actor, checklist_code)
    form = DifferenceForm(data={'old': pair.old.key, 'new': pair.new.key})
    form.old.choices = form.new.choices = [
        SelectChoice(state.key, _name(state)) for state in pair.states]
    return render_template(
        'differences/page.html', pair=pair, form=form, difference=pair.difference(),
        names=(_name(pair.old), _name(pair.new)), content=pair.new.version.content)


@blueprint.get('/difference.xlsx')
@requires(Permission.READ_DRAFTS)
def workbook(actor: Actor, checklist_code: str) -> ResponseReturnValue:
    """The same as a table that can be filtered."""
    pair = _pair(actor, checklist_code)
    return download(difference_workbook(pair.difference()), XLSX, pair.file_name('xlsx'))


@blueprint.post('/difference.pdf')
@requires(Permission.READ_DRAFTS)
def ask_for_report(actor: Actor, checklist_code: str) -> ResponseReturnValue:
    """Have the document made."""
    pair = _pair(actor, checklist_code)
    ask_to_print(pair.document_id())
    return redirect(url_for('.report_pdf', checklist_code=checklist_code, old=pair.old.key,
                            new=pair.new.key), 303)


@blueprint.get('/difference.pdf')
@requires(Permission.READ_DRAFTS)
def report_pdf(actor: Actor, checklist_code: str) -> ResponseReturnValue:
    """The same as a document, once somebody has asked for it and a worker has made it."""
    pair = _pair(actor, checklist_code)
    body = printed(pair.document_id())
    if body is None:
        return render_template('differences/preparing.html', pair=pair,
                               checklist_code=checklist_code), 202
    return download(body, 'application/pdf', pair.file_name('pdf'))


def _pair(actor: Actor, checklist_code: str) -> Pair:
    """Return the versions that are asked for; the two newest where none is."""
    states = states_of(actor, checklist_code)
    by_key = {state.key: state for state in states}
    old = request.args.get('old', states[max(0, len(states) - 2)].key)
    new = request.args.get('new', states[-1].key)
    if old not in by_key or new not in by_key:
        raise Missing('There is no such version.')
    return Pair(states, by_key[old], by_key[new])


def _name(state: VersionState) -> str:
    if state.key == DRAFT:
        return str(gettext('draft of version %(number)s', number=state.number))
    return str(gettext('version %(number)s', number=state.number))
