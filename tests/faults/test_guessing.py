"""Guessing passwords and codes: the limits hold over two processes and after a restart (A29)."""
import time
from http.cookies import SimpleCookie

import pytest

from tests.accounts import PASSWORD, account
from tests.databases import PostgresqlDatabase, SqliteDatabase
from tests.pages import Page
from tests.serving import Service

# The window of tries at one account, in seconds, and how many it takes.
WINDOW, MOST = 900, 10
LEFT = 120
WRONG = 'wrong wrong wrong'


@pytest.fixture(params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def service(request, tmp_path):
    if request.param == 'sqlite':
        database = SqliteDatabase(tmp_path)
    else:
        database = PostgresqlDatabase(request.getfixturevalue('server'), tmp_path, 'guessed')
    service = Service(tmp_path, database.url, workers=2)
    service.environment['CHECKLIST_PROXIES'] = '1'
    try:
        service.start()
        account(database, 'olga@example.ru', password=PASSWORD)
        yield service
    finally:
        service.stop()
        database.dispose()


def sign_in(service, password, network):
    """Try a password from some network, as a browser of its own; return the status."""
    headers = {'X-Forwarded-For': network}
    _, answer, body = service.send('GET', '/sign-in/', headers=headers)
    cookie = SimpleCookie(answer.headers['Set-Cookie'])['session'].value
    token = Page(body.decode()).form('/sign-in/password').values['csrf_token']
    return service.send('POST', '/sign-in/password', cookie, {
        'csrf_token': token, 'email': 'olga@example.ru', 'password': password},
        headers=headers)[0]


def wait_for_a_window():
    """Tries are counted in fixed windows; do not begin at the seam of two."""
    left = WINDOW - time.time() % WINDOW
    if left < LEFT:
        time.sleep(left + 1)


@pytest.mark.abuse('A29')
@pytest.mark.asvs('2.4.1', '6.3.1')
def test_guessing_ends_for_all_processes_and_for_the_next_start(service):
    wait_for_a_window()
    tries = [sign_in(service, WRONG, '198.51.100.7') for _ in range(MOST + 4)]
    assert tries == [422] * MOST + [429] * 4
    assert len(service.master().children()) == 2

    service.stop()
    service.start()

    assert sign_in(service, PASSWORD, '198.51.100.7') == 429
    assert sign_in(service, PASSWORD, '203.0.113.7') == 303
