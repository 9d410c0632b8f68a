"""The second factor: asked for at sign-in, set up, taken away."""
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import WrongState
from checklist.extensions import db
from checklist.reports.qr import qr_data_uri
from checklist.services.accounts import get_account
from checklist.services.journal import record
from checklist.services.limits import CODES, MANY_CODES
from checklist.services.second_factor import (
    is_code, is_seed, new_recovery_codes, new_seed, seed_text, seed_uri, set_up, take_away)
from checklist.services.sessions import SignedIn, complete_session
from checklist.services.tokens import grouped
from checklist.views.clock import now
from checklist.views.guards import at_once, half_signed_in, limit, requires
from checklist.views.local import local_path
from checklist.views.visitors import change_token
from forms.accounts import CodeForm, SetUpForm

blueprint = Blueprint('second_factor', __name__)


@blueprint.get('/sign-in/code')
@half_signed_in
def page(pending: SignedIn) -> ResponseReturnValue:
    """Ask for the code, or for a second factor where there is none yet."""
    target = request.args.get('next', '')
    if get_account(pending.actor.account_id).has_second_factor:
        return render_template('sign_in/code.html', form=CodeForm(data={'next': target}))
    return _set_up_page(pending.email, SetUpForm(data={'next': target, 'seed': new_seed()}),
                        url_for('.begin'))


@blueprint.post('/sign-in/code')
@half_signed_in
def enter(pending: SignedIn) -> ResponseReturnValue:
    """Let somebody in by the right code."""
    form = CodeForm(request.form)
    if not form.validate():
        return render_template('sign_in/code.html', form=form), 422
    _limit_codes(pending.actor.account_id)
    if not is_code(pending.actor.account_id, form.code.data, now=now()):
        at_once(lambda: record('wrong_code', pending.actor.account_id, now()))
        form.code.errors = [gettext('This code is not right, or it has been used. Wait for the'
                                    ' next one.')]
        return render_template('sign_in/code.html', form=form), 422
    return _let_in(pending, local_path(form.next.data, url_for('accounts.home')))


@blueprint.post('/sign-in/set-up')
@half_signed_in
def begin(pending: SignedIn) -> ResponseReturnValue:
    """Set up the second factor that staff must have before they are let in."""
    if get_account(pending.actor.account_id).has_second_factor:
        raise WrongState('There is a second factor already.')
    form = SetUpForm(request.form)
    codes = _set_up(pending.actor, form)
    if codes is None:
        return _set_up_page(pending.email, form, url_for('.begin')), 422
    token = complete_session(pending.actor.session_id, now=now())
    target = local_path(form.next.data, url_for('accounts.home'))
    response = make_response(_codes_page(codes, target))
    change_token(response, token, staff=pending.actor.staff)
    db.session.commit()
    return response


@blueprint.route('/account/second-factor', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT, fresh=True)
def change(actor: Actor) -> ResponseReturnValue:
    """Set up a second factor, or a new one in place of the old."""
    account = get_account(actor.account_id)
    form = SetUpForm(request.form)
    if request.method != 'POST':
        form = SetUpForm(data={'seed': new_seed()})
        return _set_up_page(account.email, form, url_for('.change'))
    codes = _set_up(actor, form)
    if codes is None:
        return _set_up_page(account.email, form, url_for('.change')), 422
    db.session.commit()
    return _codes_page(codes, url_for('accounts.security'))


@blueprint.post('/account/second-factor/off')
@requires(Permission.USE_ACCOUNT, fresh=True)
def off(actor: Actor) -> ResponseReturnValue:
    """Take the second factor away; staff has to keep it."""
    if actor.staff:
        raise WrongState('Staff must have a second factor.')
    take_away(actor.account_id, now=now(), keep_session=actor.session_id)
    db.session.commit()
    flash(gettext('No code is asked for any more. All other devices are signed out.'), 'success')
    return redirect(url_for('accounts.security'), 303)


@blueprint.post('/account/recovery-codes')
@requires(Permission.USE_ACCOUNT, fresh=True)
def recovery_codes(actor: Actor) -> ResponseReturnValue:
    """Make new recovery codes; the old ones stop working."""
    if not get_account(actor.account_id).has_second_factor:
        raise WrongState('There is no second factor.')
    codes = new_recovery_codes(actor.account_id, now=now())
    db.session.commit()
    return _codes_page(codes, url_for('accounts.security'))


def _set_up(actor: Actor, form: SetUpForm) -> list[str] | None:
    if not is_seed(form.seed.data or ''):
        form.seed.data = new_seed()
    if not form.validate():
        return None
    _limit_codes(actor.account_id)
    codes = set_up(actor.account_id, form.seed.data, form.code.data, now=now(),
                   keep_session=actor.session_id)
    if codes is None:
        form.code.errors = [gettext('This code is not right. Enter the one that is shown now.')]
    return codes


def _limit_codes(account_id: str) -> None:
    limit(CODES, by_visitor=False, of=account_id)
    limit(MANY_CODES, by_visitor=False, of=account_id)


def _let_in(pending: SignedIn, target: str) -> ResponseReturnValue:
    token = complete_session(pending.actor.session_id, now=now())
    response = make_response(redirect(target, 303))
    change_token(response, token, staff=pending.actor.staff)
    db.session.commit()
    return response


def _set_up_page(email: str, form: SetUpForm, action: str) -> str:
    seed = form.seed.data
    return render_template('sign_in/set_up.html', form=form, action=action, seed=seed_text(seed),
                           qr=qr_data_uri(seed_uri(seed, email)))


def _codes_page(codes: list[str], target: str) -> str:
    return render_template('sign_in/recovery_codes.html', target=target,
                           codes=[grouped(code) for code in codes])
