"""Versions of checklists under work: drafts, their revisions, proposals and approvals."""
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base, Sealed
from checklist.models.ids import Id, PublicId

OPEN = text("NOT (state IN ('published', 'discarded'))")


def draft_key() -> ForeignKey:
    return ForeignKey('version_draft.id', ondelete='CASCADE')


class VersionDraft(Base):
    """The next version of a checklist, on which the editors of one authority work.

    A checklist has one at a time. ``revision`` is its newest; ``discussed`` is the one that was
    shown to the public, and ``fingerprint`` that of the newest. ``returned_for`` is why an
    approver sent it back last. A trigger keeps what was approved as it is.
    """

    __tablename__ = 'version_draft'
    __table_args__ = (
        Index('uq_version_draft_open', 'checklist_code', unique=True,
              sqlite_where=OPEN, postgresql_where=OPEN),
        Index('ix_version_draft_authority_code_changed_at', 'authority_code', 'changed_at'),
    )

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    authority_code: Mapped[str] = mapped_column(String(64))
    checklist_code: Mapped[str] = mapped_column(String(64))
    number: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(Id, ForeignKey('checklist_version.id'))
    state: Mapped[str] = mapped_column(String(16), default='draft')
    revision: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    discussed: Mapped[int | None]
    discussion_from: Mapped[date | None]
    discussion_to: Mapped[date | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_id: Mapped[int | None] = mapped_column(Id, ForeignKey('checklist_version.id'))
    returned_for: Mapped[str] = mapped_column(Text, default='')


class DraftRevision(Base):
    """What a draft said after one change; ``content`` is canonical JSON, packed by zlib.

    Whoever has made one is an editor of the draft and never approves it. A trigger refuses to
    change a row.
    """

    __tablename__ = 'draft_revision'
    __table_args__ = (Index('ix_draft_revision_fingerprint', 'fingerprint'),)

    draft_id: Mapped[str] = mapped_column(draft_key(), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(PublicId)
    action: Mapped[str] = mapped_column(String(32))
    place: Mapped[str] = mapped_column(String(96))
    fingerprint: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


class DraftApproval(Base):
    """That somebody who edited nothing approved exactly the content of one fingerprint."""

    __tablename__ = 'draft_approval'

    draft_id: Mapped[str] = mapped_column(draft_key(), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(PublicId)
    act: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class DiscussionProposal(Base):
    """What somebody proposed in the public discussion of a draft, and the answer to it.

    ``author`` is whatever name they gave, or nothing. It is waiting until an editor shows it or
    refuses it.
    """

    __tablename__ = 'discussion_proposal'
    __table_args__ = (Index('ix_discussion_proposal_draft_id_at', 'draft_id', 'at'),)

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    draft_id: Mapped[str] = mapped_column(draft_key())
    place: Mapped[str] = mapped_column(String(64))
    author: Mapped[str] = mapped_column(Sealed)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default='waiting')
    answer: Mapped[str] = mapped_column(Text, default='')
    answered_by: Mapped[str | None] = mapped_column(PublicId)
    answered_at: Mapped[datetime | None]
    at: Mapped[datetime]


class RadarNotice(Base):
    """That the editors of an authority were told, so many days before, of an act that ends."""

    __tablename__ = 'radar_notice'

    authority_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    act_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    ends_on: Mapped[date] = mapped_column(primary_key=True)
    days_before: Mapped[int] = mapped_column(primary_key=True)
    sent_at: Mapped[datetime]
