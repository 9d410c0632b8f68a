"""Periodic reports of authorities: wanted once a month is frozen, printed, kept, told of."""
import logging
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from flask import Flask
from flask_babel import force_locale

from checklist.extensions import let_go, run_in
from checklist.reports.authority_report import report_html
from checklist.services.reference import library
from checklist.services.statistics_reports import (
    ReportId, ask_for_report, give_back_report, keep_report, missing_reports, take_report,
    wanted_reports)
from checklist.statistics.periods import read_month

logger = logging.getLogger(__name__)


class Printer(Protocol):
    """Turns a self-contained page into a PDF."""

    def print_pdf(self, html: str) -> bytes: ...


def reports_to_make(app: Flask, now: datetime) -> list[ReportId]:
    """Want what is due by now, and return what is wanted and nobody is at work on.

    What is due is found out before the transaction that writes, which is not to hold up others.
    """
    with app.app_context():
        missing = missing_reports(sorted(library().authorities))
        let_go()
    for authority, month, language in missing:
        run_in(app, partial(ask_for_report, authority, month, language, now=now))
    with app.app_context():
        found = wanted_reports(now)
        let_go()
    return found


def make_report(app: Flask, printer: Printer, report_id: ReportId) -> None:
    """Print one wanted report: lease it, print it outside any transaction, keep it."""
    if not run_in(app, lambda: take_report(report_id, now=datetime.now(UTC))):
        return
    try:
        body = printer.print_pdf(report_page(app, report_id))
    except Exception:
        logger.exception('A report of statistics could not be printed.')
        run_in(app, lambda: give_back_report(report_id))
    else:
        run_in(app, lambda: keep_report(report_id, body))


def report_page(app: Flask, report_id: ReportId) -> str:
    """Return the page to print of a report, in its language."""
    authority, period, language = report_id
    month = read_month(period)
    if month is None:
        raise ValueError(f'There is no month {period}.')
    with app.app_context(), force_locale(language):
        return report_html(authority, month)
