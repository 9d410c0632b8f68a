"""Consents: what was agreed to and taken back, each with its text word by word."""
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db
from checklist.reports.consents import consent_copy
from checklist.services.consents import (
    ConsentPurpose, Standing, Text, current_text, find_text, get_consent, give_consent,
    list_consents, standings, withdraw_consent)
from checklist.views.clock import now
from checklist.views.guards import public, requires
from checklist.views.visitors import network

blueprint = Blueprint('consents', __name__)


@blueprint.get('/account/consents/')
@requires(Permission.USE_ACCOUNT)
def index(actor: Actor) -> ResponseReturnValue:
    """Where somebody stands with each purpose, and everything they ever said of it."""
    return render_template('accounts/consents.html', standings=standings(actor.account_id),
                           records=list_consents(actor.account_id))


@blueprint.get('/account/consents/<purpose>')
@requires(Permission.USE_ACCOUNT)
def consent(actor: Actor, purpose: str) -> ResponseReturnValue:
    """One purpose on a page of its own, with its text and one button."""
    return _consent_page(actor, _purpose(purpose))


@blueprint.post('/account/consents/<purpose>/give')
@requires(Permission.USE_ACCOUNT)
def give(actor: Actor, purpose: str) -> ResponseReturnValue:
    """Agree to the very text that the page showed."""
    chosen = _purpose(purpose)
    text = current_text(chosen, get_locale().language)
    if request.form.get('text') != text.hash:
        flash(gettext('The text has changed meanwhile. Please read it again.'), 'warning')
        return _consent_page(actor, chosen), 409
    if not _standing(actor, chosen).given:
        give_consent(actor.account_id, text, network=network(), now=now())
        db.session.commit()
    flash(gettext('You have agreed. You can withdraw at any time.'), 'success')
    return redirect(url_for('.index'), 303)


@blueprint.post('/account/consents/<purpose>/withdraw')
@requires(Permission.USE_ACCOUNT)
def withdraw(actor: Actor, purpose: str) -> ResponseReturnValue:
    """Take a consent back. Without the one to the account there is no account."""
    chosen = _purpose(purpose)
    if chosen is ConsentPurpose.ACCOUNT:
        return redirect(url_for('own_data.delete'), 303)
    if _standing(actor, chosen).given:
        withdraw_consent(actor.account_id, chosen, network=network(), now=now())
        db.session.commit()
    flash(gettext('The consent is withdrawn.'), 'success')
    return redirect(url_for('.index'), 303)


@blueprint.get('/account/consents/records/<consent_id>.txt')
@requires(Permission.USE_ACCOUNT)
def copy(actor: Actor, consent_id: str) -> ResponseReturnValue:
    """A copy of one record with its text, to keep."""
    given = get_consent(actor.account_id, consent_id)
    return _plain(consent_copy(given, find_text(given.text_hash)), f'consent-{given.id}.txt')


@blueprint.get('/consents/<text_hash>')
@public
def text(text_hash: str) -> ResponseReturnValue:
    """A text that stays readable for ever; it holds nothing of anybody."""
    return render_template('public/consent_text.html', text=find_text(text_hash))


@blueprint.get('/consents/<text_hash>.txt')
@public
def text_file(text_hash: str) -> ResponseReturnValue:
    """The text byte by byte: the SHA-256 of the file is the one on record."""
    return _plain(find_text(text_hash).text, f'consent-{text_hash[:16]}.txt')


def _purpose(name: str) -> ConsentPurpose:
    try:
        return ConsentPurpose(name)
    except ValueError:
        raise Missing('There is no such purpose.') from None


def _standing(actor: Actor, purpose: ConsentPurpose) -> Standing:
    return next(standing for standing in standings(actor.account_id)
                if standing.purpose is purpose)


def _consent_page(actor: Actor, purpose: ConsentPurpose) -> str:
    standing = _standing(actor, purpose)
    return render_template('accounts/consent.html', standing=standing,
                           text=_text_to_show(standing))


def _text_to_show(standing: Standing) -> Text:
    """Return the text that was agreed to, or the one that may be agreed to now."""
    if standing.given and standing.last:
        return find_text(standing.last.text_hash)
    return current_text(standing.purpose, get_locale().language)


def _plain(body: str, name: str) -> Response:
    response = Response(body, mimetype='text/plain')
    response.headers.set('Content-Disposition', 'attachment', filename=name)
    return response
