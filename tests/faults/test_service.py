"""The whole service as operators run it: two web processes, a printer, one database."""
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO

import psutil
import pytest
from pypdf import PdfReader

from checklist.anchors import read_anchors
from checklist.config import ROOT
from checklist.services.mail import ask_for_mail
from checklist.services.tokens import new_token
from tests.databases import JOURNAL_KEY, PostgresqlDatabase, SqliteDatabase
from tests.factories import COMPLETE, INN, NAME, NOTE, OGRN, begin, committed, submit
from tests.pages import plain
from tests.serving import Service, browser_of

TRIES = 70
PRINT_SECONDS = 240.0


@pytest.fixture(scope='module',
                params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def database(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f'service-{request.param}')
    if request.param == 'sqlite':
        database = SqliteDatabase(folder)
    else:
        database = PostgresqlDatabase(request.getfixturevalue('server'), folder, 'served')
    database.dispose()
    yield database
    database.dispose()


@pytest.fixture(scope='module')
def service(database):
    service = Service(database.folder, database.url, workers=2)
    try:
        yield service.start()
    finally:
        service.stop()


@pytest.mark.asvs('2.4.1')
def test_limits_hold_over_two_processes(service):
    """Each request is a connection of its own, so both processes get some."""
    answers = [service.send('GET', f'/verify/{new_token()}') for _ in range(TRIES)]

    codes = [status for status, _, _ in answers]
    assert len(service.master().children()) == 2
    assert set(codes) == {404, 429}
    assert codes.count(404) <= 60
    refused = answers[codes.index(429)][1]
    assert int(refused.headers['Retry-After']) <= 60


def test_a_report_is_printed_with_what_was_answered(service, database):
    held = begin(database, COMPLETE)
    submit(database, held)
    cookie, _ = browser_of(database.app, held)

    deadline = time.monotonic() + PRINT_SECONDS
    status, _, body = service.send('GET', f'{held.path}/report.pdf', cookie)
    while status == 202 and time.monotonic() < deadline:
        status, _, body = service.send('GET', f'{held.path}/report.pdf', cookie)

    assert status == 200
    words = plain(''.join(page.extract_text() for page in PdfReader(BytesIO(body)).pages))
    assert NAME in words
    assert NOTE in words
    assert database.value('SELECT document_hash FROM submission')[:16] in words.replace(' ', '')


@pytest.mark.asvs('14.2.1', '16.2.5')
def test_nothing_private_is_logged(service, database):
    held = begin(database, COMPLETE)
    cookie, token = browser_of(database.app, held)
    service.send('POST', f'{held.path}/sections/1', cookie, {
        'csrf_token': token, 'note-Q-1': NOTE, 'base': ''})
    service.send('POST', f'{held.path}/sections/1', cookie, {'note-Q-1': NOTE})
    service.send('GET', f'/inspections/resume/{held.key}')
    service.send('GET', f'/nowhere?inn={INN}')

    log = (service.folder / 'log').read_text()
    for secret in (NAME, INN, OGRN, NOTE, held.key, held.id, cookie):
        assert secret not in log


def test_the_worker_anchors_the_journal_and_sends_what_waits(service, database):
    committed(database, lambda: ask_for_mail(
        'erased', 'anna@example.org', {}, language='ru', now=datetime.now(UTC)))
    anchors = service.folder / 'anchors' / 'journal.jsonl'

    deadline = time.monotonic() + PRINT_SECONDS + 60
    while time.monotonic() < deadline and not (
            read_anchors(anchors, JOURNAL_KEY).newest
            and database.value('SELECT count(*) FROM mail_message') == 0):
        time.sleep(0.2)

    assert read_anchors(anchors, JOURNAL_KEY).newest.entries > 0
    assert database.value('SELECT count(*) FROM mail_message') == 0
    assert list(service.folder.glob('mail/*.eml'))
    assert 'Mail for a***@example.org: ' in (service.folder / 'log').read_text()


def test_a_second_start_on_the_same_port_says_so_in_one_line(service):
    done = subprocess.run(
        [sys.executable, '-m', 'checklist.start', '--port', str(service.port)],
        env=service.environment, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith('Cannot start: ')
    assert done.stderr.count('\n') == 1


def test_an_ordered_end_leaves_no_process_and_no_error(service):
    family = [service.process, *service.process.children(recursive=True)]

    service.stop()

    _, alive = psutil.wait_procs(family, timeout=15)
    assert alive == []
    assert 'Traceback' not in (service.folder / 'log').read_text()
