"""What every answer carries, where links lead, and how failures are told."""
import re

import pytest

from checklist.extensions import db
from checklist.security import CONTENT_SECURITY_POLICY
from checklist.views import printing, sections
from tests import journeys
from tests.browsing import Client
from tests.databases import make_app
from tests.factories import COMPLETE, begin, submitted
from tests.journeys import open_held
from tests.routes import NOWHERE, routes

HOST = 'self-check.example'
PRODUCTION = {'production': True, 'public_url': f'https://{HOST}', 'trusted_hosts': (HOST,),
              'proxies': 1, 'design_page': False}
FORWARDED = {'Host': HOST, 'X-Forwarded-Proto': 'https', 'X-Forwarded-For': '203.0.113.5',
             'X-Forwarded-Host': HOST}
# 503 is in test_failing_database.py.
ERRORS = (400, 404, 405, 409, 413, 422, 429, 500)

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def production(database):
    """The application as an operator runs it: behind a proxy that speaks TLS."""
    app = make_app(database.url, database.folder, **PRODUCTION)
    yield app
    with app.app_context():
        db.engine.dispose()


# What is the same for everybody may be kept.
KEPT = ('static', 'open_data_files.dictionary', 'open_data_files.all_months')


def check_headers(answer, where):
    headers = answer.headers
    assert headers['Content-Security-Policy'] == CONTENT_SECURITY_POLICY, where
    assert headers['X-Content-Type-Options'] == 'nosniff', where
    assert headers['Referrer-Policy'] == 'same-origin', where
    assert headers['X-Frame-Options'] == 'DENY', where
    assert 'Server' not in headers, where
    assert 'X-Powered-By' not in headers, where
    assert not [name for name in headers.keys() if name.startswith('Access-Control')], where
    if answer.mimetype.startswith('text/'):
        assert answer.mimetype_params['charset'] == 'utf-8', where


@pytest.mark.abuse('A23')
@pytest.mark.asvs('3.4.3', '3.4.6')
def test_the_policy_allows_nothing_from_elsewhere(database):
    policy = dict(part.split(' ', 1) for part in CONTENT_SECURITY_POLICY.split('; '))

    assert policy['default-src'] == policy['object-src'] == policy['base-uri'] == "'none'"
    assert policy['frame-ancestors'] == "'none'"
    assert policy['script-src'] == policy['style-src'] == policy['form-action'] == "'self'"
    assert 'unsafe' not in CONTENT_SECURITY_POLICY


@pytest.mark.abuse('A23')
@pytest.mark.asvs('3.4.2', '3.4.3', '3.4.4', '3.4.5', '3.4.6', '4.1.1', '14.2.2', '14.3.2')
@pytest.mark.parametrize('state', ['draft', 'submitted', 'stranger'])
def test_every_answer_carries_the_headers(app, client, database, state):
    journeys.describe_business(client)
    held = submitted(database) if state == 'submitted' else begin(database, COMPLETE)
    if state != 'stranger':
        open_held(client, held)
    for route in routes(app, held):
        for method in (route.method, 'OPTIONS', 'PUT'):
            answer = client.open(route.url, method=method, data={'a': '1'},
                                 headers={'Origin': 'https://evil.example'})
            if route.endpoint == 'static' and method not in ('GET', 'HEAD'):
                continue
            check_headers(answer, (method, route))
            if route.endpoint not in KEPT or method != 'GET':
                assert answer.headers['Cache-Control'] == 'no-store', route


@pytest.mark.abuse('A23')
@pytest.mark.asvs('3.4.4')
@pytest.mark.parametrize('name', ['css/site.css', 'js/site.js', 'icons/favicon.svg',
                                  'fonts/golos-text-400.woff2', 'nothing.css'])
def test_files_carry_the_headers_too(client, database, name):
    answer = client.get(f'/static/{name}')

    assert answer.status_code == (404 if 'nothing' in name else 200)
    check_headers(answer, name)


@pytest.mark.abuse('A42')
@pytest.mark.asvs('13.4.1', '13.4.3', '13.4.5')
@pytest.mark.parametrize('path', [
    '/static/', '/static/css', '/static/../config.py', '/static/..%2f..%2fsetup.cfg',
    '/static/%2e%2e/app.py', '/static//etc/passwd', '/.git/config', '/.env', '/metrics', '/admin',
    '/static/fonts/', '/checklist/app.py', '/var/secret_key', '/wp-login.php'])
