"""Inspectors who asked to hear of each new report of their authority by e-mail."""
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import AccountRole, UserAccount
from checklist.models.statistics import ReportSubscription, StatisticsReport
from checklist.services.mail import ask_for_mail
from checklist.services.reference import library


def subscribe(account_id: str, told_of: str, *, now: datetime) -> None:
    """Tell an account of reports after ``told_of`` from now on; twice is as good as once."""
    insert = postgresql_insert if db.engine.dialect.name == 'postgresql' else sqlite_insert
    db.session.execute(insert(ReportSubscription).values(
        account_id=account_id, told_of=told_of, since=now).on_conflict_do_nothing())


def unsubscribe(account_id: str) -> None:
    db.session.execute(delete(ReportSubscription).where(
        ReportSubscription.account_id == account_id))


def subscribed_since(account_id: str) -> datetime | None:
    """Return since when an account is told of reports, or None."""
    return db.session.scalar(select(ReportSubscription.since).where(
        ReportSubscription.account_id == account_id))


def tell_of_reports(*, now: datetime) -> int:
    """Ask for the messages about reports that are ready; return how many there were.

    Subscriptions are marked by one statement each, so that of two workers one writes.
    """
    return sum(_tell(authority, language, period, now)
               for authority, language, period in _newest_ready())


def _newest_ready() -> list[tuple[str, str, str]]:
    rows = db.session.execute(
        select(StatisticsReport.authority_code, StatisticsReport.language,
               func.max(StatisticsReport.period))
        .where(StatisticsReport.state == 'ready')
        .group_by(StatisticsReport.authority_code, StatisticsReport.language))
    return [(row[0], row[1], row[2]) for row in rows]


def _tell(authority: str, language: str, period: str, now: datetime) -> int:
    readers = select(UserAccount.id).where(*_readers(authority, language))
    told = db.session.scalars(
        update(ReportSubscription)
        .where(ReportSubscription.told_of < period, ReportSubscription.account_id.in_(readers))
        .values(told_of=period).returning(ReportSubscription.account_id)
        .execution_options(synchronize_session=False)).all()
    for reader in db.session.scalars(select(UserAccount).where(UserAccount.id.in_(told))):
        ask_for_mail('statistics_report', reader.email, {
            'month': period, 'link': '/authority/statistics/reports',
            'authority': library().authorities[authority].short.in_language(language)},
            language=language, now=now, account_id=reader.id)
    return len(told)


def _readers(authority: str, language: str) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for those who may read a report, and in this language."""
    inspectors = select(AccountRole.account_id).where(AccountRole.role == Role.INSPECTOR)
    return (UserAccount.id.in_(inspectors), UserAccount.state == 'active',
            UserAccount.authority_code == authority, UserAccount.language == language)
