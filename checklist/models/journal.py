"""What was done, append only."""
from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base
from checklist.models.catalog import Id


class JournalEntry(Base):
    """One thing done to one object. Holds no names, numbers or answers of people."""

    __tablename__ = 'journal_entry'

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[str] = mapped_column(Text, default='')
