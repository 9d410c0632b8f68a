"""Language and appearance, kept in the session."""
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from checklist.templating import APPEARANCES
from checklist.views.guards import public
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
    """Return the page the visitor came from, or the start page.

    Anything but a path of ours is ignored, and so is one that only takes what a form sends.
    """
    target = form.next.data or ''
    parts = urlsplit(target)
    ours = target.isprintable() and target.startswith('/') and not target.startswith(
        ('//', '/\\')) and not (parts.scheme or parts.netloc)
    if not (ours and form.validate() and _can_be_opened(parts.path)):
        return url_for('public.start')
    return target.rstrip('?')


def _can_be_opened(path: str) -> bool:
    try:
        current_app.url_map.bind('').match(path, 'GET')
    except (HTTPException, RoutingException):
        return False
    return True
