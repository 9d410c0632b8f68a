"""Erasing closed accounts, each step in a transaction of its own."""
import logging
import time
from datetime import datetime

from flask import Flask

from checklist.database import scrub
from checklist.extensions import db, run_in
from checklist.services.erasure import erase_step, replay_erasures, waiting_erasures

# For so long somebody who deletes their account is kept waiting; the rest is left to a job.
AT_ONCE_SECONDS = 2.0

logger = logging.getLogger(__name__)


def erase_at_once(app: Flask, account_id: str, now: datetime) -> None:
    """Erase a closed account as far as a moment reaches. What fails or is left, the job finds."""
    try:
        _erase(app, account_id, now, time.monotonic() + AT_ONCE_SECONDS)
    except Exception:
        logger.exception('An account could not be erased at once; the job will.')


def erase_waiting(app: Flask, now: datetime) -> None:
    """Erase what is closed, and empty the log of the database of it."""
    for account_id in run_in(app, waiting_erasures):
        _erase(app, account_id, now, float('inf'))
    with app.app_context():
        scrub(db.engine)


def erase_again(app: Flask, now: datetime) -> int:
    """Erase what the list outside the database names and a backup has brought back.

    Return how many accounts.
    """
    back: int = run_in(app, lambda: replay_erasures(now=now))
    erase_waiting(app, now)
    return back


def _erase(app: Flask, account_id: str, now: datetime, until: float) -> None:
    done = False
    while not done and time.monotonic() < until:
        done = run_in(app, lambda: erase_step(account_id, now=now))
