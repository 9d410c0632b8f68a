"""Submitting a self-inspection, and reading what was submitted."""
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from checklist.answers import Draft, options, pack
from checklist.errors import Conflict, Missing, Outdated, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection, Submission, Verification
from checklist.scoring import RULES_VERSION, Score, Verdict, score
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.documents import RESULT, want_document
from checklist.services.frozen_records import answers_of, frozen_record
from checklist.services.inspections import SEEN_DRAFT, Inspection, Place
from checklist.services.journal import record
from checklist.services.observations import Observed, observe, seconds_taken
from checklist.services.profiles import Respondent
from checklist.services.successors import Successor, successor_of
from checklist.services.tasks import add_tasks, first_tasks
from checklist.services.tokens import is_token, new_token
from requirements_catalog.canonical import canonical_json, sha256
from requirements_catalog.serialization import CONVERTER

# Built once: putting a statement together takes longer than running it.
_SUBMITTED = (
    select(Submission.inspection_id, Submission.document, Submission.document_hash,
           Submission.points, Submission.attainable, Submission.percent, Submission.verdict,
           Submission.submitted_at, SelfInspection.version_id, SelfInspection.previous_id,
           SelfInspection.person_id, SelfInspection.object_id,
           ChecklistVersion.fingerprint, Verification.code, Verification.shows_score)
    .join(SelfInspection, SelfInspection.id == Submission.inspection_id)
    .join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
    .join(Verification, Verification.inspection_id == Submission.inspection_id)
    .where(Submission.inspection_id == bindparam('id')))
_LEFT = SEEN_DRAFT.values(state='submitted', draft=None, updated_at=bindparam('updated_at'))


@dataclass(frozen=True)
class Submitted:
    """A submitted self-inspection: the frozen record and the version it was answered on."""

    inspection_id: str
    published: PublishedVersion
    respondent: Respondent
    answers: Draft
    points: int
    attainable: int
    percent: Decimal | None
    verdict: str
    submitted_at: datetime
    document_hash: str
    verification_code: str
    shows_score: bool
    successor: Successor | None
    previous_id: str | None
    place: Place | None

    @cached_property
    def score(self) -> Score:
        """The score worked out again from the frozen answers; equal to the frozen one."""
        return score(self.published.version, self.respondent.profile, options(self.answers))


@dataclass(frozen=True)
class Outcome:
    """What a submitted self-inspection came to, for a list."""

    percent: Decimal | None
    verdict: str


def submit_inspection(inspection: Inspection, *, submission_key: str, revision: int,
                      language: str, now: datetime) -> None:
    """Freeze the answers with their score, and ask for the report: all or nothing.

    The same key with the same revision may come again, after a lost reply or a second click,
    and changes nothing; the same key with another revision is refused.
    """
    request_hash = sha256(f'{inspection.id} {revision}')
    if inspection.submitted:
        _refuse_unless_repeated(inspection.id, submission_key, request_hash)
        return
    _refuse_unless_ready(inspection, submission_key, revision, now)
    if not _leave_draft(inspection, now):
        _refuse_unless_repeated(inspection.id, submission_key, request_hash)
        return
    submission = _freeze(inspection, submission_key, request_hash, now)
    db.session.add(submission)
    observe(_observed(inspection, submission))
    db.session.add(Verification(code=new_token(), inspection_id=inspection.id))
    want_document((inspection.id, RESULT, language), now=now)
    if inspection.person_id:
        add_tasks(first_tasks(inspection.id, inspection.published.version, {
            question.code: inspection.draft[question.code]
            for question in inspection.applicable.questions}, now), now=now)
    record('submit', inspection.id, now, tenant=inspection.person_id or '',
           document=submission.document_hash)


def get_submitted(inspection_id: str) -> Submitted:
    """Return what was submitted. The caller has checked who asks."""
    row = db.session.execute(_SUBMITTED, {'id': inspection_id}).first()
    if row is None:
        raise Missing('There is no such result.')
    return _submitted(row)


def get_previous(submitted: Submitted) -> Submitted | None:
    """Return the one that was renewed; None for a first one, and where it has been deleted."""
    if not submitted.previous_id:
        return None
    row = db.session.execute(_SUBMITTED, {'id': submitted.previous_id}).first()
    return _submitted(row) if row else None


