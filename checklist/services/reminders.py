"""Reminding of tasks by e-mail: seven days and one day before they are due, and once after."""
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from babel.dates import format_date
from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.tasks import RemedyTask
from checklist.services.mail import ask_for_mail
from checklist.services.submissions import get_submitted
from checklist.services.tasks import CompanyTask, add_tasks, company_plan, first_tasks, is_present

DAYS_BEFORE = (7, 1)
MOST_LINES = 20
BATCH = 200


def plan_forgotten(now: datetime) -> int:
    """Keep the first tasks of self-inspections that have been taken over with their results."""
    ids = list(db.session.scalars(
        select(SelfInspection.id).join(Submission, Submission.inspection_id == SelfInspection.id)
        .where(SelfInspection.person_id.is_not(None),
               or_(Submission.packed.contains('N'), Submission.packed.contains('U')),
               ~exists().where(RemedyTask.inspection_id == SelfInspection.id)).limit(BATCH)))
    for inspection_id in ids:
        found = get_submitted(inspection_id)
        add_tasks(first_tasks(inspection_id, found.published.version, found.answers,
                              found.submitted_at), now=now)
    return len(ids)


def remind(today: date, *, now: datetime) -> int:
    """Ask for the messages of a day and return how many; each task is told of once a day.

    Tasks are marked by one statement, so that of two workers one tells of a task.
    """
    rows = db.session.execute(
        update(RemedyTask).where(_to_remind_of(today), RemedyTask.inspection_id.in_(
            select(SelfInspection.id).where(is_present(), exists().where(*_readers(
                SelfInspection.person_id)))))
        .values(reminded_on=today)
        .returning(RemedyTask.inspection_id, RemedyTask.question_code)
        .execution_options(synchronize_session=False)).all()
    due = {(row.inspection_id, row.question_code) for row in rows}
    companies = db.session.scalars(select(SelfInspection.person_id).distinct().where(
        SelfInspection.id.in_({inspection_id for inspection_id, _ in due})))
    return sum(_write_to_all(person_id, due, now) for person_id in companies if person_id)


def _to_remind_of(today: date) -> ColumnElement[bool]:
    soon = RemedyTask.due_on.in_([today + timedelta(days) for days in DAYS_BEFORE])
    seen = RemedyTask.reminded_on
    return and_(RemedyTask.done_on.is_(None), or_(
        and_(soon, or_(seen.is_(None), seen != today)),
        and_(RemedyTask.due_on < today, or_(seen.is_(None), seen <= RemedyTask.due_on))))


def _readers(person_id: Any) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for those who work for a company and want to be reminded."""
    return (Membership.person_id == person_id, Membership.account_id == UserAccount.id,
            UserAccount.reminders.is_(True), UserAccount.state == 'active')


def _write_to_all(person_id: str, due: set[tuple[str, str]], now: datetime) -> int:
    name = db.session.scalar(
        select(ControlledPerson.name).where(ControlledPerson.id == person_id)) or ''
    readers = db.session.scalars(select(UserAccount).where(*_readers(person_id))).all()
    for reader in readers:
        tasks = [item for item in company_plan(reader.id, person_id).tasks
                 if (item.task.inspection_id, item.task.question_code) in due]
        ask_for_mail('reminder', reader.email, {
            'count': str(len(tasks)), 'company': name, 'link': f'/companies/{person_id}/tasks',
            'lines': '\n'.join(_lines(tasks, reader.language))},
            language=reader.language, now=now, account_id=reader.id)
    return len(readers)


def _lines(tasks: Iterable[CompanyTask], language: str) -> list[str]:
    return [f'{format_date(item.task.due_on, "long", language)} – '
            f'{item.topic.in_language(language)}' for item in tasks][:MOST_LINES]
