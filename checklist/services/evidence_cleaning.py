"""Evidence files that wait to be cleaned: leased by a worker, then clean or refused."""
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from checklist.extensions import db
from checklist.models.inspections import SelfInspection
from checklist.models.tasks import Evidence
from checklist.services.evidence import CLEAN, QUARANTINE, REFUSED
from checklist.services.evidence_files import hash_of, remove_later
from checklist.services.journal import record

# Longer than cleaning may take.
LEASE = timedelta(minutes=5)
MOST_TRIES = 3
BATCH = 200

EvidenceId = tuple[str, str]


@dataclass(frozen=True)
class Quarantined:
    """A file to clean, and how often it has been tried."""

    kind: str
    tries: int


def waiting_evidence(now: datetime) -> list[EvidenceId]:
    """Return the files that nobody is cleaning now: new ones, and those of a dead worker."""
    rows = db.session.execute(
        select(Evidence.inspection_id, Evidence.id)
        .where(Evidence.state == QUARANTINE,
               or_(Evidence.lease_until.is_(None), Evidence.lease_until < now))
        .order_by(Evidence.added_at).limit(BATCH))
    return [(row[0], row[1]) for row in rows]


def take_evidence(evidence_id: EvidenceId, *, now: datetime) -> Quarantined | None:
    """Lease a file to this worker; after too many tries it is refused."""
    row = _locked(evidence_id)
    if row is None or row.state != QUARANTINE or (row.lease_until and row.lease_until > now):
        return None
    if row.tries >= MOST_TRIES:
        _refuse(row, 'too_complex', now)
        return None
    row.tries += 1
    row.lease_until = now + LEASE
    return Quarantined(row.kind, row.tries)


def keep_clean(evidence_id: EvidenceId, body: bytes, *, now: datetime) -> None:
    """Note that the file is clean now. One deleted meanwhile takes its bytes along."""
    row = _locked(evidence_id)
    if row is None:
        remove_later([evidence_id[1]])
        return
    row.state, row.lease_until = CLEAN, None
    row.size, row.body_hash = len(body), hash_of(body)
    record('clean_evidence', row.inspection_id, now, tenant=_company_of(row), evidence=row.id)


def refuse_evidence(evidence_id: EvidenceId, reason: str, *, now: datetime) -> None:
    """Refuse a file for good: its bytes go, its name and the reason stay to be read."""
    row = _locked(evidence_id)
    if row is not None:
        _refuse(row, reason, now)


def give_back_evidence(evidence_id: EvidenceId, *, now: datetime, count: bool = True) -> None:
    """Let the file be tried again; what was not the file's fault does not count as a try."""
    row = _locked(evidence_id)
    if row is None:
        return
    row.lease_until = None
    if not count:
        row.tries -= 1
    elif row.tries >= MOST_TRIES:
        _refuse(row, 'too_complex', now)


def _refuse(row: Evidence, reason: str, now: datetime) -> None:
    row.state, row.reason, row.lease_until, row.size = REFUSED, reason, None, 0
    remove_later([row.id])
    record('refuse_evidence', row.inspection_id, now, tenant=_company_of(row), evidence=row.id,
           reason=reason)


def _company_of(row: Evidence) -> str:
    return db.session.scalar(select(SelfInspection.person_id).where(
        SelfInspection.id == row.inspection_id)) or ''


def _locked(evidence_id: EvidenceId) -> Evidence | None:
    return db.session.get(Evidence, evidence_id, with_for_update=True, populate_existing=True)
