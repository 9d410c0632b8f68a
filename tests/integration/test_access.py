"""Nobody reads or changes what is not theirs, no form comes from elsewhere, no GET writes."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.extensions import db
from checklist.services.limits import count
from checklist.services.tokens import new_token
from checklist.views import guards, printing, visitors
from checklist.views.keys import MOST_KEYS
from tests import journeys
from tests.browsing import Client
from tests.factories import COMPLETE, INN, NAME, NOTE, OGRN, begin, publish, submitted
from tests.journeys import open_held
from tests.routes import NOWHERE, routes

TRIES = 31
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Nobody prints documents here, so waiting for one is in vain."""
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def clock(monkeypatch):
    """Limits that count by a clock which stands still until it is moved."""
    times = [NOON]
    monkeypatch.setattr(guards, 'count', lambda limit, visitor, _: count(limit, visitor, times[0]))
    return times


def of_holders(app, held):
    return [route for route in routes(app, held) if 'inspection_id' in route.arguments]


@pytest.mark.abuse('A3')
@pytest.mark.asvs('8.2.2')
@pytest.mark.parametrize('state', ['draft', 'submitted'])
def test_what_belongs_to_others_does_not_exist(app, client, database, state):
    """Whoever has another key, or none, gets the same answer as for an id that nobody has."""
    theirs = begin(database, COMPLETE) if state == 'draft' else submitted(database)
    own = begin(database)
    stranger = Client(app, '198.51.100.1')
    open_held(client, own)
    token = {'csrf_token': client.token()}
    before = database.checksum()

    for route in of_holders(app, theirs):
        answer = client.open(route.url, method=route.method, data=token)
        nowhere = client.open(route.url.replace(theirs.id, NOWHERE), method=route.method,
                              data=token)
        assert (answer.status_code, nowhere.status_code) == (404, 404), route
        assert answer.page.text[:-20] == nowhere.page.text[:-20], route
        assert stranger.open(route.url, method=route.method).status_code in (400, 404), route
    assert database.checksum() == before


@pytest.mark.abuse('A3')
@pytest.mark.asvs('8.2.2')
def test_a_key_of_another_self_inspection_opens_nothing(client, database):
    theirs, own = submitted(database), begin(database)
    with client.session_transaction() as session:
        session['keys'] = [(theirs.id, own.key)]

    assert client.get(f'{theirs.path}/result').status_code == 404
    assert f'{theirs.path}/result' not in client.page('/inspections/').links


@pytest.mark.asvs('9.1.1')
def test_a_session_that_was_tampered_with_is_nobodys(client, database):
    held = begin(database)
    open_held(client, held)
    cookie = client.get_cookie('session').value
    assert client.get(f'{held.path}/').status_code == 200
    for place in (0, len(cookie) // 2, -2):
        wrong = 'A' if cookie[place] != 'A' else 'B'
        client.set_cookie('session', cookie[:place] + wrong + cookie[place:][1:])

        assert client.get(f'{held.path}/').status_code == 404


@pytest.mark.abuse('A22')
@pytest.mark.asvs('3.5.1')
@pytest.mark.parametrize('forge', ['missing', 'foreign', 'altered', 'text/plain'])
def test_no_form_comes_from_elsewhere(app, client, database, forge):
    """Every address that changes something refuses a form without the token of this browser."""
    journeys.describe_business(client)
    held = begin(database, COMPLETE)
    open_held(client, held)
    foreign = Client(app).token()
    token = {'missing': '', 'foreign': foreign, 'altered': client.token()[:-2] + 'xx',
             'text/plain': client.token()}[forge]
    before = database.checksum()

    for route in routes(app, held):
        if route.method == 'POST':
            if forge == 'text/plain':
                answer = client.post(route.url, data=f'csrf_token={token}',
                                     content_type='text/plain')
            else:
                answer = client.post(route.url, data={'csrf_token': token} if token else {})
            assert answer.status_code == 400, route
            assert answer.page.heading, route
    assert database.checksum() == before


@pytest.mark.abuse('A22')
@pytest.mark.asvs('3.5.1')
def test_a_form_over_tls_needs_the_name_of_the_service_as_its_origin(database):
    client = Client(database.app)
    form = client.page('/about').forms[0]
    address = {'base_url': 'https://localhost', 'data': form.values}

    foreign = client.post(form.action, headers={'Referer': 'https://evil.example/'}, **address)
    none = client.post(form.action, **address)

    assert (foreign.status_code, none.status_code) == (400, 400)


@pytest.mark.asvs('3.5.3')
@pytest.mark.parametrize('state', ['draft', 'submitted'])
def test_reading_changes_nothing(app, client, database, state):
    """All GET addresses twice; only the counters of rate limits may move."""
    journeys.describe_business(client)
    held = begin(database, COMPLETE) if state == 'draft' else submitted(database)
    open_held(client, held)
    code = database.value('SELECT code FROM verification') or NOWHERE
    before = database.checksum()

    for _ in range(2):
        for route in routes(app, held, verification=code):
            if route.method == 'GET':
                assert client.get(route.url).status_code < 500, route
                assert client.head(route.url).status_code < 500, route
    assert database.checksum() == before


@pytest.mark.asvs('13.4.4')
@pytest.mark.parametrize('method', ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])
def test_other_methods_are_not_taken(app, client, database, method):
    held = begin(database)
    open_held(client, held)
    before = database.checksum()

    for route in routes(app, held):
        assert client.open(route.url, method=method).status_code in (405, 501), route
    assert database.checksum() == before


