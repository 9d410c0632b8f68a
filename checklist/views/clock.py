"""What time it is, for views; nothing below them reads a clock."""
from datetime import UTC, date, datetime

from checklist.extensions import day_of


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """Return the day in the zone of the service."""
    return day_of(now())
