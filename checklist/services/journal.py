"""Writing down what was done, in a chain that cannot be changed unnoticed."""
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, insert, select, update

from checklist.extensions import db, journal_key
from checklist.journal_chain import Link, link_mac
from checklist.models.journal import JournalEntry, JournalHead

_NEXT = (update(JournalHead).values(entries=JournalHead.entries + bindparam('more'))
         .returning(JournalHead.entries, JournalHead.mac)
         .execution_options(synchronize_session=False))
_ADD = insert(JournalEntry)
# How often one and the same thing of one person is written down, such as reading a page.
ONCE_IN = timedelta(hours=1)


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
    record_each(action, [object_id], now, tenant=tenant, **details)


def record_each(action: str, object_ids: Sequence[str], now: datetime, *, tenant: str = '',
                **details: str | int) -> None:
    """Add an entry for each of several objects to which the same was done."""
    if not object_ids:
        return
    origin: Origin = db.session.info.get('origin', Origin())
    newest, mac = db.session.execute(_NEXT, {'more': len(object_ids)}).one()
    text = json.dumps(details, separators=(',', ':')) if details else ''
    rows = []
    for number, object_id in enumerate(object_ids, newest - len(object_ids) + 1):
        row = {'id': number, 'at': now, 'action': action, 'object_id': object_id,
               'tenant': tenant, **vars(origin), 'details': text}
        mac = link_mac(journal_key(), Link(**row), mac)
        rows.append({**row, 'mac': mac})
    db.session.execute(_ADD, rows)
    db.session.execute(update(JournalHead).values(mac=mac), execution_options={
        'synchronize_session': False})


def was_recorded(action: str, object_id: str, now: datetime) -> bool:
    """Return whether the same account has done this to the object within the hour."""
    origin: Origin = db.session.info.get('origin', Origin())
    found = db.session.scalar(select(exists().where(
        JournalEntry.object_id == object_id, JournalEntry.action == action,
        JournalEntry.account_id == origin.account_id, JournalEntry.at > now - ONCE_IN)))
    return bool(found)


def record_once(action: str, object_id: str, now: datetime, *, tenant: str) -> None:
    """Add an entry for what is done over and over, such as reading: one an hour for each person.

    Of two who come at once the second waits for the first, and finds its entry.
    """
    if was_recorded(action, object_id, now):
        return
    db.session.execute(select(JournalHead.id).with_for_update())
    if not was_recorded(action, object_id, now):
        record(action, object_id, now, tenant=tenant)
