"""Documents made by jobs."""
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from checklist.extensions import Base


class Document(Base):
    """A document of a submitted self-inspection, asked for in the transaction of its cause.

    The bytes are a pure function of frozen data and ``template_version``: they may be dropped
    and made again.
    """

    __tablename__ = 'document'

    inspection_id: Mapped[str] = mapped_column(
        ForeignKey('self_inspection.id', ondelete='CASCADE'), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    template_version: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    asked_at: Mapped[datetime]
