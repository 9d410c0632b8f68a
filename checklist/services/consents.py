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

from sqlalchemy import select

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.accounts import Consent, ConsentText
from checklist.services.journal import record
from checklist.services.tokens import new_token
from requirements_catalog.canonical import sha256

FOLDER = Path(__file__).parent.parent / 'consents'


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


@cache
def current_text(purpose: ConsentPurpose, language: str) -> Text:
    """Return the newest text of a purpose: files are named ``<version>.<language>.txt``."""
    path = max((FOLDER / purpose).glob(f'*.{language}.txt'))
    return Text(purpose, path.name.split('.')[0], language, path.read_text().strip())


def give_consent(account_id: str, text: Text, *, network: str, now: datetime,
                 object_id: str = '') -> None:
    """Write down that somebody has agreed to a text."""
    _keep_text(text)
    _add(account_id, text, True, network, now, object_id)


def withdraw_consent(account_id: str, purpose: ConsentPurpose, *, network: str, now: datetime,
                     object_id: str = '') -> None:
    """Write down that somebody has taken back what they had agreed to."""
    last = last_consent(account_id, purpose, object_id)
    if last is None or not last.given:
        raise Missing('There is no such consent.')
    text = Text(purpose, last.text_version, last.language, consent_text(last.text_hash))
    _add(account_id, text, False, network, now, object_id)


def last_consent(account_id: str, purpose: ConsentPurpose,
                 object_id: str = '') -> GivenConsent | None:
    """Return the last thing somebody said about a purpose."""
    return next((consent for consent in list_consents(account_id)
                 if (consent.purpose, consent.object_id) == (purpose, object_id)), None)


def list_consents(account_id: str) -> list[GivenConsent]:
    """Return everything somebody agreed to and took back, the newest first."""
    rows = db.session.scalars(select(Consent).where(
        Consent.account_id == account_id).order_by(Consent.at.desc(), Consent.given))
    return [GivenConsent(row.id, ConsentPurpose(row.purpose), row.object_id, row.given,
                         row.text_version, row.text_hash, row.language, row.at)
            for row in rows]


def consent_text(text_hash: str) -> str:
    """Return a text word by word as it was agreed to."""
    text = db.session.scalar(
        select(ConsentText.text).where(ConsentText.text_hash == text_hash))
    if text is None:
        raise Missing('There is no such text.')
    return text


def _keep_text(text: Text) -> None:
    if db.session.get(ConsentText, text.hash) is None:
        db.session.add(ConsentText(
            text_hash=text.hash, purpose=text.purpose, text_version=text.version,
            language=text.language, text=text.text))


def _add(account_id: str, text: Text, given: bool, network: str, now: datetime,
         object_id: str) -> None:
    db.session.add(Consent(
        id=new_token(), account_id=account_id, purpose=text.purpose, object_id=object_id,
        given=given, text_version=text.version, text_hash=text.hash, language=text.language,
        network=network, at=now))
    record('consent' if given else 'withdraw_consent', account_id, now, purpose=text.purpose)
