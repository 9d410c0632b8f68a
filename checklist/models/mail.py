"""Messages that wait to be sent."""
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from checklist.extensions import Base, Sealed
from checklist.models.ids import PublicId


class MailMessage(Base):
    """A message asked for in the transaction of its cause; deleted once it is sent.

    ``values`` is JSON of what the template ``kind`` needs, sealed with the address, since it may
    hold a secret link. ``account_id`` lets an erased account take its messages along.
    """

    __tablename__ = 'mail_message'

    id: Mapped[str] = mapped_column(PublicId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    account_id: Mapped[str | None] = mapped_column(PublicId, index=True)
    recipient: Mapped[str] = mapped_column(Sealed)
    values: Mapped[str] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(16), default='wanted', index=True)
    tries: Mapped[int] = mapped_column(default=0)
    send_after: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    asked_at: Mapped[datetime]
