"""A database that cannot be written, is full, locked or away: words, kept text, recovery."""
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import psycopg
import pytest
from sqlalchemy import event

from checklist.answers import read_draft
from checklist.database import sqlite_module
from checklist.extensions import db
from checklist.views import printing
from tests import journeys
from tests.browsing import Client
from tests.databases import Database, make_app
from tests.factories import COMPLETE, NOTE, begin, publish, submitted
from tests.journeys import CAFE, open_held
from tests.pages import plain
from tests.routes import routes

COUNTING = {'inspections.resume', 'invitations.accept', 'verification.verify'}
WRITERS = 16
RESTARTS = 3
PATIENCE = 10.0
LONG = 'Очень длинное пояснение. ' * 12


@contextmanager
def read_only(database: Database) -> Iterator[Client]:
    """Give a browser of an application whose database takes no changes."""
    if database.name == 'sqlite':
        database.dispose()
        url = f'sqlite:///file:{database.path}?mode=ro&uri=true'
        frozen = make_app(url, database.folder)
        yield Client(frozen)
        with frozen.app_context():
            db.engine.dispose()
        return
    switch = 'ALTER DATABASE checklist SET default_transaction_read_only = '
    database.server.execute(f'{switch}on')
    database.dispose()
    try:
        yield Client(database.app)
    finally:
        database.server.execute(f'{switch}off')
        database.dispose()


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Let the database say that nothing more fits, in its own words, to whatever adds."""
    fault = (psycopg.errors.DiskFull('could not extend file: No space left on device')
             if database.name == 'postgresql'
             else sqlite_module.OperationalError('database or disk is full'))

    def refuse(_connection, _cursor, statement, *_rest):
        if statement.startswith(('INSERT', 'UPDATE')):
            raise fault

    with database.app.app_context():
        engine = db.engine
    event.listen(engine, 'before_cursor_execute', refuse)
    try:
        yield
    finally:
        event.remove(engine, 'before_cursor_execute', refuse)


@contextmanager
def no_more_pages(database: Database) -> Iterator[None]:
    """Let SQLite take not one page more than it has."""
    pages = database.value('PRAGMA page_count')

    def limit(connection, _record):
        connection.execute(f'PRAGMA max_page_count={pages}')

    with database.app.app_context():
        engine = db.engine
    database.dispose()
    event.listen(engine, 'connect', limit)
    try:
        yield
    finally:
        event.remove(engine, 'connect', limit)
        database.dispose()


@pytest.fixture
def held(database):
    return begin(database, COMPLETE)


def cookies_of(client, other):
    other.set_cookie('session', client.get_cookie('session').value)
    return other


def test_what_can_be_read_is_read(client, database, monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)
    journeys.describe_business(client)
    draft, finished = begin(database, COMPLETE), submitted(database)
    open_held(client, draft)
    open_held(client, finished)

    with read_only(database) as reader:
        cookies_of(client, reader)
        for held in (draft, finished):
            for route in routes(reader.application, held):
                if route.method == 'GET' and route.endpoint not in COUNTING:
                    answer = reader.get(route.url)
                    assert answer.status_code == client.get(route.url).status_code, route


def test_a_section_that_cannot_be_saved_comes_back_with_everything_typed(
        client, database, held):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    typed = {'answer-Q-1': 'no', 'note-Q-1': LONG, 'answer-Q-2': 'yes', 'note-Q-2': '<b>&"'}
    before = database.checksum()

    with read_only(database) as browser:
        answer = cookies_of(client, browser).send(form, **typed)

    returned = answer.page.form('/sections/')
    assert answer.status_code == 503
    assert answer.headers['Retry-After'].isdigit()
    assert answer.page.root.first('main').first('', role='alert').text
    assert {name: plain(returned.values[name]) for name in typed} == {
        name: plain(value) for name, value in typed.items()}
    assert database.checksum() == before
    assert client.send(returned).status_code == 303
    assert 'Очень длинное' in database.value('SELECT draft FROM self_inspection')


def test_saving_in_passing_is_told_to_try_again(client, database, held):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')

    with read_only(database) as browser:
        answer = cookies_of(client, browser).send(form, json=True, **{'note-Q-1': NOTE})

    assert (answer.status_code, answer.mimetype) == (503, 'application/json')
    assert answer.json['message']


def test_every_other_form_can_be_sent_again_from_the_page_of_failure(client, database, held):
    """The page holds all fields: the same submission key, the name, the code."""
    open_held(client, held)
    check = client.page(f'{held.path}/check').form('/submit')
    profile = client.page('/find/').main_form
    typed = {**CAFE, 'territory': profile.choices('territory')[0]}

    with read_only(database) as browser:
        cookies_of(client, browser)
        failed = [browser.send(check), browser.send(profile, url='/find/', **typed),
                  browser.send(client.page('/inspections/').form('/enter'), code=held.key)]

    assert [answer.status_code for answer in failed] == [503, 503, 503]
    assert all(answer.page.heading for answer in failed)
    submit, again, enter = (answer.page.main_form for answer in failed)
    assert submit.values['submission_key'] == check.values['submission_key']
    assert {name: again.values[name] for name in typed} == typed
    assert client.send(submit, url=check.action).status_code == 303
    assert client.send(again, url='/find/').status_code == 303
    assert client.send(enter, url='/inspections/enter').status_code == 303


def test_a_full_disk_is_said_in_words_and_takes_nothing(client, database, held):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    check = client.page(f'{held.path}/check').form('/submit')
    before = database.checksum()

    with full(database):
        saved = client.send(form, **{'note-Q-2': NOTE})
        submitting = client.send(check)
        assert client.get(f'{held.path}/check').status_code == 200

    assert (saved.status_code, submitting.status_code) == (503, 503)
    assert saved.page.form('/sections/').values['note-Q-2'] == NOTE
    assert database.checksum() == before
    assert client.send(submitting.page.main_form, url=check.action).status_code == 303


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_a_file_that_cannot_grow_loses_nothing(client, database, held):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    notes = {f'note-Q-{number}': 'т' * 1000 for number in (1, 2, 3)}
    before = database.checksum()

    with no_more_pages(database):
        answer = client.send(form, **notes)

    returned = answer.page.form('/sections/')
    assert answer.status_code == 503
    assert {name: returned.values[name] for name in notes} == notes
    assert database.checksum() == before
    assert database.value('PRAGMA integrity_check') == 'ok'
    assert client.send(returned).status_code == 303


def test_a_lock_that_is_held_too_long_is_a_failure_in_words(client, database, held):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    with database.app.app_context():
        engine = db.engine
    impatient = ('PRAGMA busy_timeout=100' if database.name == 'sqlite'
                 else "SET lock_timeout = '100ms'")

    def hurry(connection, _record, _proxy):
        cursor = connection.cursor()
        cursor.execute(impatient)
        cursor.close()

    event.listen(engine, 'checkout', hurry)
    try:
        with database.connection() as other:
            other.exec_driver_sql('UPDATE self_inspection SET answered = answered')
            answer = client.send(form, **{'note-Q-1': NOTE})
    finally:
        event.remove(engine, 'checkout', hurry)

    assert answer.status_code == 503
    assert answer.page.form('/sections/').values['note-Q-1'] == NOTE
    database.dispose()
    assert client.send(form, **{'note-Q-1': NOTE}).status_code == 303


def test_many_writers_beside_a_long_reader_all_succeed(app, database):
    published = publish(database)
    helds = [begin(database, published=published) for _ in range(WRITERS)]
    clients = [Client(app) for _ in helds]
    forms = []
    for client, held in zip(clients, helds, strict=True):
        open_held(client, held)
        forms.append(client.page(held.section()).form('/sections/'))

    def write(place):
        client, form = clients[place], forms[place]
        codes = []
        for step in range(4):
            answer = client.send(form, json=True, **{'note-Q-1': f'{place}/{step}'})
            form.values['base'] = answer.json['base']
            codes.append(answer.status_code)
        return codes

    with database.connection() as reader, ThreadPoolExecutor(WRITERS) as threads:
        reader.exec_driver_sql('SELECT count(*) FROM self_inspection').fetchall()
        codes = list(threads.map(write, range(WRITERS)))

    assert {code for row in codes for code in row} == {200}
    drafts = database.rows('SELECT draft FROM self_inspection')
    assert {row.draft for row in drafts} == {
        f'{{"Q-1":{{"option":null,"note":"{place}/3"}}}}' for place in range(WRITERS)}


@pytest.mark.asvs('16.5.3')
@pytest.mark.parametrize('database', ['postgresql'], indirect=True)
def test_a_database_that_is_away_is_said_in_words(client, database, held, server):
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    server.stop(signal.SIGQUIT)
    try:
        reading, saving = client.get('/'), client.send(form, **{'note-Q-1': LONG})
        alive, ready = client.get('/healthz'), client.get('/readyz')
    finally:
        server.start()

    assert (alive.status_code, ready.status_code) == (200, 503)
    assert (reading.status_code, saving.status_code) == (503, 503)
    assert plain(LONG) in saving.page.text
    assert client.get('/readyz').status_code == 200
    assert client.send(saving.page.main_form, url=form.action).status_code == 303
    assert plain(LONG) in plain(database.value('SELECT draft FROM self_inspection'))


@pytest.mark.parametrize('database', ['postgresql'], indirect=True)
def test_a_restart_of_the_database_loses_nothing_and_is_over_at_once(
        app, database, held, server):
    """Saves go on while the server crashes and comes back: 200 means kept, 503 "not known"."""
    client, stop, possible = Client(app), Event(), set()
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')

    def save():
        codes, step = set(), 0
        while not stop.is_set():
            step += 1
            answer = client.send(form, json=True, **{'note-Q-1': f'шаг {step}'})
            codes.add(answer.status_code)
            possible.add(f'шаг {step}')
            if answer.status_code == 200:
                possible.intersection_update({f'шаг {step}'})
                form.values['base'] = answer.json['base']
            elif answer.status_code == 409:
                form.values.update(client.page(held.section()).form('/sections/').values)
        return codes

    with ThreadPoolExecutor(1) as threads:
        saving = threads.submit(save)
        for _ in range(RESTARTS):
            time.sleep(0.3)
            server.stop(signal.SIGQUIT)
            server.start()
            began = time.monotonic()
            while client_of(app).get('/readyz').status_code != 200:
                assert time.monotonic() - began < PATIENCE
        time.sleep(0.3)
        stop.set()
    assert saving.result() <= {200, 503, 409}
    assert 200 in saving.result()
    draft = read_draft(database.value('SELECT draft FROM self_inspection'))
    assert draft['Q-1'].note in possible


def client_of(app):
    return Client(app, '203.0.113.99')
