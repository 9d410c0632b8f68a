"""What every request and every answer has in common."""
import logging
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import RequestRedirect

from checklist.config import Settings
from checklist.extensions import begin_writing, let_go

CONTENT_SECURITY_POLICY = '; '.join((
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "form-action 'self'",
    "base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'"))
logger = logging.getLogger('checklist')
SAFE_METHODS = frozenset({'GET', 'HEAD', 'OPTIONS'})
# Our own forms repeat no field; a repeated one is an attempt to be read in two ways.
HEADERS = {
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
    'X-Frame-Options': 'DENY',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}


def register_security(app: Flask, settings: Settings) -> None:
    app.before_request(_name_request)
    app.before_request(_redirect_by_path)
    app.before_request(_let_files_in)
    app.before_request(_refuse_foreign_forms)
    app.before_request(_refuse_repeated_fields)
    app.after_request(_add_headers)
    if settings.secure:
        app.after_request(_demand_tls)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies,
            x_host=settings.proxies)


def register_writing(app: Flask) -> None:
    """Let requests that change something begin as writers, after all checks before."""
    app.before_request(_begin_writing)
    app.after_request(_end_transaction)


def _name_request() -> None:
    """Give the request an id that a page of failure shows and the log repeats."""
    g.request_id = secrets.token_hex(6)


def _redirect_by_path() -> ResponseReturnValue | None:
    """Lead to the address with its last slash by path alone.

    Flask would name the host that the request named, which may be anybody's.
    """
    error = request.routing_exception
    if not isinstance(error, RequestRedirect):
        return None
    parts = urlsplit(error.new_url)
    return redirect(parts.path + (f'?{parts.query}' if parts.query else ''), error.code)


def _let_files_in() -> None:
    """Let more in where a page takes a file; everywhere else the small limit holds."""
    view = current_app.view_functions.get(request.endpoint or '')
    if getattr(view, 'takes_files', False) and request.method == 'POST':
        request.max_content_length = (
            current_app.config['EVIDENCE_BYTES'] + current_app.config['MAX_CONTENT_LENGTH'])


def _refuse_foreign_forms() -> None:
    """Refuse a form that a page of another site sends, whatever token it carries.

    Browsers say where a form comes from. Only the host is compared, since a proxy in front of us
    may speak TLS where we do not.
    """
    origin = request.headers.get('Origin')
    if request.method in SAFE_METHODS or origin is None:
        return
    if origin.partition('://')[2] != request.host:
        logger.warning('%s: form refused: it comes from another site', g.request_id)
        abort(400)


def _refuse_repeated_fields() -> None:
    sent = (request.args,) if request.method in SAFE_METHODS else (
        request.args, request.form, request.files)
    for fields in sent:
        if any(len(values) > 1 for _, values in fields.lists()):
            abort(400)


def _begin_writing() -> None:
    """Begin requests that change something as writers, once their body has arrived.

    The form was read above, so a slow client does not hold the write lock.
    """
    if request.method not in SAFE_METHODS and request.endpoint:
        begin_writing()


def _end_transaction(response: Response) -> Response:
    """End it while the answer can still be given: what is to be kept has been committed."""
    let_go()
    return response


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != 'static':
        response.headers.setdefault('Cache-Control', 'no-store')
    return response


def _demand_tls(response: Response) -> Response:
    response.headers['Strict-Transport-Security'] = 'max-age=31536000; includeSubDomains'
    return response
