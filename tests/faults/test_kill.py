"""kill -9 in the middle of submissions: what was acknowledged is there, and there once."""
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from checklist.services.inspections import begin_inspection
from checklist.services.tokens import new_token
from tests.databases import Database, PostgresqlDatabase, SqliteDatabase
from tests.factories import COMPLETE, RESPONDENT, Held, committed, publish
from tests.serving import Service, browser_of

CYCLES = 20
THREADS = 4
DRAFTS = 200
VICTIMS = ('group', 'worker', 'worker', 'master', 'worker')


@dataclass(frozen=True)
class Attempt:
    """One submission: everything a browser would send again after a lost reply."""

    held: Held
    key: str
    cookie: str
    token: str

    def send(self, service: Service) -> bool:
        """Return whether it was acknowledged; no answer and 503 both mean "not known"."""
        fields = {'csrf_token': self.token, 'submission_key': self.key, 'revision': '0'}
        try:
            status, answer, body = service.send(
                'POST', f'{self.held.path}/submit', self.cookie, fields)
        except (OSError, HTTPException):
            return False
        assert status in (303, 503), (status, body.decode(errors='replace'))
        return status == 303


@dataclass
class Ledger:
    """What clients know: which submissions were acknowledged to them, which never answered."""

    acknowledged: set[tuple[str, str]] = field(default_factory=set)
    unanswered: list[Attempt] = field(default_factory=list)
    failures: list[BaseException] = field(default_factory=list)
    retried: int = 0

    def note(self, attempt: Attempt, acknowledged: bool) -> bool:
        if acknowledged:
            self.acknowledged.add((attempt.held.id, attempt.key))
        else:
            self.unanswered.append(attempt)
        return acknowledged


@pytest.fixture(params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def own_database(request, tmp_path) -> Iterator[Database]:
    """A database of its own, which the service itself brings to the newest revision."""
    if request.param == 'sqlite':
        database: Database = SqliteDatabase(tmp_path)
    else:
        database = PostgresqlDatabase(
            request.getfixturevalue('server'), tmp_path, f'killed_{random.randrange(10 ** 9)}')
    database.dispose()
    yield database
    database.dispose()


@pytest.mark.asvs('2.3.3')
def test_what_was_acknowledged_is_kept_once(own_database, tmp_path):
    chance = random.Random(9)
    ledger = Ledger()
    service = Service(tmp_path, own_database.url)
    with running(service):
        publish(own_database)
        for cycle in range(CYCLES):
            attempts = prepare(own_database)
            with submitting(service, attempts, ledger):
                time.sleep(chance.uniform(0.1, 0.6))
                service.kill(VICTIMS[cycle % len(VICTIMS)])
            service.start()
            retry(service, ledger)
            assert not ledger.failures
            assert missing(own_database, ledger) == set()
    check(own_database, ledger)
    print(f'\n{own_database.name}: {CYCLES} kills, {len(ledger.acknowledged)} acknowledged,'
          f' {ledger.retried} sent again, 0 lost, 0 doubled')


@contextmanager
def running(service: Service) -> Iterator[None]:
    service.start()
    try:
        yield
    finally:
        service.stop()


@contextmanager
def submitting(service: Service, attempts: 'SimpleQueue[Attempt]',
               ledger: Ledger) -> Iterator[None]:
    """Have several clients submit while something else is done; then wait for them."""
    stop = Event()

    def work() -> None:
        try:
            while not stop.is_set():
                attempt = attempts.get_nowait()
                if not ledger.note(attempt, attempt.send(service)):
                    return
        except Exception as error:
            ledger.failures.append(error)

    threads = [Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def prepare(database: Database) -> 'SimpleQueue[Attempt]':
    """Add drafts that only wait to be submitted, in one transaction."""
    published = publish(database)
    pairs = committed(database, lambda: [
        begin_inspection(RESPONDENT, published, now=datetime.now(UTC), draft=COMPLETE)
        for _ in range(DRAFTS)])
    attempts: SimpleQueue[Attempt] = SimpleQueue()
    for pair in pairs:
        held = Held(*pair)
        attempts.put(Attempt(held, new_token(), *browser_of(database.app, held)))
    return attempts


def retry(service: Service, ledger: Ledger) -> None:
    """Send again what was not answered, with the same keys: now each has to be acknowledged."""
    attempts, ledger.unanswered = ledger.unanswered, []
    for attempt in attempts:
        assert attempt.send(service), attempt
        ledger.note(attempt, True)
        ledger.retried += 1


def missing(database: Database, ledger: Ledger) -> set[tuple[str, str]]:
    rows = database.rows('SELECT inspection_id, submission_key FROM submission')
    return ledger.acknowledged - {tuple(row) for row in rows}


def check(database: Database, ledger: Ledger) -> None:
    """Everything that belongs to a submission is there once, and nothing without one."""
    assert len(ledger.acknowledged) > CYCLES * THREADS
    counts = database.counts()
    assert counts['submission'] == len(ledger.acknowledged)
    assert counts['verification'] == counts['document'] == counts['submission']
    submits = database.rows(
        "SELECT object_id, count(*) FROM journal_entry WHERE action = 'submit'"
        ' GROUP BY object_id')
    assert len(submits) == counts['submission']
    assert {row[1] for row in submits} == {1}
    assert database.value(
        "SELECT count(*) FROM self_inspection WHERE state = 'submitted'") == len(submits)
    if database.name == 'sqlite':
        assert database.value('PRAGMA integrity_check') == 'ok'
        assert database.rows('PRAGMA foreign_key_check') == []
