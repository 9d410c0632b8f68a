"""The hourly round: what has been kept long enough goes, each batch in a transaction of its own."""
import time
from datetime import datetime, timedelta
from functools import partial

from flask import Flask

from checklist.config import Retention
from checklist.extensions import let_go, letter_files, run_in
from checklist.services.draft_warnings import warn_of_ends
from checklist.services.observations import counted_months, forget_counted
from checklist.services.retention import LAST_MESSAGE, forget_expired

# Rows of statistics may be many. Between two lots others write, and after a while other jobs have
# their turn; the next round goes on.
PAUSE_SECONDS = 0.05
MOST_SECONDS = 30.0


def forget_all(app: Flask, now: datetime) -> None:
    """Forget everything that is due now, and tell of drafts that will be."""
    keep: Retention = app.config['RETENTION']
    while run_in(app, lambda: forget_expired(now, keep)):
        pass
    while run_in(app, lambda: warn_of_ends(now, keep, lambda id_: _address(app, id_))):
        pass
    with app.app_context():
        files = letter_files()
    files.remove_before((now - timedelta(days=keep.letter)).timestamp())
    files.remove_before((now - LAST_MESSAGE).timestamp(), 'erased')
    forget_counted_rows(app)


def forget_counted_rows(app: Flask) -> None:
    """Forget what statistics took down of self-inspections whose month is frozen."""
    with app.app_context():
        counted = counted_months()
        let_go()
    until = time.monotonic() + MOST_SECONDS
    for version_id, month in counted:
        _forget_month(app, version_id, month, until)


def _forget_month(app: Flask, version_id: int, month: int, until: float) -> None:
    after: int | None = -1
    while after is not None and time.monotonic() < until:
        after = run_in(app, partial(forget_counted, version_id, month, after))
        if after is not None:
            time.sleep(PAUSE_SECONDS)


def _address(app: Flask, inspection_id: str) -> str:
    return f"{app.config['PUBLIC_URL']}/inspections/{inspection_id}"
