"""Signing in through a stand-in for ЕСИА, which checks what the real one is said to check."""
import base64
import json
import shutil
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import requests

from checklist.access import Role
from checklist.providers.identity import new_attempt
from tests.accounts import account, signed_in, staff
from tests.providers.esia import ISSUER, OLGA
from tests.providers.running import (
    CALLBACK, agree, begin, client_of_esia, come_in, is_in, led_on, press_link, signing,
    signing_by_program, told, visit)

pytestmark = pytest.mark.skipif(not shutil.which('openssl'),
                                reason='needs openssl to check signatures')
HOME = CALLBACK.format('esia')
NOW = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)


def enter(client):
    return come_in(client, 'esia')


def asked(esia):
    return esia.control()[-1]


def use(app, esia, esia_folder, signer=(), **settings):
    app.extensions['providers'] = {'esia': client_of_esia(esia, esia_folder, signer, **settings)}


def test_a_newcomer_opens_an_account_only_with_consent(client, database, esia):
    assert led_on(enter(client)) == '/sign-in/new'
    assert 'Госуслуги' in client.page('/sign-in/new').text
    assert agree(client, ()).status_code == 422

    assert agree(client).status_code == 303

    assert is_in(client)
    assert database.value('SELECT way FROM user_session') == 'esia'
    assert OLGA not in repr(database.rows('SELECT * FROM account_identity'))


@pytest.mark.asvs('10.2.3')
def test_a_question_is_signed_and_asks_for_little(client, database, esia):
    enter(client)

    sent = asked(esia)
    assert sent['scope'] == 'openid email'
    assert UUID(sent['state']).version == 4
    press_link(signed_in(database, account(database)), 'esia')
    assert asked(esia)['scope'] == 'openid'


def test_the_time_of_a_question_is_written_as_esia_reads_it(esia, esia_folder):
    attempt = new_attempt(NOW, email=True, anew=False)
    url = client_of_esia(esia, esia_folder).start(attempt, HOME, NOW)

    assert 'timestamp=2026.11.22+09%3A05%3A00+%2B0000' in url


@pytest.mark.parametrize('key', ['client', 'elliptic'])
def test_any_program_may_sign(client, app, database, esia, esia_folder, key):
    """Here a library signs, by RSA or ECDSA; a key that is not the client's is refused."""
    use(app, esia, esia_folder, signing_by_program(esia_folder, key))

    answer = requests.get(begin(client, 'esia'), allow_redirects=False, timeout=5)

    assert answer.status_code == (302 if key == 'client' else 400), answer.text


def test_the_second_time_an_identity_opens_its_account(client, app, database, esia):
    owner = signed_in(database, account(database))
    press_link(owner, 'esia')

    enter(client)

    assert is_in(client)
    assert database.counts()['user_account'] == 1


def test_an_account_that_is_there_is_not_taken_over(client, database, esia):
    account(database)

    assert 'уже есть' in told(client, enter(client))
    assert not is_in(client)


def test_an_address_that_is_not_confirmed_opens_no_account(client, database, esia):
    esia.control(wrong={'vrfStu': 'NOT_VERIFIED'})

    assert 'не сообщил подтверждённого адреса' in told(client, enter(client))


@pytest.mark.asvs('6.8.4')
def test_staff_still_gives_the_code(client, database, esia):
    press_link(signed_in(database, staff(database, Role.INSPECTOR)), 'esia')

    assert led_on(enter(client)).startswith('/sign-in/code')
    assert not is_in(client)


def test_a_question_signed_by_another_key_is_refused(client, app, database, esia, esia_folder):
    use(app, esia, esia_folder, signing(esia_folder, 'other'))

    answer = requests.get(begin(client, 'esia'), allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.text) == (400, 'signature')


@pytest.mark.parametrize('minutes', [-6, 6])
def test_a_question_of_another_time_is_refused(esia, esia_folder, minutes):
    moment = datetime.now(UTC) + timedelta(minutes=minutes)
    attempt = new_attempt(moment, email=True, anew=False)
    url = client_of_esia(esia, esia_folder).start(attempt, HOME, moment)

    answer = requests.get(url, allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.text) == (400, 'timestamp')


@pytest.mark.parametrize(('name', 'other'), [
    ('state', '00000000-0000-4000-8000-000000000000'), ('scope', 'openid'),
    ('timestamp', '')])
def test_a_question_that_was_changed_on_the_way_is_refused(client, database, esia, name, other):
    url = begin(client, 'esia')
    visit(url)
    values = asked(esia)
    later = (datetime.now(UTC) + timedelta(seconds=2)).strftime('%Y.%m.%d %H:%M:%S %z')

    answer = requests.get(f'{esia.address}/aas/oauth2/ac', {**values, name: other or later},
                          allow_redirects=False, timeout=5)

    assert (answer.status_code, answer.text) == (400, 'signature')


