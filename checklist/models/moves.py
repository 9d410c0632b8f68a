"""Drafts of self-inspections that were moved to a newer version of their checklist."""
from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base
from checklist.models.ids import Id, PublicId
from checklist.models.tasks import inspection_key


class InspectionMove(Base):
    """One move, with the answers as they were, so that it can be taken back for a while.

    ``receipt`` says what became of each answer. ``revision`` is that of the draft right after
    the move. ``old_draft`` is emptied when the time to take it back is over.
    """

    __tablename__ = 'inspection_move'

    inspection_id: Mapped[str] = mapped_column(inspection_key(), primary_key=True)
    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    from_version_id: Mapped[int] = mapped_column(Id, ForeignKey('checklist_version.id'))
    to_version_id: Mapped[int] = mapped_column(Id, ForeignKey('checklist_version.id'))
    revision: Mapped[int]
    old_draft: Mapped[str | None] = mapped_column(Text)
    receipt: Mapped[str] = mapped_column(Text)
    moved_at: Mapped[datetime]
    reverted_at: Mapped[datetime | None]
