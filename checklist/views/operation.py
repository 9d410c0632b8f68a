"""How the service runs and what its staff did: health, the journal, and breach inquiries."""
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext, ngettext

from checklist.access import Actor, Permission
from checklist.anchors import read_anchors
from checklist.extensions import db, journal_key
from checklist.jobs import enqueue_mail
from checklist.services import health as service
from checklist.services.accounts import find_account
from checklist.services.inquiries import (
    PAGE, Chosen, administrative_entries, journal_length, what_was_read)
from checklist.services.reference import library
from checklist.services.sessions import RESPONDENT_LIFE, STAFF_LIFE
from checklist.services.staff import list_staff
from checklist.services.tokens import is_token
from checklist.views.clock import now, today
from checklist.views.guards import requires
from forms.administration import ACTIONS, BreachForm, JournalFilter

MEGABYTE, GIGABYTE = 2 ** 20, 2 ** 30

blueprint = Blueprint('operation', __name__, url_prefix='/administration')


@blueprint.get('/health')
@requires(Permission.ADMINISTER)
def health(actor: Actor) -> ResponseReturnValue:
    """Whether anything waits too long, and what the service runs on."""
    return render_template(
        'operation/health.html', database=service.database_state(),
        disk=service.disk(current_app.config['VAR']), versions=service.versions(),
        backlogs=[('mail', service.mail_backlog()), ('documents', service.document_backlog()),
                  ('evidence', service.evidence_backlog())],
        anchor=read_anchors(current_app.config['ANCHORS'], journal_key()).newest,
        entries=journal_length(), size=_size, staff_life=STAFF_LIFE,
        respondent_life=RESPONDENT_LIFE)


@blueprint.post('/health/mail')
@requires(Permission.ADMINISTER)
def send_mail(actor: Actor) -> ResponseReturnValue:
    """Try all messages again at once, as after a repair of the mail server."""
    count = service.hurry_mail(now())
    db.session.commit()
    enqueue_mail()
    flash(ngettext('%(num)s message is tried again now.', '%(num)s messages are tried again now.',
                   count), 'success')
    return redirect(url_for('.health'), 303)


@blueprint.get('/journal')
@requires(Permission.ADMINISTER)
def journal(actor: Actor) -> ResponseReturnValue:
    """What the staff did, and what was done to the staff."""
    form = JournalFilter(request.args)
    entries = administrative_entries(_chosen(form) if form.validate() else Chosen())
    return render_template(
        'operation/journal.html', form=form, entries=entries, actions=ACTIONS, names=_names(),
        authorities=library().authorities, older=entries[-1].id if len(entries) == PAGE else None)


@blueprint.route('/breach', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER)
def breach(actor: Actor) -> ResponseReturnValue:
    """Whose self-inspections an account has read in a period: random ids and counts only.

    The answer comes with the form, since its address could not hold the e-mail.
    """
    form = BreachForm(request.form)
    if request.method != 'POST':
        form = BreachForm(data={'since': today() - timedelta(days=1), 'until': today()})
        return render_template('operation/breach.html', form=form)
    account = find_account(form.email.data) if form.validate() else None
    if account is None:
        form.email.errors = form.email.errors or (
            [] if form.errors else [gettext('There is no account with this address.')])
        return render_template('operation/breach.html', form=form), 422
    found = what_was_read(account.id, _midnight(form.since.data),
                          _midnight(form.until.data + timedelta(days=1)), now=now())
    db.session.commit()
    return render_template('operation/breach.html', form=form, account=account, found=found,
                           companies=len({read.tenant for read in found if read.tenant}))


def _size(number: int) -> str:
    """Return a number of bytes as people read it."""
    if number >= GIGABYTE:
        return str(gettext('%(number)s GB', number=format_decimal(number / GIGABYTE, '0.0')))
    return str(gettext('%(number)s MB', number=format_decimal(number / MEGABYTE, '0.0')))


def _chosen(form: JournalFilter) -> Chosen:
    day: date | None = form.day.data
    account_id = form.account.data or ''
    return Chosen(
        action=form.action.data or '', account_id=account_id if is_token(account_id) else '',
        since=_midnight(day) if day else None,
        until=_midnight(day + timedelta(days=1)) if day else None, before=form.before.data)


def _midnight(day: date) -> datetime:
    """Return when a day begins in the zone of the service."""
    zone = ZoneInfo(current_app.config['BABEL_DEFAULT_TIMEZONE'])
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _names() -> Mapping[str, str]:
    return {account.id: account.email for account in list_staff()}