@pytest.mark.asvs('10.1.2')
def test_an_answer_with_another_state_is_not_taken(client, database, esia):
    press_link(signed_in(database, account(database)), 'esia')
    address = visit(begin(client, 'esia'))
    other = address.replace(asked(esia)['state'], '00000000-0000-4000-8000-000000000000')

    assert 'устарела' in told(client, client.get(other))
    assert not is_in(client)


@pytest.mark.asvs('6.8.1', '10.2.2')
def test_an_answer_of_one_provider_is_not_taken_for_another(client, app, database, provider, esia,
                                                            esia_folder):
    use(app, esia, esia_folder)
    address = visit(begin(client, 'esia'))
    app.extensions['providers']['oidc'] = app.extensions['providers']['esia']

    answer = client.get(address.replace('/esia/', '/oidc/'))

    assert 'устарела' in told(client, answer)


def test_a_code_counts_once(client, app, database, esia, esia_folder):
    press_link(signed_in(database, account(database)), 'esia')
    address = visit(begin(client, 'esia'))
    used = address.partition('code=')[2].partition('&')[0]
    client.get(address)
    assert is_in(client)
    again = visit(begin(client, 'esia'))
    fresh = again.partition('code=')[2].partition('&')[0]

    assert 'не прошёл проверку' in told(client, client.get(again.replace(fresh, used)))


PAST = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(('claims', 'wrong', 'reason'), [
    pytest.param({}, {'key': 'other.key'}, 'token_bad_signature', id='wrong signature',
                 marks=[pytest.mark.asvs('9.1.1', '6.8.2')]),
    pytest.param({}, {'key': 'elliptic.key'}, 'Refused', id='another kind of key',
                 marks=[pytest.mark.asvs('9.1.2')]),
    pytest.param({'exp': PAST}, {}, 'time_of_token', id='expired',
                 marks=[pytest.mark.asvs('9.2.1')]),
    pytest.param({'nbf': PAST + 7200}, {}, 'time_of_token', id='not yet valid'),
    pytest.param({'iss': 'https://other.example'}, {}, 'issuer_of_token', id='wrong issuer'),
    pytest.param({'client_id': 'OTHER'}, {}, 'audience', id='for somebody else',
                 marks=[pytest.mark.asvs('9.2.3')]),
    pytest.param({'urn:esia:sbj_id': '../1'}, {}, 'subject', id='a path for a name'),
    pytest.param({}, {'token': {'state': 'other'}}, 'state_of_token', id='another state'),
])
def test_a_marker_that_cannot_be_trusted_lets_nobody_in(client, database, esia, caplog, claims,
                                                        wrong, reason):
    press_link(signed_in(database, account(database)), 'esia')
    esia.control(claims=claims, wrong=wrong)

    assert 'не прошёл проверку' in told(client, enter(client))
    assert not is_in(client)
    assert reason in caplog.text


@pytest.mark.parametrize('signer', [
    ['/nowhere/signer'], ['false'], ['true'],
    [sys.executable, '-c', 'import sys; sys.exit("no key")']])
def test_a_signer_that_fails_leaves_the_other_ways(client, app, database, esia, esia_folder,
                                                   signer):
    use(app, esia, esia_folder, signer)

    answer = client.send(client.page('/sign-in/').form('/sign-in/with/esia'))

    assert 'не отвечает' in told(client, answer)


@pytest.mark.parametrize(('verdict', 'algorithm', 'let_in'), [
    (0, 'GOST3410_2012_256', True), (1, 'GOST3410_2012_256', False), (0, 'none', False),
    (0, 'RS256', False)])
def test_a_program_checks_signatures_by_the_algorithm_of_the_state(
        client, app, database, esia, esia_folder, tmp_path, verdict, algorithm, let_in):
    """The program sees the whole token; what is not signed that way never reaches it."""
    press_link(signed_in(database, account(database)), 'esia')
    read = tmp_path / 'read'
    program = f'import sys; open({str(read)!r}, "w").write(sys.stdin.read()); sys.exit({verdict})'
    use(app, esia, esia_folder, certificate=None,
        verifier=(sys.executable, '-c', program))
    token = marker(algorithm)
    esia.control(wrong={'token': {'access_token': token}})

    page = told(client, enter(client))

    assert is_in(client) is let_in, page
    assert (read.exists() and read.read_text() == token) is (algorithm != 'none'
                                                             and algorithm != 'RS256')


def marker(algorithm):
    now = int(datetime.now(UTC).timestamp())
    parts = ({'alg': algorithm}, {'iss': ISSUER, 'nbf': now, 'exp': now + 300,
                                  'urn:esia:sbj_id': OLGA})
    return '.'.join([*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip('=')
                       for part in parts), 'c2lnbmF0dXJl'])
