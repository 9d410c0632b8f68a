"""Counters of rate limits, shared by all workers."""
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base


class RateLimitCounter(Base):
    """How often one thing was done by one visitor in one window of time."""

    __tablename__ = 'rate_limit_counter'

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
