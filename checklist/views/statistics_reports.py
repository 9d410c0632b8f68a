"""The monthly reports of an authority: which there are, asking for one, and hearing of new ones."""
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db
from checklist.jobs import enqueue_report
from checklist.reports.statistics_words import month_name
from checklist.reports.wording import language
from checklist.services.journal import record
from checklist.services.limits import DOCUMENTS
from checklist.services.reference import library
from checklist.services.report_subscriptions import subscribe, subscribed_since, unsubscribe
from checklist.services.statistics_reports import (
    ask_for_report, get_report, report_months, report_states)
from checklist.statistics.periods import read_month, write_month
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, requires

blueprint = Blueprint('statistics_reports', __name__, url_prefix='/authority/statistics/reports')


@blueprint.get('')
@requires(Permission.READ_STATISTICS)
def index(actor: Actor) -> ResponseReturnValue:
    """The months that can be reported on, and how far each report is."""
    states = report_states(_authority(actor), language())
    months = [(write_month(month), month_name(month), states.get(write_month(month), ''))
              for month in report_months(_authority(actor))]
    return render_template(
        'statistics/reports.html', months=months, authority=library().authorities[
            _authority(actor)], since=subscribed_since(actor.account_id))


@blueprint.post('/<period>')
@requires(Permission.READ_STATISTICS)
def ask(actor: Actor, period: str) -> ResponseReturnValue:
    """Ask for the report of a month; whoever asks twice gets one."""
    month = _month(actor, period)
    limit(DOCUMENTS, by_visitor=False, of=actor.account_id)
    asked = ask_for_report(_authority(actor), month, language(), now=now())
    db.session.commit()
    if asked:
        enqueue_report(*asked)
    return redirect(url_for('.download', period=period), 303)


@blueprint.get('/<period>.pdf')
@requires(Permission.READ_STATISTICS)
def download(actor: Actor, period: str) -> ResponseReturnValue:
    """A report, once a worker has made it."""
    month = _month(actor, period)
    report = get_report(_authority(actor), month, language())
    if report is None:
        raise Missing('Nobody has asked for this report.')
    if report.state == 'failed':
        flash(gettext('The report could not be made. Ask for it once more.'), 'error')
        return redirect(url_for('.index'), 303)
    if report.body is None:
        return render_template('statistics/preparing.html', period=period,
                               name=month_name(month)), 202
    if request.method != 'HEAD':  # The waiting page only asks whether it is there.
        at_once(lambda: record('export', period, now(), tenant=_authority(actor), what='pdf'))
    response = Response(report.body, content_type='application/pdf')
    response.headers.set('Content-Disposition', 'attachment',
                         filename=f'statistics-{_authority(actor)}-{period}.pdf')
    return response


@blueprint.post('/subscription')
@requires(Permission.READ_STATISTICS)
def subscription(actor: Actor) -> ResponseReturnValue:
    """Hear of new reports by e-mail from now on, or no longer."""
    if request.form.get('subscribe') == 'yes':
        months = report_months(_authority(actor))
        subscribe(actor.account_id, write_month(months[0]) if months else '', now=now())
        text = gettext('You will get a message when a new report is ready.')
    else:
        unsubscribe(actor.account_id)
        text = gettext('You will get no more messages about reports.')
    db.session.commit()
    flash(text, 'success')
    return redirect(url_for('.index'), 303)


def _authority(actor: Actor) -> str:
    if actor.authority not in library().authorities:
        raise Missing('This account belongs to no authority.')
    return actor.authority or ''


def _month(actor: Actor, period: str) -> int:
    """Return a month of which the authority has a report, or could have one."""
    month = read_month(period)
    if month is None or month not in report_months(_authority(actor)):
        raise Missing('There is no such month.')
    return month
