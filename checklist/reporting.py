"""Periodic reports of authorities: wanted once a month is frozen, printed, kept, told of."""
from datetime import datetime
from functools import partial

from flask import Flask
from flask_babel import force_locale

from checklist.extensions import let_go, run_in
from checklist.printed import Printer, print_wanted
from checklist.reports.authority_report import report_html
from checklist.services.reference import library
from checklist.services.statistics_reports import (
    REPORTS, ReportId, ask_for_report, missing_reports)
from checklist.statistics.periods import read_month


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
        found = REPORTS.wanted(now)
        let_go()
    return found


def make_report(app: Flask, printer: Printer, report_id: ReportId) -> None:
    """Print one wanted report."""
    print_wanted(app, printer, REPORTS, report_id, report_page)


def report_page(app: Flask, report_id: ReportId) -> str:
    """Return the page to print of a report, in its language."""
    authority, period, language = report_id
    month = read_month(period)
    if month is None:
        raise ValueError(f'There is no month {period}.')
    with app.app_context(), force_locale(language):
        return report_html(authority, month)
