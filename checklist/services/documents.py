"""Documents asked for, made by a job, and kept."""
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from checklist.extensions import db
from checklist.models.documents import Document, VersionDocument
from checklist.services.printed import PrintedId, PrintedState, Shelf

# Rises with every change that prints other words or looks, so that reports are printed anew.
TEMPLATE_VERSION = '3'
LEASE = timedelta(seconds=60)

# What a document is about, its kind and its language.
DocumentId = PrintedId
RESULT, DIFFERENCE = 'result', 'difference'
_TABLES: Mapping[str, type[Document] | type[VersionDocument]] = {
    RESULT: Document, DIFFERENCE: VersionDocument}
_SHELVES = {kind: Shelf(table, LEASE) for kind, table in _TABLES.items()}


def want_document(document_id: DocumentId, *, now: datetime) -> None:
    """Note that a document is wanted for which nobody has asked before."""
    table = _TABLES[document_id[1]]
    names = [column.name for column in table.__table__.primary_key]
    db.session.add(table(
        state='wanted', template_version=TEMPLATE_VERSION, asked_at=now,
        **dict(zip(names, document_id, strict=True))))


def ask_for_document(document_id: DocumentId, *, now: datetime) -> None:
    """Note that a document is wanted; a failed or outdated one is asked for again."""
    table: Any = _TABLES[document_id[1]]
    row: Document | VersionDocument | None = db.session.get(table, document_id)
    if row is None:
        want_document(document_id, now=now)
    elif row.state == 'failed' or row.template_version != TEMPLATE_VERSION:
        row.template_version, row.asked_at = TEMPLATE_VERSION, now
        row.state, row.tries, row.lease_until, row.body = 'wanted', 0, None, None


def get_document(document_id: DocumentId) -> PrintedState | None:
    """Return a document of the present template, or None where nobody asked for it."""
    return shelf_of(document_id).state(
        document_id, _TABLES[document_id[1]].template_version == TEMPLATE_VERSION)


def wanted_documents(now: datetime) -> list[DocumentId]:
    """Return the documents that nobody is making now."""
    return [document_id for shelf in _SHELVES.values() for document_id in shelf.wanted(now)]


def shelf_of(document_id: DocumentId) -> Shelf:
    """Return where documents of a kind are kept."""
    return _SHELVES[document_id[1]]