@pytest.mark.abuse('A4')
@pytest.mark.asvs('2.4.1')
def test_keys_cannot_be_guessed_for_long(app, database, clock):
    guesser, other = Client(app, '198.51.100.7'), Client(app, '203.0.113.7')
    held = begin(database)
    answers = [guesser.get(f'/inspections/resume/{new_token()}') for _ in range(TRIES)]

    assert [answer.status_code for answer in answers] == [404] * 30 + [429]
    assert answers[-1].headers['Retry-After'] == '60'
    assert guesser.get(f'/inspections/resume/{held.key}').status_code == 429
    assert Client(app, '198.51.100.200').get(f'/inspections/resume/{held.key}').status_code == 429
    assert other.get(f'/inspections/resume/{held.key}').status_code == 303
    clock[0] += timedelta(seconds=60)
    assert guesser.get(f'/inspections/resume/{held.key}').status_code == 303


@pytest.mark.asvs('2.4.1')
def test_typed_codes_cannot_be_guessed_for_long(app, database, clock):
    guesser = Client(app, '198.51.100.7')
    form = guesser.page('/inspections/').form('/enter')

    codes = [guesser.send(form, code=new_token()).status_code for _ in range(TRIES)]

    assert codes == [422] * 30 + [429]


@pytest.mark.abuse('A5')
@pytest.mark.asvs('2.4.1')
def test_verification_codes_cannot_be_guessed_for_long(app, database, clock):
    guesser = Client(app, '2001:db8:1:2:3::1')
    codes = [guesser.get(f'/verify/{new_token()}').status_code for _ in range(TRIES)]

    assert codes == [404] * 30 + [429]
    assert Client(app, '2001:db8:1:2:ffff::9').get('/verify/x').status_code == 429
    assert Client(app, '2001:db8:1:3::1').get('/verify/x').status_code == 404


@pytest.mark.asvs('2.4.1')
@pytest.mark.parametrize(('address', 'network'), [
    ('198.51.100.7', '198.51.100.0/24'), ('::ffff:198.51.100.7', '198.51.100.0/24'),
    ('2001:db8:1:2:3::1', '2001:db8:1:2::/64'), ('2001:db8::1', '2001:db8::/64'),
    ('2001:db8::2:3:4:5', '2001:db8::/64'), ('::1', '::/64'), ('', ''), ('unknown', '')])
def test_a_network_is_the_same_however_its_addresses_are_written(app, address, network):
    """Zeros that are left out of an address would otherwise make a network of every visitor."""
    with app.test_request_context(environ_base={'REMOTE_ADDR': address}):
        assert visitors.network() == network


def test_the_counters_hold_no_address(app, database):
    Client(app, '198.51.100.7').get(f'/verify/{NOWHERE}')

    rows = database.rows('SELECT key FROM rate_limit_counter')
    assert len(rows) == 2
    assert all(len(row.key) == 64 for row in rows)


