"""Documents made by jobs."""
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base


class Printed:
    """How far a document is, and its bytes.

    They are a pure function of frozen data and ``template_version``: they may be dropped and
    made again.
    """

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    template_version: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    asked_at: Mapped[datetime]


class Document(Printed, Base):
    """A document of a submitted self-inspection, asked for in the transaction of its cause."""

    __tablename__ = 'document'

    inspection_id: Mapped[str] = mapped_column(
        ForeignKey('self_inspection.id', ondelete='CASCADE'), primary_key=True, sort_order=-1)


class VersionDocument(Printed, Base):
    """A document about versions of checklists, published or not, which their fingerprints name."""

    __tablename__ = 'version_document'

    fingerprints: Mapped[str] = mapped_column(String(129), primary_key=True, sort_order=-1)
