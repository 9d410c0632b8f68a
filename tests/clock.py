"""The day of the service: from 19:00 to midnight UTC it is the day after the one in UTC."""
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo('Asia/Yekaterinburg')    # the default of checklist.config


def today() -> date:
    return datetime.now(ZONE).date()