def test_the_verification_page_of_a_deleted_result_finds_nothing(client, database):
    held = submitted(database)
    open_held(client, held)
    code = database.value('SELECT code FROM verification')
    assert client.get(f'/verify/{code}').status_code == 200

    client.send(client.page(f'{held.path}/delete').main_form)

    assert client.get(f'/verify/{code}').status_code == 404
    assert database.counts() == {**database.counts(), 'submission': 0, 'document': 0,
                                 'verification': 0, 'self_inspection': 0}


@pytest.mark.asvs('14.2.1', '16.2.5')
def test_private_data_stands_in_no_address_and_no_log(app, client, database, caplog):
    """Name, ИНН, ОГРН, notes and keys are in pages of their owner only."""
    caplog.set_level('DEBUG')
    journeys.describe_business(client, name=NAME)
    held = submitted(database)
    open_held(client, held)
    key_pages = {'inspections.link', 'inspections.resume'}
    for route in routes(app, held):
        answer = client.open(route.url, method=route.method, data={'inn': '1', 'name': NAME})
        links = (answer.location or '') if answer.mimetype != 'text/html' else ' '.join(
            [answer.location or '', *answer.page.links,
             *(form.action for form in answer.page.forms)])
        for secret in (NAME, INN, OGRN, NOTE, held.key):
            assert secret not in links, route
        if route.endpoint not in key_pages:
            assert held.key.encode() not in answer.data, route
    client.post(f'{held.path}/submit', data={'csrf_token': 'x', 'note': NOTE})
    for secret in (NAME, INN, OGRN, NOTE, held.key):
        assert secret not in caplog.text


def test_a_browser_keeps_the_newest_keys(app, client, database):
    published = publish(database)
    helds = [begin(database, published=published) for _ in range(MOST_KEYS + 2)]
    for held in helds:
        assert client.get(f'/inspections/resume/{held.key}').status_code == 303

    found = [client.get(f'{held.path}/').status_code for held in helds]
    assert found == [404, 404] + [200] * MOST_KEYS
    assert len(client.get_cookie('session').value) < 3500


@pytest.mark.abuse('A20')
@pytest.mark.asvs('15.3.3')
def test_no_form_reaches_a_column_that_is_not_its_own(app, client, database):
    """Every column of every table is sent along with every form; no table takes the value."""
    columns = {column.name for table in db.metadata.tables.values() for column in table.columns}
    journeys.describe_business(client)
    draft, finished = begin(database, COMPLETE), submitted(database)
    open_held(client, draft)
    open_held(client, finished)
    forms = [client.page('/find/').main_form, client.page(draft.section()).form('/sections/'),
             client.page(f'{finished.path}/result').form('/verification'),
             client.page(f'{finished.path}/result').form('/renew'),
             client.page(f'{draft.path}/check').form('/submit'),
             client.page(f'{draft.path}/delete').main_form]

    for form in forms:
        extra = {name: 'evil7' for name in columns - set(form.names)}
        assert client.send(form, url='/find/', **extra).status_code == 303, form.action

    for name in db.metadata.tables:
        assert 'evil7' not in repr(database.rows(f'SELECT * FROM {name}')), name


def test_what_is_kept_of_a_key_does_not_open_anything(client, database):
    held = begin(database)
    row = database.rows('SELECT * FROM self_inspection')[0]

    assert held.key not in repr(row)
    assert client.get(f'/inspections/resume/{row.key_hash}').status_code == 404


def test_the_journal_says_what_was_done_and_nothing_of_who(client, database):
    held = submitted(database)
    open_held(client, held)
    client.send(client.page(f'{held.path}/result').form('/verification'), shows_score='yes')
    client.send(client.page(f'{held.path}/delete').main_form)

    rows = database.rows('SELECT * FROM journal_entry WHERE object_id = :id ORDER BY id',
                         id=held.id)
    assert [row.action for row in rows] == ['begin', 'submit', 'show_score', 'delete']
    assert not any(secret in repr(rows) for secret in (NAME, INN, OGRN, NOTE, held.key))