def test_nothing_else_is_served(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.asvs('1.2.3', '14.2.3')
def test_pages_link_to_no_other_host(app, client, database):
    """No address of another host, no inline script, no inline style, in any page."""
    journeys.describe_business(client)
    held = submitted(database)
    open_held(client, held)
    for route in routes(app, held):
        answer = client.get(route.url) if route.method == 'GET' else None
        if answer is None or answer.mimetype != 'text/html':
            continue
        for element in answer.page.root.all():
            for name in ('href', 'src', 'action', 'srcset', 'poster'):
                address = element[name]
                ours = not address or address.startswith(
                    ('/', '#', 'data:image/svg+xml', 'http://127.0.0.1:8000/verify/'))
                assert ours and not address.startswith('//'), (route, address)
            assert not [name for name in element.attributes if name.startswith('on')], route
            assert 'style' not in element.attributes, (route, element.tag)
            assert element.tag not in ('style', 'iframe', 'object', 'embed', 'base'), route
            assert element.tag != 'script' or element['src'], route


@pytest.mark.asvs('3.3.1', '3.3.2', '3.3.3', '3.3.4')
def test_the_cookie_is_for_this_service_alone(production, database):
    client = Client(production)
    answer = client.get('/about', headers=FORWARDED)

    cookie = answer.headers['Set-Cookie']
    assert cookie.startswith('__Host-session=')
    assert {'Secure', 'HttpOnly', 'Path=/', 'SameSite=Lax'} <= set(cookie.split('; '))
    assert 'Domain' not in cookie


@pytest.mark.asvs('3.3.4')
def test_without_tls_the_cookie_is_still_hidden_from_scripts(client, database):
    cookie = client.get('/about').headers['Set-Cookie']

    assert cookie.startswith('session=')
    assert {'HttpOnly', 'Path=/', 'SameSite=Lax'} <= set(cookie.split('; '))


@pytest.mark.asvs('3.4.1', '15.2.3')
def test_in_production_tls_is_demanded_for_a_year(production, database):
    answer = Client(production).get('/about', headers=FORWARDED)

    assert answer.headers['Strict-Transport-Security'] == 'max-age=31536000; includeSubDomains'
    assert Client(production).get('/design', headers=FORWARDED).status_code == 404


@pytest.mark.abuse('A24')
@pytest.mark.asvs('4.1.3')
@pytest.mark.parametrize('host', [
    'evil.example', 'self-check.example.evil.example', 'evil.example:443', '127.0.0.1', 'localhost',
    f'{HOST}@evil.example', f'{HOST}/x', f'{HOST} evil', '', f'{HOST}:1:2', '[::1]', 'х.example'])
def test_a_host_that_is_not_ours_gets_no_page(production, database, host):
    headers = {**FORWARDED, 'Host': host, 'X-Forwarded-Host': host}

    answer = Client(production).get('/', headers={
        name: value.encode().decode('latin-1') for name, value in headers.items()})

    assert answer.status_code == 400
    assert answer.mimetype == 'text/plain'
    assert 'evil' not in answer.get_data(as_text=True)


def test_a_host_that_is_not_ours_is_told_so_in_both_languages(production, database):
    answer = Client(production).get('/', headers={**FORWARDED, 'X-Forwarded-Host': 'evil.example'})

    russian, english = answer.get_data(as_text=True).splitlines()
    assert 'сервис' in russian
    assert 'service' in english


@pytest.mark.abuse('A24')
@pytest.mark.asvs('4.1.3')
@pytest.mark.parametrize('headers', [
    {'Host': 'evil.example'}, {'X-Forwarded-Host': 'evil.example'},
    {'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'evil.example'},
    {'Forwarded': 'host=evil.example'}, {'X-Original-URL': '/design'}, {'X-Rewrite-URL': '/x'}])
def test_headers_of_a_request_do_not_change_links(app, client, database, headers):
    held = submitted(database)
    open_held(client, held)

    for path in (f'{held.path}/link', f'{held.path}/receipt', f'{held.path}/result', '/find'):
        answer = client.get(path, headers=headers)
        assert 'evil.example' not in answer.get_data(as_text=True)
        assert 'evil.example' not in (answer.location or '')


@pytest.mark.abuse('A24')
@pytest.mark.asvs('3.7.2')
@pytest.mark.parametrize('target', [
    'https://evil.example/', '//evil.example', '///evil.example', '/\\evil.example',
    '\\\\evil.example', '/\t/evil.example', '/%09/evil.example', 'javascript:alert(1)',
    'https:evil.example', 'http:///evil.example', '/./\\evil', ' //evil.example',
    '\n//evil.example', '/\n/evil.example',
    '/inspections/\r\nSet-Cookie: a=1', '//evil.example?', '/..//evil.example',
    '%2f%2fevil.example', '@evil.example', '/@evil.example/../..', 'evil.example', '', '/nowhere',
    '/inspections/enter', '/' + 'a' * 600])
def test_a_page_to_go_back_to_is_one_of_ours(client, database, target):
    form = client.page('/about').form('/preferences/language')

    answer = client.send(form, 'en', next=target)

    assert answer.status_code == 303
    assert re.fullmatch(r'/([^/\\\s].*)?', answer.location)
    assert client.get(answer.location).status_code == 200


def test_the_page_one_was_on_comes_back_in_the_other_language(client, database):
    form = client.page('/?q=кафе').form('/preferences/language')

    page = client.press(form, 'en')

    assert page.language == 'en'
    assert 'q=%D0%BA' in form.values['next'] or 'кафе' in form.values['next']


def provoke(client, database, monkeypatch, code):
    """Return an answer with the status, as it comes about in earnest."""
    held = begin(database, COMPLETE)
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    if code == 400:
        return client.post(form.action, data={})
    if code == 404:
        return client.get(f'/verify/{NOWHERE}/x')
    if code == 405:
        return client.put('/about')
    if code == 409:
        client.send(client.page(f'{held.path}/check').form('/submit'))
        return client.get(held.section())
    if code == 413:
        return client.send(form, **{'note-Q-1': 'a' * 600_000})
    if code == 422:
        return client.send(form, **{'answer-Q-1': 'not_applicable', 'note-Q-1': ''})
    if code == 429:
        answers = (client.get(f'/inspections/resume/{NOWHERE}') for _ in range(61))
        return next(answer for answer in answers if answer.status_code == 429)
    monkeypatch.setattr(sections, 'section_body', None)
    return client.get(held.section())


@pytest.mark.abuse('A42')
@pytest.mark.asvs('16.3.4', '16.5.1', '16.5.4')
@pytest.mark.parametrize('language', ['ru', 'en'])
@pytest.mark.parametrize('code', ERRORS)
def test_a_failure_is_told_in_words_with_its_number(
        client, database, monkeypatch, caplog, code, language):
    client.press(client.page('/').form('/preferences/language'), language)

    answer = provoke(client, database, monkeypatch, code)

    page = answer.page
    assert answer.status_code == code
    check_headers(answer, code)
    assert len(page.text) > 40
    assert page.language == ('ru' if code == 500 else language)
    if code != 422:
        assert page.root.first('main').all('a')
        number = page.root.first('main').first('', class_='code').text
        assert re.fullmatch('[0-9a-f]{12}', number)
        assert code != 500 or number in caplog.text
    assert 'Traceback' not in page.html
    assert 'sqlite' not in page.html.lower()


@pytest.mark.parametrize('code', [400, 409, 413, 429])
def test_a_script_is_told_in_json(client, database, code):
    held = begin(database, COMPLETE)
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    if code == 409:
        client.send(client.page(f'{held.path}/check').form('/submit'))
    headers = {'Accept': 'application/json'}
    for _ in range(61):
        answer = (client.get(f'/inspections/resume/{NOWHERE}', headers=headers) if code == 429 else
                  client.post(form.action, headers=headers, data={} if code == 400 else {
                      **form.values, 'note-Q-1': 'a' * (600_000 if code == 413 else 1)}))
        if answer.status_code == code:
            break

    assert (answer.status_code, answer.mimetype) == (code, 'application/json')
    assert answer.json['message']
    assert answer.json['error_id']


@pytest.mark.asvs('16.2.5', '16.3.4')
def test_a_failure_of_ours_is_logged_without_what_was_typed(
        client, database, monkeypatch, caplog):
    held = begin(database)
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    database.execute('CREATE TRIGGER broken BEFORE UPDATE ON self_inspection'
                     " BEGIN SELECT RAISE(ABORT, 'broken'); END")

    answer = client.send(form, **{'note-Q-1': 'тайна фирмы'})

    assert answer.status_code == 500
    assert 'IntegrityError' in caplog.text
    assert 'тайна' not in caplog.text
    assert held.key not in caplog.text
