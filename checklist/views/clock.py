"""What time it is, for views; nothing below them reads a clock."""
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app


def now() -> datetime:
    return datetime.now(UTC)


def today() -> date:
    """Return the day in the zone of the service."""
    return now().astimezone(ZoneInfo(current_app.config['BABEL_DEFAULT_TIMEZONE'])).date()
