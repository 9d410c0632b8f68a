"""Who works for a company: members, invitations, and what an invitation leads to."""
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.access import Actor, Permission
from checklist.errors import WrongState
from checklist.extensions import db, sealer
from checklist.services.accounts import Account, clean_email, find_account, get_account
from checklist.services.companies import Company, get_company, owned_company
from checklist.services.consents import ConsentPurpose, current_text
from checklist.services.limits import LINKS, LINKS_TO_ONE
from checklist.services.mail import ask_for_mail
from checklist.services.members import (
    Offer, accept_invitation, invite_colleague, leave_company, list_invitations, list_members,
    look_at_invitation, make_owner, remove_member, revoke_invitation)
from checklist.views.clock import now
from checklist.views.guards import limit, public, requires
from checklist.views.sign_in import let_in, open_with_consent
from checklist.views.visitors import signed_in
from forms.accounts import ConsentForm
from forms.companies import InvitationForm, InviteForm

blueprint = Blueprint('members', __name__, url_prefix='/companies')

HOURS = '24'


@blueprint.get('/<person_id>/members')
@requires(Permission.KEEP_COMPANIES)
def index(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Who works for a company and who is invited."""
    return _page(actor, get_company(actor, person_id), InviteForm())


@blueprint.post('/<person_id>/members')
@requires(Permission.KEEP_COMPANIES)
def invite(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Send an invitation."""
    company = owned_company(actor, person_id)
    form = InviteForm(request.form)
    if not form.validate():
        return _page(actor, company, form), 422
    email = clean_email(form.email.data)
    limit(LINKS)
    limit(LINKS_TO_ONE, by_visitor=False, of=sealer().digest(email))
    try:
        _send(actor, company, email)
    except WrongState:
        form.email.errors = [gettext('This address works for the company already, or too many'
                                     ' invitations are waiting.')]
        return _page(actor, company, form), 422
    db.session.commit()
    flash(gettext('The invitation is on its way. Its link works once and for 24 hours.'),
          'success')
    return redirect(url_for('.index', person_id=person_id), 303)


@blueprint.post('/<person_id>/invitations/revoke')
@requires(Permission.KEEP_COMPANIES)
def revoke(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    form = InvitationForm(request.form)
    form.validate()
    revoke_invitation(actor, person_id, form.invitation.data or '', now=now())
    db.session.commit()
    flash(gettext('The invitation is taken back: its link no longer works.'), 'success')
    return redirect(url_for('.index', person_id=person_id), 303)


@blueprint.post('/<person_id>/members/<account_id>/owner')
@requires(Permission.KEEP_COMPANIES)
def owner(actor: Actor, person_id: str, account_id: str) -> ResponseReturnValue:
    """Make a member an owner too."""
    make_owner(actor, person_id, account_id, now=now())
    db.session.commit()
    flash(gettext('This member is now an owner too.'), 'success')
    return redirect(url_for('.index', person_id=person_id), 303)


@blueprint.post('/<person_id>/members/<account_id>/remove')
@requires(Permission.KEEP_COMPANIES)
def remove(actor: Actor, person_id: str, account_id: str) -> ResponseReturnValue:
    """Let somebody no longer work for the company."""
    remove_member(actor, person_id, account_id, now=now())
    db.session.commit()
    flash(gettext('Removed. This person sees nothing of the company any more.'), 'success')
    if account_id == actor.account_id:
        return redirect(url_for('companies.index'), 303)
    return redirect(url_for('.index', person_id=person_id), 303)


@blueprint.post('/<person_id>/leave')
@requires(Permission.KEEP_COMPANIES)
def leave(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Leave a company."""
    leave_company(actor, person_id, now=now())
    db.session.commit()
    flash(gettext('You no longer work for this company.'), 'success')
    return redirect(url_for('companies.index'), 303)


@blueprint.get('/invitation/<token>')
@public
def invitation(token: str) -> ResponseReturnValue:
    """Say what an invitation is about. Looking at it uses nothing up: mail programs look too."""
    return _invitation_page(look_at_invitation(token, now=now()), token, ConsentForm())


@blueprint.post('/invitation/<token>')
@public
def accept(token: str) -> ResponseReturnValue:
    """Take an invitation up; who has no account yet opens one with their consent."""
    offer = look_at_invitation(token, now=now())
    form = ConsentForm(request.form)
    account = _reader()
    if account is None and find_account(offer.email):
        return redirect(url_for('sign_in.page', next=request.path), 303)
    if not (_fits(account, offer) if account else form.validate()):
        return _invitation_page(offer, token, form), 422
    known = account or open_with_consent(offer.email)
    person_id = accept_invitation(known, token, now=now())
    target = url_for('companies.page', person_id=person_id)
    flash(gettext('You now work for the company.'), 'success')
    if account is None:
        return let_in(known, 'invitation', target)
    db.session.commit()
    return redirect(target, 303)


def _reader() -> Account | None:
    found = signed_in()
    return get_account(found.actor.account_id) if found and found.complete else None


def _fits(account: Account, offer: Offer) -> bool:
    return account.email == offer.email and not account.staff


def _send(actor: Actor, company: Company, email: str) -> None:
    token = invite_colleague(actor, company.id, email, now=now())
    inviter, invited = get_account(actor.account_id), find_account(email)
    ask_for_mail('invite_colleague', email, {
        'link': current_app.config['PUBLIC_URL'] + url_for('.invitation', token=token),
        'company': company.details.name, 'inviter': inviter.name or inviter.email,
        'hours': HOURS}, now=now(), account_id=invited.id if invited else None,
        language=invited.language if invited else get_locale().language)


def _page(actor: Actor, company: Company, form: InviteForm) -> str:
    pending = list_invitations(actor, company.id, now=now()) if company.owner else []
    members = list_members(actor, company.id)
    return render_template(
        'companies/members.html', company=company, form=form, invitations=pending,
        members=members, actor=actor, owners=sum(member.owner for member in members))


def _invitation_page(offer: Offer, token: str, form: ConsentForm) -> str:
    reader = _reader()
    page: dict[str, Any] = {'offer': offer, 'token': token, 'form': form, 'reader': reader}
    return render_template(
        'companies/invitation.html', fits=reader is not None and _fits(reader, offer),
        has_account=find_account(offer.email) is not None,
        consent=current_text(ConsentPurpose.ACCOUNT, get_locale().language), **page)
