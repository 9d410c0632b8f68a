"""Consents: each for one purpose, each with the very text that was agreed to.

152-ФЗ, art. 9: a consent is a document of its own since 01.09.2025 (156-ФЗ). Rows are only
added; what counts is the last one of a purpose. Texts lie in ``consents/``: another text is
another version, and every text that somebody agreed to is kept word by word.
"""
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import delete, select, update

from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db
from checklist.models.accounts import Consent, ConsentText, UserAccount
from checklist.models.mail import MailMessage
from checklist.services.journal import record
from checklist.services.tokens import new_token
from requirements_catalog.canonical import sha256

FOLDER = Path(__file__).parent.parent / 'consents'
# What is sent only to those who have agreed to reminders.
REMINDING = ('reminder', 'draft_ends')


class ConsentPurpose(StrEnum):
    """What somebody may agree to; refusing one blocks none of the others."""

    ACCOUNT = 'account'
    REMINDERS = 'reminders'


@dataclass(frozen=True)
class Text:
    """A text to agree to."""

    purpose: ConsentPurpose
    version: str
    language: str
    text: str

    @property
    def hash(self) -> str:
        return sha256(self.text)


@dataclass(frozen=True)
class GivenConsent:
    """What somebody agreed to, or took back."""

    id: str
    purpose: ConsentPurpose
    object_id: str
    given: bool
    text_version: str
    text_hash: str
    language: str
    at: datetime


@dataclass(frozen=True)
class Standing:
    """Where somebody stands with one purpose; ``last`` is what they said of it last."""

    purpose: ConsentPurpose
    last: GivenConsent | None

    @property
    def given(self) -> bool:
        return self.last is not None and self.last.given


@cache
def current_text(purpose: ConsentPurpose, language: str) -> Text:
    """Return the newest text of a purpose: files are named ``<version>.<language>.txt``."""
    return max((text for text in _shipped_texts() if (text.purpose, text.language) == (
        purpose, language)), key=lambda text: int(text.version))


def give_consent(account_id: str, text: Text, *, network: str, now: datetime,
                 object_id: str = '') -> None:
    """Write down that somebody has agreed to a text."""
    _keep_text(text)
    _add(account_id, text, True, network, now, object_id)


def withdraw_consent(account_id: str, purpose: ConsentPurpose, *, network: str, now: datetime,
                     object_id: str = '') -> None:
    """Write down that somebody has taken back what they had agreed to.

    What was waiting to be sent on the ground of it is not sent any more.
    """
    last = last_consent(account_id, purpose, object_id)
    if last is None or not last.given:
        raise WrongState('There is no such consent.')
    _add(account_id, find_text(last.text_hash), False, network, now, object_id)


def last_consent(account_id: str, purpose: ConsentPurpose,
                 object_id: str = '') -> GivenConsent | None:
    """Return the last thing somebody said about a purpose."""
    return next((consent for consent in list_consents(account_id)
                 if (consent.purpose, consent.object_id) == (purpose, object_id)), None)


def standings(account_id: str) -> list[Standing]:
    """Return for each purpose where somebody stands with it."""
    return [Standing(purpose, last_consent(account_id, purpose)) for purpose in ConsentPurpose]


def list_consents(account_id: str) -> list[GivenConsent]:
    """Return everything somebody agreed to and took back, the newest first."""
    rows = db.session.scalars(select(Consent).where(
        Consent.account_id == account_id).order_by(Consent.at.desc(), Consent.given))
    return [GivenConsent(row.id, ConsentPurpose(row.purpose), row.object_id, row.given,
                         row.text_version, row.text_hash, row.language, row.at)
            for row in rows]


def get_consent(account_id: str, consent_id: str) -> GivenConsent:
    """Return one record of somebody's own; nobody else finds it."""
    for consent in list_consents(account_id):
        if consent.id == consent_id:
            return consent
    raise Missing('There is no such consent.')


def find_text(text_hash: str) -> Text:
    """Return a text word by word: one that was agreed to, or one that may be agreed to now."""
    kept = db.session.get(ConsentText, text_hash)
    if kept is not None:
        return Text(ConsentPurpose(kept.purpose), kept.text_version, kept.language, kept.text)
    for text in _shipped_texts():
        if text.hash == text_hash:
            return text
    raise Missing('There is no such text.')


@cache
def _shipped_texts() -> tuple[Text, ...]:
    return tuple(_shipped_text(purpose, path) for purpose in ConsentPurpose
                 for path in (FOLDER / purpose).glob('*.*.txt'))


def _shipped_text(purpose: ConsentPurpose, path: Path) -> Text:
    version, language, _ = path.name.split('.')
    return Text(purpose, version, language, path.read_text('utf-8').strip())


def _keep_text(text: Text) -> None:
    """Keep a text for good. Another text under the same version is refused."""
    kept = set(db.session.scalars(select(ConsentText.text_hash).where(
        ConsentText.purpose == text.purpose, ConsentText.text_version == text.version,
        ConsentText.language == text.language)))
    if kept - {text.hash}:
        raise Conflict('Another text was agreed to under this version.')
    if not kept:
        db.session.add(ConsentText(
            text_hash=text.hash, purpose=text.purpose, text_version=text.version,
            language=text.language, text=text.text))


def _add(account_id: str, text: Text, given: bool, network: str, now: datetime,
         object_id: str) -> None:
    db.session.add(Consent(
        id=new_token(), account_id=account_id, purpose=text.purpose, object_id=object_id,
        given=given, text_version=text.version, text_hash=text.hash, language=text.language,
        network=network, at=now))
    if text.purpose is ConsentPurpose.REMINDERS:
        _switch_reminders(account_id, given)
    record('consent' if given else 'withdraw_consent', account_id, now, purpose=text.purpose)


def _switch_reminders(account_id: str, on: bool) -> None:
    """Let the account follow the consent: nothing else switches reminders."""
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        reminders=on))
    if not on:
        db.session.execute(delete(MailMessage).where(
            MailMessage.account_id == account_id, MailMessage.kind.in_(REMINDING)))
