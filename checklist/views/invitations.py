"""Inviting the staff, and what those who are invited find behind their link."""
from datetime import datetime

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.jobs import enqueue_mail
from checklist.services.invitations import (
    HOURS, Invited, accept_invitation, invite, list_invitations, look_at_invitation,
    withdraw_invitation)
from checklist.services.limits import INVITATIONS, KEY_TRIES
from checklist.services.mail import ask_for_mail
from checklist.services.passwords import weakness
from checklist.services.reference import library
from checklist.views.clock import now
from checklist.views.guards import limit, public, requires
from checklist.views.posts import invited_person, offered_authorities
from checklist.views.sign_in import let_in
from forms.accounts import FirstPasswordForm
from forms.administration import InviteForm
from forms.passwords import WEAKNESSES
from requirements_catalog.texts import FIRST_LANGUAGE

blueprint = Blueprint('invitations', __name__)


@blueprint.get('/administration/invitations/')
@requires(Permission.ADMINISTER)
def index(actor: Actor) -> ResponseReturnValue:
    """The invitations that nobody has accepted yet."""
    return render_template('invitations/index.html', invitations=list_invitations(now()),
                           authorities=library().authorities)


@blueprint.route('/administration/invitations/new', methods=['GET', 'POST'])
@requires(Permission.ADMINISTER, fresh=True)
def new(actor: Actor) -> ResponseReturnValue:
    """Invite somebody."""
    form = InviteForm(request.form)
    form.offer(offered_authorities())
    if request.method != 'POST':
        return render_template('invitations/new.html', form=form)
    invited = invited_person(form) if form.validate() else None
    if invited is None:
        return render_template('invitations/new.html', form=form), 422
    limit(INVITATIONS, by_visitor=False, of=actor.account_id)
    send_invitation(invited, now=now(), by=actor.account_id)
    db.session.commit()
    enqueue_mail()
    flash(gettext('The invitation is on its way to %(email)s.', email=invited.email), 'success')
    return redirect(url_for('.index'), 303)


@blueprint.post('/administration/invitations/<invitation_id>/withdraw')
@requires(Permission.ADMINISTER)
def withdraw(actor: Actor, invitation_id: str) -> ResponseReturnValue:
    """Let an invitation open nothing any more."""
    withdraw_invitation(invitation_id, now=now())
    db.session.commit()
    flash(gettext('The invitation is withdrawn; its link opens nothing any more.'), 'success')
    return redirect(url_for('.index'), 303)


@blueprint.route('/sign-in/invitation/<token>', methods=['GET', 'POST'])
@public
def accept(token: str) -> ResponseReturnValue:
    """Choose a password and go on to the second factor, which there is no way around."""
    limit(KEY_TRIES, of='invitation')
    invited = look_at_invitation(token, now=now())
    form = FirstPasswordForm(request.form)
    if request.method != 'POST':
        return _accept_page(invited, form)
    if not (form.validate() and _is_strong(invited, form)):
        return _accept_page(invited, form), 422
    account = accept_invitation(
        token, form.password.data, language=get_locale().language, now=now())
    return let_in(account, 'invitation', '')


def send_invitation(invited: Invited, *, now: datetime, by: str = '') -> str:
    """Invite somebody by e-mail and return the link that opens their account."""
    link = invitation_link(invite(invited, now=now, by=by))
    authority = library().authorities.get(invited.authority or '')
    ask_for_mail('invite_staff', invited.email, {
        'link': link, 'hours': str(HOURS), 'role': '+'.join(sorted(invited.roles)),
        'authority': str(authority.short) if authority else ''},
        language=FIRST_LANGUAGE, now=now)
    return link


def invitation_link(token: str) -> str:
    path = current_app.url_map.bind('').build('invitations.accept', {'token': token})
    return f"{current_app.config['PUBLIC_URL']}{path}"


def _accept_page(invited: Invited, form: FirstPasswordForm) -> str:
    return render_template(
        'invitations/accept.html', invited=invited, form=form,
        authority=library().authorities.get(invited.authority or ''))


def _is_strong(invited: Invited, form: FirstPasswordForm) -> bool:
    found = weakness(form.password.data, [invited.email.partition('@')[0], invited.name])
    if found:
        form.password.errors = [WEAKNESSES[found]]
    return not found
