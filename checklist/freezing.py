"""Freezing of statistics by the worker, which alone loads NumPy."""
import logging
from datetime import datetime

from flask import Flask
from sqlalchemy.exc import IntegrityError

from checklist.errors import Conflict
from checklist.extensions import let_go, run_in
from checklist.forgetting import forget_counted_rows
from checklist.services.freezing import count_month, due_months, keep_month

logger = logging.getLogger(__name__)


class Freezer:
    """Counts the months that are over, one after the other."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def freeze_due(self, now: datetime) -> int:
        """Freeze every month that is over, and forget its rows; return how many there were.

        Counting takes a while, so it is done outside the transaction that keeps the outcome.
        """
        with self._app.app_context():
            due = due_months(now)
            let_go()
        frozen = sum(self._freeze(checklist, month, now) for checklist, month in due)
        forget_counted_rows(self._app)
        return frozen

    def _freeze(self, checklist: str, month: int, now: datetime) -> bool:
        with self._app.app_context():
            frozen = count_month(checklist, month)
            let_go()
        try:
            run_in(self._app, lambda: keep_month(checklist, month, frozen, now=now))
        except (Conflict, IntegrityError):
            logger.info('Another worker has frozen %s of %s.', month, checklist)
            return False
        return True
