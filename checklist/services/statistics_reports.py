"""Periodic reports of an authority: asked for, made by a job once a month is frozen, and kept."""
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.statistics import Observation, StatisticsReport
from checklist.services.printed import PrintedId, PrintedState, Shelf
from checklist.services.statistics import FrameHead, checklists_of, frame_heads
from checklist.statistics.periods import write_month
from requirements_catalog.texts import LANGUAGES

LEASE = timedelta(minutes=3)
REPORTS = Shelf(StatisticsReport, LEASE)

# The code of an authority, the period and the language.
ReportId = PrintedId


def authority_heads(authority: str, first: int = 0, last: int = 999_912) -> list[FrameHead]:
    """Return the frozen months of the versions that an authority has published."""
    codes = [published.code for published in checklists_of(authority)]
    return [head for head in frame_heads(codes, first, last)
            if head.published.version.content.authority == authority]


def report_months(authority: str) -> list[int]:
    """Return the months that can be reported on, the newest first.

    From the first month on of which a checklist is still to be frozen there are none: their
    reports would change. What was frozen while a checklist was another authority's is done, too.
    """
    frozen: dict[str, set[int]] = {
        published.code: set() for published in checklists_of(authority)}
    for head in frame_heads(list(frozen)):
        frozen[head.checklist].add(head.month)
    months = {head.month for head in authority_heads(authority)}
    unfinished = {month for checklist, done in frozen.items()
                  for month in _submitted_in(checklist, months - done)}
    return sorted((month for month in months if month < min(unfinished, default=999_913)),
                  reverse=True)


def _submitted_in(checklist: str, months: Collection[int]) -> set[int]:
    """Return in which of some months a checklist was submitted."""
    versions = select(ChecklistVersion.id).where(ChecklistVersion.checklist_code == checklist)
    return set(db.session.scalars(
        select(Observation.month).distinct().where(
            Observation.version_id.in_(versions), Observation.month.in_(months)))
        ) if months else set()


def missing_reports(authorities: Iterable[str]) -> list[tuple[str, int, str]]:
    """Return the reports of the newest month of each authority that nobody has asked for. Reads
    only.
    """
    return [(authority, month, language) for authority in authorities
            for month in report_months(authority)[:1] for language in LANGUAGES
            if write_month(month) not in report_states(authority, language)]


def ask_for_report(authority: str, month: int, language: str, *,
                   now: datetime) -> ReportId | None:
    """Note that a report is wanted and return its id; a failed one is asked for again.

    None where it is there already or somebody is at work on it.
    """
    report_id = (authority, write_month(month), language)
    row = db.session.get(StatisticsReport, report_id)
    if row is None:
        db.session.add(StatisticsReport(
            authority_code=authority, period=report_id[1], language=language, state='wanted',
            asked_at=now))
    elif row.state == 'failed':
        row.state, row.tries, row.lease_until, row.asked_at = 'wanted', 0, None, now
    else:
        return None
    return report_id


def get_report(authority: str, month: int, language: str) -> PrintedState | None:
    """Return a report, or None where nobody asked for it."""
    return REPORTS.state((authority, write_month(month), language))


def report_states(authority: str, language: str) -> dict[str, str]:
    """Return how far the reports of an authority are, by their period."""
    rows = db.session.execute(
        select(StatisticsReport.period, StatisticsReport.state).where(
            StatisticsReport.authority_code == authority,
            StatisticsReport.language == language))
    return {period: state for period, state in rows}
