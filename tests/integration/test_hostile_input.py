"""Anything may be sent: no failure of ours, no long work, nothing printed as it came."""
import time
from itertools import count
from urllib.parse import quote

import pytest

from forms.base import clean
from tests import journeys
from tests.browsing import Client
from tests.factories import COMPLETE, begin, submitted
from tests.hostile import BYTES, CONTROLS, MARK, MARKUP, VALUES
from tests.journeys import open_held
from tests.pages import Page

MOST_SECONDS = 2.0
MOST_BYTES = 512 * 1024
# PostgreSQL has its own ideas of texts and numbers; the rest does not depend on the database.
FOR_POSTGRESQL = [*CONTROLS, '²', str(2 ** 63), '9' * 400, 'a' * 100_000]
FORM = {'Content-Type': 'application/x-www-form-urlencoded'}


class Attacker(Client):
    """A client that is never stopped by a limit, and looks at every answer."""

    numbers = count(1)

    def tries(self, method, url, value='', **keywords):
        number = next(self.numbers)
        self.environ_base['REMOTE_ADDR'] = f'10.{number >> 8}.{number & 255}.1'
        began = time.process_time()
        answer = self.open(url, method=method, **keywords)
        spent = time.process_time() - began
        shown = (method, url[:80], value[:40], answer.status)
        assert answer.status_code < 500, shown
        assert spent < MOST_SECONDS, (spent, shown)
        assert 'Traceback' not in answer.get_data(as_text=True)[:2000], shown
        assert not set(answer.headers) & {'X', 'Bcc'}, shown
        assert (answer.location or '/').startswith('/'), shown
        assert not (answer.location or '').startswith(('//', '/\\')), shown
        if value in MARKUP and len(value) > 5 and answer.mimetype == 'text/html':
            assert not _is_printed(value, answer.get_data(as_text=True)), shown
        return answer


def _is_printed(value, html):
    return any(character in value for character in '<>"\'') and value in html


@pytest.fixture
def attacker(app):
    return Attacker(app)


@pytest.fixture
def values(database):
    return VALUES if database.name == 'sqlite' else FOR_POSTGRESQL


def forms(attacker, database):
    """Return every form with an address: what a visitor could send without any tools."""
    journeys.describe_business(attacker)
    draft, finished = begin(database, COMPLETE), submitted(database)
    open_held(attacker, draft)
    open_held(attacker, finished)
    section = attacker.page(draft.section()).form('/sections/')
    found = {
        'profile': attacker.page('/find/').main_form,
        'features': attacker.page('/find/features').main_form,
        'begin': attacker.page('/checklists/fire-safety-small').form('/inspections/'),
        'section': section,
        'submit': attacker.page(f'{draft.path}/check').form('/submit'),
        'verification': attacker.page(f'{finished.path}/result').form('/verification'),
        'renew': attacker.page(f'{finished.path}/result').form('/renew'),
        'enter': attacker.page('/inspections/').form('/enter'),
        'verify': attacker.page('/verify/').main_form,
        'language': attacker.page('/about').form('/preferences/language'),
        'appearance': attacker.page('/about').form('/preferences/appearance')}
    addresses = {'profile': '/find/', 'features': '/find/features', 'verify': '/verify/'}
    extra = {'profile': ['activity_code'], 'section': ['action', 'keep-Q-1'],
             'language': ['language'], 'appearance': ['appearance']}
    return {name: (form.action or addresses[name], form.values, [*form.names, *extra.get(name, [])])
            for name, form in found.items()}


NAMES = ('profile', 'features', 'begin', 'section', 'merge', 'submit', 'verification', 'renew',
         'enter', 'verify', 'language', 'appearance')


@pytest.mark.abuse('A26', 'A32')
@pytest.mark.asvs('1.3.3', '1.4.2')
@pytest.mark.parametrize('name', NAMES)
def test_no_value_of_any_field_breaks_anything(attacker, database, values, name):
    url, given, fields = forms(attacker, database)['section' if name == 'merge' else name]
    if name == 'merge':
        url, fields = f'{url}/merge', ['base', 'answer-Q-1', 'note-Q-1', 'keep-Q-1']

    for field in fields:
        for value in values:
            attacker.tries('POST', url, value, data={**given, field: value})


@pytest.mark.abuse('A26')
@pytest.mark.asvs('1.3.3')
@pytest.mark.parametrize('address', [
    '/{}', '/static/{}', '/checklists/{}', '/checklists/{}/blank', '/inspections/new/{}',
    '/inspections/{}/', '/inspections/{}/sections/1', '/inspections/x/sections/{}',
    '/inspections/resume/{}', '/verify/{}', '/?q={}', '/?kind={}', '/find/activities?q={}'])
def test_no_value_in_an_address_breaks_anything(attacker, database, values, address):
    for value in values:
        if len(value) < 3000:
            url = address.format(quote(value, safe=''))
            attacker.tries('GET', url, value)
            attacker.tries('HEAD', url, value)
    for broken in BYTES:
        attacker.tries('GET', address.format(broken.decode('latin-1')))


@pytest.mark.abuse('A32')
@pytest.mark.asvs('1.1.1')
@pytest.mark.parametrize('broken', BYTES)
def test_broken_bytes_in_a_form_break_nothing(attacker, database, broken):
    for url, given, fields in forms(attacker, database).values():
        token = quote(given['csrf_token']).encode()
        body = b'csrf_token=' + token + b'&' + b'&'.join(
            quote(field).encode() + b'=' + broken for field in fields if field != 'csrf_token')
        attacker.tries('POST', url, data=body, headers=FORM)


