"""Language and appearance, kept in the session."""
from flask import Blueprint, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from checklist.templating import APPEARANCES
from checklist.views.guards import public
from checklist.views.local import local_path
from forms.public import PreferenceForm
from requirements_catalog.texts import LANGUAGES

blueprint = Blueprint('preferences', __name__, url_prefix='/preferences')


@blueprint.post('/language')
@public
def language() -> ResponseReturnValue:
    form = PreferenceForm(request.form)
    if form.validate() and form.language.data in LANGUAGES:
        session['language'] = form.language.data
        session.permanent = True
    return redirect(_back(form), 303)


@blueprint.post('/appearance')
@public
def appearance() -> ResponseReturnValue:
    form = PreferenceForm(request.form)
    if form.validate() and form.appearance.data in APPEARANCES:
        session['appearance'] = form.appearance.data
        session.permanent = True
    return redirect(_back(form), 303)


def _back(form: PreferenceForm) -> str:
    """Return the page the visitor came from, or the start page."""
    start = url_for('public.start')
    return local_path(form.next.data, start) if form.validate() else start
