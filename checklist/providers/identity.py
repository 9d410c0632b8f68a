"""What all providers have in common: an attempt to sign in, and who it turns out to be."""
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import uuid4


class ProviderError(Exception):
    """No identity came of an attempt; ``reason`` is a code for the journal."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(ProviderError):
    """The provider cannot be reached, or does not answer as a provider does."""


class Refused(ProviderError):
    """The answer cannot be believed."""


class Declined(ProviderError):
    """Somebody changed their mind at the provider, or it does not let them in."""


@dataclass(frozen=True)
class Attempt:
    """One attempt: what nobody can guess of it, and what is wanted.

    ``email`` asks for the address too, and ``anew`` for a proof that is made now.
    """

    state: str
    nonce: str
    verifier: str
    started_at: datetime
    email: bool
    anew: bool


@dataclass(frozen=True)
class Identity:
    """Whom a provider vouches for.

    ``subject`` is unique among all accounts of the provider and never given to another.
    ``email`` is one the provider has verified. ``strong`` says that a second factor was asked
    there, and ``proved_at`` when they proved who they are, where the provider tells.
    """

    subject: str
    email: str
    strong: bool
    proved_at: datetime | None


class Provider(Protocol):
    """A service that says who somebody is."""

    @property
    def key(self) -> str: ...

    @property
    def name(self) -> str: ...

    def start(self, attempt: Attempt, redirect_uri: str, now: datetime) -> str:
        """Return the address to send a browser to."""

    def finish(self, attempt: Attempt, answer: Mapping[str, str], redirect_uri: str,
               now: datetime) -> Identity:
        """Return who it is by what the browser came back with."""


def new_attempt(now: datetime, *, email: bool, anew: bool) -> Attempt:
    """Return an attempt with secrets of its own. The state is a UUID, as ЕСИА wants it."""
    return Attempt(str(uuid4()), secrets.token_urlsafe(32), secrets.token_urlsafe(48), now,
                   email, anew)


def code_of(answer: Mapping[str, str]) -> str:
    """Return the code that an answer brings, or raise Declined."""
    if not answer.get('code'):
        raise Declined('declined' if answer.get('error') == 'access_denied' else 'no_code')
    return answer['code']
