"""Statistics: a short row for each self-inspection until its month is over, and the frozen tables.

Pages read frozen tables only. A row of ``observation`` names nobody: its ``business`` is a digest
of the ИНН under a key outside the database.
"""
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from checklist.extensions import Base
from checklist.models.ids import Id, PublicId


class Observation(Base):
    """What statistics need of one self-inspection, until its month is frozen.

    ``id`` is derived from that of the self-inspection, so that it goes when that goes.
    ``month`` is the year and month, as 202611. ``traits`` and ``marks`` are explained in
    ``statistics/dimensions.py`` and ``letters.py``.
    """

    __tablename__ = 'observation'
    __table_args__ = ({'sqlite_with_rowid': False},)

    version_id: Mapped[int] = mapped_column(
        Id, ForeignKey('checklist_version.id'), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    business: Mapped[int | None] = mapped_column(BigInteger)
    moment: Mapped[int]
    traits: Mapped[str] = mapped_column(String(8))
    marks: Mapped[str] = mapped_column(Text)


class FrozenFrame(Base):
    """One month of one version, counted and protected once and for all.

    A trigger refuses to change it: two counts of one month would tell what came between them.
    ``businesses`` and ``without_inn`` are rounded; None where they are hidden.
    """

    __tablename__ = 'frozen_frame'
    __table_args__ = (UniqueConstraint('version_id', 'month'),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    checklist_code: Mapped[str] = mapped_column(String(64))
    version_id: Mapped[int] = mapped_column(Id, ForeignKey('checklist_version.id'))
    month: Mapped[int]
    businesses: Mapped[int | None]
    without_inn: Mapped[int | None]
    frozen_at: Mapped[datetime]


class FrozenTable(Base):
    """The groups of one table of a frame: how large they are, or how one item came out in them.

    ``item`` is empty for the sizes. ``body`` is JSON, as ``statistics/frames.py`` writes it.
    """

    __tablename__ = 'frozen_table'

    frame_id: Mapped[int] = mapped_column(Id, ForeignKey('frozen_frame.id'), primary_key=True)
    grouping: Mapped[str] = mapped_column(String(32), primary_key=True)
    item: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[str] = mapped_column(Text)


class StatisticsReport(Base):
    """A periodic report of an authority: asked for, printed by the worker, and kept.

    ``period`` is a month, or a year and a quarter, as ``2026-10`` or ``2026-q4``.
    """

    __tablename__ = 'statistics_report'

    authority_code: Mapped[str] = mapped_column(String(64), primary_key=True)
    period: Mapped[str] = mapped_column(String(16), primary_key=True)
    language: Mapped[str] = mapped_column(String(8), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    body_hash: Mapped[str | None] = mapped_column(String(64))
    body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    asked_at: Mapped[datetime]


class ReportSubscription(Base):
    """Somebody of an authority who is told by e-mail that a new report is there."""

    __tablename__ = 'report_subscription'

    account_id: Mapped[str] = mapped_column(
        PublicId, ForeignKey('user_account.id', ondelete='CASCADE'), primary_key=True)
    told_of: Mapped[str] = mapped_column(String(16), default='')
    since: Mapped[datetime]
