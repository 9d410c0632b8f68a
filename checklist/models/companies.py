"""Companies and sole proprietors, their objects, and who works for them."""
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base
from checklist.models.accounts import account_key
from checklist.models.ids import PublicId


def company_key() -> ForeignKey:
    return ForeignKey('controlled_person.id', ondelete='CASCADE')


class ControlledPerson(Base):
    """A company or sole proprietor that checks itself."""

    __tablename__ = 'controlled_person'

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    legal_form: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    inn: Mapped[str] = mapped_column(String(12), default='', index=True)
    ogrn: Mapped[str] = mapped_column(String(15), default='')
    kpp: Mapped[str] = mapped_column(String(9), default='')
    created_at: Mapped[datetime]


class ControlledObject(Base):
    """A place of a company: a café, a shop. ``profile`` is what is known of it for conditions."""

    __tablename__ = 'controlled_object'

    person_id: Mapped[str] = mapped_column(company_key(), primary_key=True)
    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300), default='')
    profile: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Membership(Base):
    """An account that works for a company; an owner may invite others and delete the company."""

    __tablename__ = 'membership'

    person_id: Mapped[str] = mapped_column(company_key(), primary_key=True)
    account_id: Mapped[str] = mapped_column(account_key(), primary_key=True, index=True)
    owner: Mapped[bool]
    created_at: Mapped[datetime]
