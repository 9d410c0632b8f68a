"""Documents are made once, by whoever is alive; what is old enough is forgotten."""
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from huey import MemoryHuey

from checklist.config import Retention
from checklist.document_pages import make_document
from checklist.jobs import register_jobs
from checklist.services.documents import LEASE, shelf_of, wanted_documents
from checklist.services.printed import MOST_TRIES
from checklist.services.retention import forget_expired
from checklist.views import printing
from tests import journeys
from tests.factories import (
    COMPLETE, NAME, YES, Held, begin, committed, save, submit, submitted)
from tests.journeys import identify, open_held

DRAFT_DAYS = 7
RESULT_DAYS = 366


class FakePrinter:
    """Prints at once, and remembers the pages; fails as often as it is told to."""

    def __init__(self, failures=0):
        self.pages = []
        self.failures = failures

    def print_pdf(self, html):
        if self.failures:
            self.failures -= 1
            raise RuntimeError('out of paper')
        self.pages.append(html)
        return b'%PDF ' + str(len(html)).encode()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def printer():
    return FakePrinter()


def name_of(held, language='ru'):
    return (held.id, 'result', language)


def documents(database):
    return {(row.inspection_id, row.kind, row.language): row for row in database.rows(
        'SELECT inspection_id, kind, language, state, tries, lease_until FROM document')}


def test_a_document_is_wanted_with_the_submission_and_made_by_a_job(
        app, client, database, printer):
    held = submitted(database)
    open_held(client, held)
    assert client.get(f'{held.path}/report.pdf').status_code == 202

    make_document(app, printer, name_of(held))

    report = client.get(f'{held.path}/report.pdf')
    assert (report.status_code, report.mimetype) == (200, 'application/pdf')
    assert report.data.startswith(b'%PDF')
    assert 'attachment' in report.headers['Content-Disposition']
    assert NAME in printer.pages[0]
    assert documents(database)[name_of(held)].state == 'ready'


def test_a_document_is_made_once(app, database, printer):
    held = submitted(database)

    for _ in range(3):
        make_document(app, printer, name_of(held))

    assert len(printer.pages) == 1


def test_of_many_workers_one_makes_it(app, database, printer):
    held = submitted(database)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: make_document(app, printer, name_of(held)), range(8)))

    assert len(printer.pages) == 1


@pytest.mark.parametrize(('failures', 'state', 'pages'), [
    (1, 'ready', 1), (MOST_TRIES - 1, 'ready', 1), (MOST_TRIES, 'failed', 0)])
def test_a_failed_document_is_tried_again_but_not_for_ever(
        app, client, database, caplog, failures, state, pages):
    held = submitted(database)
    printer = FakePrinter(failures)

    for _ in range(MOST_TRIES + 2):
        make_document(app, printer, name_of(held))

    assert (documents(database)[name_of(held)].state, len(printer.pages)) == (state, pages)
    assert 'out of paper' in caplog.text
    open_held(client, held)
    assert client.get(f'{held.path}/result').status_code == 200


def test_a_failed_document_can_be_asked_for_again(app, client, database, printer):
    held = submitted(database)
    open_held(client, held)
    worn = FakePrinter(MOST_TRIES)
    for _ in range(MOST_TRIES):
        make_document(app, worn, name_of(held))

    client.get(f'{held.path}/report.pdf')
    make_document(app, printer, name_of(held))

    assert client.get(f'{held.path}/report.pdf').status_code == 200


def test_the_document_of_a_dead_worker_is_taken_over(app, database, printer):
    """A lease that runs out gives the document to the next worker, a few times."""
    held = submitted(database)
    now, shelf = datetime.now(UTC), shelf_of(name_of(held))
    for number in range(MOST_TRIES):
        later = now + number * (LEASE + timedelta(seconds=1))
        assert committed(database, lambda at=later: shelf.take(name_of(held), now=at))
        assert not committed(database, lambda at=later: shelf.take(name_of(held), now=at))
        assert committed(database, lambda at=later: wanted_documents(at)) == []

    late = now + 10 * LEASE
    assert committed(database, lambda: wanted_documents(late)) == [name_of(held)]
    assert not committed(database, lambda: shelf.take(name_of(held), now=late))
    assert documents(database)[name_of(held)].state == 'failed'


def test_the_sweep_finds_what_the_queue_lost(app, database, printer):
    held = submitted(database)
    queue, jobs = MemoryHuey(), app.extensions['jobs']
    register_jobs(app, queue, printer)
    try:
        app.extensions['jobs']['sweep'].call_local()
        assert len(queue) == 1
        queue.execute(queue.dequeue())
    finally:
        app.extensions['jobs'] = jobs

    assert documents(database)[name_of(held)].state == 'ready'


