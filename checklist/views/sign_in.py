"""Signing in by a link or by a password, and signing out."""
from collections.abc import Callable
from datetime import datetime

from flask import (
    Blueprint, Response, current_app, flash, make_response, redirect, render_template, request,
    url_for)
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.access import Role
from checklist.errors import WrongState
from checklist.extensions import db, sealer
from checklist.jobs import enqueue_mail
from checklist.services.account_links import Link, Purpose, look_at_link, make_link, use_link
from checklist.services.accounts import (
    Account, clean_email, find_account, get_account, open_account)
from checklist.services.consents import ConsentPurpose, current_text, give_consent
from checklist.services.journal import record
from checklist.services.limits import ALL_PASSWORDS, LINKS, LINKS_TO_ONE, PASSWORDS
from checklist.services.mail import ask_for_mail
from checklist.services.passwords import is_password
from checklist.services.sessions import open_session
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, public
from checklist.views.keys import known_keys
from checklist.views.local import local_path, see_other
from checklist.views.providers import offered
from checklist.views.visitors import give_session, network, take_session, this_browser
from forms.accounts import ConsentForm, LinkForm, PasswordForm

blueprint = Blueprint('sign_in', __name__, url_prefix='/sign-in')


@blueprint.get('/')
@public
def page() -> ResponseReturnValue:
    """The two ways in."""
    form = LinkForm(data={'next': request.args.get('next', '')})
    return _page(form, PasswordForm(data={'next': form.next.data}))


@blueprint.post('/link')
@public
def ask_link() -> ResponseReturnValue:
    """Send a link. The answer is the same whoever asks and whether there is an account."""
    form = LinkForm(request.form)
    if not form.validate():
        return _page(form, PasswordForm(data={'next': form.next.data})), 422
    email = clean_email(form.email.data)
    limit(LINKS)
    limit(LINKS_TO_ONE, by_visitor=False, of=sealer().digest(email))
    _send_link(email, local_path(form.next.data, ''))
    db.session.commit()
    enqueue_mail()
    return render_template('sign_in/sent.html', email=email)


@blueprint.post('/password')
@public
def by_password() -> ResponseReturnValue:
    """Sign in by password; staff and whoever wishes it go on to the second factor."""
    form = PasswordForm(request.form)
    if not form.validate():
        return _page(LinkForm(data=form.data), form), 422
    email = clean_email(form.email.data)
    limit(ALL_PASSWORDS)
    limit(PASSWORDS, of=sealer().digest(email))
    account = find_account(email)
    known = account is not None and not account.blocked
    right = is_password(account.id if account else None, form.password.data)
    if account is None or not (right and known):
        at_once(lambda: record('wrong_password', account.id if account else '', now()))
        form.password.errors = [gettext('The address or the password is not right.')]
        return _page(LinkForm(data=form.data), form), 422
    return let_in(account, 'password', local_path(form.next.data, ''))


@blueprint.get('/link/<token>')
@public
def link(token: str) -> ResponseReturnValue:
    """Show what a link does. Looking at it uses nothing up: mail programs look too."""
    found = look_at_link(Purpose.SIGN_IN, token, now=now())
    return _link_page(found, token, ConsentForm())


@blueprint.post('/link/<token>')
@public
def by_link(token: str) -> ResponseReturnValue:
    """Sign in by a link; who has no account yet opens one with their consent."""
    found = look_at_link(Purpose.SIGN_IN, token, now=now())
    form = ConsentForm(request.form)
    account = find_account(found.subject['email'])
    if account is None and not form.validate():
        return _link_page(found, token, form), 422
    use_link(Purpose.SIGN_IN, token, now=now())
    if account is None:
        account = open_with_consent(found.subject['email'])
    if account.blocked or account.staff:
        raise WrongState('This account is not entered by a link.')
    return let_in(account, 'link', found.subject['next'])


@blueprint.post('/out')
@public
def out() -> ResponseReturnValue:
    """Sign out, and clear what the browser has kept of our pages."""
    response = take_session(make_response(redirect(url_for('public.start'), 303)))
    db.session.commit()
    flash(gettext('You are signed out.'), 'success')
    return response


def let_in(account: Account, way: str, target: str, *, strong: bool = False,
           confirmed_at: datetime | None = None,
           lead: Callable[[str], Response] = see_other) -> ResponseReturnValue:
    """Begin a session and go on: to the second factor, to what is to be taken over, or home.

    A ``strong`` way is as good as one with a second factor; ``confirmed_at`` is when they proved
    who they are, where that was not just now.
    """
    complete = strong or not (account.staff or account.has_second_factor)
    if not complete:
        target = url_for('second_factor.page', next=target)
    elif not target and known_keys():
        target = url_for('take_over.page')
    response = lead(target or url_for('accounts.home'))
    give_session(response, open_session(
        account.id, way=way, complete=complete, browser=this_browser(), now=now(),
        confirmed_at=confirmed_at), staff=account.staff)
    db.session.commit()
    return response


def open_with_consent(email: str) -> Account:
    """Open an account for somebody who has just agreed to it."""
    language = get_locale().language
    account_id = open_account(email, [Role.ENTREPRENEUR], language=language, now=now())
    give_consent(account_id, current_text(ConsentPurpose.ACCOUNT, language), network=network(),
                 now=now())
    return get_account(account_id)


def _send_link(email: str, target: str) -> None:
    """Ask for one message in every case; what it says differs, and only its reader knows."""
    account = find_account(email)
    token = make_link(Purpose.SIGN_IN, {'email': email, 'next': target}, now=now())
    language = account.language if account else get_locale().language
    staff = account is not None and (account.staff or account.blocked)
    address = url_for('.page') if staff else url_for('.link', token=token)
    ask_for_mail('sign_in_staff' if staff else 'sign_in', email, {
        'link': current_app.config['PUBLIC_URL'] + address, 'minutes': '30'},
        language=language, now=now(), account_id=account.id if account else None)


def _page(form: LinkForm, password_form: PasswordForm) -> str:
    return render_template('sign_in/page.html', form=password_form if password_form.errors
                           else form, link_form=form, password_form=password_form,
                           providers=offered())


def _link_page(found: Link, token: str, form: ConsentForm) -> str:
    account = find_account(found.subject['email'])
    text = current_text(ConsentPurpose.ACCOUNT, get_locale().language)
    return render_template('sign_in/link.html', email=found.subject['email'], account=account,
                           token=token, form=form, consent=text)