def shapes(token):
    """Return bodies that are wrong as a whole: type, headers, bytes, statuses that are right."""
    one = f'csrf_token={quote(token)}&'
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    multipart = {'Content-Type': 'multipart/form-data; boundary=x'}
    json = {'Content-Type': 'application/json', 'X-CSRFToken': token}
    return {
        'a field of 600 kB': (FORM, f'{one}note-Q-1={"a" * 600_000}', {413}),
        '50,000 fields': (FORM, one + '&'.join(f'f{n}=' for n in range(50_000)), {413, 422, 303}),
        '50,000 times one field': (FORM, one + 'a=1&' * 50_000, {400}),
        'a field twice': (FORM, f'{one}answer-Q-1=yes&answer-Q-1=no', {400}),
        'a name of 100 kB': (FORM, f'{one}{"n" * 100_000}=1', {303, 422}),
        'only separators': (FORM, one + '&' * 100_000, {303, 422}),
        'only equal signs': (FORM, one + '=' * 100_000, {303, 422}),
        'not UTF-8': (FORM, one.encode() + b'note-Q-1=\xff\xfe', {400}),
        'deep JSON': (json, '[' * 100_000, {303, 400, 415, 422}),
        'deep JSON objects': (json, '{"a":' * 50_000, {303, 400, 415, 422}),
        '1,000 parts': (multipart, ''.join(
            part.format(n, 'a') for n in range(1000)) + '--x--', {413}),
        'a part of 600 kB': (multipart, part.format('note-Q-1', 'a' * 600_000) + '--x--', {413}),
        'a part without an end': (multipart, part.format('csrf_token', token), {303, 400, 422}),
        'no boundary': ({'Content-Type': 'multipart/form-data'}, 'x', {400}),
        'a strange charset': ({'Content-Type': 'application/x-www-form-urlencoded; charset=utf-7'},
                              f'{one}note-Q-1=+ADw-', {303, 409, 422}),
        'XML': ({'Content-Type': 'text/xml', 'X-CSRFToken': token},
                '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', {303, 422}),
        'nothing': (FORM, '', {400})}


@pytest.mark.abuse('A32')
@pytest.mark.asvs('5.2.1')
@pytest.mark.parametrize('shape', list(shapes('')))
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_a_body_of_the_wrong_shape_is_refused(attacker, database, shape):
    for url, given, _ in forms(attacker, database).values():
        headers, body, right = shapes(given['csrf_token'])[shape]
        answer = attacker.tries('POST', url, data=body, headers=headers)
        if '/sections/' in url:
            assert answer.status_code in right, (shape, answer.status)


@pytest.mark.abuse('A32')
@pytest.mark.asvs('15.3.7')
def test_repeated_parameters_are_refused(attacker, database):
    assert attacker.tries('GET', '/?q=a&q=b').status_code == 400
    assert attacker.tries('GET', '/?kind=a&kind=b').status_code == 400


@pytest.mark.abuse('A32')
@pytest.mark.asvs('1.1.1', '1.1.2')
def test_a_note_is_kept_exactly_or_refused_with_the_text_on_the_page(attacker, database):
    """Nothing is cut or changed silently, but for trimming and one Unicode form."""
    held = begin(database)
    open_held(attacker, held)
    form = attacker.page(held.section()).form('/sections/')
    kept = 0
    for value in VALUES:
        answer = attacker.tries('POST', form.action, data={
            **form.values, 'answer-Q-1': 'no', 'note-Q-1': value})
        if answer.status_code == 303:
            kept += 1
            form = attacker.page(held.section()).form('/sections/')
            assert form.values['note-Q-1'] == clean(value).replace('\r', '\n'), repr(value)
        else:
            assert answer.status_code == 422, repr(value)
            shown = answer.page.form('/sections/').values['note-Q-1']
            assert shown == clean(value).replace('\r', '\n'), repr(value)
    assert kept > 90


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.1.2', '1.2.1', '1.3.7')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
@pytest.mark.parametrize('language', ['ru', 'en'])
def test_nothing_stored_is_printed_as_markup(app, database, language):
    """What was typed as name and notes is shown as text on every page and in every file."""
    client = Client(app)
    client.press(client.page('/').form('/preferences/language'), language)
    journeys.describe_business(client, name=MARK)
    path = journeys.identify(journeys.begin(client, 'fire-safety-small'))

    def choose(_code, options):
        return ('no' if 'not_applicable' not in options else 'not_applicable'), MARK

    journeys.finish(client, journeys.fill_in(client, path, choose))
    for name in ('result', 'receipt', 'link', 'result.json', 'delete'):
        answer = client.get(f'{path}/{name}')
        text = answer.get_data(as_text=True)
        assert answer.mimetype == 'application/json' or MARK not in text, name
        assert '49' not in answer.page.heading if answer.mimetype == 'text/html' else True
        if answer.mimetype == 'text/html':
            assert not list(Page(text).root.all('x7')), name
    assert MARK in client.page(f'{path}/result').text


@pytest.mark.abuse('A26')
@pytest.mark.asvs('1.2.4')
def test_a_search_for_a_wildcard_finds_only_what_has_one(attacker, database):
    assert attacker.page('/?q=%25').text.count('%') >= 0
    found = [link for link in attacker.page('/?q=%25').links if '/checklists/' in link]
    assert found == []
    assert attacker.get('/find/activities?q=%25').json == []
