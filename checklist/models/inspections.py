"""Profiles, self-inspections and what was submitted.

Ids are 128 random bits. They are the respondent's shard key too: every row that belongs to a
self-inspection has its id first in the primary key, so that the tables can be partitioned by
hash without asking another node.
"""
from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from checklist.extensions import Base
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import company_key
from checklist.models.ids import PublicId


class RespondentProfile(Base):
    """What a visitor said of the business before choosing a checklist."""

    __tablename__ = 'respondent_profile'

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    data: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime] = mapped_column(index=True)


class SelfInspection(Base):
    """One business answering one version of a checklist about one object.

    ``key_hash`` is the SHA-256 of the secret key in the resume link; whoever has the key may
    read and answer, and so may the members of the company that has taken it over. ``draft`` is
    empty once the self-inspection is submitted.
    """

    __tablename__ = 'self_inspection'
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (draft IS NOT NULL)", name='draft_has_answers'),
        Index('ix_self_inspection_state_updated_at', 'state', 'updated_at'),
    )

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    version_id: Mapped[int] = mapped_column(ForeignKey('checklist_version.id'))
    previous_id: Mapped[str | None] = mapped_column(PublicId)
    person_id: Mapped[str | None] = mapped_column(company_key(), index=True)
    object_id: Mapped[str | None] = mapped_column(PublicId)
    state: Mapped[str] = mapped_column(String(16), default='draft')
    profile: Mapped[str] = mapped_column(Text)
    draft: Mapped[str | None] = mapped_column(Text)
    revision: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]

    version: Mapped[ChecklistVersion] = relationship(lazy='raise')


class Submission(Base):
    """The frozen record of a submitted self-inspection: a trigger refuses to change it.

    ``packed`` has a letter for each question of the version, in its order: Y N A U, and - for a
    question that was not asked.
    """

    __tablename__ = 'submission'

    inspection_id: Mapped[str] = mapped_column(
        ForeignKey('self_inspection.id', ondelete='CASCADE'), primary_key=True)
    submission_key: Mapped[str] = mapped_column(PublicId, unique=True)
    request_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)
    document_hash: Mapped[str] = mapped_column(String(64))
    packed: Mapped[str] = mapped_column(Text)
    points: Mapped[int]
    attainable: Mapped[int]
    percent: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
    verdict: Mapped[str] = mapped_column(String(24))
    scoring_rules: Mapped[int]
    submitted_at: Mapped[datetime]


class Verification(Base):
    """The page on which anyone can check a document by its code."""

    __tablename__ = 'verification'

    code: Mapped[str] = mapped_column(PublicId, primary_key=True)
    inspection_id: Mapped[str] = mapped_column(
        ForeignKey('self_inspection.id', ondelete='CASCADE'), unique=True)
    shows_score: Mapped[bool] = mapped_column(default=False)
