"""What was done, append only."""
from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base
from checklist.models.ids import Id


class JournalEntry(Base):
    """One thing done to one object. Holds no names, numbers or answers of people.

    Entries are numbered without gaps. ``mac`` is made over the entry and the ``mac`` before it
    with a key that lies outside the database (``journal_chain.py``).
    """

    __tablename__ = 'journal_entry'
    __table_args__ = (
        Index('ix_journal_entry_object_id', 'object_id'),
        Index('ix_journal_entry_tenant', 'tenant'),
        Index('ix_journal_entry_account_id', 'account_id'))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    tenant: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    account_id: Mapped[str] = mapped_column(String(26), server_default=text("''"))
    role: Mapped[str] = mapped_column(String(64), server_default=text("''"))
    network: Mapped[str] = mapped_column(String(48), server_default=text("''"))
    request_id: Mapped[str] = mapped_column(String(16), server_default=text("''"))
    details: Mapped[str] = mapped_column(Text, default='')
    mac: Mapped[str] = mapped_column(String(64), server_default=text("''"))


class JournalHead(Base):
    """The last entry of the journal: writers queue up on this one row."""

    __tablename__ = 'journal_head'

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(Id)
    mac: Mapped[str] = mapped_column(String(64))
