"""One's own account: profile, password, address, sessions, and the journal of it all."""
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db
from checklist.jobs import enqueue_mail
from checklist.services.account_links import Purpose, look_at_link, make_link, use_link
from checklist.services.accounts import (
    Account, change_account, change_email, find_account, get_account)
from checklist.services.identities import can_unlink, list_identities
from checklist.services.companies import numbers_of_companies
from checklist.services.journal import record
from checklist.services.limits import LINKS, PASSWORDS
from checklist.services.mail import ask_for_mail
from checklist.services.passwords import is_password, set_password, weakness
from checklist.services.second_factor import is_code
from checklist.services.sessions import (
    confirm_session, end_session, end_sessions, list_sessions)
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, public, requires
from checklist.views.local import local_path
from checklist.views.providers import ways_through_others
from checklist.views.visitors import this_browser
from forms.accounts import (
    ConfirmForm, EmailForm, NewPasswordForm, NextForm, ProfileForm)
from forms.passwords import WEAKNESSES

blueprint = Blueprint('accounts', __name__, url_prefix='/account')


@blueprint.get('/')
@requires(Permission.USE_ACCOUNT)
def home(actor: Actor) -> ResponseReturnValue:
    """Lead to where this account works."""
    if actor.may(Permission.KEEP_COMPANIES):
        return redirect(url_for('companies.index'), 303)
    if actor.may(Permission.ADMINISTER):
        return redirect(url_for('administration.index'), 303)
    return redirect(url_for('authorities.home'), 303)


@blueprint.route('/profile', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT)
def profile(actor: Actor) -> ResponseReturnValue:
    """The name and the language of messages."""
    account = get_account(actor.account_id)
    form = ProfileForm(request.form, obj=account)
    if request.method != 'POST' or not form.validate():
        status = 422 if request.method == 'POST' else 200
        return render_template('accounts/profile.html', account=account, form=form), status
    change_account(account.id, now=now(), name=form.name.data, language=form.language.data)
    db.session.commit()
    flash(gettext('Saved.'), 'success')
    return redirect(url_for('.profile'), 303)


@blueprint.get('/security')
@requires(Permission.USE_ACCOUNT)
def security(actor: Actor) -> ResponseReturnValue:
    """The ways in and who is signed in."""
    account, linked = get_account(actor.account_id), list_identities(actor.account_id)
    return render_template(
        'accounts/security.html', account=account, actor=actor,
        sessions=list_sessions(actor.account_id, now=now()),
        identities=ways_through_others(linked), can_unlink=can_unlink(account, linked))


@blueprint.post('/sessions/<session_id>/end')
@requires(Permission.USE_ACCOUNT)
def end(actor: Actor, session_id: str) -> ResponseReturnValue:
    """Sign one device out."""
    if not end_session(actor.account_id, session_id, now=now()):
        raise Missing('There is no such session.')
    db.session.commit()
    flash(gettext('This device is signed out.'), 'success')
    return redirect(url_for('.security'), 303)


@blueprint.post('/sessions/end')
@requires(Permission.USE_ACCOUNT)
def end_others(actor: Actor) -> ResponseReturnValue:
    """Sign all other devices out."""
    end_sessions(actor.account_id, now=now(), but=actor.session_id)
    db.session.commit()
    flash(gettext('All other devices are signed out.'), 'success')
    return redirect(url_for('.security'), 303)


@blueprint.route('/confirm', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT)
def confirm(actor: Actor) -> ResponseReturnValue:
    """Prove once more who it is: by password, by a code, or by signing in anew."""
    account = get_account(actor.account_id)
    form = ConfirmForm(request.form, data={'next': request.args.get('next', '')})
    if request.method != 'POST':
        return _confirm_page(account, form)
    limit(PASSWORDS, of=account.id)
    if not (form.validate() and _is_proved(account, form)):
        at_once(lambda: record('wrong_confirmation', account.id, now()))
        form.password.errors = [gettext('This is not right.')]
        return _confirm_page(account, form), 422
    confirm_session(actor.session_id, now=now())
    db.session.commit()
    return redirect(local_path(form.next.data, url_for('.security')), 303)


