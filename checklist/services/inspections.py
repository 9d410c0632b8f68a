"""The life of a self-inspection up to its submission: begin, answer, renew, delete."""
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, bindparam, delete, select, update

from checklist.answers import Draft, GivenAnswer, Merge, merge, options, read_draft, write_draft
from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import Membership
from checklist.models.inspections import SelfInspection
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.deletions import list_deleted
from checklist.services.evidence_files import remove_files_of
from checklist.services.journal import record, record_each, record_once
from checklist.services.observations import forget_observations
from checklist.services.profiles import Respondent, read_respondent, write_respondent
from checklist.services.tokens import hashed, is_token, new_token
from requirements_catalog.applicability import Applicable, applicable
from requirements_catalog.model import AnswerOption, CatalogQuestion

# Built once: putting a statement together takes longer than running it.
_FOUND = select(
    SelfInspection.id, SelfInspection.key_hash, SelfInspection.version_id,
    SelfInspection.previous_id, SelfInspection.state, SelfInspection.profile,
    SelfInspection.draft, SelfInspection.revision, SelfInspection.answered, SelfInspection.asked,
    SelfInspection.updated_at, SelfInspection.person_id, SelfInspection.object_id,
    ChecklistVersion.fingerprint,
).join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
_BY_KEY = _FOUND.where(
    SelfInspection.id == bindparam('id'), SelfInspection.key_hash == bindparam('key_hash'))
_BY_MEMBER = _FOUND.join(Membership, Membership.person_id == SelfInspection.person_id).where(
    SelfInspection.id == bindparam('id'), Membership.account_id == bindparam('account_id'))
_WAYS = {(way, lock): statement.with_for_update(of=SelfInspection) if lock else statement
         for way, statement in (('key', _BY_KEY), ('member', _BY_MEMBER))
         for lock in (False, True)}
SEEN_DRAFT = update(SelfInspection).where(
    SelfInspection.id == bindparam('inspection_id'), SelfInspection.state == 'draft',
    SelfInspection.revision == bindparam('seen')
).execution_options(synchronize_session=False)
_SAVED = SEEN_DRAFT.values(
    draft=bindparam('draft'), asked=bindparam('asked'), answered=bindparam('answered'),
    updated_at=bindparam('updated_at'), revision=SelfInspection.revision + 1)


@dataclass(frozen=True)
class Viewer:
    """By what somebody may open a self-inspection: its secret key, or their account."""

    key: str
    account_id: str = ''


@dataclass(frozen=True)
class Place:
    """The company that a self-inspection belongs to, and which of its objects it is about."""

    person_id: str
    object_id: str | None = None


@dataclass(frozen=True)
class Inspection:
    """A self-inspection as pages see it."""

    id: str
    published: PublishedVersion
    respondent: Respondent
    submitted: bool
    previous_id: str | None
    draft: Draft
    revision: int
    answered: int
    asked: int
    updated_at: datetime
    person_id: str | None
    object_id: str | None

    @cached_property
    def applicable(self) -> Applicable:
        return applicable(
            self.published.version, self.respondent.profile, options(self.draft))

    @cached_property
    def missing(self) -> tuple[CatalogQuestion, ...]:
        """The questions that still need an answer, or a note for "not applicable"."""
        return tuple(question for question in self.applicable.questions
                     if not is_complete(question, self.draft.get(question.code)))


def is_complete(question: CatalogQuestion, answer: GivenAnswer | None) -> bool:
    """Return whether an answer can be submitted: "not applicable" needs a reason."""
    if answer is None or answer.option is None:
        return False
    if answer.option == AnswerOption.NOT_APPLICABLE:
        return question.not_applicable and bool(answer.note)
    return True


def begin_inspection(respondent: Respondent, published: PublishedVersion, *, now: datetime,
                     draft: Draft | None = None, previous_id: str | None = None,
                     place: Place | None = None) -> tuple[str, str]:
    """Start a self-inspection; return its id and the secret key, which is not kept.

    One that belongs to a company is opened by its members; nobody is to be given its key.
    """
    key = new_token()
    row = SelfInspection(
        id=new_token(), key_hash=hashed(key), version_id=published.id, previous_id=previous_id,
        person_id=place and place.person_id, object_id=place and place.object_id,
        state='draft', profile=write_respondent(respondent), revision=0,
        created_at=now, updated_at=now, **draft_columns(published, respondent, draft or {}))
    db.session.add(row)
    record('begin', row.id, now, tenant=place.person_id if place else '', checklist=published.code)
    return row.id, key


