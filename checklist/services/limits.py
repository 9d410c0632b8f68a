"""Rate limits that hold over all workers and after a restart, on both databases."""
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from checklist.errors import TooMany
from checklist.extensions import db
from checklist.models.limits import RateLimitCounter


@dataclass(frozen=True)
class Limit:
    """At most ``most`` times in a window of ``seconds``."""

    name: str
    most: int
    seconds: int


STARTS = Limit('start', 60, 3600)
PROFILES = Limit('profile', 120, 3600)
KEY_TRIES = Limit('key', 30, 60)
VERIFICATIONS = Limit('verify', 30, 60)
ALL_VERIFICATIONS = Limit('verify-all', 1000, 60)
DOCUMENTS = Limit('document', 60, 3600)
PASSWORDS = Limit('password', 10, 900)
ALL_PASSWORDS = Limit('password-all', 60, 900)
ACCOUNT_SEARCHES = Limit('account-search', 60, 3600)
INVITATIONS = Limit('invitation', 50, 3600)
LINKS = Limit('link', 20, 3600)
LINKS_TO_ONE = Limit('link-to', 5, 3600)
PROVIDER_STARTS = Limit('provider', 30, 900)
EXPORTS = Limit('export', 5, 3600)
STATISTICS_FILES = Limit('statistics-file', 300, 3600)
CODES = Limit('code', 5, 300)
MANY_CODES = Limit('codes', 20, 3600)
PROPOSALS = Limit('proposal', 10, 3600)
ALL_PROPOSALS = Limit('proposal-all', 300, 3600)
UPLOADS = Limit('upload', 200, 3600)


def count(limit: Limit, visitor: str, now: datetime) -> None:
    """Count one use, or raise TooMany once the limit is passed.

    The visitor is hashed, so that the table holds no address. Windows are fixed: at the seam of
    two windows a visitor may do twice as much, which is good enough against guessing.
    """
    window = datetime.fromtimestamp(
        now.timestamp() // limit.seconds * limit.seconds, UTC)
    key = hashlib.sha256(f'{limit.name} {visitor}'.encode()).hexdigest()
    if _add_one(key, window) > limit.most:
        end = window + timedelta(seconds=limit.seconds)
        raise TooMany(max(1, int((end - now).total_seconds())))


def forget_old_counters(now: datetime) -> None:
    db.session.execute(
        delete(RateLimitCounter).where(RateLimitCounter.window < now - timedelta(hours=2)))


def _add_one(key: str, window: datetime) -> int:
    insert = (postgresql_insert if db.engine.dialect.name == 'postgresql' else sqlite_insert)
    statement = insert(RateLimitCounter).values(key=key, window=window, count=1)
    statement = statement.on_conflict_do_update(
        index_elements=['key', 'window'], set_={'count': RateLimitCounter.count + 1})
    total: int = db.session.execute(
        statement.returning(RateLimitCounter.count)).scalar_one()
    return total
