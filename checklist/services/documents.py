"""Documents asked for, made by a job, and kept."""
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from checklist.extensions import db
from checklist.models.documents import Document, VersionDocument

# Rises with every change that prints other words or looks, so that reports are printed anew.
TEMPLATE_VERSION = '3'
LEASE = timedelta(seconds=60)
MOST_TRIES = 3

# What a document is about, its kind and its language.
DocumentId = tuple[str, str, str]
RESULT, DIFFERENCE = 'result', 'difference'
_TABLES: Mapping[str, type[Document] | type[VersionDocument]] = {
    RESULT: Document, DIFFERENCE: VersionDocument}


@dataclass(frozen=True)
class DocumentState:
    """How far a document is; ``body`` is there once it is ready."""

    state: str
    body: bytes | None


def want_document(document_id: DocumentId, *, now: datetime) -> None:
    """Note that a document is wanted for which nobody has asked before."""
    table = _TABLES[document_id[1]]
    names = [column.name for column in table.__table__.primary_key]
    db.session.add(table(
        state='wanted', template_version=TEMPLATE_VERSION, asked_at=now,
        **dict(zip(names, document_id, strict=True))))


def ask_for_document(document_id: DocumentId, *, now: datetime) -> None:
    """Note that a document is wanted; a failed or outdated one is asked for again."""
    row = _row(document_id)
    if row is None:
        want_document(document_id, now=now)
    elif row.state == 'failed' or row.template_version != TEMPLATE_VERSION:
        row.template_version, row.asked_at = TEMPLATE_VERSION, now
        row.state, row.tries, row.lease_until, row.body = 'wanted', 0, None, None


def get_document(document_id: DocumentId) -> DocumentState | None:
    """Return a document of the present template, or None where nobody asked for it."""
    table = _TABLES[document_id[1]]
    row = db.session.execute(select(table.state, table.body).where(
        *_named(document_id), table.template_version == TEMPLATE_VERSION)).first()
    return row and DocumentState(row.state, row.body)


def wanted_documents(now: datetime) -> list[DocumentId]:
    """Return the documents that nobody is making now: new ones, and those of a dead worker."""
    return [document_id for table in _TABLES.values() for document_id in _wanted(table, now)]


def take_document(document_id: DocumentId, *, now: datetime) -> bool:
    """Lease a wanted document to this worker; after too many tries it counts as failed."""
    row = _row(document_id, lock=True)
    if row is None or row.state != 'wanted' or (row.lease_until and row.lease_until > now):
        return False
    if row.tries >= MOST_TRIES:
        row.state = 'failed'
        return False
    row.tries += 1
    row.lease_until = now + LEASE
    return True


def keep_document(document_id: DocumentId, body: bytes) -> None:
    """Keep the bytes of a document; one deleted meanwhile is forgotten."""
    row = _row(document_id)
    if row is not None:
        row.state, row.lease_until = 'ready', None
        row.body, row.body_hash = body, hashlib.sha256(body).hexdigest()


def give_back_document(document_id: DocumentId) -> None:
    """End the lease of a document that could not be made, so that it is tried again."""
    row = _row(document_id)
    if row is not None:
        row.lease_until = None
        row.state = 'failed' if row.tries >= MOST_TRIES else 'wanted'


def _row(document_id: DocumentId, *, lock: bool = False) -> Document | VersionDocument | None:
    table: type[Any] = _TABLES[document_id[1]]
    row: Document | VersionDocument | None = db.session.get(
        table, document_id, with_for_update=lock or None)
    return row


def _named(document_id: DocumentId) -> Iterator[ColumnElement[bool]]:
    for column, value in zip(
            _TABLES[document_id[1]].__table__.primary_key, document_id, strict=True):
        yield column == value


def _wanted(table: type[Document] | type[VersionDocument], now: datetime) -> Iterator[DocumentId]:
    found = db.session.execute(
        select(*table.__table__.primary_key)
        .where(table.state == 'wanted',
               or_(table.lease_until.is_(None), table.lease_until < now))
        .order_by(table.asked_at).limit(200))
    return ((subject, kind, language) for subject, kind, language in found)
