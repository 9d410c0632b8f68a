"""Accounts, what they may do, and the ways in."""
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base, Sealed
from checklist.models.ids import PublicId


def account_key() -> ForeignKey:
    return ForeignKey('user_account.id', ondelete='CASCADE')


class UserAccount(Base):
    """A person who can sign in. Contacts are sealed; ``email_digest`` finds the address.

    ``totp_step`` is the last step of time whose code was used, so that no code works twice.
    """

    __tablename__ = 'user_account'

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    email_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(Sealed)
    name: Mapped[str] = mapped_column(Sealed)
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16), default='active')
    authority_code: Mapped[str | None] = mapped_column(String(64), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    totp_secret: Mapped[str | None] = mapped_column(Sealed)
    totp_step: Mapped[int | None]
    reminders: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class AccountRole(Base):
    """One role of an account."""

    __tablename__ = 'account_role'

    account_id: Mapped[str] = mapped_column(account_key(), primary_key=True)
    role: Mapped[str] = mapped_column(String(32), primary_key=True)


class UserSession(Base):
    """Somebody signed in with one browser. Only the hash of the token is kept.

    A session that still waits for the second factor is not ``complete`` and opens nothing.
    """

    __tablename__ = 'user_session'

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(account_key(), index=True)
    complete: Mapped[bool]
    way: Mapped[str] = mapped_column(String(16))
    browser: Mapped[str] = mapped_column(String(80))
    network: Mapped[str] = mapped_column(String(48))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    confirmed_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code that stands in once for the second factor; used ones are deleted."""

    __tablename__ = 'recovery_code'

    account_id: Mapped[str] = mapped_column(account_key(), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)


class AccountLink(Base):
    """A link that was sent by e-mail: of one purpose, for one use, for a limited time.

    ``subject`` is sealed JSON and says what the link is about, such as an address; ``tenant`` is
    the company or authority that invites, so that it can list what it has sent.
    """

    __tablename__ = 'account_link'

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[str | None] = mapped_column(account_key(), index=True)
    tenant: Mapped[str] = mapped_column(String(64), default='', index=True)
    subject: Mapped[str] = mapped_column(Sealed)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccountIdentity(Base):
    """An account of a provider of identities (OIDC, ЕСИА) that opens an account of ours."""

    __tablename__ = 'account_identity'

    provider: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(account_key(), index=True)
    created_at: Mapped[datetime]


class Consent(Base):
    """What somebody agreed to or took back, as proof: rows are added and never changed.

    It outlives the account, whose random id then names nobody.
    """

    __tablename__ = 'consent'
    __table_args__ = (Index('ix_consent_account_id_purpose', 'account_id', 'purpose'),)

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    account_id: Mapped[str] = mapped_column(PublicId)
    purpose: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64), default='')
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(16))
    text_hash: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    network: Mapped[str] = mapped_column(String(48))
    at: Mapped[datetime]


class ConsentText(Base):
    """A text that somebody agreed to, kept word by word for as long as the proof is needed."""

    __tablename__ = 'consent_text'

    text_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(32))
    text_version: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)


class Erasure(Base):
    """That an account was erased: the proof that is kept, without anything of the person.

    ``account_digest`` is the keyed digest of the account's id; ``act`` is JSON of what went.
    ``done_at`` is empty while it goes on.
    """

    __tablename__ = 'erasure'

    account_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    act: Mapped[str] = mapped_column(Text)
