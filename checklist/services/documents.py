"""Documents asked for, made by a job, and kept."""
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select

from checklist.extensions import db
from checklist.models.documents import Document

# Rises with every change that prints other words or looks, so that reports are printed anew.
TEMPLATE_VERSION = '3'
LEASE = timedelta(seconds=60)
MOST_TRIES = 3

DocumentId = tuple[str, str, str]

_PRESENT = select(Document.state, Document.body).where(
    Document.inspection_id == bindparam('inspection_id'), Document.kind == bindparam('kind'),
    Document.language == bindparam('language'), Document.template_version == TEMPLATE_VERSION)


@dataclass(frozen=True)
class DocumentState:
    """How far a document is; ``body`` is there once it is ready."""

    state: str
    body: bytes | None


def want_document(inspection_id: str, kind: str, language: str, *, now: datetime) -> None:
    """Note that a document is wanted for which nobody has asked before."""
    db.session.add(Document(
        inspection_id=inspection_id, kind=kind, language=language, state='wanted',
        template_version=TEMPLATE_VERSION, asked_at=now))


def ask_for_document(inspection_id: str, kind: str, language: str, *, now: datetime) -> None:
    """Note that a document is wanted; a failed or outdated one is asked for again."""
    row = db.session.get(Document, (inspection_id, kind, language))
    if row is None:
        want_document(inspection_id, kind, language, now=now)
    elif row.state == 'failed' or row.template_version != TEMPLATE_VERSION:
        row.template_version, row.asked_at = TEMPLATE_VERSION, now
        row.state, row.tries, row.lease_until, row.body = 'wanted', 0, None, None


def get_document(inspection_id: str, kind: str, language: str) -> DocumentState | None:
    """Return a document of the present template, or None where nobody asked for it."""
    row = db.session.execute(_PRESENT, {
        'inspection_id': inspection_id, 'kind': kind, 'language': language}).first()
    return row and DocumentState(row.state, row.body)


def wanted_documents(now: datetime) -> list[DocumentId]:
    """Return the documents that nobody is making now: new ones, and those of a dead worker."""
    rows = db.session.execute(
        select(Document.inspection_id, Document.kind, Document.language)
        .where(Document.state == 'wanted',
               or_(Document.lease_until.is_(None), Document.lease_until < now))
        .order_by(Document.asked_at).limit(200))
    return [(row[0], row[1], row[2]) for row in rows]


def take_document(document_id: DocumentId, *, now: datetime) -> bool:
    """Lease a wanted document to this worker; after too many tries it counts as failed."""
    row = db.session.get(Document, document_id, with_for_update=True)
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
    row = db.session.get(Document, document_id)
    if row is not None:
        row.state, row.lease_until = 'ready', None
        row.body, row.body_hash = body, hashlib.sha256(body).hexdigest()


def give_back_document(document_id: DocumentId) -> None:
    """End the lease of a document that could not be made, so that it is tried again."""
    row = db.session.get(Document, document_id)
    if row is not None:
        row.lease_until = None
        row.state = 'failed' if row.tries >= MOST_TRIES else 'wanted'
