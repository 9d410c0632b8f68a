"""Proving the journal: its chain, its end, its anchors, and the rows that it speaks of.

Everything is read in batches, each with a short transaction of its own, so that the service
goes on meanwhile and memory stays flat.
"""
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from checklist.anchors import Anchors, add_anchor, read_anchors
from checklist.extensions import db, journal_key
from checklist.journal_chain import Anchor, Damage, Link, chain_damages
from checklist.models.accounts import Consent, ConsentText
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.journal import JournalEntry, JournalHead
from requirements_catalog.canonical import sha256

BATCH = 2000
# Anchors are written daily, by a job that comes every hour.
ANCHOR_EVERY = timedelta(hours=25)
ENDS = ('delete', 'expire', 'erase')
CONSENTS = ('consent', 'withdraw_consent')

Rows = Select[*tuple[Any, ...]]

_NEVER = datetime.min.replace(tzinfo=UTC)
_LINK = [getattr(JournalEntry, name) for name in Link.__dataclass_fields__]
_later = aliased(JournalEntry)
_ENDED = exists().where(_later.object_id == JournalEntry.object_id,
                        _later.id > JournalEntry.id, _later.action.in_(ENDS))


def anchor_journal(path: Path, today: date) -> Anchor | None:
    """Write down outside the database how far the journal has come, once a day."""
    newest = read_anchors(path, journal_key()).newest
    if newest is not None and newest.day >= today.isoformat():
        return None
    head = journal_head(today)
    if head is not None:
        add_anchor(path, journal_key(), head)
    return head


def journal_head(today: date) -> Anchor | None:
    """Return how far the journal has come, as the database says."""
    rows = _read(select(JournalHead.entries, JournalHead.mac))
    return Anchor(today.isoformat(), rows[0].entries, rows[0].mac) if rows else None


def is_older_than(anchor: Anchor) -> bool:
    """Return whether the journal does not reach to what was anchored: an older copy."""
    return bool(anchor.entries) and not _read(select(JournalEntry.id).where(
        JournalEntry.id == anchor.entries, JournalEntry.mac == anchor.mac))


def journal_damages(path: Path, now: datetime) -> Iterator[Damage]:
    """Yield what is wrong with the journal, its anchors and the rows it speaks of."""
    anchors = read_anchors(path, journal_key())
    yield from anchors.foreign
    yield from _missing_anchor(anchors, path, now)
    head = journal_head(now.date())
    yield from chain_damages(
        journal_key(), _entries(head.entries if head else None), head, anchors.known)
    yield from _end_damages()
    for damages in (_version_damages, _lost_inspections, _lost_submissions, _inspection_damages,
                    _submission_damages, _consent_damages, _text_damages):
        yield from damages()


def _missing_anchor(anchors: Anchors, path: Path, now: datetime) -> Iterator[Damage]:
    """Yield whether the first entry that no anchor knows is older than a day."""
    known = anchors.newest.entries if anchors.newest else 0
    since = _readable(select(JournalEntry.at).where(JournalEntry.id == known + 1))
    if since and now - since.at > ANCHOR_EVERY:
        yield Damage(path.name, '–', f'no anchor since entry {known}')


def _entries(newest: int | None) -> Iterator[tuple[Link, str]]:
    """Yield the entries up to the one that was the newest when the check began."""
    numbers = select(JournalEntry.id, JournalEntry.mac).order_by(JournalEntry.id).limit(BATCH)
    if newest is not None:
        numbers = numbers.where(JournalEntry.id <= newest)
    batch = numbers
    while rows := _whole_entries(batch):
        yield from ((Link(*row[:-1]), row[-1]) for row in rows)
        batch = numbers.where(JournalEntry.id > rows[-1][0])


def _whole_entries(numbers: Rows) -> list[Any]:
    """Return a batch of entries; one that cannot even be read stands empty, so it is named."""
    whole = select(*_LINK, JournalEntry.mac).where
    try:
        return _read(numbers.with_only_columns(*_LINK, JournalEntry.mac))
    except (TypeError, ValueError):
        return [_readable(whole(JournalEntry.id == number)) or
                (number, _NEVER, *[''] * (len(_LINK) - 2), mac)
                for number, mac in _read(numbers)]


def _readable(statement: Rows) -> Any:
    try:
        return next(iter(_read(statement)), None)
    except (TypeError, ValueError):
        return None


def _end_damages() -> Iterator[Damage]:
    """Yield entries behind the end that the head names, read at one moment."""
    head = select(func.coalesce(func.max(JournalHead.entries), -1)).scalar_subquery()
    for row in _read(select(JournalEntry.id).where(JournalEntry.id > head)
                     .order_by(JournalEntry.id).limit(BATCH)):
        yield Damage('journal_entry', str(row.id), 'behind the end that the head names')


