"""Who may open a page, and how often.

Every view says so itself: a view that is neither public nor guarded stops the start.
"""
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, request

from checklist.access import Actor, Permission
from checklist.errors import ConfirmationNeeded, Missing
from checklist.extensions import begin_writing, db
from checklist.security import SAFE_METHODS
from checklist.services.inspections import Inspection, Viewer, get_inspection
from checklist.services.journal import record, record_once, was_recorded
from checklist.services.limits import Limit, count
from checklist.services.memberships import works_for
from checklist.views.clock import now
from checklist.views.keys import key_of
from checklist.views.visitors import current_actor, pending_sign_in, signed_in, visitor

View = TypeVar('View', bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark a view as open to everybody."""
    view.access = 'public'  # type: ignore[attr-defined]
    return view


def holder(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view the self-inspection that the browser has the key of or whose company the
    account works for; nobody else finds it.
    """
    @wraps(view)
    def guarded(inspection_id: str, **arguments: Any) -> Any:
        return view(held_inspection(inspection_id), **arguments)

    guarded.access = 'holder'  # type: ignore[attr-defined]
    return guarded


def held_inspection(inspection_id: str) -> Inspection:
    """Return a self-inspection to whoever may open it; raise Missing to all others."""
    return get_inspection(inspection_id, viewer_of(inspection_id),
                          lock=request.method not in SAFE_METHODS)


def takes_files(view: View) -> View:
    """Mark a view that a file may be sent to; requests to all others are small."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def member_of(inspection: Inspection) -> Actor | None:
    """Return who is signed in, if they work for the company of a self-inspection.

    Whoever has its key only may read and answer it, and no more.
    """
    found = signed_in()
    if found is None or not found.complete or not found.actor.may(Permission.KEEP_COMPANIES):
        return None
    return found.actor if works_for(found.actor.account_id, inspection.person_id) else None


def reader_of(inspection: Inspection) -> str:
    """Return as whom somebody reads a self-inspection: member, account or visitor."""
    if member_of(inspection) is not None:
        return 'member'
    found = signed_in()
    return 'account' if found is not None and found.complete else 'visitor'


def require_member(inspection: Inspection) -> Actor:
    """Return who is signed in and works for the company of a self-inspection."""
    actor = member_of(inspection)
    if actor is None:
        current_actor()
        raise Missing('This is for those who work for the company.')
    return actor


def viewer_of(inspection_id: str) -> Viewer:
    """Return by what this browser may open a self-inspection."""
    found = signed_in()
    account_id = found.actor.account_id if found and found.complete else ''
    return Viewer(key_of(inspection_id), account_id)


def requires(permission: Permission, *, fresh: bool = False) -> Callable[[View], View]:
    """Give a view the actor, if the table of grants lets them in.

    To those who may not the page does not exist. With ``fresh`` they must have proved who they
    are a moment ago.
    """
    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            actor = current_actor()
            if not actor.may(permission):
                _deny(actor)
            if fresh and not actor.is_fresh(now()):
                raise ConfirmationNeeded('This needs a fresh proof.')
            return view(actor, **arguments)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def half_signed_in(view: Callable[..., Any]) -> Callable[..., Any]:
    """Give a view whoever has given the first factor and owes the second."""
    @wraps(view)
    def guarded(**arguments: Any) -> Any:
        return view(pending_sign_in(), **arguments)

    guarded.access = 'half'  # type: ignore[attr-defined]
    return guarded


def require_access_marks(app: Flask) -> None:
    """Refuse to start with a view that does not say who may open it."""
    bare = sorted(endpoint for endpoint, view in app.view_functions.items()
                  if endpoint != 'static' and not hasattr(view, 'access'))
    if bare:
        raise RuntimeError(f'Views without an access mark: {", ".join(bare)}')


def limit(what: Limit, *, by_visitor: bool = True, of: str = '') -> None:
    """Count one use, at once and for good, or raise TooMany.

    Uses are counted for each network of visitors, and for each ``of`` apart.
    """
    at_once(lambda: count(what, (visitor() if by_visitor else '') + of, datetime.now(UTC)))


def at_once(work: Callable[[], None]) -> None:
    """Do something that stays done whatever becomes of the rest of the request."""
    db.session.rollback()
    begin_writing()
    work()
    db.session.commit()
    if request.method not in SAFE_METHODS:
        begin_writing()


def note_reading(inspection: Inspection) -> None:
    """Write down that a self-inspection was looked at, if it belongs to a company."""
    if inspection.person_id:
        note_reading_of(inspection.id, inspection.person_id)


def note_reading_of(inspection_id: str, tenant: str) -> None:
    """Write down that a self-inspection of a company was looked at, once an hour a person."""
    if not was_recorded('read', inspection_id, now()):
        at_once(lambda: record_once('read', inspection_id, now(), tenant=tenant))


def _deny(actor: Actor) -> None:
    at_once(lambda: record('denied', actor.account_id, now(), page=str(request.endpoint)))
    raise Missing('This page is not for this account.')
