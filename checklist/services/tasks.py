"""What is to be put right after a self-inspection: by whom, by when, and what is done."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, select
from sqlalchemy.orm import aliased

from checklist.answers import GivenAnswer
from checklist.errors import Missing
from checklist.extensions import day_of, db
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.models.tasks import RemedyTask
from checklist.services.catalog import published_version
from checklist.services.journal import record
from checklist.services.tokens import is_token
from requirements_catalog.model import AnswerOption, CatalogVersion
from requirements_catalog.texts import LocalText

TO_MEND = (AnswerOption.NO, AnswerOption.UNKNOWN)


@dataclass(frozen=True)
class Task:
    """One thing to do about one question."""

    inspection_id: str
    question_code: str
    responsible: str = ''
    note: str = ''
    due_on: date | None = None
    done_on: date | None = None

    def overdue(self, today: date) -> bool:
        return self.done_on is None and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class CompanyTask:
    """A task among those of a whole company, with what it is about."""

    task: Task
    checklist: LocalText
    topic: LocalText
    remedy: LocalText


@dataclass(frozen=True)
class CompanyPlan:
    """All tasks of a company that are not left to a newer self-inspection."""

    name: str
    tasks: tuple[CompanyTask, ...]


def first_tasks(inspection_id: str, version: CatalogVersion,
                answers: Mapping[str, GivenAnswer], submitted_at: datetime) -> dict[str, Task]:
    """Return the tasks as they are before anybody changes them, with the days of the catalog."""
    day = day_of(submitted_at)
    questions = version.questions
    return {code: Task(inspection_id, code, due_on=day + timedelta(
                version.requirement_of(questions[code]).remedy_days))
            for code, answer in answers.items() if answer.option in TO_MEND}


def add_tasks(tasks: Mapping[str, Task], *, now: datetime) -> None:
    """Keep the tasks of a self-inspection that a company has submitted or taken over."""
    if not tasks:
        return
    known = set(db.session.scalars(select(RemedyTask.question_code).where(
        RemedyTask.inspection_id == next(iter(tasks.values())).inspection_id)))
    db.session.add_all(
        RemedyTask(**vars(task), updated_at=now) for code, task in tasks.items()
        if code not in known)


def list_tasks(inspection_id: str) -> dict[str, Task]:
    """Return the tasks that are kept of a self-inspection, by the code of their question."""
    rows = db.session.scalars(
        select(RemedyTask).where(RemedyTask.inspection_id == inspection_id))
    return {row.question_code: _task(row) for row in rows}


def save_task(task: Task, *, person_id: str, now: datetime) -> None:
    """Change a task, or keep it for the first time. Who may is for the caller to check."""
    row = db.session.get(
        RemedyTask, (task.inspection_id, task.question_code), with_for_update=True)
    if row is None:
        db.session.add(RemedyTask(**vars(task), updated_at=now))
    else:
        row.responsible, row.note = task.responsible, task.note
        row.due_on, row.done_on, row.updated_at = task.due_on, task.done_on, now
    record('change_task', task.inspection_id, now, tenant=person_id,
           question=task.question_code, done='yes' if task.done_on else 'no')


def company_plan(account_id: str, person_id: str) -> CompanyPlan:
    """Return the tasks of a company to those who work for it, those due first at the top."""
    name = db.session.scalar(
        select(ControlledPerson.name).join(Membership)
        .where(ControlledPerson.id == person_id, Membership.account_id == account_id)
    ) if is_token(person_id) else None
    if name is None:
        raise Missing('There is no such company.')
    rows = db.session.execute(
        select(RemedyTask, SelfInspection.version_id, ChecklistVersion.fingerprint)
        .join(SelfInspection, SelfInspection.id == RemedyTask.inspection_id)
        .join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
        .where(SelfInspection.person_id == person_id, is_present())
        .order_by(RemedyTask.due_on.is_(None), RemedyTask.due_on, RemedyTask.question_code))
    return CompanyPlan(name, tuple(_of_company(*row) for row in rows))


def is_present() -> ColumnElement[bool]:
    """Return the condition that no newer round of a self-inspection has been submitted.

    What is still broken then is a task of the newer round; the older one is history.
    """
    later = aliased(SelfInspection)
    return and_(SelfInspection.state == 'submitted', ~exists().where(
        later.previous_id == SelfInspection.id, later.state == 'submitted',
        later.person_id == SelfInspection.person_id))


def _of_company(row: RemedyTask, version_id: int, fingerprint: str) -> CompanyTask:
    version = published_version(version_id, fingerprint).version
    requirement = version.requirement_of(version.questions[row.question_code])
    return CompanyTask(_task(row), version.content.title, requirement.topic, requirement.remedy)


def _task(row: RemedyTask) -> Task:
    return Task(row.inspection_id, row.question_code, row.responsible, row.note, row.due_on,
                row.done_on)
