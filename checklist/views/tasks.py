"""The plan of action: of one self-inspection, and of a company."""
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from wtforms import SelectChoice

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db, sealer
from checklist.reports.summary import Summary, Violation
from checklist.services.companies import get_company
from checklist.services.inspections import Inspection
from checklist.services.submissions import Submitted, get_submitted
from checklist.services.tasks import (
    CompanyTask, Task, company_plan, first_tasks, list_tasks, save_task)
from checklist.views.clock import now, today
from checklist.views.guards import holder, note_reading, reader_of, require_member, requires
from checklist.views.results import summary_of
from forms.tasks import SHOWN, ShownForm, TaskForm

blueprint = Blueprint('tasks', __name__)
PLAN = '/inspections/<inspection_id>/plan'


@dataclass(frozen=True)
class PlanItem:
    """Something to mend, and what has been decided about it."""

    violation: Violation
    task: Task


@blueprint.get(PLAN)
@holder
def plan(inspection: Inspection) -> ResponseReturnValue:
    """All tasks of one self-inspection, those due first at the top."""
    if not inspection.submitted:
        return redirect(url_for('submissions.check', inspection_id=inspection.id), 303)
    note_reading(inspection)
    summary, items = _plan(inspection)
    return render_template(
        'tasks/plan.html', inspection=inspection, items=items, reader=reader_of(inspection),
        title=summary.title, today=today(),
        done=sum(item.task.done_on is not None for item in items))


@blueprint.route(f'{PLAN}/<question_code>', methods=['GET', 'POST'])
@holder
def task(inspection: Inspection, question_code: str) -> ResponseReturnValue:
    """Decide who does it and by when; mark what is done."""
    item = _item(inspection, question_code)
    require_member(inspection)
    form = TaskForm(request.form, data=_shown(item.task)) if request.method != 'POST' else (
        TaskForm(request.form))
    if request.method == 'POST' and form.validate():
        _save(inspection, replace(
            item.task, responsible=form.responsible.data or '', note=form.note.data or '',
            due_on=form.due_on.day,
            done_on=(item.task.done_on or today()) if form.done.data else None))
        return redirect(url_for('.plan', inspection_id=inspection.id,
                                _anchor=f'task-{question_code}'), 303)
    page = render_template('tasks/task.html', inspection=inspection, item=item, form=form)
    return page, 422 if form.errors else 200


@blueprint.post(f'{PLAN}/<question_code>/done')
@holder
def done(inspection: Inspection, question_code: str) -> ResponseReturnValue:
    """Mark a task as done today, or as still to do."""
    item = _item(inspection, question_code)
    require_member(inspection)
    is_done = request.form.get('done') == 'yes'
    _save(inspection, replace(item.task, done_on=today() if is_done else None))
    return redirect(url_for('.plan', inspection_id=inspection.id,
                            _anchor=f'task-{question_code}'), 303)


@blueprint.get('/companies/<person_id>/tasks')
@requires(Permission.KEEP_COMPANIES)
def company(actor: Actor, person_id: str) -> ResponseReturnValue:
    """The tasks of all self-inspections of a company, overdue ones first."""
    found = company_plan(actor.account_id, person_id)
    form = ShownForm(request.args)
    people = {sealer().digest(name)[:16]: name for name in sorted(
        {item.task.responsible for item in found.tasks if item.task.responsible})}
    form.who.choices = [SelectChoice('', gettext('Anybody')), *(
        SelectChoice(number, name) for number, name in people.items())]
    show = form.show.data = form.show.data if form.show.data in dict(SHOWN) else 'open'
    tasks = [item for item in found.tasks
             if _is_shown(item, show, people.get(form.who.data or ''), today())]
    return render_template('tasks/company.html', company=get_company(actor, person_id),
                           plan=found, tasks=tasks, form=form,
                           person_id=person_id, today=today())


def _is_shown(item: CompanyTask, show: str, who: str | None, day: date) -> bool:
    fits = {'open': item.task.done_on is None, 'done': item.task.done_on is not None,
            'overdue': item.task.overdue(day), 'all': True}[show]
    return fits and who in (None, item.task.responsible)


def _save(inspection: Inspection, changed: Task) -> None:
    save_task(changed, person_id=inspection.person_id or '', now=now())
    db.session.commit()
    flash(gettext('Saved.'), 'success')


def _shown(kept: Task) -> dict[str, object]:
    return {'responsible': kept.responsible, 'note': kept.note, 'done': kept.done_on is not None,
            'due_on': kept.due_on.isoformat() if kept.due_on else ''}


def _plan(inspection: Inspection) -> tuple[Summary, list[PlanItem]]:
    submitted = get_submitted(inspection.id)
    tasks, summary = tasks_of(submitted), summary_of(submitted)
    items = [PlanItem(item, tasks[item.code]) for item in summary.to_mend]
    return summary, sorted(items, key=lambda item: (
        item.task.done_on is not None, item.task.due_on or date.max))


def _item(inspection: Inspection, question_code: str) -> PlanItem:
    _, items = _plan(inspection)
    return _first(item for item in items if item.violation.code == question_code)


def _first(items: Iterable[PlanItem]) -> PlanItem:
    for item in items:
        return item
    raise Missing('There is nothing to do about this question.')


def tasks_of(submitted: Submitted) -> dict[str, Task]:
    """Return the tasks of a result as they are kept, and the first ones where none is kept."""
    return {**first_tasks(submitted.inspection_id, submitted.published.version,
                          submitted.answers, submitted.submitted_at),
            **list_tasks(submitted.inspection_id)}
