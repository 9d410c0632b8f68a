"""The bytes of evidence: written before the row that names them, removed after it is gone."""
import hashlib
import logging
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from checklist.extensions import db, evidence_store
from checklist.models.tasks import Evidence
from checklist.services.tokens import new_token

logger = logging.getLogger(__name__)

# A file without a row may be one whose row is just being written.
GRACE = timedelta(hours=1)


def keep_file(body: bytes) -> str:
    """Keep a new file and return its id. Call it before the transaction that names it."""
    file_id = new_token()
    evidence_store().write(file_id, body)
    return file_id


def drop_file(file_id: str) -> None:
    """Remove a file that was kept for a row which never came."""
    evidence_store().remove(file_id)


def hash_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def remove_later(file_ids: Iterable[str]) -> None:
    """Remove files once this transaction is committed; where it fails, they stay."""
    db.session.info.setdefault('files to remove', set()).update(file_ids)


def remove_files_of(inspection_ids: Iterable[str]) -> None:
    """Remove the files of self-inspections that this transaction deletes."""
    remove_later(db.session.scalars(
        select(Evidence.id).where(Evidence.inspection_id.in_(list(inspection_ids)))))


def tidy_files(now: datetime) -> tuple[int, list[str]]:
    """Remove files that no row names; return how many, and the rows whose file is missing."""
    store = evidence_store()
    old = list(store.older_than((now - GRACE).timestamp()))
    named = set(db.session.scalars(select(Evidence.id)))
    nameless = [path for path in old if path.name not in named]
    for path in nameless:
        path.unlink(missing_ok=True)
    kept = db.session.scalars(select(Evidence.id).where(Evidence.state != 'refused'))
    return len(nameless), [file_id for file_id in kept if not store.holds(file_id)]


@event.listens_for(db.session, 'after_commit')
def _remove(session: Session) -> None:
    for file_id in session.info.pop('files to remove', ()):
        try:
            evidence_store().remove(file_id)
        except OSError:
            logger.exception('A file could not be removed; the hourly job will.')


@event.listens_for(db.session, 'after_rollback')
def _keep(session: Session) -> None:
    session.info.pop('files to remove', None)
