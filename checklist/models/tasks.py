"""What is to be put right after a self-inspection, and what proves it."""
from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base, Sealed
from checklist.models.ids import PublicId


def inspection_key() -> ForeignKey:
    return ForeignKey('self_inspection.id', ondelete='CASCADE')


class RemedyTask(Base):
    """One thing to do about one question of a submitted self-inspection."""

    __tablename__ = 'remedy_task'

    inspection_id: Mapped[str] = mapped_column(inspection_key(), primary_key=True)
    question_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    responsible: Mapped[str] = mapped_column(Sealed)
    note: Mapped[str] = mapped_column(Sealed)
    due_on: Mapped[date | None] = mapped_column(index=True)
    done_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    updated_at: Mapped[datetime]


class Evidence(Base):
    """A file that proves an answer. Its bytes lie in the file ``id`` under ``var/evidence``.

    It is in quarantine until it has been checked and cleaned; then it is clean, or refused for a
    reason, and a refused one has no bytes any more.
    """

    __tablename__ = 'evidence'

    inspection_id: Mapped[str] = mapped_column(inspection_key(), primary_key=True)
    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    question_code: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(PublicId)
    name: Mapped[str] = mapped_column(Sealed)
    kind: Mapped[str] = mapped_column(String(8))
    state: Mapped[str] = mapped_column(String(16), index=True)
    size: Mapped[int]
    body_hash: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(32), default='')
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    added_at: Mapped[datetime]
