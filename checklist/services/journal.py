"""Writing down what was done, in a chain that cannot be changed unnoticed."""
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, update

from checklist.extensions import db, journal_key
from checklist.journal_chain import Link, link_mac
from checklist.models.journal import JournalEntry, JournalHead

_NEXT = (update(JournalHead).values(entries=JournalHead.entries + 1)
         .returning(JournalHead.entries, JournalHead.mac)
         .execution_options(synchronize_session=False))
_ADD = insert(JournalEntry)


@dataclass(frozen=True)
class Origin:
    """Who does what is done in this transaction, and from where.

    Without an account it is the holder of a secret key, a visitor, or the service itself.
    """

    account_id: str = ''
    role: str = 'system'
    network: str = ''
    request_id: str = ''


def set_origin(origin: Origin) -> None:
    """Say who does what the rest of this request does."""
    db.session.info['origin'] = origin


def record(action: str, object_id: str, now: datetime, *, tenant: str = '',
           **details: str | int) -> None:
    """Add an entry. Details hold codes and counts, never what somebody typed.

    ``tenant`` is the company or authority whose matter it is. On PostgreSQL writers of the
    journal wait for each other from here to the end of the transaction, so call it late.
    """
    origin: Origin = db.session.info.get('origin', Origin())
    number, previous = db.session.execute(_NEXT).one()
    link = Link(
        id=number, at=now, action=action, object_id=object_id, tenant=tenant,
        account_id=origin.account_id, role=origin.role, network=origin.network,
        request_id=origin.request_id,
        details=json.dumps(details, separators=(',', ':')) if details else '')
    mac = link_mac(journal_key(), link, previous)
    db.session.execute(_ADD, {**vars(link), 'mac': mac})
    db.session.execute(update(JournalHead).values(mac=mac), execution_options={
        'synchronize_session': False})
