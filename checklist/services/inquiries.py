"""Reading the journal: what the staff did, and what an account had read before a breach.

Nothing here tells what somebody answered, or names a respondent but by random ids.
"""
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from checklist.access import STAFF
from checklist.extensions import db
from checklist.models.accounts import AccountRole
from checklist.models.journal import JournalEntry, JournalHead
from checklist.services.journal import record
from checklist.services.reference import library

PAGE = 50
# How entries begin that say that something of somebody was read or taken along.
READING = ('read', 'export')


@dataclass(frozen=True)
class Entry:
    """One entry as administrators see it: its object only where that is one of the staff."""

    id: int
    at: datetime
    action: str
    account_id: str
    role: str
    object_id: str
    authority: str
    details: Mapping[str, str | int]


@dataclass(frozen=True)
class Chosen:
    """Which entries are asked for; ``before`` leads to older ones."""

    action: str = ''
    account_id: str = ''
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class Read:
    """One object of a respondent that an account has read, and how often."""

    object_id: str
    tenant: str
    times: int
    first: datetime
    last: datetime


def administrative_entries(chosen: Chosen) -> list[Entry]:
    """Return what the staff and operators did, and what was done to the staff, newest first."""
    staff = frozenset(db.session.scalars(
        select(AccountRole.account_id).where(AccountRole.role.in_(STAFF))))
    rows = db.session.scalars(
        select(JournalEntry).where(
            or_(JournalEntry.account_id.in_(staff), JournalEntry.object_id.in_(staff),
                JournalEntry.role == 'operator'),
            *_conditions(chosen)).order_by(JournalEntry.id.desc()).limit(PAGE))
    return [_entry(row, staff) for row in rows]


def journal_length() -> int:
    return db.session.scalar(select(JournalHead.entries)) or 0


def what_was_read(account_id: str, since: datetime, until: datetime, *,
                  now: datetime) -> list[Read]:
    """Return which objects an account has read in a period; the inquiry is recorded, too."""
    rows = db.session.execute(
        select(JournalEntry.object_id, JournalEntry.tenant, func.count(),
               func.min(JournalEntry.at), func.max(JournalEntry.at))
        .where(JournalEntry.account_id == account_id, JournalEntry.at >= since,
               JournalEntry.at < until,
               or_(*(JournalEntry.action.startswith(word) for word in READING)))
        .group_by(JournalEntry.object_id, JournalEntry.tenant)
        .order_by(func.min(JournalEntry.id))).all()
    record('inquire', account_id, now, found=len(rows))
    return [Read(*row) for row in rows]


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.action:
        yield JournalEntry.action == chosen.action
    if chosen.account_id:
        yield or_(JournalEntry.account_id == chosen.account_id,
                  JournalEntry.object_id == chosen.account_id)
    if chosen.since:
        yield JournalEntry.at >= chosen.since
    if chosen.until:
        yield JournalEntry.at < chosen.until
    if chosen.before:
        yield JournalEntry.id < chosen.before


def _entry(row: JournalEntry, staff: frozenset[str]) -> Entry:
    """Leave out whatever names a respondent: their ids, and the details of what is theirs."""
    known = row.object_id in staff or not row.object_id
    return Entry(
        id=row.id, at=row.at, action=row.action, role=row.role,
        account_id=row.account_id if row.account_id in staff else '',
        object_id=row.object_id if known else '',
        details=json.loads(row.details) if known and row.details else {},
        authority=row.tenant if row.tenant in library().authorities else '')
