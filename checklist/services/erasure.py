"""Erasing an account: at once closed, then emptied in small steps, and proved.

152-ФЗ, arts. 20 and 21 give 30 days; the service needs a moment, and a day at the very most. What
is proved (order 179 of Roskomnadzor of 2022) holds nothing of the person: a keyed digest of an id
that then names nobody, what went by table and count, when, and on which ground.
"""
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Row, select, update
from sqlalchemy.orm import InstrumentedAttribute

from checklist.errors import Missing
from checklist.erasure_list import Erased
from checklist.extensions import db, erasure_list, letter_files, sealer
from checklist.models.accounts import Erasure, UserAccount
from checklist.models.companies import ControlledPerson
from checklist.services.deletions import company_digest
from checklist.services.erased_rows import (
    added, companies_alone, delete_account_rows, delete_companies, erase_inspections)
from checklist.services.inspections import delete_inspections
from checklist.services.journal import record
from checklist.services.mail import ask_for_mail
from checklist.services.sessions import end_sessions

ERASING = 'erasing'
AT_ONCE = 500


class Ground(StrEnum):
    """Why somebody was erased."""

    ASKED = 'asked'
    RESTORED = 'restored'


@dataclass(frozen=True)
class Act:
    """The proof of an erasure. ``done_at`` is empty while it goes on."""

    number: str
    ground: Ground
    asked_at: datetime
    done_at: datetime | None
    counts: Mapping[str, int]


def ask_erasure(account_id: str, *, now: datetime, ground: Ground = Ground.ASKED) -> str:
    """Close an account for good and return the number of the act. The rest follows in steps."""
    number = account_digest(account_id)
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        state=ERASING))
    db.session.merge(Erasure(account_digest=number, asked_at=now, done_at=None,
                             act=json.dumps({'ground': ground, 'counts': {}})))
    end_sessions(account_id, now=now)
    record('ask_erasure', account_id, now, ground=ground)
    return number


def waiting_erasures() -> list[str]:
    """Return the ids of accounts that are closed and not yet erased."""
    return list(db.session.scalars(
        select(UserAccount.id).where(UserAccount.state == ERASING).order_by(UserAccount.id)))


def erase_step(account_id: str, *, now: datetime) -> bool:
    """Erase some of an account that is closed; return whether nothing is left.

    A step is so small that nobody waits for the write lock. The first one writes the account
    into the list outside the database, before anything is gone.
    """
    person = _lock(account_id)
    if person is None:
        return True
    companies = companies_alone(account_id)
    _list(account_id, companies, now)
    went = erase_inspections(companies, now=now)
    if went:
        _count(account_id, went)
        return False
    letter_files().remove_of(person.email)
    _count(account_id, added(
        delete_companies(companies), delete_account_rows(account_id, person.email)))
    _finish(account_id, person, now)
    return True


def get_act(number: str) -> Act:
    """Return the proof of an erasure to whoever knows its number; there is nothing personal."""
    row = db.session.get(Erasure, number)
    if row is None:
        raise Missing('There is no such act.')
    content = json.loads(row.act)
    return Act(row.account_digest, Ground(content['ground']), row.asked_at, row.done_at,
               content['counts'])


def replay_erasures(*, now: datetime) -> int:
    """Close again the accounts that were erased and are back, as after a restore.

    Return how many. Companies that went with one go here, whoever else owned them in the backup,
    and so does what its owners had deleted.
    """
    listed = list(erasure_list())
    deleted = [found for erased in listed for found in erased.inspections]
    for first in range(0, len(deleted), AT_ONCE):
        delete_inspections(deleted[first:first + AT_ONCE], now=now, action='erase')
    accounts = {erased.account for erased in listed if erased.account}
    companies = {digest for erased in listed for digest in erased.companies}
    for person_id in _back(ControlledPerson.id, company_digest, companies):
        while erase_inspections([person_id], now=now):
            pass
        delete_companies([person_id])
        record('erase_company', person_id, now, ground=Ground.RESTORED, tenant=person_id)
    back = _back(UserAccount.id, account_digest, accounts)
    for account_id in back:
        ask_erasure(account_id, now=now, ground=Ground.RESTORED)
    return len(back)


def _back(column: InstrumentedAttribute[str], digest: Callable[[str], str],
          erased: set[str]) -> list[str]:
    """Return the ids whose digests are in the list."""
    ids = db.session.scalars(select(column)) if erased else ()
    return [found for found in ids if digest(found) in erased]


def account_digest(account_id: str) -> str:
    """Return what an account is known by once it is gone."""
    return sealer().digest(f'account {account_id}')


def _lock(account_id: str) -> Row[str, str] | None:
    """Return the address and the language of an account that is to go; it waits for nobody."""
    return db.session.execute(
        select(UserAccount.email, UserAccount.language).where(
            UserAccount.id == account_id, UserAccount.state == ERASING).with_for_update()).first()


def _list(account_id: str, companies: list[str], now: datetime) -> None:
    """Write the account into the list, unless a step before has done it."""
    number, going = account_digest(account_id), set(map(company_digest, companies))
    if not any(erased.account == number and going <= set(erased.companies)
               for erased in erasure_list()):
        erasure_list().add(Erased(now.isoformat(), number, tuple(sorted(going))))


def _count(account_id: str, went: Mapping[str, int]) -> None:
    row = db.session.get_one(Erasure, account_digest(account_id))
    content = json.loads(row.act)
    row.act = json.dumps({**content, 'counts': added(content['counts'], went)})


def _finish(account_id: str, person: Row[str, str], now: datetime) -> None:
    """Say good-bye, and write down that it is done."""
    row = db.session.get_one(Erasure, account_digest(account_id))
    row.done_at = now
    if json.loads(row.act)['ground'] == Ground.ASKED:
        ask_for_mail('erased', person.email, {}, language=person.language, now=now)
    record('erase', account_id, now)
