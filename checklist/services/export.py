"""All data of one account, piece by piece, so that taking them along needs little memory.

Other people are in it as numbers only: their names, addresses and what they typed of themselves
are theirs.
"""
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from checklist.extensions import db, evidence_store
from checklist.models.accounts import AccountIdentity, UserSession
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import ControlledObject, ControlledPerson, Membership
from checklist.models.documents import Document
from checklist.models.inspections import SelfInspection, Submission
from checklist.models.journal import JournalEntry
from checklist.models.statistics import ReportSubscription
from checklist.models.tasks import Evidence, RemedyTask
from checklist.services.accounts import get_account
from checklist.services.consents import find_text, list_consents
from checklist.services.evidence import CLEAN

AT_A_TIME = 200
_OF_SESSION = ('way', 'browser', 'network', 'created_at', 'seen_at')
_OF_COMPANY = ('id', 'legal_form', 'name', 'inn', 'ogrn', 'kpp', 'created_at')
_OF_OBJECT = ('id', 'title', 'address', 'created_at')
_OF_INSPECTION = ('id', 'object_id', 'previous_id', 'state', 'answered', 'asked', 'created_at',
                  'updated_at')
_OF_TASK = ('question_code', 'note', 'due_on', 'done_on', 'updated_at')
_OF_EVIDENCE = ('id', 'question_code', 'name', 'kind', 'state', 'size', 'body_hash', 'added_at')
_OF_ENTRY = ('id', 'at', 'action', 'object_id', 'role', 'network', 'details')


@dataclass(frozen=True)
class Piece:
    """One file of an export."""

    path: str
    body: bytes


def export_pieces(account_id: str) -> Iterator[Piece]:
    """Yield everything that is kept of an account and of the companies it works for."""
    yield _json('account.json', _account(account_id))
    yield _json('sessions.json', _all(UserSession, _OF_SESSION,
                                      UserSession.account_id == account_id))
    yield from _consents(account_id)
    yield _journal(account_id)
    for person_id in db.session.scalars(select(Membership.person_id).where(
            Membership.account_id == account_id).order_by(Membership.person_id)).all():
        yield from _company(account_id, person_id)


def _account(account_id: str) -> dict[str, Any]:
    account = get_account(account_id)
    identities = db.session.scalars(select(AccountIdentity.provider).where(
        AccountIdentity.account_id == account_id))
    return {
        'id': account.id, 'email': account.email, 'name': account.name,
        'language': account.language, 'roles': sorted(account.roles),
        'authority': account.authority, 'has_password': account.has_password,
        'has_second_factor': account.has_second_factor, 'reminders': account.reminders,
        'hears_of_reports': _all(ReportSubscription, ('since', 'told_of'),
                                 ReportSubscription.account_id == account_id),
        'signs_in_through': sorted(identities), 'created_at': account.created_at}


def _consents(account_id: str) -> Iterator[Piece]:
    consents = list_consents(account_id)
    yield _json('consents.json', [vars(consent) for consent in consents])
    for text_hash in sorted({consent.text_hash for consent in consents}):
        yield Piece(f'consents/{text_hash}.txt', find_text(text_hash).text.encode())


def _journal(account_id: str) -> Piece:
    """Return what the account did and what was done to it; who else did it is left out."""
    rows = db.session.execute(
        select(JournalEntry.account_id, *(getattr(JournalEntry, name) for name in _OF_ENTRY))
        .where(or_(JournalEntry.account_id == account_id, JournalEntry.object_id == account_id))
        .order_by(JournalEntry.id).execution_options(yield_per=AT_A_TIME))
    lines = (json.dumps({**{name: getattr(row, name) for name in _OF_ENTRY},
                         'by_yourself': row.account_id == account_id},
                        ensure_ascii=False, default=_plain) for row in rows)
    return Piece('journal.jsonl', '\n'.join([*lines, '']).encode())


def _company(account_id: str, person_id: str) -> Iterator[Piece]:
    company = db.session.get_one(ControlledPerson, person_id)
    membership = db.session.get_one(Membership, (person_id, account_id))
    objects = db.session.scalars(select(ControlledObject).where(
        ControlledObject.person_id == person_id).order_by(ControlledObject.created_at))
    folder = f'companies/{person_id}'
    yield _json(f'{folder}/company.json', {
        **_fields(company, _OF_COMPANY), 'you_are_an_owner': membership.owner,
        'members': _count(select(Membership).where(Membership.person_id == person_id)),
        'objects': [{**_fields(row, _OF_OBJECT), 'profile': json.loads(row.profile or '{}')}
                    for row in objects]})
    for inspection_id in db.session.scalars(select(SelfInspection.id).where(
            SelfInspection.person_id == person_id).order_by(SelfInspection.created_at)).all():
        yield from _inspection(inspection_id, f'{folder}/inspections/{inspection_id}')


def _inspection(inspection_id: str, folder: str) -> Iterator[Piece]:
    row = db.session.get_one(SelfInspection, inspection_id)
    version = db.session.get_one(ChecklistVersion, row.version_id)
    yield _json(f'{folder}/inspection.json', {
        **_fields(row, _OF_INSPECTION), 'profile': json.loads(row.profile),
        'checklist': version.checklist_code, 'version': version.number,
        'fingerprint': version.fingerprint,
        'draft': json.loads(row.draft) if row.draft else None,
        'tasks': _all(RemedyTask, _OF_TASK, RemedyTask.inspection_id == inspection_id),
        'evidence': _all(Evidence, _OF_EVIDENCE, Evidence.inspection_id == inspection_id)})
    db.session.expunge(row)
    yield from _frozen(inspection_id, folder)
    yield from _files(inspection_id, folder)


def _frozen(inspection_id: str, folder: str) -> Iterator[Piece]:
    """Yield what was submitted, byte by byte as it was frozen, and the reports that exist."""
    frozen = db.session.scalar(select(Submission.document).where(
        Submission.inspection_id == inspection_id))
    if frozen is not None:
        yield Piece(f'{folder}/record.json', frozen.encode())
    reports = select(Document.kind, Document.language, Document.body).where(
        Document.inspection_id == inspection_id, Document.state == 'ready',
        Document.body.is_not(None))
    for report in db.session.execute(reports):
        yield Piece(f'{folder}/{report.kind}-{report.language}.pdf', report.body)


def _files(inspection_id: str, folder: str) -> Iterator[Piece]:
    """Yield the evidence that may be downloaded; a lost file is missing here too."""
    for row in db.session.execute(select(Evidence.id, Evidence.kind).where(
            Evidence.inspection_id == inspection_id, Evidence.state == CLEAN)):
        body = evidence_store().read(row.id)
        if body is not None:
            yield Piece(f'{folder}/evidence/{row.id}.{row.kind}', body)


def _all(model: Any, names: Iterable[str], condition: Any) -> list[dict[str, Any]]:
    return [_fields(row, names) for row in db.session.scalars(select(model).where(condition))]


def _fields(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _count(statement: Select[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0


def _json(path: str, content: Any) -> Piece:
    return Piece(path, json.dumps(content, ensure_ascii=False, indent=1, default=_plain).encode())


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, (date, datetime)) else str(value)