@blueprint.route('/password', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT, fresh=True)
def password(actor: Actor) -> ResponseReturnValue:
    """Set or change the password; all other devices are signed out."""
    account = get_account(actor.account_id)
    form = NewPasswordForm(request.form)
    if request.method != 'POST':
        return render_template('accounts/password.html', account=account, form=form)
    if not (form.validate() and _may_change(account, form) and _is_strong(account, form)):
        return render_template('accounts/password.html', account=account, form=form), 422
    set_password(account.id, form.password.data, now=now(), keep_session=actor.session_id)
    _tell(account, 'password_changed')
    db.session.commit()
    enqueue_mail()
    flash(gettext('The password is set. All other devices are signed out.'), 'success')
    return redirect(url_for('.security'), 303)


@blueprint.route('/email', methods=['GET', 'POST'])
@requires(Permission.USE_ACCOUNT, fresh=True)
def email(actor: Actor) -> ResponseReturnValue:
    """Ask for another address: a link goes to the new one first."""
    account = get_account(actor.account_id)
    form = EmailForm(request.form)
    if request.method != 'POST' or not form.validate():
        status = 422 if request.method == 'POST' else 200
        return render_template('accounts/email.html', account=account, form=form), status
    limit(LINKS)
    _send_change(account, form.email.data)
    db.session.commit()
    enqueue_mail()
    return render_template('sign_in/sent.html', email=form.email.data)


@blueprint.route('/email/<token>', methods=['GET', 'POST'])
@public
def new_email(token: str) -> ResponseReturnValue:
    """Take the new address once its owner has opened the link."""
    found = look_at_link(Purpose.CHANGE_EMAIL, token, now=now())
    account = get_account(found.account_id or '')
    if request.method != 'POST':
        return render_template('accounts/new_email.html', email=found.subject['email'],
                               form=NextForm(), token=token)
    use_link(Purpose.CHANGE_EMAIL, token, now=now())
    change_email(account.id, found.subject['email'], now=now())
    _tell(account, 'email_changed')
    db.session.commit()
    enqueue_mail()
    flash(gettext('The new address is set. Sign in with it from now on.'), 'success')
    return redirect(url_for('sign_in.page'), 303)


def _confirm_page(account: Account, form: ConfirmForm) -> str:
    linked = [way for way in ways_through_others(list_identities(account.id))
              if way.linked_at and way.configured]
    return render_template('accounts/confirm.html', account=account, form=form,
                           identities=linked)


def _is_proved(account: Account, form: ConfirmForm) -> bool:
    if account.has_password and form.password.data:
        return is_password(account.id, form.password.data)
    return bool(account.has_second_factor and form.code.data
                and is_code(account.id, form.code.data, now=now()))


def _may_change(account: Account, form: NewPasswordForm) -> bool:
    """Return whether the current password is right, where there is one."""
    if not account.has_password or is_password(account.id, form.current.data or ''):
        return True
    form.current.errors = [gettext('This is not your current password.')]
    return False


def _is_strong(account: Account, form: NewPasswordForm) -> bool:
    found = weakness(form.password.data, [
        account.email.partition('@')[0], account.name, *numbers_of_companies(account.id)])
    if found:
        form.password.errors = [WEAKNESSES[found]]
    return not found


def _send_change(account: Account, new: str) -> None:
    """Send a link, unless the address has an account: then nothing tells so."""
    if find_account(new):
        return
    token = make_link(Purpose.CHANGE_EMAIL, {'email': new}, now=now(), account_id=account.id)
    ask_for_mail('change_email', new, {
        'link': current_app.config['PUBLIC_URL'] + url_for('.new_email', token=token),
        'hours': '1'}, language=account.language, now=now(), account_id=account.id)


def _tell(account: Account, kind: str) -> None:
    """Tell the owner at the address known so far that the way in has changed."""
    ask_for_mail(kind, account.email, {
        'moment': now().isoformat(), 'browser': this_browser().name},
        language=account.language, now=now(), account_id=account.id)