def get_inspection(inspection_id: str, viewer: Viewer, *, lock: bool = False) -> Inspection:
    """Return a self-inspection to whoever may open it; nobody else finds it.

    With ``lock`` nobody else can change it before this transaction ends.
    """
    row = _find(inspection_id, viewer, lock) if is_token(inspection_id) else None
    if row is None:
        raise Missing('There is no such self-inspection.')
    return _inspection(row)


def find_by_key(key: str) -> str | None:
    """Return the id of the self-inspection that a key opens."""
    return db.session.scalar(
        select(SelfInspection.id).where(SelfInspection.key_hash == hashed(key)))


def list_inspections(keys: Mapping[str, str]) -> list[Inspection]:
    """Return the self-inspections that a browser has the keys of, the newest first."""
    rows = db.session.execute(
        _FOUND.where(SelfInspection.id.in_(keys))
        .order_by(SelfInspection.updated_at.desc()))
    return [_inspection(row) for row in rows if row.key_hash == hashed(keys[row.id])]


def save_answers(inspection: Inspection, mine: Draft, base: Mapping[str, str], *,
                 now: datetime) -> Merge:
    """Merge the answers of one page into the draft.

    Nothing is written while there are conflicts: a person decides first. What another window
    saved is never overwritten silently.
    """
    if inspection.submitted:
        raise WrongState('This self-inspection has been submitted.')
    merged = merge(inspection.draft, mine, base)
    if merged.conflicts or merged.draft == inspection.draft:
        return merged
    columns = draft_columns(inspection.published, inspection.respondent, merged.draft)
    changed = db.session.execute(_SAVED, {
        'inspection_id': inspection.id, 'seen': inspection.revision, 'updated_at': now, **columns})
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict('Another window has just saved this self-inspection.')
    if inspection.person_id:
        record_once('answer', inspection.id, now, tenant=inspection.person_id)
    return merged


def delete_inspection(inspection: Inspection, *, now: datetime) -> None:
    """Delete a self-inspection with everything that hangs on it."""
    delete_inspections([inspection.id], now=now)
    list_deleted(now, inspections=[inspection.id])


def delete_inspections(ids: Sequence[str], *, now: datetime, action: str = 'delete') -> None:
    """Delete self-inspections, each with an entry in the journal of its company.

    Without the entry its submission would count as lost.
    """
    companies = _by_company(ids)
    remove_files_of(ids)
    forget_observations(ids)
    db.session.execute(delete(SelfInspection).where(SelfInspection.id.in_(ids)))
    for person_id, theirs in companies.items():
        record_each(action, theirs, now, tenant=person_id)


def _by_company(ids: Sequence[str]) -> dict[str, list[str]]:
    """Return self-inspections by their company; those without one stand under an empty id."""
    found = defaultdict(list)
    for inspection_id, person_id in db.session.execute(
            select(SelfInspection.id, SelfInspection.person_id)
            .where(SelfInspection.id.in_(ids)).order_by(SelfInspection.id)):
        found[person_id or ''].append(inspection_id)
    return found


def _find(inspection_id: str, viewer: Viewer, lock: bool) -> Row[*tuple[Any, ...]] | None:
    row = None
    if viewer.account_id:
        row = db.session.execute(_WAYS['member', lock], {
            'id': inspection_id, 'account_id': viewer.account_id}).first()
    if row is None and viewer.key:
        row = db.session.execute(_WAYS['key', lock], {
            'id': inspection_id, 'key_hash': hashed(viewer.key)}).first()
    return row


def draft_columns(published: PublishedVersion, respondent: Respondent,
                  draft: Draft) -> dict[str, Any]:
    """Return the columns that hold a draft and how far it is."""
    shown = applicable(published.version, respondent.profile, options(draft)).questions
    answered = sum(is_complete(question, draft.get(question.code)) for question in shown)
    return {'draft': write_draft(draft), 'asked': len(shown), 'answered': answered}


def _inspection(row: Row[*tuple[Any, ...]]) -> Inspection:
    return Inspection(
        id=row.id, published=published_version(row.version_id, row.fingerprint),
        respondent=read_respondent(row.profile), submitted=row.state == 'submitted',
        previous_id=row.previous_id, draft=read_draft(row.draft or '{}'),
        revision=row.revision, answered=row.answered, asked=row.asked,
        updated_at=row.updated_at, person_id=row.person_id, object_id=row.object_id)
