"""Failures in words, each with an id; never a traceback."""
import logging
from dataclasses import dataclass
from typing import Any

from flask import (
    Flask, Response, flash, g, jsonify, redirect, render_template, request, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DatabaseError, DBAPIError, InternalError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from checklist.errors import (
    Busy, ConfirmationNeeded, Conflict, DomainError, Missing, SignInNeeded, TooMany, WrongState)
from checklist.extensions import let_go

logger = logging.getLogger('checklist')
RETRY_SECONDS = 5
GIVEN_BACK = frozenset({400, 401, 404, 409, 429, 503})
SENT_AGAIN = frozenset({400, 401, 429, 503})
# What is typed into these never comes back on a page; a code elsewhere is no secret of a person.
SECRETS = frozenset({'csrf_token', 'password', 'current', 'seed'})
SIGNING_IN = frozenset({'sign_in', 'second_factor', 'accounts'})


@dataclass(frozen=True)
class Failure:
    """What a page of failure says: what happened, and what to do."""

    code: int
    title: str
    message: str
    advice: str


def register_error_pages(app: Flask) -> None:
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _lost_form)
    app.register_error_handler(SecurityError, _wrong_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(Exception, _failure)


def failures() -> dict[int, Failure]:
    """Return what to say for each status, in the language of the reader."""
    found = (
        Failure(400, gettext('The request could not be read'),
                gettext('Something in it was incomplete or repeated.'),
                gettext('Go back, reload the page and try again. What was saved is kept.')),
        Failure(401, gettext('You are signed out'),
                gettext('Your session has ended, so this could not be saved.'),
                gettext('Sign in again in a new tab, then come back here and try again.')),
        Failure(403, gettext('This is not open to you'),
                gettext('You may not see this page.'),
                gettext('If somebody gave you a link, ask for it again.')),
        Failure(404, gettext('There is no such page'),
                gettext('The address may be mistyped, or the page belongs to another browser.'),
                gettext('To go on with a self-inspection, open its secret link or enter its'
                        ' code under “My self-inspections”.')),
        Failure(405, gettext('This address cannot be opened like that'),
                gettext('It only takes what a form sends.'),
                gettext('Go back and use the button on the page.')),
        Failure(409, gettext('This cannot be done any more'),
                gettext('The self-inspection has been submitted or changed in another window.'),
                gettext('Nothing was lost. Open it again under “My self-inspections”.')),
        Failure(413, gettext('Too much was sent at once'),
                gettext('The text is longer than the service takes.'),
                gettext('Go back and shorten it. What was saved before is kept.')),
        Failure(422, gettext('Something in the form is not right'),
                gettext('A field could not be read.'),
                gettext('Go back and look at the fields that are marked.')),
        Failure(429, gettext('Too many attempts'),
                gettext('Somebody on your network did this too often.'),
                gettext('Wait a few minutes and try again. What was saved is kept.')),
        Failure(503, gettext('The service cannot save right now'),
                gettext('Its database does not answer.'),
                gettext('What was saved is kept. Try again in a minute.')),
    )
    return {failure.code: failure for failure in found}


def busy() -> Failure:
    """Return what to say to somebody who has asked for several costly pages at once."""
    return Failure(429, gettext('Other pages of yours are still being made'),
                   gettext('Pages like this are made one after the other for each account.'),
                   gettext('Wait a moment and load this page again.'))


def _page(code: int, failure: Failure | None = None, **headers: str) -> ResponseReturnValue:
    failure = failure or failures().get(code) or failures()[400]
    if wants_json():
        body = jsonify(message=failure.title, advice=failure.advice, error_id=_id())
        return body, code, headers
    return render_template(
        'errors/error.html', code=code, title=failure.title, message=failure.message,
        advice=failure.advice, error_id=_id(), **_given_back(code)), code, headers


def wants_json() -> bool:
    """Return whether a script asks: the autosave of a page."""
    return bool(request.accept_mimetypes.best == 'application/json')


def _given_back(code: int) -> dict[str, Any]:
    """Return what came with a form, so that nobody has to type it again.

    Going back would not help: our pages are never kept by the browser. ``again`` is the whole
    form, where sending it once more may succeed; ``notes`` are the texts in it. A form that was
    refused gives them back only if it came from a page of ours, such as one whose cookie is gone.
    """
    if request.method != 'POST' or code not in GIVEN_BACK:
        return {}
    if code == 400 and request.headers.get('Origin') != request.host_url.rstrip('/'):
        return {}
    secret = SECRETS | {'code'} if request.blueprint in SIGNING_IN else SECRETS
    fields = [(name, value) for name, value in request.form.items() if name not in secret]
    return {'again': fields if code in SENT_AGAIN else [],
            'notes': [value for name, value in fields
                      if name.startswith('note-') and value.strip()]}


def _id() -> str:
    return str(g.get('request_id', ''))


def _domain_error(error: DomainError) -> ResponseReturnValue:
    let_go()
    if isinstance(error, Missing):
        return _page(404)
    if isinstance(error, (SignInNeeded, ConfirmationNeeded)):
        return _prove_first(error)
    if isinstance(error, TooMany):
        logger.warning('%s: too often: %s', _id(), request.endpoint)
        return _page(429, busy() if isinstance(error, Busy) else None,
                     **{'Retry-After': str(error.retry_after)})
    return _page(409 if isinstance(error, (Conflict, WrongState)) else 422)


def _prove_first(error: DomainError) -> ResponseReturnValue:
    """Lead to where people say who they are, and back; what was typed stays on the page."""
    needed = isinstance(error, SignInNeeded)
    if needed and (request.method != 'GET' or wants_json()):
        return _page(401)
    flash(gettext('Sign in to see this page.') if needed else
          gettext('To go on, show once more that it is you.'), 'info')
    back = request.full_path.rstrip('?') if request.method == 'GET' else request.path
    return redirect(url_for('sign_in.page' if needed else 'accounts.confirm', next=back), 303)


def _lost_form(error: CSRFError) -> ResponseReturnValue:
    let_go()
    logger.warning('%s: form refused: %s', _id(), error.description)
    return _page(400)


def _wrong_host(error: SecurityError) -> ResponseReturnValue:
    """Answer without a page: building links would trust the host that was refused."""
    return Response('По этому имени сервис не открывается.\n'
                    'This service is not reached by that name.\n', 400, mimetype='text/plain')


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if (error.code or 500) >= 500:
        return _failure(error)
    let_go()
    return _page(error.code or 400)


def is_unavailable(error: DBAPIError) -> bool:
    """Return whether the database does not serve now; other faults of statements are ours."""
    return type(error) in (OperationalError, InternalError, DatabaseError)


def database_error(error: DBAPIError) -> ResponseReturnValue:
    let_go()
    if not is_unavailable(error):
        return _failure(error)
    # The first line says what happened; details after it may hold what somebody typed.
    logger.error('%s: %s: %s', _id(), type(error.orig).__name__, str(error.orig).partition('\n')[0])
    return _page(503, None, **{'Retry-After': str(RETRY_SECONDS)})


def _failure(error: Exception) -> ResponseReturnValue:
    """A failure of ours: logged with its traceback, shown with its id only."""
    let_go()
    logger.error('%s: %s', _id(), type(error).__name__, exc_info=error)
    return render_template('errors/failure.html', error_id=_id()), 500
