"""Files in quarantine: cleaned once by whoever is alive, refused with a reason, tidied up."""
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from huey import MemoryHuey

from checklist.cleaning import Cleaner
from checklist.config import ROOT, Retention
from checklist.confined import ConfinedError
from checklist.errors import Refused
from checklist.file_kinds import FileKind
from checklist.jobs import register_jobs
from checklist.quarantine import Quarantine
from checklist.scanner import ScannerAway
from checklist.services.evidence import Upload, add_evidence
from checklist.services.evidence_files import keep_file
from checklist.services.inspections import Viewer, get_inspection
from checklist.services.evidence_cleaning import LEASE, MOST_TRIES, take_evidence, waiting_evidence
from checklist.services.retention import forget_expired
from tests import evidence_files as files
from tests.company_factories import taken_over, team
from tests.factories import committed

ORIGINAL, CLEANED = files.png() + files.ZIP, b'\x89PNG cleaned'


class FakeCleaner:
    """Cleans at once, or fails as it is told to."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.seen = []

    def clean(self, kind, body):
        self.seen.append((kind, body))
        if self.errors:
            raise self.errors.pop(0)
        return CLEANED


@pytest.fixture(autouse=True)
def empty_store(app):
    for path in app.extensions['evidence'].folder.glob('*/*'):
        path.unlink()


@pytest.fixture
def olga(database):
    return team(database)


@pytest.fixture
def held(database, olga):
    return taken_over(database, olga.person_id)


@pytest.fixture
def item(app, database, olga, held):
    """A file in quarantine: the ids of its self-inspection and its own."""
    return add(app, database, olga, held)


def add(app, database, olga, held, body=ORIGINAL):
    with app.app_context():
        file_id = keep_file(body)
    committed(database, lambda: add_evidence(
        get_inspection(held.id, Viewer('', olga.account_id)), 'Q-1', file_id,
        Upload('Фото.png', FileKind.PNG, body), account_id=olga.account_id,
        now=datetime.now(UTC)))
    return held.id, file_id


def row_of(database):
    row, = database.rows('SELECT * FROM evidence')
    return row


def bytes_of(app, item):
    return app.extensions['evidence'].read(item[1])


def later(database, item):
    """Let the lease of a file run out."""
    database.execute('UPDATE evidence SET lease_until = :at', at=datetime.now(UTC) - LEASE)


def test_a_file_is_cleaned_once(app, database, item):
    cleaner = FakeCleaner()

    for _ in range(3):
        Quarantine(app, cleaner).clean(item)

    assert cleaner.seen == [('png', ORIGINAL)]
    assert (row_of(database).state, bytes_of(app, item)) == ('clean', CLEANED)


def test_of_many_workers_one_cleans_it(app, database, item):
    cleaner = FakeCleaner()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: Quarantine(app, cleaner).clean(item), range(8)))

    assert len(cleaner.seen) == 1


@pytest.mark.parametrize('reason', ['malware', 'encrypted', 'unreadable', 'too_many_pixels'])
def test_a_refused_file_loses_its_bytes_and_says_why(app, database, olga, item, reason):
    Quarantine(app, FakeCleaner(Refused(reason))).clean(item)

    row = row_of(database)
    assert (row.state, row.reason, row.size) == ('refused', reason, 0)
    assert bytes_of(app, item) is None
    page = olga.client.page(f'/inspections/{item[0]}/evidence/Q-1')
    assert 'Не принят' in page.text
    assert olga.client.get(f'/inspections/{item[0]}/evidence/files/{item[1]}').status_code == 404


@pytest.mark.parametrize(('failures', 'state'), [
    (1, 'clean'), (MOST_TRIES - 1, 'clean'), (MOST_TRIES, 'refused')])
def test_what_cannot_be_done_within_limits_is_tried_a_few_times(
        app, database, item, caplog, failures, state):
    cleaner = FakeCleaner(*[ConfinedError('too long')] * failures)

    for _ in range(MOST_TRIES + 2):
        Quarantine(app, cleaner).clean(item)

    assert row_of(database).state == state
    assert (bytes_of(app, item) is None) == (state == 'refused')
    assert 'could not be cleaned' in caplog.text


@pytest.mark.asvs('5.4.3')
@pytest.mark.parametrize('error', [ScannerAway('no clamd'), OSError(28, 'No space left')])
def test_without_a_scanner_or_room_the_file_waits_in_quarantine(app, database, item, error):
    cleaner = FakeCleaner(*[error] * 10)

    for _ in range(10):
        Quarantine(app, cleaner).clean(item)
    assert (row_of(database).state, row_of(database).tries) == ('quarantine', 0)
    assert bytes_of(app, item) == ORIGINAL

    Quarantine(app, cleaner).clean(item)
    assert row_of(database).state == 'clean'


def test_the_file_of_a_dead_worker_is_taken_over(database, item):
    now = datetime.now(UTC)
    for number in range(MOST_TRIES):
        at = now + number * (LEASE + timedelta(seconds=1))
        assert committed(database, lambda at=at: take_evidence(item, now=at))
        assert not committed(database, lambda at=at: take_evidence(item, now=at))
        assert committed(database, lambda at=at: waiting_evidence(at)) == []

    late = now + 10 * LEASE
    assert committed(database, lambda: waiting_evidence(late)) == [item]
    assert not committed(database, lambda: take_evidence(item, now=late))
    assert (row_of(database).state, row_of(database).reason) == ('refused', 'too_complex')


def test_a_worker_that_dies_after_the_file_and_before_its_row_cleans_it_again(
        app, database, item, monkeypatch):
    """The file is replaced, then the process is gone: the next one cleans the clean file."""
    with monkeypatch.context() as broken:
        broken.setattr('checklist.quarantine.keep_clean', lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            Quarantine(app, Cleaner()).clean(item)
    assert row_of(database).state == 'quarantine'
    between = bytes_of(app, item)
    assert between != ORIGINAL
    later(database, item)

    Quarantine(app, Cleaner()).clean(item)

    assert row_of(database).state == 'clean'
    assert bytes_of(app, item) == between


def test_a_file_deleted_while_it_is_cleaned_leaves_nothing(app, database, olga, item):
    class Slow(FakeCleaner):
        def clean(self, kind, body):
            url = f'/inspections/{item[0]}/evidence/files/{item[1]}/delete'
            olga.client.press(olga.client.page(url).form('/delete'))
            return super().clean(kind, body)

    Quarantine(app, Slow()).clean(item)

    assert database.rows('SELECT * FROM evidence') == []
    assert bytes_of(app, item) is None


def test_a_file_that_is_lost_in_quarantine_is_refused(app, database, item):
    app.extensions['evidence'].remove(item[1])

    Quarantine(app, FakeCleaner()).clean(item)

    assert (row_of(database).state, row_of(database).reason) == ('refused', 'lost')


def test_the_sweep_finds_what_the_queue_lost(app, database, item):
    queue, jobs = MemoryHuey(), app.extensions['jobs']
    register_jobs(app, queue, quarantine=Quarantine(app, FakeCleaner()))
    try:
        app.extensions['jobs']['sweep'].call_local()
        while len(queue):
            queue.execute(queue.dequeue())
    finally:
        app.extensions['jobs'] = jobs

    assert row_of(database).state == 'clean'


def test_the_web_cleans_nothing(app, database, item):
    app.extensions['jobs']['clean'].call_local(*item)

    assert row_of(database).state == 'quarantine'


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_the_web_never_loads_what_decodes_files(database):
    code = ('import sys, checklist.wsgi;'
            'print([name for name in ("PIL", "pikepdf", "weasyprint") if name in sys.modules])')

    done = subprocess.run([sys.executable, '-c', code], cwd=ROOT, capture_output=True, text=True,
                          env={**os.environ, 'CHECKLIST_VAR': str(database.folder / 'web')})

    assert (done.stdout.strip(), done.returncode) == ('[]', 0)


def aged(app, item, hours):
    path = app.extensions['evidence'].folder / item[1][:2] / item[1]
    moment = time.time() - hours * 3600
    os.utime(path, (moment, moment))


def test_files_that_no_row_names_are_removed_after_a_while(app, database, item, caplog):
    """Those of a crash between the file and its row, and what a crash left half written."""
    with app.app_context():
        old, young = (('', keep_file(ORIGINAL)) for _ in range(2))
    half = app.extensions['evidence'].folder / 'AA' / '.tmp123'
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b'half')
    os.utime(half, (0, 0))
    aged(app, old, 1.01)
    aged(app, young, 0.9)
    aged(app, item, 100)

    Quarantine(app, FakeCleaner()).tidy()

    assert [bytes_of(app, name) for name in (old, young, item)] == [None, ORIGINAL, ORIGINAL]
    assert not half.exists()
    assert 'Removed 2 evidence files' in caplog.text


def test_a_row_without_its_file_is_reported_and_kept(app, database, item, caplog):
    app.extensions['evidence'].remove(item[1])

    Quarantine(app, FakeCleaner()).tidy()

    assert f'The evidence file {item[1]} is missing.' in caplog.text
    assert row_of(database).state == 'quarantine'


def test_a_refused_file_is_not_missed(app, database, item, caplog):
    Quarantine(app, FakeCleaner(Refused('malware'))).clean(item)

    Quarantine(app, FakeCleaner()).tidy()

    assert caplog.text == ''


def test_what_is_forgotten_takes_its_files_along(app, database, item):
    database.execute('UPDATE self_inspection SET updated_at = :at',
                     at=datetime.now(UTC) - timedelta(days=400))

    committed(database, lambda: forget_expired(datetime.now(UTC), Retention()))

    assert database.rows('SELECT * FROM evidence') == []
    assert bytes_of(app, item) is None
