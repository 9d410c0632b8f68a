"""The result of a submitted self-inspection, and everything that downloads from it."""
from flask import (
    Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.errors import Missing
from checklist.extensions import db
from checklist.reports.calendar import plan_calendar
from checklist.reports.comparison_with_others import among_others
from checklist.reports.documents import NO_TASKS, Tasks
from checklist.reports.plain import summary_as_data
from checklist.reports.summary import Summary
from checklist.reports.summary_writer import SummaryWriter
from checklist.reports.workbook import plan_workbook
from checklist.services.catalog import current_version
from checklist.services.documents import RESULT
from checklist.services.inspections import Inspection
from checklist.services.limits import STARTS
from checklist.services.renewals import renew_inspection
from checklist.services.submissions import (
    Submitted, get_frozen_document, get_previous, get_submitted, show_score)
from checklist.services.tasks import list_tasks
from checklist.views.clock import now, today
from checklist.views.guards import holder, limit, member_of, note_reading
from checklist.views.keys import remember_key
from checklist.views.places import company_of
from checklist.views.printing import ask_to_print, download, printed

blueprint = Blueprint('results', __name__, url_prefix='/inspections/<inspection_id>')


@blueprint.get('/result')
@holder
def result(inspection: Inspection) -> ResponseReturnValue:
    if not inspection.submitted:
        return redirect(url_for('submissions.check', inspection_id=inspection.id), 303)
    note_reading(inspection)
    submitted = get_submitted(inspection.id)
    summary = summary_of(submitted)
    return render_template('inspections/result.html', inspection=inspection, summary=summary,
                           company=company_of(inspection), verify_url=verify_url(summary),
                           shows_score=submitted.shows_score, others=among_others(submitted))


@blueprint.get('/result.json')
@holder
def result_json(inspection: Inspection) -> ResponseReturnValue:
    """The same facts as data."""
    note_reading(inspection)
    data = jsonify(summary_as_data(summary_of(get_submitted(inspection.id)))).get_data()
    return download(data, 'application/json', 'samoproverka.json')


@blueprint.get('/record.json')
@holder
def record_json(inspection: Inspection) -> ResponseReturnValue:
    """The frozen record itself: its SHA-256 is the hash on the document."""
    note_reading(inspection)
    return download(get_frozen_document(inspection.id).encode(), 'application/json',
                    'samoproverka-record.json')


@blueprint.get('/report.pdf')
@holder
def report_pdf(inspection: Inspection) -> ResponseReturnValue:
    """The report, once a worker has made it."""
    if not inspection.submitted:
        raise Missing('There is no report of a draft.')
    note_reading(inspection)
    document_id = (inspection.id, RESULT, get_locale().language)
    ask_to_print(document_id)
    body = printed(document_id)
    if body is None:
        return render_template('inspections/preparing.html', inspection=inspection), 202
    return download(body, 'application/pdf', 'samoproverka.pdf')


@blueprint.get('/plan.xlsx')
@holder
def plan_xlsx(inspection: Inspection) -> ResponseReturnValue:
    note_reading(inspection)
    summary = summary_of(get_submitted(inspection.id))
    return download(
        plan_workbook(summary, _own_tasks(inspection)),
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'plan.xlsx')


@blueprint.get('/plan.ics')
@holder
def plan_ics(inspection: Inspection) -> ResponseReturnValue:
    note_reading(inspection)
    summary = summary_of(get_submitted(inspection.id))
    return download(plan_calendar(summary, _own_tasks(inspection)),
                    'text/calendar; charset=utf-8', 'plan.ics')


@blueprint.post('/renew')
@holder
def renew(inspection: Inspection) -> ResponseReturnValue:
    """Begin the next round with the answers of this one."""
    submitted = get_submitted(inspection.id)
    current = current_version(submitted.published.code, today())
    limit(STARTS)
    renewed_id, key, move_id = renew_inspection(submitted, current, now=now())
    db.session.commit()
    if submitted.place is None:
        remember_key(renewed_id, key)
    if move_id:
        return redirect(url_for('moves.receipt', inspection_id=renewed_id, move_id=move_id), 303)
    flash(gettext('Your earlier answers are filled in. Change what has changed.'), 'info')
    return redirect(url_for('inspections.overview', inspection_id=renewed_id), 303)


@blueprint.post('/verification')
@holder
def verification(inspection: Inspection) -> ResponseReturnValue:
    """Let the verification page show the score, or hide it again."""
    shows = request.form.get('shows_score') == 'yes'
    get_submitted(inspection.id)
    show_score(inspection, shows, now=now())
    db.session.commit()
    flash(gettext('The verification page now shows the score.') if shows
          else gettext('The verification page no longer shows the score.'), 'success')
    return redirect(url_for('.result', inspection_id=inspection.id, _anchor='verification'), 303)


def _own_tasks(inspection: Inspection) -> Tasks:
    """Return what has been planned, to those who work for the company; it names people."""
    return list_tasks(inspection.id) if member_of(inspection) else NO_TASKS


def summary_of(submitted: Submitted) -> Summary:
    """Return the view model of a result in the reader's language."""
    writer = SummaryWriter(submitted, current_app.config['BABEL_DEFAULT_TIMEZONE'])
    return writer.write(get_previous(submitted))


def verify_url(summary: Summary) -> str:
    """Return the public address on which the document can be checked."""
    path = url_for('verification.verify', code=summary.verification_code)
    return f"{current_app.config['PUBLIC_URL']}{path}"