def _version_damages() -> Iterator[Damage]:
    """Compare the published versions with what was written down when they were published."""
    written = {(row.object_id, _told(row.details, 'number'), _told(row.details, 'fingerprint'))
               for row in _read(select(JournalEntry.object_id, JournalEntry.details).where(
                   JournalEntry.action == 'publish'))}
    for row in _each(select(ChecklistVersion.id, ChecklistVersion.checklist_code,
                            ChecklistVersion.number, ChecklistVersion.fingerprint,
                            ChecklistVersion.content), ChecklistVersion.id):
        if sha256(str(row.content)) != row.fingerprint:
            yield Damage('checklist_version', str(row.id), 'its content was changed')
        told = (row.checklist_code, row.number, row.fingerprint)
        if told not in written:
            yield Damage('checklist_version', str(row.id), 'not the one that was published')
        written.discard(told)
    for code, number, _ in sorted(written, key=str):
        yield Damage('checklist_version', f'{code} {number}', 'missing or changed')


def _lost_inspections() -> Iterator[Damage]:
    for row in _each(
            select(JournalEntry.id, JournalEntry.object_id)
            .outerjoin(SelfInspection, SelfInspection.id == JournalEntry.object_id)
            .where(JournalEntry.action == 'begin', SelfInspection.id.is_(None), ~_ENDED),
            JournalEntry.id):
        yield Damage('self_inspection', row.object_id, f'missing, begun by entry {row.id}')


def _lost_submissions() -> Iterator[Damage]:
    """Compare each submission that was written down with the row that it left."""
    for row in _each(
            select(JournalEntry.id, JournalEntry.object_id, JournalEntry.details,
                   Submission.document_hash)
            .outerjoin(Submission, Submission.inspection_id == JournalEntry.object_id)
            .where(JournalEntry.action == 'submit', ~_ENDED), JournalEntry.id):
        if row.document_hash is None:
            yield Damage('submission', row.object_id, f'missing, submitted by entry {row.id}')
        elif _told(row.details, 'document') != row.document_hash:
            yield Damage('submission', row.object_id,
                         f'not the document that was submitted by entry {row.id}')


def _inspection_damages() -> Iterator[Damage]:
    for row in _each(select(SelfInspection.id).where(
            ~_has_entry('begin', SelfInspection.id)), SelfInspection.id):
        yield Damage('self_inspection', row.id, 'no entry says that it was begun')


def _submission_damages() -> Iterator[Damage]:
    for row in _each(
            select(Submission.inspection_id, Submission.document, Submission.document_hash,
                   Submission.points, Submission.attainable, Submission.percent,
                   Submission.verdict, Submission.scoring_rules,
                   _has_entry('submit', Submission.inspection_id).label('told')),
            Submission.inspection_id):
        for problem in _problems(row):
            yield Damage('submission', row.inspection_id, problem)


def _problems(row: Row[Any]) -> Iterator[str]:
    """Yield what is wrong with one submission."""
    if not row.told:
        yield 'no entry says that it was submitted'
    if sha256(str(row.document)) != row.document_hash:
        yield 'its document was changed'
        return
    if _told(row.document, 'score') != {
            'points': row.points, 'attainable': row.attainable, 'verdict': row.verdict,
            'percent': None if row.percent is None else str(row.percent),
            'rules': row.scoring_rules}:
        yield 'its score is not the one in its document'


def _consent_damages() -> Iterator[Damage]:
    """Compare the consents of each account with how often it gave or took back one."""
    kept = (select(func.count()).where(Consent.account_id == JournalEntry.object_id)
            .scalar_subquery())
    for row in _each(
            select(JournalEntry.object_id, func.count().label('told'), kept.label('kept'))
            .where(JournalEntry.action.in_(CONSENTS)).group_by(JournalEntry.object_id),
            JournalEntry.object_id):
        if row.told != row.kept:
            yield Damage('consent', f'of account {row.object_id}',
                         f'{row.kept} rows instead of {row.told}')
    for row in _each(select(Consent.id).where(
            ~_has_entry(CONSENTS[0], Consent.account_id)), Consent.id):
        yield Damage('consent', row.id, 'no entry says that it was given')


def _text_damages() -> Iterator[Damage]:
    for row in _each(select(ConsentText.text_hash, ConsentText.text), ConsentText.text_hash):
        if sha256(str(row.text)) != row.text_hash:
            yield Damage('consent_text', row.text_hash, 'changed')
    for row in _each(select(Consent.id).where(~exists().where(
            ConsentText.text_hash == Consent.text_hash)), Consent.id):
        yield Damage('consent', row.id, 'its text is missing')


def _told(text: str, name: str) -> Any:
    """Return one value of a JSON object, None where somebody has made it none."""
    try:
        return json.loads(text).get(name)
    except (AttributeError, TypeError, ValueError):
        return None


def _has_entry(action: str, object_id: Any) -> ColumnElement[bool]:
    return exists().where(and_(
        JournalEntry.object_id == object_id, JournalEntry.action == action))


def _each(statement: Rows, key: Any) -> Iterator[Row[Any]]:
    """Yield all rows of a statement whose first column is ``key``, a batch at a time."""
    batch = statement
    while rows := _read(batch.order_by(key).limit(BATCH)):
        yield from rows
        batch = statement.where(key > rows[-1][0])


def _read(statement: Rows) -> list[Any]:
    """Read in a transaction that ends at once."""
    with db.engine.connect() as connection:
        return list(connection.execute(statement).all())
