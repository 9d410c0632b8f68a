"""The data of one's own account: taken along and deleted."""
from tempfile import TemporaryFile

from flask import (
    Blueprint, Response, current_app, make_response, redirect, render_template, request, send_file,
    session, url_for)
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.erasing import erase_at_once
from checklist.extensions import db
from checklist.jobs import enqueue_erasure, enqueue_mail
from checklist.reports.erasure import act_text
from checklist.reports.export import write_export
from checklist.services.erasure import ask_erasure, get_act
from checklist.services.export import export_pieces
from checklist.services.holdings import account_holdings
from checklist.services.journal import record
from checklist.services.limits import EXPORTS
from checklist.services.profiles import forget_profile
from checklist.views.clock import now
from checklist.views.guards import limit, public, requires
from checklist.views.visitors import take_session
from forms.own_data import DeleteForm, confirming_word

blueprint = Blueprint('own_data', __name__)


@blueprint.get('/account/data')
@requires(Permission.USE_ACCOUNT)
def home(actor: Actor) -> ResponseReturnValue:
    """What can be done with one's own data."""
    return render_template('accounts/data.html', actor=actor)


@blueprint.route('/account/export', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT, fresh=True)
def export(actor: Actor) -> ResponseReturnValue:
    """Everything in one file, put together on the disk while the reader waits.

    What is asked for is written down first; putting it together then holds up nobody who writes.
    """
    if request.method != 'POST':
        return render_template('accounts/export.html')
    limit(EXPORTS, by_visitor=False, of=actor.account_id)
    record('export_own_data', actor.account_id, now())
    db.session.commit()
    file = TemporaryFile(dir=current_app.config['VAR'])
    try:
        write_export(file, export_pieces(actor.account_id), now())
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return send_file(file, 'application/zip', as_attachment=True,
                     download_name=f'checklist-{now():%Y-%m-%d}.zip', etag=False)


@blueprint.route('/account/delete', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES, fresh=True)
def delete(actor: Actor) -> ResponseReturnValue:
    """Say what goes and what stays; with the word typed, close the account and erase it."""
    form = DeleteForm(request.form)
    if request.method != 'POST' or not form.validate():
        status = 422 if request.method == 'POST' else 200
        return render_template('accounts/delete.html', form=form, word=confirming_word(),
                               holdings=account_holdings(actor.account_id)), status
    number = ask_erasure(actor.account_id, now=now())
    response = take_session(make_response(redirect(url_for('.erased', act_number=number), 303)))
    forget_profile(session.pop('profile', None))
    db.session.commit()
    erase_at_once(current_app._get_current_object(),  # type: ignore[attr-defined]
                  actor.account_id, now())
    enqueue_erasure()
    enqueue_mail()
    return response


@blueprint.get('/erasures/<act_number>')
@public
def erased(act_number: str) -> ResponseReturnValue:
    """The proof that an account was erased, to whoever knows its number."""
    return render_template('accounts/erased.html', act=get_act(act_number))


@blueprint.get('/erasures/<act_number>.txt')
@public
def act(act_number: str) -> ResponseReturnValue:
    """The act to keep."""
    found = get_act(act_number)
    response = Response(act_text(found), mimetype='text/plain')
    response.headers.set('Content-Disposition', 'attachment',
                         filename=f'erasure-{found.number[:16]}.txt')
    return response
