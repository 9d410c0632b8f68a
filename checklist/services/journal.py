"""Writing down what was done, in a chain that cannot be changed unnoticed."""
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

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

InsertAll = Callable[[type[JournalEntry], Sequence[Mapping[str, Any]]], None]


@dataclass(frozen=True)
class Origin:
    """Who does what is done in this transaction, and from where.

    Without an account it is the holder of a secret key, a visitor, or the service itself.
    """

    account_id: str = ''
    role: str = 'system'
    network: str = ''
    request_id: str = ''


@dataclass(frozen=True)
class Entry:
    """One thing that was done. ``details`` are JSON or empty."""

    action: str
    object_id: str
    at: datetime
    details: str = ''
    tenant: str = ''


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
    text = write_details(**details)
    append([Entry(action, object_id, now, text, tenant) for object_id in object_ids])


def write_details(**details: str | int) -> str:
    return json.dumps(details, separators=(',', ':')) if details else ''


def append(entries: Sequence[Entry], insert_all: InsertAll | None = None) -> None:
    """Add entries at the end of the chain, in their order."""
    if not entries:
        return
    origin: Origin = db.session.info.get('origin', Origin())
    newest, mac = db.session.execute(_NEXT, {'more': len(entries)}).one()
    rows = []
    for number, entry in enumerate(entries, newest - len(entries) + 1):
        row = {'id': number, **vars(entry), **vars(origin)}
        mac = link_mac(journal_key(), Link(**row), mac)
        rows.append({**row, 'mac': mac})
    if insert_all:
        insert_all(JournalEntry, rows)
    else:
        db.session.execute(_ADD, rows)
    db.session.execute(update(JournalHead).values(mac=mac), execution_options={
        'synchronize_session': False})


def was_ever_recorded(action: str, object_id: str) -> bool:
    """Return whether something has been done to an object by anybody."""
    return bool(db.session.scalar(select(exists().where(
        JournalEntry.object_id == object_id, JournalEntry.action == action))))


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
