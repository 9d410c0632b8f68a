"""Who asks: the session cookie of an account, and where the request comes from."""
import hashlib
from ipaddress import ip_address, ip_network

from flask import Response, current_app, g, request, session

from checklist.access import GRANTS, Actor
from checklist.errors import SignInNeeded
from checklist.extensions import begin_writing, db
from checklist.security import SAFE_METHODS
from checklist.services.journal import Origin, set_origin
from checklist.services.sessions import (
    RESPONDENT_LIFE, SEEN_EVERY, Browser, SignedIn, end_session, find_session, see_session)
from checklist.views.clock import now

# What a browser calls itself is long and tells people apart; these names do not.
_BROWSERS = (('YaBrowser', 'Яндекс Браузер'), ('Edg', 'Edge'), ('OPR', 'Opera'),
             ('Firefox', 'Firefox'), ('Chrom', 'Chrome'), ('Safari', 'Safari'))
_SYSTEMS = (('Android', 'Android'), ('iPhone', 'iPhone'), ('iPad', 'iPad'),
            ('Windows', 'Windows'), ('Mac OS', 'macOS'), ('Linux', 'Linux'))


def know_visitor() -> None:
    """Find out who asks before the page is made: its frame depends on it."""
    found = signed_in()
    granted = {permission for role in found.actor.roles for permission in GRANTS[role]
               } if found and found.complete else set()
    g.audience = tuple(sorted(granted))


def signed_in() -> SignedIn | None:
    """Return who is signed in with this browser, asking the database once a request."""
    if 'signed_in' not in g:
        g.signed_in = _find(request.cookies.get(_cookie_name(), ''))
        set_origin(_origin(g.signed_in))
    found: SignedIn | None = g.signed_in
    return found


def current_actor() -> Actor:
    """Return who is signed in, with the second factor where there is one."""
    found = signed_in()
    if found is None or not found.complete:
        raise SignInNeeded('Nobody is signed in.')
    return found.actor


def pending_sign_in() -> SignedIn:
    """Return who has given the first factor and owes the second."""
    found = signed_in()
    if found is None or found.complete:
        raise SignInNeeded('Nobody is signing in.')
    return found


def give_session(response: Response, token: str, *, staff: bool) -> Response:
    """Put a new session into the browser; what was signed in there before ends.

    The token of forms is made anew too, so that none from before works afterwards.
    """
    end_here()
    return change_token(response, token, staff=staff)


def change_token(response: Response, token: str, *, staff: bool) -> Response:
    """Go on with a session under a new token."""
    session.pop('csrf_token', None)
    response.set_cookie(
        _cookie_name(), token, max_age=None if staff else RESPONDENT_LIFE.whole, httponly=True,
        secure=current_app.config['SESSION_COOKIE_SECURE'],
        samesite='Strict' if staff else 'Lax')
    return response


def take_session(response: Response) -> Response:
    """Take the session out of the browser, with everything it has kept of our pages."""
    end_here()
    session.pop('csrf_token', None)
    if session.pop('place', None):
        session.pop('profile', None)  # it was filled in from a company
    response.delete_cookie(_cookie_name(), secure=current_app.config['SESSION_COOKIE_SECURE'],
                           httponly=True, samesite='Lax')
    response.headers['Clear-Site-Data'] = '"cache", "storage"'
    return response


def end_here() -> None:
    """End the session of this browser, if there is one. Does not commit."""
    found = signed_in()
    if found is not None:
        end_session(found.actor.account_id, found.actor.session_id, now=now())
    g.signed_in = None


def this_browser() -> Browser:
    """Return what is kept of a browser: its family, its system and its network."""
    agent = request.user_agent.string
    names = [next((name for mark, name in marks if mark in agent), '')
             for marks in (_BROWSERS, _SYSTEMS)]
    return Browser(', '.join(filter(None, names)), network())


def network() -> str:
    """Return the network of the visitor, /24 or /64 of IPv6: no single device."""
    try:
        address = ip_address(request.remote_addr or '')
    except ValueError:
        return ''
    address = getattr(address, 'ipv4_mapped', None) or address
    return str(ip_network((address, 24 if address.version == 4 else 64), strict=False))


def visitor() -> str:
    """Return the network of the visitor, hashed with our key."""
    return hashlib.sha256(f'{current_app.secret_key!r} {network()}'.encode()).hexdigest()


def _cookie_name() -> str:
    return '__Host-account' if current_app.config['SESSION_COOKIE_SECURE'] else 'account'


def _find(token: str) -> SignedIn | None:
    found = find_session(token, now=now()) if token else None
    if found is not None and now() - found.seen_at > SEEN_EVERY:
        _see(found)
    return found


def _see(found: SignedIn) -> None:
    """Write down that a session is in use, at once and for good."""
    db.session.rollback()
    begin_writing()
    see_session(found.actor.session_id, now=now())
    db.session.commit()
    if request.method not in SAFE_METHODS:
        begin_writing()


def _origin(found: SignedIn | None) -> Origin:
    if found is None:
        return Origin(role='visitor', network=network(), request_id=g.request_id)
    return Origin(found.actor.account_id, found.actor.role, network(), g.request_id)
