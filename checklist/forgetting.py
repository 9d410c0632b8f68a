"""The hourly round: what has been kept long enough goes, each batch in a transaction of its own."""
from datetime import datetime, timedelta

from flask import Flask

from checklist.config import Retention
from checklist.extensions import letter_files, run_in
from checklist.services.draft_warnings import warn_of_ends
from checklist.services.retention import LAST_MESSAGE, forget_expired


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


def _address(app: Flask, inspection_id: str) -> str:
    return f"{app.config['PUBLIC_URL']}/inspections/{inspection_id}"
