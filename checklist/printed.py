"""Printing what is wanted, whatever it is."""
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from flask import Flask

from checklist.extensions import run_in
from checklist.services.printed import PrintedId, Shelf

logger = logging.getLogger(__name__)


class Printer(Protocol):
    """Turns a self-contained page into a PDF."""

    def print_pdf(self, html: str) -> bytes: ...


def print_wanted(app: Flask, printer: Printer, shelf: Shelf, printed_id: PrintedId,
                 page: Callable[[Flask, PrintedId], str]) -> None:
    """Lease one row, print its page outside any transaction, and keep the bytes."""
    if not run_in(app, lambda: shelf.take(printed_id, now=datetime.now(UTC))):
        return
    try:
        body = printer.print_pdf(page(app, printed_id))
    except Exception:
        logger.exception('A document could not be printed.')
        run_in(app, lambda: shelf.give_back(printed_id))
    else:
        run_in(app, lambda: shelf.keep(printed_id, body))
