"""What its owners have deleted, for the list outside the database: no backup brings it back."""
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import event
from sqlalchemy.orm import Session

from checklist.erasure_list import Erased
from checklist.extensions import db, erasure_list, sealer

logger = logging.getLogger(__name__)
KEY = 'deleted for good'


def list_deleted(now: datetime, *, inspections: Iterable[str] = (),
                 companies: Iterable[str] = ()) -> None:
    """List what this transaction deletes, once it is committed; where it fails, it is kept."""
    known: Erased = db.session.info.get(KEY) or Erased(now.isoformat())
    db.session.info[KEY] = replace(
        known, inspections=(*known.inspections, *inspections),
        companies=(*known.companies, *map(company_digest, companies)))


def company_digest(person_id: str) -> str:
    """Return what a company is known by once it is gone."""
    return sealer().digest(f'company {person_id}')


@event.listens_for(db.session, 'after_commit')
def _list(session: Session) -> None:
    deleted = session.info.pop(KEY, None)
    if deleted is None:
        return
    try:
        erasure_list().add(deleted)
    except OSError:
        logger.exception('What was deleted could not be listed; an older backup would have it.')


@event.listens_for(db.session, 'after_rollback')
def _forget(session: Session) -> None:
    session.info.pop(KEY, None)
