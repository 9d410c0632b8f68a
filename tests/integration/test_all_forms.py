"""Every form of every page, as somebody sends it who did not get it from the page."""
import re
from collections import defaultdict
from urllib.parse import urlencode

import pytest
from sqlalchemy import select

from checklist.extensions import db
from checklist.views import printing
from tests.browsing import Client
from tests.matrix import MATRIX, Person, Side
from tests.matrix_world import make_world

PEOPLE = (Person.ANONYMOUS, Person.ENTREPRENEUR_A, Person.INSPECTOR_A, Person.ADMINISTRATOR)
FORGERIES = ('missing', 'of another session', 'from another site', 'from nowhere', 'as plain text')
FIXED_TABLES = {'checklist_version', 'control_question', 'journal_entry', 'journal_head',
                'rate_limit_counter'}
# The frozen record holds the second in which it was made.
OF_THE_SECOND = {'submission.document', 'submission.document_hash'}
# What is typed where a form asks for something and holds nothing.
TYPED = {
    'email': 'new@example.ru', 'password': 'пять синих зонтов', 'current': 'пять синих зонтов',
    'inn': '7707083893', 'ogrn': '1027700132195', 'kpp': '770701001', 'code': '123456',
    'staff': '12', 'due_on': '2027-01-15', 'activity': '56.10.1'}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def world(database):
    world = make_world(database)
    database.keep_state()
    return world


def forged(browser, stranger, cell, forgery):
    """Send a form that no page of ours has given to this browser."""
    fields = {'csrf_token': '' if forgery == 'missing' else stranger
              if forgery == 'of another session' else browser.csrf_token}
    origin = {'from another site': 'https://evil.example', 'from nowhere': 'null'}.get(forgery)
    headers = {'Origin': origin} if origin else {}
    if forgery == 'as plain text':
        return browser.send('POST', cell.url, data=urlencode(fields), content_type='text/plain')
    return browser.send('POST', cell.url, data=fields, headers=headers)


@pytest.mark.abuse('A22')
@pytest.mark.asvs('3.5.1')
@pytest.mark.parametrize('forgery', FORGERIES)
def test_no_form_is_taken_that_our_page_did_not_send(app, database, world, forgery):
    """Signing in and signing out too: nobody is moved into another account unnoticed."""
    stranger = Client(app, '203.0.113.1').token()
    before, sent = database.checksum(), 0
    for person in PEOPLE:
        for cell in world.granted(app, person, 'POST'):
            answer = forged(world.browsers[person], stranger, cell, forgery)
            sent += 1
            assert answer.status_code == 400, (person, cell, answer.status)
            assert 'account=' not in answer.headers.get('Set-Cookie', ''), (person, cell)
    assert sent > 100
    assert database.checksum() == before


@pytest.mark.asvs('16.3.3')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
@pytest.mark.parametrize('forgery', FORGERIES)
def test_a_forged_form_is_written_down(app, database, world, caplog, forgery):
    person = Person.ENTREPRENEUR_A
    cell = next(cell for cell in world.granted(app, person, 'POST')
                if cell.endpoint == 'accounts.end_others')

    forged(world.browsers[person], Client(app).token(), cell, forgery)

    assert 'form refused' in caplog.text


@pytest.mark.abuse('A20')
@pytest.mark.asvs('15.3.3', '8.3.1')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_form_sets_more_than_its_own_fields(app, database, world):
    """Sent twice as it is and once with every column there is, each form does the same."""
    done = 0
    for person, page_url, form in forms_of(app, world):
        fields = filled(form)
        extra = {name: value for name, value in columns(world).items() if name not in form.names}
        outcomes = []
        for sent in (fields, fields, {**extra, **fields}):
            answer = world.browsers[person].send('POST', form.action or page_url, data=sent)
            outcomes.append((answer.status_code, contents(database)))
            database.restore_state()
        (status, first), (_, second), (status_with_extra, with_extra) = outcomes
        assert status_with_extra == status, (person, form.action, page_url)
        changed = [column for column in first if first[column] == second[column]
                   and with_extra[column] != first[column] and column not in OF_THE_SECOND]
        assert changed == [], (person, form.action, page_url)
        assert 'evil7' not in repr(with_extra), (person, form.action, page_url)
        done += status < 400
    assert done > 25


def forms_of(app, world):
    """Yield each kind of form once, with who has it and on which page."""
    seen = set()
    adapter = app.url_map.bind('localhost')
    for person in PEOPLE:
        for cell, page in list(world.pages(app, person)):
            for form in page.forms:
                if form.method != 'post':
                    continue
                path = (form.action or cell.url).partition('?')[0]
                kind = adapter.match(path, 'POST')[0], frozenset(form.names)
                if kind not in seen:
                    seen.add(kind)
                    yield person, cell.url, form


