"""The first version of a checklist that the authority has not had before."""
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectChoice

from checklist.access import Actor, Permission
from checklist.errors import Conflict, WrongState
from checklist.extensions import db
from checklist.reports.wording import local
from checklist.services.new_checklists import begin_checklist, own_kinds_of_control
from checklist.views.clock import now
from checklist.views.guards import requires
from forms.new_checklists import NewChecklistForm

blueprint = Blueprint('new_checklists', __name__, url_prefix='/authority/checklists')


@blueprint.route('/new', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def page(actor: Actor) -> ResponseReturnValue:
    """Name a new checklist and begin the draft of its first version."""
    form = NewChecklistForm(request.form if request.method == 'POST' else None)
    kinds = own_kinds_of_control(actor)
    form.kind_of_control.choices = [SelectChoice(kind.code, local(kind.title)) for kind in kinds]
    if request.method != 'POST':
        return _page(form)
    if not form.validate():
        return _page(form), 422
    try:
        draft_id = begin_checklist(actor, form.content(actor.authority or '', now().date()),
                                   now=now())
    except Conflict:
        form.code.errors = [gettext('There is a checklist of this code already.')]
        return _page(form), 422
    except WrongState:
        form.effective_from.errors = [gettext('On this day no rules are in force by which this'
                                              ' kind of control judges.')]
        return _page(form), 422
    db.session.commit()
    flash(gettext('The draft is begun. Add requirements first, then sections with questions.'),
          'success')
    return redirect(url_for('version_drafts.page', draft_id=draft_id), 303)


def _page(form: NewChecklistForm) -> str:
    return render_template('version_drafts/new.html', form=form)