@pytest.mark.asvs('15.2.2')
def test_the_web_runs_no_jobs(app, database):
    held = submitted(database)

    app.extensions['jobs']['render'].call_local(*name_of(held))

    assert documents(database)[name_of(held)].state == 'wanted'


def test_a_document_of_something_deleted_is_dropped(app, client, database, monkeypatch, printer):
    held = submitted(database)
    open_held(client, held)

    def delete_first(html):
        client.send(client.page(f'{held.path}/delete').main_form)
        return b'%PDF'

    monkeypatch.setattr(printer, 'print_pdf', delete_first)
    make_document(app, printer, name_of(held))
    make_document(app, printer, name_of(held))

    assert documents(database) == {}


def test_a_document_outlives_the_result_it_is_compared_with(app, client, database, printer):
    first = submitted(database)
    open_held(client, first)
    page = client.press(client.page(f'{first.path}/result').form('/renew'))
    again = identify(page)
    with client.session_transaction() as session:
        held = Held(*session['keys'][-1])
    save(database, held, {'Q-2': YES})
    submit(database, held)
    client.send(client.page(f'{first.path}/delete').main_form)

    make_document(app, printer, name_of(held))

    assert client.get(f'{again}/report.pdf').status_code == 200


def test_each_language_has_a_document_of_its_own(app, client, database, printer):
    held = submitted(database)
    open_held(client, held)
    client.press(client.page('/').form('/preferences/language'), 'en')

    client.get(f'{held.path}/report.pdf')
    for language in ('ru', 'en'):
        make_document(app, printer, name_of(held, language))

    assert len(documents(database)) == 2
    assert 'lang="en"' in printer.pages[1]
    assert 'lang="ru"' in printer.pages[0]


def aged(database, held, days):
    database.execute('UPDATE self_inspection SET updated_at = :at WHERE id = :id', id=held.id,
                     at=datetime.now(UTC) - timedelta(days=days))


def ids(database):
    return {row.id for row in database.rows('SELECT id FROM self_inspection')}


def forget(database):
    return committed(
        database, lambda: forget_expired(datetime.now(UTC), Retention()))


@pytest.mark.asvs('14.2.4', '14.2.7')
def test_what_is_old_enough_is_forgotten_and_nothing_else(client, database):
    old_draft, draft = begin(database, COMPLETE), begin(database, COMPLETE)
    old_result, result = submitted(database), submitted(database)
    aged(database, old_draft, DRAFT_DAYS + 0.01)
    aged(database, draft, DRAFT_DAYS - 0.01)
    aged(database, old_result, RESULT_DAYS + 0.01)
    aged(database, result, RESULT_DAYS - 0.01)
    journeys.describe_business(client)

    assert forget(database) == 2

    assert ids(database) == {draft.id, result.id}
    assert {row.inspection_id for row in database.rows('SELECT * FROM submission')} == {result.id}
    counts = database.counts()
    assert (counts['verification'], counts['document']) == (1, 1)
    assert counts['respondent_profile'] == 1
    assert forget(database) == 0


@pytest.mark.asvs('14.2.7')
def test_profiles_and_counters_are_forgotten_too(client, database):
    journeys.describe_business(client)
    client.get('/verify/x')
    database.execute('UPDATE respondent_profile SET updated_at = :at',
                     at=datetime.now(UTC) - timedelta(days=8))

    committed(database, lambda: forget_expired(
        datetime.now(UTC) + timedelta(hours=3), Retention()))

    assert database.counts()['respondent_profile'] == 0
    assert database.value('SELECT count(*) FROM rate_limit_counter') == 0
    assert client.get('/find/features').location == '/find/'


def test_forgetting_is_done_in_batches(app, database, monkeypatch):
    monkeypatch.setattr('checklist.services.retention.BATCH', 3)
    for _ in range(7):
        aged(database, begin(database), DRAFT_DAYS + 1)

    assert [forget(database) for _ in range(4)] == [3, 3, 1, 0]


def test_a_change_prolongs_the_life_of_a_draft(client, database):
    held = begin(database)
    aged(database, held, DRAFT_DAYS + 1)
    save(database, held, {'Q-1': YES})

    assert forget(database) == 0


def test_reading_many_results_takes_few_statements(app, client, database):
    """The list of one browser's self-inspections does not ask once for each."""
    for _ in range(6):
        open_held(client, begin(database, COMPLETE))
    client.page('/inspections/')

    with database.statements() as seen:
        client.page('/inspections/')

    selects = [statement for statement in seen if statement.startswith('SELECT')]
    assert len(selects) <= 3, selects
