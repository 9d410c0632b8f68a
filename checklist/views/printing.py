"""Documents that a worker prints: asked for by a page, and waited for a moment."""
import time
from threading import BoundedSemaphore

from flask import Response

from checklist.extensions import db
from checklist.jobs import enqueue_document
from checklist.services.documents import DocumentId, ask_for_document, get_document
from checklist.services.limits import DOCUMENTS
from checklist.services.printed import PrintedState
from checklist.views.clock import now
from checklist.views.guards import at_once, limit

# A reader without JavaScript waits a moment rather than reloading; few may wait at a time.
WAIT_SECONDS = 6.0
POLL_SECONDS = 0.2
_waiting = BoundedSemaphore(2)


def ask_to_print(document_id: DocumentId) -> None:
    """Have a document printed that is not there, or that has failed."""
    document = get_document(document_id)
    if document is None or document.state == 'failed':
        limit(DOCUMENTS)
        at_once(lambda: ask_for_document(document_id, now=now()))
        enqueue_document(document_id)


def printed(document_id: DocumentId) -> bytes | None:
    """Return a document, or None where it is not ready after a moment."""
    document = get_document(document_id)
    if document is None or document.body is None:
        document = _wait_for(document_id)
    return document.body if document else None


def download(body: bytes, kind: str, name: str) -> Response:
    """Send a file to be kept under a name."""
    response = Response(body, content_type=kind)
    response.headers['Content-Disposition'] = f'attachment; filename="{name}"'
    return response


def _wait_for(document_id: DocumentId) -> PrintedState | None:
    """Look again and again for a short while; the connection goes back in between."""
    deadline = time.monotonic() + WAIT_SECONDS
    document = get_document(document_id)
    if not _waiting.acquire(blocking=False):
        return document
    try:
        while document and document.state == 'wanted' and time.monotonic() < deadline:
            db.session.rollback()
            db.session.remove()
            time.sleep(POLL_SECONDS)
            document = get_document(document_id)
        return document
    finally:
        _waiting.release()