def get_outcomes(inspection_ids: Iterable[str]) -> dict[str, Outcome]:
    """Return what came of each that was submitted. The caller has checked who asks."""
    rows = db.session.execute(
        select(Submission.inspection_id, Submission.percent, Submission.verdict)
        .where(Submission.inspection_id.in_(list(inspection_ids))))
    return {row.inspection_id: Outcome(row.percent, row.verdict) for row in rows}


def find_by_code(code: str) -> Submitted:
    """Return what a verification code stands for."""
    inspection_id = db.session.scalar(
        select(Verification.inspection_id).where(Verification.code == code)
    ) if is_token(code) else None
    if inspection_id is None:
        raise Missing('There is no document with this code.')
    return get_submitted(inspection_id)


def show_score(inspection: Inspection, shows: bool, *, now: datetime) -> None:
    """Let the verification page show the score, or hide it again."""
    db.session.execute(
        update(Verification).where(Verification.inspection_id == inspection.id)
        .values(shows_score=shows))
    record('show_score' if shows else 'hide_score', inspection.id, now,
           tenant=inspection.person_id or '')


def get_frozen_document(inspection_id: str) -> str:
    """Return the frozen record, byte for byte as its hash was taken."""
    document = db.session.scalar(
        select(Submission.document).where(Submission.inspection_id == inspection_id))
    if document is None:
        raise Missing('There is no such result.')
    return document


def _refuse_unless_ready(inspection: Inspection, submission_key: str, revision: int,
                         now: datetime) -> None:
    if inspection.revision != revision:
        raise Conflict('The answers have changed since this page was shown.')
    if inspection.missing:
        raise WrongState('Some questions have no answer yet.')
    successor = successor_of(inspection.published, now)
    if successor and successor.closed(now):
        raise Outdated('A newer version of the checklist has taken the place of this one.')
    if db.session.scalar(select(Submission.inspection_id).where(
            Submission.submission_key == submission_key)):
        raise Conflict('This key has submitted another self-inspection.')


def _leave_draft(inspection: Inspection, now: datetime) -> bool:
    """Take the self-inspection out of the draft state; only one of two racers succeeds."""
    changed = db.session.execute(_LEFT, {
        'inspection_id': inspection.id, 'seen': inspection.revision, 'updated_at': now})
    return bool(changed.rowcount == 1)  # type: ignore[attr-defined]


def _refuse_unless_repeated(inspection_id: str, submission_key: str, request_hash: str) -> None:
    kept = db.session.execute(
        select(Submission.submission_key, Submission.request_hash)
        .where(Submission.inspection_id == inspection_id)).first()
    if kept is None:
        raise Conflict('The answers have changed since this page was shown.')
    if tuple(kept) != (submission_key, request_hash):
        raise WrongState('This self-inspection has been submitted already.')


def _freeze(inspection: Inspection, submission_key: str, request_hash: str,
            now: datetime) -> Submission:
    version = inspection.published.version
    shown = inspection.applicable.questions
    answers = {question.code: inspection.draft[question.code] for question in shown}
    given = options(answers)
    result = score(version, inspection.respondent.profile, given)
    document = canonical_json(frozen_record(inspection, answers, result, now))
    return Submission(
        inspection_id=inspection.id, submission_key=submission_key, request_hash=request_hash,
        document=document, document_hash=sha256(document),
        packed=pack(version.questions, given),
        points=result.total.points, attainable=result.total.attainable,
        percent=result.total.percent, verdict=result.verdict, scoring_rules=RULES_VERSION,
        submitted_at=now)


def _observed(inspection: Inspection, submission: Submission) -> Observed:
    now = submission.submitted_at
    return Observed(
        inspection_id=inspection.id, version_id=inspection.published.id,
        respondent=inspection.respondent, packed=submission.packed,
        verdict=Verdict(submission.verdict), percent=submission.percent,
        seconds=seconds_taken(inspection.id, inspection.previous_id, now), submitted_at=now)


def _submitted(row: Row[*tuple[Any, ...]]) -> Submitted:
    document = json.loads(row.document)
    published = published_version(row.version_id, row.fingerprint)
    return Submitted(
        inspection_id=row.inspection_id,
        published=published,
        respondent=CONVERTER.structure(document['respondent'], Respondent),
        answers=answers_of(document['answers']), points=row.points, attainable=row.attainable,
        percent=row.percent, verdict=row.verdict, submitted_at=row.submitted_at,
        document_hash=row.document_hash, verification_code=row.code,
        shows_score=row.shows_score, successor=successor_of(published, row.submitted_at),
        previous_id=row.previous_id,
        place=Place(row.person_id, row.object_id) if row.person_id else None)
