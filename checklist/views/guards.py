"""Who may open a page, and how often.

Every view says so itself: a view that is neither public nor guarded stops the start.
"""
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, current_app, request

from checklist.extensions import begin_writing, db
from checklist.security import SAFE_METHODS
from checklist.services.inspections import get_inspection
from checklist.services.limits import Limit, count
from checklist.views.keys import key_of

View = TypeVar('View', bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.access = 'public'  # type: ignore[attr-defined]
    return view


def holder_of_key(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view the self-inspection whose key the browser has; nobody else finds it."""
    @wraps(view)
    def guarded(inspection_id: str, **arguments: Any) -> Any:
        inspection = get_inspection(inspection_id, key_of(inspection_id),
                                    lock=request.method not in SAFE_METHODS)
        return view(inspection, **arguments)

    guarded.access = 'holder'  # type: ignore[attr-defined]
    return guarded


def require_access_marks(app: Flask) -> None:
    """Refuse to start with a view that does not say who may open it."""
    bare = sorted(endpoint for endpoint, view in app.view_functions.items()
                  if endpoint != 'static' and not hasattr(view, 'access'))
    if bare:
        raise RuntimeError(f'Views without an access mark: {", ".join(bare)}')


def limit(what: Limit, *, by_visitor: bool = True) -> None:
    """Count one use by this visitor, at once and for good, or raise TooMany."""
    db.session.rollback()
    begin_writing()
    count(what, _visitor() if by_visitor else '', datetime.now(UTC))
    db.session.commit()
    if request.method not in SAFE_METHODS:
        begin_writing()


def _visitor() -> str:
    """Return the network of the visitor (/24, or /64 of IPv6), hashed with our key."""
    address = request.remote_addr or ''
    network = (':'.join(address.split(':')[:4]) if ':' in address
               else address.rpartition('.')[0])
    return hashlib.sha256(f'{current_app.secret_key!r} {network}'.encode()).hexdigest()
