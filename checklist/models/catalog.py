"""Published versions of checklists."""
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base
from checklist.models.ids import Id


class ChecklistVersion(Base):
    """One published version, whole and immutable: a trigger refuses to change its content."""

    __tablename__ = 'checklist_version'
    __table_args__ = (UniqueConstraint('checklist_code', 'number'),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    checklist_code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[str] = mapped_column(Text)
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    published_at: Mapped[datetime]


class ControlQuestion(Base):
    """A question of a version, derived from its content for joins."""

    __tablename__ = 'control_question'

    version_id: Mapped[int] = mapped_column(
        ForeignKey('checklist_version.id'), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    section_code: Mapped[str] = mapped_column(String(64))
    requirement_code: Mapped[str] = mapped_column(String(64), index=True)
    weight: Mapped[int]
    critical: Mapped[bool]
