"""Signing in through others, and linking what they vouch for with an account."""
import logging
from datetime import UTC, datetime

from flask import (
    Blueprint, Response, current_app, flash, g, make_response, redirect, render_template, request,
    session, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from checklist.access import Actor, Permission
from checklist.errors import Conflict, Missing
from checklist.extensions import begin_writing, db, let_go
from checklist.providers.identity import (
    Declined, Identity, ProviderError, Unreachable, new_attempt)
from checklist.services.account_links import Purpose, look_at_link, make_link, use_link
from checklist.services.accounts import find_account, get_account
from checklist.services.consents import ConsentPurpose, current_text
from checklist.services.identities import find_account_of, link_identity, unlink_identity
from checklist.services.journal import record
from checklist.services.limits import PROVIDER_STARTS
from checklist.services.mail import ask_for_mail
from checklist.services.sessions import confirm_session, is_signed_in
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, public, requires
from checklist.views.local import local_path
from checklist.views.providers import (
    NEW_IDENTITY, Kept, get_provider, keep_attempt, provider_name, take_attempt)
from checklist.views.sign_in import let_in, open_with_consent
from checklist.views.visitors import this_browser
from forms.accounts import ConsentForm, LinkForm, NextForm

logger = logging.getLogger('checklist')
blueprint = Blueprint('identities', __name__)
# Who comes back from a provider that does not tell has proved nothing a moment ago.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@blueprint.post('/sign-in/with/<provider>')
@public
def start(provider: str) -> ResponseReturnValue:
    """Begin to sign in."""
    target = local_path(NextForm(request.form).next.data, '')
    attempt = new_attempt(now(), email=True, anew=False)
    return _leave(provider, Kept(attempt, 'sign_in', target, '', ''))


@blueprint.post('/account/identities/<provider>/link')
@requires(Permission.USE_ACCOUNT, fresh=True)
def link(actor: Actor, provider: str) -> ResponseReturnValue:
    """Begin to link an identity with one's account."""
    attempt = new_attempt(now(), email=False, anew=False)
    return _leave(provider, Kept(attempt, 'link', url_for('accounts.security'),
                                 actor.account_id, actor.session_id))


@blueprint.post('/account/identities/<provider>/confirm')
@requires(Permission.USE_ACCOUNT)
def confirm(actor: Actor, provider: str) -> ResponseReturnValue:
    """Begin to prove once more who it is, by an identity that is linked."""
    target = local_path(NextForm(request.form).next.data, url_for('accounts.security'))
    attempt = new_attempt(now(), email=False, anew=True)
    return _leave(provider, Kept(attempt, 'confirm', target, actor.account_id, actor.session_id))


@blueprint.post('/account/identities/<provider>/unlink')
@requires(Permission.USE_ACCOUNT, fresh=True)
def unlink(actor: Actor, provider: str) -> ResponseReturnValue:
    """Stop an identity from opening one's account."""
    unlink_identity(actor.account_id, provider, now=now())
    _tell(actor.account_id, 'identity_unlinked', provider)
    db.session.commit()
    flash(gettext('%(name)s does not open your account any more.',
                  name=provider_name(provider)), 'success')
    return redirect(url_for('accounts.security'), 303)


@blueprint.get('/sign-in/with/<provider>/answer')
@public
def answer(provider: str) -> ResponseReturnValue:
    """Take what a browser comes back with; only for the browser that went, once, in time."""
    found = get_provider(provider)
    try:
        kept = take_attempt(provider, request.args.get('state', ''))
    except Missing:
        return _too_late()
    try:
        identity = found.finish(kept.attempt, request.args.to_dict(), _redirect_uri(provider),
                                now())
    except ProviderError as error:
        return _fail(provider, kept, error)
    begin_writing()
    aims = {'link': _link, 'confirm': _confirm, 'sign_in': _sign_in}
    return aims[kept.aim](provider, kept, identity)


@blueprint.route('/sign-in/new', methods=['GET', 'POST'])
@public
def new() -> ResponseReturnValue:
    """Open an account for an identity that has none, with the consent of its owner."""
    token = session.get(NEW_IDENTITY, '')
    try:
        found = look_at_link(Purpose.NEW_IDENTITY, token, now=now())
    except Missing:
        return _too_late()
    form = ConsentForm(request.form)
    email, provider = found.subject['email'], found.subject['provider']
    if request.method != 'POST' or not form.validate():
        text = current_text(ConsentPurpose.ACCOUNT, get_locale().language)
        page = render_template('sign_in/new.html', email=email, form=form, consent=text,
                               name=provider_name(provider))
        return page, 422 if request.method == 'POST' else 200
    use_link(Purpose.NEW_IDENTITY, token, now=now())
    session.pop(NEW_IDENTITY)
    account = open_with_consent(email)
    link_identity(account.id, provider, found.subject['subject'], now=now())
    return let_in(account, provider, found.subject['target'], confirmed_at=LONG_AGO)


def _leave(provider: str, kept: Kept) -> ResponseReturnValue:
    """Send the browser to a provider. Nothing of the database is held while that is asked."""
    found = get_provider(provider)
    limit(PROVIDER_STARTS)
    let_go()
    try:
        url = found.start(kept.attempt, _redirect_uri(provider), now())
    except ProviderError as error:
        return _fail(provider, kept, error)
    keep_attempt(provider, kept)
    return onwards(url, provider_name(provider))


def onwards(target: str, name: str = '') -> Response:
    """Lead on by a page of ours instead of a redirect.

    A redirect to a provider would be stopped where forms may only lead to us, and after one
    from a provider browsers keep the strict cookies of staff back.
    """
    target = iri_to_uri(target)
    response = make_response(render_template('sign_in/onwards.html', target=target, name=name))
    response.headers['Refresh'] = f'0; url={target}'
    return response


def _sign_in(provider: str, kept: Kept, identity: Identity) -> ResponseReturnValue:
    account = find_account_of(provider, identity.subject)
    if account is None:
        return _newcomer(provider, kept, identity)
    if account.blocked:
        return _turn_back(gettext('This account is blocked. Please turn to the operator of the'
                                  ' service.'))
    return let_in(account, provider, kept.target, strong=identity.strong,
                  confirmed_at=min(identity.proved_at or LONG_AGO, now()), lead=onwards)


def _newcomer(provider: str, kept: Kept, identity: Identity) -> ResponseReturnValue:
    """Go on with an identity that opens no account: never into one that is there already."""
    name = provider_name(provider)
    email = LinkForm(MultiDict({'email': identity.email}))
    if not email.validate():
        return _turn_back(gettext(
            '%(name)s has told no confirmed e-mail address. Sign in by a link here, then link'
            ' both under “Signing in” in your account.', name=name))
    if find_account(email.email.data):
        return _turn_back(gettext(
            'There is an account with this address already. Sign in the way you do otherwise,'
            ' then link it with %(name)s on the page that opens.', name=name),
            url_for('accounts.security'))
    session[NEW_IDENTITY] = make_link(Purpose.NEW_IDENTITY, {
        'provider': provider, 'subject': identity.subject, 'email': email.email.data,
        'target': kept.target}, now=now())
    db.session.commit()
    return onwards(url_for('.new'))


def _link(provider: str, kept: Kept, identity: Identity) -> ResponseReturnValue:
    if not _is_still_in(kept):
        return _turn_back(gettext('You are signed out. Sign in and try again.'), kept.target)
    try:
        link_identity(kept.account_id, provider, identity.subject, now=now())
    except Conflict:
        flash(gettext('This was not linked: it opens another account, or yours is linked'
                      ' already.'), 'error')
        return onwards(kept.target)
    _tell(kept.account_id, 'identity_linked', provider)
    db.session.commit()
    flash(gettext('You can sign in through %(name)s from now on.',
                  name=provider_name(provider)), 'success')
    return onwards(kept.target)


def _confirm(provider: str, kept: Kept, identity: Identity) -> ResponseReturnValue:
    account = find_account_of(provider, identity.subject)
    if account is None or account.id != kept.account_id or not _is_still_in(kept):
        at_once(lambda: record('wrong_confirmation', kept.account_id, now(), provider=provider))
        flash(gettext('This is not right.'), 'error')
        return onwards(url_for('accounts.confirm', next=kept.target))
    confirm_session(kept.session_id, now=now())
    db.session.commit()
    return onwards(kept.target)


def _is_still_in(kept: Kept) -> bool:
    """Return whether whoever began is still signed in; the strict cookie of staff is not here."""
    return not get_account(kept.account_id).blocked and is_signed_in(
        kept.account_id, kept.session_id, now=now())


def _fail(provider: str, kept: Kept, error: ProviderError) -> ResponseReturnValue:
    """Say what happened in plain words; the reason is for the log and the journal."""
    name = provider_name(provider)
    logger.warning('%s: %s: %s: %s', g.request_id, provider, type(error).__name__, error.reason)
    if isinstance(error, Declined):
        message = gettext('You have not signed in through %(name)s.', name=name)
    elif isinstance(error, Unreachable):
        message = gettext('%(name)s does not answer right now. Try again later, or go on in'
                          ' another way.', name=name)
    else:
        at_once(lambda: record('refused_identity', kept.account_id, now(), provider=provider,
                               reason=error.reason))
        message = gettext('The answer of %(name)s could not be trusted, so nobody was signed in.'
                          ' Please try again.', name=name)
    if kept.aim == 'sign_in':
        return _turn_back(message, kept.target)
    flash(message, 'error')
    return onwards(kept.target)


def _too_late() -> ResponseReturnValue:
    return _turn_back(gettext('This attempt to sign in has been used or is too old. Please try'
                              ' again.'))


def _turn_back(message: str, target: str = '') -> ResponseReturnValue:
    """Lead to the other ways in."""
    flash(message, 'error')
    return redirect(url_for('sign_in.page', next=target or None), 303)


def _redirect_uri(provider: str) -> str:
    home: str = current_app.config['PUBLIC_URL']
    return home + url_for('.answer', provider=provider)


def _tell(account_id: str, kind: str, provider: str) -> None:
    """Tell the owner that the ways in have changed."""
    account = get_account(account_id)
    ask_for_mail(kind, account.email, {
        'name': provider_name(provider), 'moment': now().isoformat(),
        'browser': this_browser().name}, language=account.language, now=now(),
        account_id=account_id)
