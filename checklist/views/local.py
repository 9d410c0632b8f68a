"""Where to go on after a form, without ever leaving the service."""
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, redirect
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException


def local_path(target: str | None, otherwise: str) -> str:
    """Return the path that a form names if it is a page of ours, else ``otherwise``."""
    target = target or ''
    parts = urlsplit(target)
    ours = target.isprintable() and target.startswith('/') and not target.startswith(
        ('//', '/\\')) and not (parts.scheme or parts.netloc)
    return target.rstrip('?') if ours and _can_be_opened(parts.path) else otherwise


def _can_be_opened(path: str) -> bool:
    try:
        current_app.url_map.bind('').match(path, 'GET')
    except (HTTPException, RoutingException):
        return False
    return True


def see_other(target: str) -> Response:
    """Lead on after a form."""
    return make_response(redirect(target, 303))
