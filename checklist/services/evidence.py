"""Files that prove the answers of a company: added, listed, read, removed."""
import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from checklist.errors import Missing, Refused
from checklist.extensions import db, evidence_store
from checklist.file_kinds import FileKind, clean_name
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.models.tasks import Evidence
from checklist.services.evidence_files import hash_of, remove_later
from checklist.services.inspections import Inspection
from checklist.services.journal import record
from checklist.services.tokens import is_token

logger = logging.getLogger(__name__)

QUARANTINE, CLEAN, REFUSED = 'quarantine', 'clean', 'refused'


@dataclass(frozen=True)
class EvidenceFile:
    """A file as pages see it; ``reason`` says why it was refused."""

    id: str
    question_code: str
    name: str
    kind: FileKind
    state: str
    reason: str
    size: int
    body_hash: str
    added_at: datetime


@dataclass(frozen=True)
class Room:
    """How much of its room for files a company has used."""

    files: int
    size: int
    most_files: int
    most_size: int

    def fits(self, size: int) -> bool:
        return self.files < self.most_files and self.size + size <= self.most_size


@dataclass(frozen=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    kind: FileKind
    body: bytes


def list_evidence(inspection_id: str) -> list[EvidenceFile]:
    """Return the files of a self-inspection, the oldest first."""
    rows = db.session.scalars(
        select(Evidence).where(Evidence.inspection_id == inspection_id)
        .order_by(Evidence.added_at, Evidence.id))
    return [_file(row) for row in rows]


def get_evidence(inspection_id: str, evidence_id: str) -> EvidenceFile:
    return _file(_row(inspection_id, evidence_id))


def room_of(person_id: str) -> Room:
    """Return how much room the files of a company take, and how much there is."""
    files, size = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Evidence.size), 0))
        .join(SelfInspection, SelfInspection.id == Evidence.inspection_id)
        .where(SelfInspection.person_id == person_id)).one()
    store = evidence_store()
    return Room(files, int(size), store.most_files, store.most_bytes)


def add_evidence(inspection: Inspection, question_code: str, file_id: str, upload: Upload, *,
                 account_id: str, now: datetime) -> None:
    """Name a file that is kept already, or raise Refused where the company has no room left.

    Those who add files for one company wait for each other, so that together they cannot take
    more than its room.
    """
    person_id = inspection.person_id or ''
    if not db.session.scalar(
            select(ControlledPerson.id).join(Membership)
            .where(ControlledPerson.id == person_id, Membership.account_id == account_id)
            .with_for_update(of=ControlledPerson)):
        raise Missing('This account does not work for the company.')
    if not room_of(person_id).fits(len(upload.body)):
        raise Refused('no_room')
    db.session.add(Evidence(
        inspection_id=inspection.id, id=file_id, question_code=question_code,
        account_id=account_id, name=clean_name(upload.name, upload.kind),
        kind=upload.kind.value, state=QUARANTINE, size=len(upload.body),
        body_hash=hash_of(upload.body), added_at=now))
    record('add_evidence', inspection.id, now, tenant=person_id, evidence=file_id,
           question=question_code, kind=upload.kind.value)


def read_evidence(inspection: Inspection, file: EvidenceFile, *, now: datetime) -> bytes:
    """Return the bytes of a clean file; raise Refused where they are lost or not the same."""
    if file.state != CLEAN:
        raise Missing('This file may not be downloaded.')
    body = evidence_store().read(file.id)
    if body is None or hash_of(body) != file.body_hash:
        logger.error('The evidence file %s is missing or damaged.', file.id)
        raise Refused('lost')
    if inspection.person_id:
        record('read_evidence', inspection.id, now, tenant=inspection.person_id,
               evidence=file.id)
    return body


def remove_evidence(inspection: Inspection, evidence_id: str, *, now: datetime) -> None:
    db.session.delete(_row(inspection.id, evidence_id))
    remove_later([evidence_id])
    record('remove_evidence', inspection.id, now, tenant=inspection.person_id or '',
           evidence=evidence_id)


def _row(inspection_id: str, evidence_id: str) -> Evidence:
    row = db.session.get(Evidence, (inspection_id, evidence_id)) if is_token(evidence_id) else None
    if row is None:
        raise Missing('There is no such file.')
    return row


def _file(row: Evidence) -> EvidenceFile:
    return EvidenceFile(row.id, row.question_code, row.name, FileKind(row.kind), row.state,
                        row.reason, row.size, row.body_hash, row.added_at)
