"""Providers of identities as pages offer them, and what a browser remembers on its way there."""
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from flask import current_app, session
from flask_babel import gettext

from checklist.errors import Missing
from checklist.providers.identity import Attempt, Provider
from checklist.services.account_links import Link, Purpose, look_at_link, make_link, use_link
from checklist.services.identities import LinkedIdentity
from checklist.views.clock import now
from checklist.views.guards import at_once

ATTEMPT, NEW_IDENTITY = 'attempt', 'new_identity'


@dataclass(frozen=True)
class Offered:
    """A provider as a button names it."""

    key: str
    name: str


@dataclass(frozen=True)
class Way:
    """A provider as an account sees it; one that was linked may not be configured any more."""

    key: str
    name: str
    configured: bool
    linked_at: datetime | None


@dataclass(frozen=True)
class Kept:
    """An attempt that this browser has begun, and what it is for."""

    attempt: Attempt
    aim: str
    target: str
    account_id: str
    session_id: str


def offered() -> list[Offered]:
    """Return the providers that are configured, by the names people know."""
    return [Offered(key, provider_name(key)) for key in current_app.extensions['providers']]


def ways_through_others(linked: Iterable[LinkedIdentity]) -> list[Way]:
    """Return all providers that an account is linked with or can be."""
    since = {identity.provider: identity.created_at for identity in linked}
    configured = current_app.extensions['providers']
    return [Way(key, provider_name(key), key in configured, since.get(key))
            for key in dict.fromkeys([*configured, *since])]


def provider_name(key: str) -> str:
    """Return the name of a provider, configured or not any more."""
    if key == 'esia':
        return gettext('Gosuslugi')
    found = current_app.extensions['providers'].get(key)
    return found.name if found else gettext('Another service')


def get_provider(key: str) -> Provider:
    found: Provider | None = current_app.extensions['providers'].get(key)
    if found is None:
        raise Missing('There is no such provider.')
    return found


def keep_attempt(provider: str, kept: Kept) -> None:
    """Remember an attempt for ten minutes: the browser has its token, the database the rest."""
    attempt = kept.attempt
    subject = {
        'provider': provider, 'state': attempt.state, 'nonce': attempt.nonce,
        'verifier': attempt.verifier, 'started_at': attempt.started_at.isoformat(),
        'email': 'yes' if attempt.email else '', 'anew': 'yes' if attempt.anew else '',
        'aim': kept.aim, 'target': kept.target, 'session_id': kept.session_id}

    def keep() -> None:
        session[ATTEMPT] = make_link(Purpose.PROVIDER, subject, now=now(),
                                     account_id=kept.account_id or None)

    at_once(keep)


def take_attempt(provider: str, state: str) -> Kept:
    """Return the attempt that this browser has begun and use it up, or raise Missing.

    An answer to another attempt leaves it as it is.
    """
    token = session.get(ATTEMPT, '')
    found = look_at_link(Purpose.PROVIDER, token, now=now())
    if found.subject['provider'] != provider or not compare_digest(
            found.subject['state'].encode(), state.encode()):
        raise Missing('This answers another attempt.')
    at_once(lambda: _use(token))
    return _kept(found)


def _use(token: str) -> None:
    use_link(Purpose.PROVIDER, token, now=now())
    session.pop(ATTEMPT)


def _kept(found: Link) -> Kept:
    subject = found.subject
    attempt = Attempt(
        subject['state'], subject['nonce'], subject['verifier'],
        datetime.fromisoformat(subject['started_at']), bool(subject['email']),
        bool(subject['anew']))
    return Kept(attempt, subject['aim'], subject['target'], found.account_id or '',
                subject['session_id'])
