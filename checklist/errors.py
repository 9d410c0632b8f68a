"""Failures that are part of the domain; views turn them into pages."""


class DomainError(Exception):
    """Something the service refuses, with a message id for people."""


class Missing(DomainError):
    """What was asked for is not there, or not for this person: the two look the same."""


class WrongState(DomainError):
    """The thing is in a state in which this cannot be done."""


class Outdated(WrongState):
    """The version it rests on was replaced, and the days of grace are over."""


class Conflict(DomainError):
    """Somebody, perhaps the same person in another window, has changed it meanwhile."""


class TooMany(DomainError):
    """A limit is reached; ``retry_after`` is in seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__('Too many requests.')
        self.retry_after = retry_after


class Busy(TooMany):
    """Somebody has as many costly pages in the making as they may."""


class SignInNeeded(DomainError):
    """Only somebody who is signed in may do this, and nobody is, or not any more."""


class ConfirmationNeeded(DomainError):
    """This needs a fresh proof of who somebody is."""


class Refused(DomainError):
    """A file that is not taken; the reason is a code that pages turn into words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
