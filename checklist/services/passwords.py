"""Passwords: Argon2id, a list of common ones, no rules of composition (ASVS 5.0 V6.2)."""
import gzip
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update

from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.services.journal import record
from checklist.services.sessions import end_sessions

SHORTEST, LONGEST = 12, 256
# Words that say nothing secret here.
OUR_WORDS = ('checklist', 'чеклист', 'самопроверка', 'самообследование')
SHORTEST_WORD, DIFFERENT_CHARACTERS = 5, 4
COMMON = Path(__file__).parent.parent / 'common_passwords.txt.gz'
# OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)


class Weakness(StrEnum):
    """Why a password is refused."""

    SHORT = 'short'
    LONG = 'long'
    COMMON = 'common'
    CONTEXT = 'context'
    MONOTONOUS = 'monotonous'


def weakness(password: str, context: Iterable[str] = ()) -> Weakness | None:
    """Return what is wrong with a new password; ``context`` are words others know of its owner."""
    lowered = password.lower()
    if len(password) < SHORTEST:
        return Weakness.SHORT
    if len(password) > LONGEST:
        return Weakness.LONG
    if lowered in _common() or _is_repeated_common(lowered):
        return Weakness.COMMON
    if len(set(lowered)) < DIFFERENT_CHARACTERS:
        return Weakness.MONOTONOUS
    words = [word.lower() for word in (*OUR_WORDS, *context) if len(word) >= SHORTEST_WORD]
    if any(len(lowered.replace(word, '')) < SHORTEST_WORD for word in words):
        return Weakness.CONTEXT
    return None


def set_password(account_id: str, password: str, *, now: datetime, keep_session: str = '') -> None:
    """Give an account a new password; all its other sessions end."""
    _keep(account_id, password)
    end_sessions(account_id, now=now, but=keep_session)
    record('set_password', account_id, now)


def is_password(account_id: str | None, password: str) -> bool:
    """Return whether this is the password of an account.

    Without an account, or without a password, the same work is done for nothing, so that the
    time tells nobody which accounts exist.
    """
    kept = db.session.scalar(select(UserAccount.password_hash).where(
        UserAccount.id == account_id)) if account_id else None
    try:
        _hasher.verify(kept or _nobodys_hash(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    if kept is None or account_id is None:
        return False
    if _hasher.check_needs_rehash(kept):
        _keep(account_id, password)
    return True


def _keep(account_id: str, password: str) -> None:
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        password_hash=_hasher.hash(password)))


@cache
def _nobodys_hash() -> str:
    return _hasher.hash('nobody has this password')


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(COMMON.read_bytes()).decode().split())


def _is_repeated_common(lowered: str) -> bool:
    """Return whether a password is a common one typed more than once."""
    halves = {lowered[:length] for length in range(1, len(lowered) // 2 + 1)
              if lowered == lowered[:length] * (len(lowered) // length)}
    return bool(halves & _common()) or any(len(half) < SHORTEST_WORD for half in halves)
