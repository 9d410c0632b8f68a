"""Companies with those who work for them, and self-inspections they have taken over."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update

from checklist.answers import GivenAnswer
from checklist.extensions import db
from checklist.models.companies import ControlledPerson, Membership
from checklist.models.inspections import SelfInspection
from checklist.models.tasks import Evidence
from checklist.services.evidence_files import hash_of, keep_file
from checklist.services.tokens import new_token
from tests.accounts import account, signed_in
from tests.browsing import Client
from tests.databases import Database
from tests.factories import COMPLETE, Held, begin, committed, submit


@dataclass(frozen=True)
class Team:
    """A company, one account that works for it, and a browser signed in as that account."""

    person_id: str
    account_id: str
    client: Client


def company(database: Database, *members: str, name: str = 'ООО «Ёлка»') -> str:
    """Return the id of a company for which these accounts work; the first owns it."""
    def work() -> str:
        person_id, now = new_token(), datetime.now(UTC)
        db.session.add(ControlledPerson(
            id=person_id, legal_form='legal_entity', name=name, created_at=now))
        db.session.flush()
        db.session.add_all(
            Membership(person_id=person_id, account_id=member, owner=place == 0, created_at=now)
            for place, member in enumerate(members))
        return person_id

    found: str = committed(database, work)
    return found


def join(database: Database, person_id: str, account_id: str) -> None:
    """Let an account work for a company without owning it."""
    committed(database, lambda: db.session.add(Membership(
        person_id=person_id, account_id=account_id, owner=False, created_at=datetime.now(UTC))))


def team(database: Database, email: str = 'olga@example.ru', name: str = 'ООО «Ёлка»') -> Team:
    account_id = account(database, email)
    return Team(company(database, account_id, name=name), account_id,
                signed_in(database, account_id))


def taken_over(database: Database, person_id: str,
               answers: Mapping[str, GivenAnswer] | None = None, *, finished: bool = True) -> Held:
    """Return a self-inspection that belongs to a company."""
    held = begin(database, COMPLETE if answers is None else answers)
    committed(database, lambda: db.session.execute(
        update(SelfInspection).where(SelfInspection.id == held.id).values(person_id=person_id)))
    if finished:
        submit(database, held)
    return held


def clean_evidence(database: Database, held: Held, account_id: str, question: str = 'Q-1',
                   body: bytes = b'%PDF-1.7 cleaned', name: str = 'Акт.pdf') -> str:
    """Return the id of a file that has been cleaned already."""
    def work() -> str:
        file_id = keep_file(body)
        db.session.add(Evidence(
            inspection_id=held.id, id=file_id, question_code=question, account_id=account_id,
            name=name, kind='pdf', state='clean', size=len(body), body_hash=hash_of(body),
            added_at=datetime.now(UTC)))
        return file_id

    found: str = committed(database, work)
    return found