def filled(form):
    """Return what somebody would send who fills in everything."""
    values = dict(form.values)
    for name in form.names:
        if not values.get(name):
            choices = form.choices(name)
            values[name] = TYPED.get(name) or (choices[0] if choices else 'Текст')
    return values


def columns(world):
    """Return every column of every table with a value that would be worth having."""
    other = world.things[Side.B]
    wanted = {
        'role': 'administrator', 'roles': 'administrator', 'authority_code': 'rpn-74',
        'authority': 'rpn-74', 'owner': '1', 'complete': '1', 'state': 'active', 'admin': '1',
        'person_id': other['person_id'], 'account_id': world.accounts[Person.ENTREPRENEUR_B],
        'inspection_id': other['inspection_id'], 'object_id': other['object_id']}
    names = {column.name for table in db.metadata.tables.values() for column in table.columns}
    return {**dict.fromkeys(names, 'evil7'), **wanted}


def contents(database):
    """Return what stands in each column, in the clear."""
    found = {}
    with database.app.app_context():
        for name, table in db.metadata.tables.items():
            if name not in FIXED_TABLES:
                rows = db.session.execute(select(table)).all()
                for place, column in enumerate(table.columns):
                    found[f'{name}.{column.name}'] = sorted(repr(row[place]) for row in rows)
    return found


@pytest.mark.abuse('A24')
@pytest.mark.asvs('3.7.2', '4.1.3')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
@pytest.mark.parametrize('headers', [
    {'Host': 'evil.example'}, {'X-Forwarded-Host': 'evil.example'},
    {'Forwarded': 'host=evil.example'}, {'X-Original-Host': 'evil.example'}])
def test_no_message_and_no_answer_leads_to_another_host(app, database, world, headers):
    database.execute('DELETE FROM mail_message')
    for person, page_url, form in forms_of(app, world):
        target = {'next': 'https://evil.example/'} if 'next' in form.names else {}
        answer = world.browsers[person].send(
            'POST', form.action or page_url, data={**filled(form), **target}, headers=headers)
        assert (answer.location or '/').startswith('/'), (form.action, answer.location)
        assert not (answer.location or '').startswith('//'), (form.action, answer.location)
        assert 'evil.example' not in (answer.location or '').partition('?')[0]
        assert links_of_messages(database) <= {app.config['PUBLIC_URL']}, form.action
        database.restore_state()


def links_of_messages(database):
    with database.app.app_context():
        table = db.metadata.tables['mail_message']
        texts = ' '.join(row.values for row in db.session.execute(select(table)))
        return {'/'.join(part.split('/')[:3]) for part in texts.split('"')
                if part.startswith(('http', '//'))}


@pytest.mark.abuse('A4')
@pytest.mark.asvs('8.2.2')
def test_a_thousand_ids_find_nothing(app, database, world):
    """Counted up, typed at random or taken from elsewhere: nothing, however often."""
    cells = [cell for person in (Person.ENTREPRENEUR_A, Person.ADMINISTRATOR)
             for cell in world.granted(app, person, 'GET') if cell.owners]
    known = '|'.join(value for things in (*world.things.values(), *world.personal.values())
                     for value in things.values())
    browser, statuses = world.browsers[Person.ENTREPRENEUR_A], []
    for number, guess in enumerate(guesses(1000)):
        cell = cells[number % len(cells)]
        url = re.sub(rf'(?<=/)({known})(?=[/.]|$)', str(guess), cell.url)
        statuses.append(browser.send('GET', url).status_code)
        assert statuses[-1] in (404, 429), (cell, guess)
    assert statuses.count(404) > 500


@pytest.mark.abuse('A4')
@pytest.mark.asvs('8.2.2')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
@pytest.mark.parametrize('person', [Person.ENTREPRENEUR_A, Person.ADMINISTRATOR])
def test_what_others_have_takes_as_much_work_as_what_nobody_has(app, database, world, person):
    """So that the time of an answer does not tell whether there is something."""
    works = defaultdict(set)
    for cell in world.cells(app, MATRIX, person):
        row = MATRIX[cell.endpoint]
        if cell.owners and Side.A not in cell.owners and not row.allows(person, cell.owners):
            database.execute('DELETE FROM rate_limit_counter')
            with database.statements() as seen:
                answer = world.browsers[person].open(cell)
            works[cell.endpoint, cell.method].add((answer.status_code, len(seen)))
    assert len(works) > 50
    assert {cell: found for cell, found in works.items() if len(found) > 1} == {}


def guesses(count):
    with_letters = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
    for number in range(count):
        yield (number, f'{number:026}', f'{number:08x}-0000-4000-8000-000000000000',
               ''.join(with_letters[(number * 7 + place * place) % len(with_letters)]
                       for place in range(26)))[number % 4]
