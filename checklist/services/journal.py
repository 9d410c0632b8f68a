"""Writing down what was done."""
import json
from datetime import datetime

from checklist.extensions import db
from checklist.models.journal import JournalEntry


def record(action: str, object_id: str, now: datetime, **details: str | int) -> None:
    """Add an entry. Details hold codes and counts, never what somebody typed."""
    db.session.add(JournalEntry(
        at=now, action=action, object_id=object_id,
        details=json.dumps(details, separators=(',', ':')) if details else ''))
