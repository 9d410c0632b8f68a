"""Accounts as administrators see them: what they may do and whether they get in, never answers."""
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.jobs import enqueue_mail
from checklist.services import staff
from checklist.services.accounts import Account, find_account, get_account
from checklist.services.journal import record
from checklist.services.limits import ACCOUNT_SEARCHES, KEY_TRIES
from checklist.services.reference import library
from checklist.services.sessions import list_sessions
from checklist.services.tokens import is_token
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, requires
from checklist.views.posts import chosen_roles, offered_authorities, post_of
from forms.administration import SERVICE, BlockForm, FindForm, PostForm, StaffFilter
from forms.base import BaseForm

blueprint = Blueprint('staff', __name__, url_prefix='/administration/accounts')


@blueprint.get('/')
@requires(Permission.ADMINISTER)
def index(actor: Actor) -> ResponseReturnValue:
    """The staff, by authority and state; everybody else by the exact address only."""
    return _index_page(FindForm())


@blueprint.post('/find')
@requires(Permission.ADMINISTER)
def find(actor: Actor) -> ResponseReturnValue:
    """Find an account by its whole address, which stands in no URL; each search is recorded."""
    form = FindForm(request.form)
    if not form.validate():
        return _index_page(form), 422
    limit(ACCOUNT_SEARCHES, by_visitor=False, of=actor.account_id)
    found = find_account(form.email.data)
    at_once(lambda: record('find_account', found.id if found else '', now()))
    if found is None:
        form.email.errors = [gettext('There is no account with this address.')]
        return _index_page(form), 422
    return redirect(url_for('.account', account_id=found.id), 303)


@blueprint.get('/<account_id>/')
@requires(Permission.ADMINISTER)
def account(actor: Actor, account_id: str) -> ResponseReturnValue:
    """One account: its state, and what can be done about it."""
    found = _account(actor, account_id)
    return render_template(
        'staff/account.html', account=found, own=actor.account_id == found.id,
        authority=library().authorities.get(found.authority or ''),
        sessions=len(list_sessions(found.id, now=now())))


@blueprint.route('/<account_id>/roles', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def roles(actor: Actor, account_id: str) -> ResponseReturnValue:
    """Change what a member of the staff may do."""
    found = _others_account(actor, account_id)
    if not found.staff:
        raise Missing('An entrepreneur has no other roles.')
    form = PostForm(request.form if request.method == 'POST' else None, data={
        **post_of(found.roles), 'authority': found.authority})
    form.offer(offered_authorities())
    if request.method != 'POST':
        return render_template('staff/roles.html', account=found, form=form)
    if not (form.validate() and _roles_changed(actor, found, form)):
        return render_template('staff/roles.html', account=found, form=form), 422
    db.session.commit()
    flash(gettext('The roles are changed. All sessions of the account have ended.'), 'success')
    return redirect(url_for('.account', account_id=account_id), 303)


@blueprint.route('/<account_id>/block', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def block(actor: Actor, account_id: str) -> ResponseReturnValue:
    """Let nobody in with an account any more."""
    found = _others_account(actor, account_id)
    form = BlockForm(request.form)
    if request.method != 'POST':
        return render_template('staff/block.html', account=found, form=form)
    if not (form.validate() and _blocked(actor, found, form)):
        return render_template('staff/block.html', account=found, form=form), 422
    db.session.commit()
    flash(gettext('The account is blocked. All its sessions have ended.'), 'success')
    return redirect(url_for('.account', account_id=account_id), 303)


@blueprint.route('/<account_id>/unblock', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def unblock(actor: Actor, account_id: str) -> ResponseReturnValue:
    """Let somebody in again."""
    found = _others_account(actor, account_id)
    if request.method != 'POST':
        return render_template('staff/unblock.html', account=found)
    try:
        staff.unblock(account_id, now=now(), by=actor)
    except WrongState:
        flash(gettext('It is not blocked, or it is being deleted.'), 'error')
    else:
        db.session.commit()
        flash(gettext('The account is no longer blocked.'), 'success')
    return redirect(url_for('.account', account_id=account_id), 303)


@blueprint.route('/<account_id>/second-factor', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def second_factor(actor: Actor, account_id: str) -> ResponseReturnValue:
    """Forget the second factor of somebody who has lost it."""
    found = _others_account(actor, account_id)
    if request.method != 'POST':
        return render_template('staff/second_factor.html', account=found)
    staff.reset_second_factor(account_id, now=now(), by=actor)
    db.session.commit()
    enqueue_mail()
    flash(gettext('The second factor is forgotten. Its owner is told by e-mail.'), 'success')
    return redirect(url_for('.account', account_id=account_id), 303)


@blueprint.post('/<account_id>/end-sessions')
@requires(Permission.ADMINISTER)
def end_sessions(actor: Actor, account_id: str) -> ResponseReturnValue:
    """End all sessions of one account."""
    found = _others_account(actor, account_id)
    staff.sign_out(found.id, now=now(), by=actor)
    db.session.commit()
    flash(gettext('All sessions of the account have ended.'), 'success')
    return redirect(url_for('.account', account_id=account_id), 303)


@blueprint.route('/end-all-sessions', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def end_all_sessions(actor: Actor) -> ResponseReturnValue:
    """End the sessions of everybody else, as after a break-in."""
    if request.method != 'POST':
        return render_template('staff/end_all_sessions.html')
    staff.sign_everybody_out(now=now(), by=actor)
    db.session.commit()
    flash(gettext('Everybody else is signed out.'), 'success')
    return redirect(url_for('.index'), 303)


def _index_page(form: BaseForm) -> str:
    chosen = StaffFilter(request.args)
    chosen.offer(offered_authorities())
    return render_template(
        'staff/index.html', form=form, chosen=chosen, authorities=library().authorities,
        accounts=_chosen(staff.list_staff(), chosen),
        entrepreneurs=staff.count_entrepreneurs())


def _chosen(accounts: list[Account], chosen: StaffFilter) -> list[Account]:
    place, state = chosen.authority.data, chosen.state.data
    return [account for account in accounts
            if (not place or place == (account.authority or SERVICE))
            and (not state or account.blocked == (state == 'blocked'))]


def _account(actor: Actor, account_id: str) -> Account:
    """Return an account; whoever tries ids that nobody has is held up."""
    try:
        return get_account(account_id if is_token(account_id) else '')
    except Missing:
        limit(KEY_TRIES, by_visitor=False, of=f'account {actor.account_id}')
        raise


def _others_account(actor: Actor, account_id: str) -> Account:
    """Return the account of somebody else: nobody administers their own."""
    if account_id == actor.account_id:
        raise Missing('Nobody administers their own account.')
    return _account(actor, account_id)


def _roles_changed(actor: Actor, account: Account, form: PostForm) -> bool:
    try:
        staff.change_roles(account.id, chosen_roles(form), form.place, now=now(), by=actor)
    except WrongState:
        form.post.errors = [gettext('This is the last administrator who gets in.')]
        return False
    return True


def _blocked(actor: Actor, account: Account, form: BlockForm) -> bool:
    try:
        staff.block(account.id, staff.Reason(form.reason.data), now=now(), by=actor)
    except WrongState:
        form.reason.errors = [gettext('The account is blocked already, or it is the last'
                                      ' administrator who gets in.')]
        return False
    return True
