"""The authorization matrix, executed: nobody opens what its row does not grant them."""
import re
from collections import Counter

import pytest

from checklist.views import printing
from tests.matrix import MATRIX, Denial
from tests.matrix_world import make_world

# Denials are written down, limits are counted and sessions are seen; nothing else may change.
TRACES = ('journal_entry', 'journal_head', 'user_session')
REFUSED = (401, 403, 404)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """Nobody prints documents here, so waiting for one is in vain."""
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def world(database):
    world = make_world(database)
    database.keep_state()
    yield world
    database.app.extensions['providers'] = {}


@pytest.mark.asvs('8.2.1')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_every_route_has_a_row_and_every_row_a_route(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(MATRIX)


@pytest.mark.abuse('A3')
@pytest.mark.asvs('8.2.1', '8.2.2', '8.3.1', '8.4.1', '16.3.2')
def test_nobody_opens_what_is_not_granted_to_them(app, database, world):
    """What is denied is as if it did not exist, changes nothing, and is written down."""
    wrong, reported = [], Counter()
    for person, browser in world.browsers.items():
        before, missing = database.checksum(*TRACES), {}
        database.execute('DELETE FROM rate_limit_counter')
        for cell in world.cells(app, MATRIX, person):
            row = MATRIX[cell.endpoint]
            if row.allows(person, cell.owners):
                continue
            denial = row.denial_of(person)
            answer = browser.open(cell)
            if not is_denied(answer, cell, denial):
                wrong.append(f'{person}: {cell}: {answer.status} {answer.location}')
            if denial is Denial.REPORTED:
                reported[world.accounts[person], cell.endpoint] += 1
            missing.setdefault((cell.method, cell.endpoint), set()).add(words(answer))
        wrong += [f'{person}: {name}: told apart' for name, texts in missing.items()
                  if len(texts) > 1]
        assert changes(before, database) == [], person
    assert wrong == [], '\n'.join(wrong)
    assert denials(database) == reported


@pytest.mark.asvs('8.2.1', '3.5.3')
def test_everybody_opens_what_is_granted_to_them(app, database, world):
    """First what only reads, and reads without a trace; then each change on a world of its own."""
    wrong = []
    for person, browser in world.browsers.items():
        for method in ('GET', 'POST'):
            before = database.checksum(*TRACES)
            for cell in world.cells(app, MATRIX, person):
                if cell.method == method and MATRIX[cell.endpoint].allows(person, cell.owners):
                    answer = browser.open(cell)
                    if is_refused(answer):
                        wrong.append(f'{person}: {cell}: {answer.status} {answer.location}')
                    if method == 'POST' and answer.status_code < 400:
                        database.restore_state()
            assert changes(before, database) == [], (person, method)
    assert wrong == [], '\n'.join(wrong)


def changes(before, database):
    """Return the tables that have changed, the traces of denials and limits apart."""
    after = database.checksum(*TRACES)
    return [name for name in after if after[name] != before[name]]


def is_denied(answer, cell, denial):
    if denial is not Denial.SIGN_IN:
        return answer.status_code == 404
    return leads_to_sign_in(answer) if cell.method == 'GET' else answer.status_code == 401


def is_refused(answer):
    return answer.status_code in REFUSED or answer.status_code >= 500 or leads_to_sign_in(answer)


def leads_to_sign_in(answer):
    return answer.status_code == 303 and answer.location.startswith('/sign-in/?next=')


def words(answer):
    """Return the whole answer but for its id, the token, and the address it was sent to."""
    if leads_to_sign_in(answer):
        return ''
    text = re.sub('[0-9a-f]{12}', '', answer.get_data(as_text=True))
    return re.sub('name="(next|csrf_token)" value="[^"]*"', '', text)


def denials(database):
    rows = database.rows('SELECT account_id, object_id, details FROM journal_entry'
                         " WHERE action = 'denied'")
    assert all(row.account_id == row.object_id for row in rows)
    return Counter((row.account_id, re.search('"page":"([a-z_.]+)"', row.details)[1])
                   for row in rows)
