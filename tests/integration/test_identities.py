"""Linking an account with a provider, and what happens when the provider does not work."""
import time
from datetime import UTC, datetime
from threading import Thread

import pytest

from checklist.access import Role
from checklist.services.sessions import end_sessions
from tests.accounts import PASSWORD, account, messages, signed_in, staff
from tests.browsing import Client
from tests.factories import committed
from tests.postgresql import free_port
from tests.providers.running import (
    agree, begin, client_of, come_in, is_in, led_on, link, press_link, told, visit)

PRIVATE = '/account/security'
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def no_longer_fresh(database):
    database.execute('UPDATE user_session SET confirmed_at = :past', past=LONG_AGO)


def test_an_account_is_linked_and_its_owner_told(database, provider):
    client = signed_in(database, account(database))

    answer = press_link(client)

    assert led_on(answer) == PRIVATE
    assert 'можете входить через «Вход»' in client.page(PRIVATE).text
    assert provider.control()[-1]['scope'] == 'openid'
    assert messages(database, 'identity_linked')[0]['recipient'] == 'olga@example.ru'
    assert database.rows("SELECT 1 FROM journal_entry WHERE action = 'link_identity'")


def test_staff_is_linked_although_its_cookie_stays_behind(app, database, provider):
    """Browsers do not send a strict cookie to a page that another site leads to."""
    client = signed_in(database, staff(database, Role.INSPECTOR))
    form = client.page(PRIVATE).form('/account/identities/oidc/link')
    address = visit(led_on(client.send(form)))
    cookie = client.get_cookie('account').value
    client.delete_cookie('account')

    assert led_on(client.get(address)) == PRIVATE
    client.set_cookie('account', cookie)
    assert 'можете входить' in client.page(PRIVATE).text


@pytest.mark.asvs('7.5.1')
@pytest.mark.parametrize('action', ['link', 'unlink'])
def test_ways_in_are_changed_only_after_a_fresh_proof(database, provider, action):
    owner = account(database, password=PASSWORD)
    if action == 'unlink':
        link(database, owner, provider)
    client = signed_in(database, owner)
    form = client.page(PRIVATE).form(f'/account/identities/oidc/{action}')
    no_longer_fresh(database)
    before = database.counts()

    assert client.send(form).location.startswith('/account/confirm')
    assert database.counts() == before


def test_an_identity_opens_one_account_only(app, database, provider):
    press_link(signed_in(database, account(database)))
    other = signed_in(database, account(database, 'other@example.ru'))

    assert 'Связать не удалось' in told(other, press_link(other))
    assert database.counts()['account_identity'] == 1


def test_an_account_has_one_identity_of_a_provider(database, provider):
    owner = account(database)
    client = signed_in(database, owner)
    form = client.page(PRIVATE).form('/account/identities/oidc/link')
    link(database, owner, provider, 'another')

    assert 'Связать не удалось' in told(client, client.get(visit(led_on(client.send(form)))))
    assert database.counts()['account_identity'] == 1


@pytest.mark.parametrize('how', ['signed out', 'blocked'])
def test_who_is_out_meanwhile_links_nothing(database, provider, how):
    owner = account(database)
    client = signed_in(database, owner)
    form = client.page(PRIVATE).form('/account/identities/oidc/link')
    address = visit(led_on(client.send(form)))
    if how == 'blocked':
        database.execute("UPDATE user_account SET state = 'blocked'")
    else:
        committed(database, lambda: end_sessions(owner, now=datetime.now(UTC)))

    assert 'Сеанс завершён' in told(client, client.get(address))
    assert database.counts()['account_identity'] == 0


def test_an_attempt_to_link_signs_nobody_in(app, database, provider):
    """An answer belongs to what was begun: to link, and not to come in."""
    client = signed_in(database, account(database))
    form = client.page(PRIVATE).form('/account/identities/oidc/link')
    address = visit(led_on(client.send(form)))
    stranger = Client(app, '198.51.100.7')

    stranger.get(address)

    assert not is_in(stranger)
    assert database.counts()['account_identity'] == 0


def test_an_identity_is_unlinked_and_opens_nothing_any_more(app, database, provider):
    client = signed_in(database, account(database))
    press_link(client)

    answer = client.send(client.page(PRIVATE).form('/account/identities/oidc/unlink'))

    assert answer.location == PRIVATE
    assert messages(database, 'identity_unlinked')
    elsewhere = Client(app, '192.0.2.9')
    come_in(elsewhere)
    assert not is_in(elsewhere)
    assert client.post('/account/identities/oidc/unlink', data={'csrf_token': client.token()}
                       ).status_code == 404


def test_the_only_way_in_stays(database, provider):
    owner = account(database, 'new@example.ru', Role.INSPECTOR, authority='mchs-74')
    link(database, owner, provider)
    client = signed_in(database, owner)

    assert 'единственный способ входа' in client.page(PRIVATE).text
    assert client.post('/account/identities/oidc/unlink', data={'csrf_token': client.token()}
                       ).status_code == 409
    assert database.counts()['account_identity'] == 1


def test_what_is_not_offered_any_more_can_be_unlinked(app, database, provider):
    owner = account(database)
    link(database, owner, provider)
    app.extensions['providers'] = {}
    client = signed_in(database, owner)

    answer = client.send(client.page(PRIVATE).form('/account/identities/oidc/unlink'))

    assert answer.status_code == 303
    assert database.counts()['account_identity'] == 0


@pytest.mark.asvs('7.6.1')
@pytest.mark.asvs('6.8.4')
def test_coming_in_is_no_fresh_proof_unless_the_provider_says_so(app, database, provider):
    link(database, account(database), provider)
    silent, told_now = Client(app), Client(app)
    come_in(silent)
    provider.control(claims={'auth_time': int(time.time())})
    come_in(told_now)

    assert silent.get('/account/email').location.startswith('/account/confirm')
    assert told_now.get('/account/email').status_code == 200


@pytest.mark.asvs('6.8.4')
@pytest.mark.parametrize(('proved', 'fresh'), [(0, True), (-600, False), (None, False)])
def test_a_proof_through_the_provider_must_be_a_new_one(database, provider, proved, fresh):
    owner = account(database)
    link(database, owner, provider)
    client = signed_in(database, owner)
    no_longer_fresh(database)
    claims = {} if proved is None else {'auth_time': int(time.time()) + proved}
    provider.control(claims=claims)
    page = client.page('/account/confirm?next=/account/email')

    answer = client.get(visit(led_on(client.send(
        page.form('/account/identities/oidc/confirm')))))

    assert led_on(answer) == '/account/email'
    assert provider.control()[-1]['prompt'] == 'login'
    assert provider.control()[-1]['max_age'] == '0'
    assert (client.get('/account/email').status_code == 200) is fresh


def test_somebody_else_at_the_provider_proves_nothing(database, provider):
    owner = account(database)
    link(database, owner, provider)
    link(database, account(database, 'other@example.ru'), provider, 'eve')
    client = signed_in(database, owner)
    no_longer_fresh(database)
    provider.control(claims={'sub': 'eve', 'auth_time': int(time.time())})
    page = client.page('/account/confirm?next=/account/email')

    client.get(visit(led_on(client.send(page.form('/account/identities/oidc/confirm')))))

    assert client.get('/account/email').status_code == 303


def test_who_changes_their_mind_comes_back_to_the_other_ways(client, database, provider):
    provider.control(wrong={'answer': {'code': None, 'error': 'access_denied'}})

    assert 'не выполнен' in told(client, come_in(client))
    assert 'refused_identity' not in repr(database.rows('SELECT action FROM journal_entry'))


@pytest.mark.parametrize('when', ['at once', 'on the way back'])
def test_a_provider_that_is_out_of_order_leaves_the_other_ways(client, database, provider, when):
    account(database, password=PASSWORD)
    out_of_order = {'wrong': {'status': 503}}
    if when == 'at once':
        provider.control(**out_of_order)
        answer = client.send(client.page('/sign-in/').form('/sign-in/with/oidc'))
    else:
        address = visit(begin(client))
        provider.control(**out_of_order)
        answer = client.get(address)

    assert 'не отвечает' in told(client, answer)
    form = client.page('/sign-in/').form('/sign-in/password')
    assert client.send(form, email='olga@example.ru', password=PASSWORD).status_code == 303


def test_a_provider_that_is_gone_leaves_the_other_ways(client, app, database, caplog):
    class Gone:
        address = f'http://127.0.0.1:{free_port()}'

    app.extensions['providers'] = {'oidc': client_of(Gone)}
    try:
        answer = client.send(client.page('/sign-in/').form('/sign-in/with/oidc'))
        assert 'не отвечает' in told(client, answer)
        assert 'ConnectionError' in caplog.text and 'Traceback' not in caplog.text
    finally:
        app.extensions['providers'] = {}


def test_the_log_says_what_the_provider_has_against_the_settings(client, app, database, provider,
                                                                 caplog):
    app.extensions['providers'] = {'oidc': client_of(provider, client_secret='mistyped')}

    assert 'не прошёл проверку' in told(client, come_in(client))
    assert 'provider_invalid_client' in caplog.text
    assert 'mistyped' not in caplog.text


@pytest.mark.asvs('9.1.3', '10.5.3')
@pytest.mark.parametrize('metadata', [
    {'issuer': 'https://other.example'}, {'jwks_uri': 'http://127.0.0.1:1/keys'},
    {'token_endpoint': 'http://localhost/token'},
    {'authorization_endpoint': 'https://evil.example/'}, {'jwks_uri': None},
    {'authorization_endpoint': 'javascript:alert(1)'}])
def test_a_provider_that_speaks_for_another_is_not_followed(client, database, provider, metadata):
    provider.control(wrong={'metadata': metadata})

    answer = client.send(client.page('/sign-in/').form('/sign-in/with/oidc'))

    assert 'Refresh' not in answer.headers
    assert answer.location == '/sign-in/'


def test_nothing_of_the_database_is_held_while_the_provider_thinks(client, app, database,
                                                                   provider):
    """Somebody writes while a sign-in waits for a slow provider."""
    address = visit(begin(client))
    provider.control(wrong={'seconds': 2})
    waiting = Thread(target=client.get, args=[address])
    waiting.start()
    time.sleep(0.5)
    started = time.monotonic()

    account(database, 'other@example.ru')

    assert waiting.is_alive() and time.monotonic() - started < 1
    waiting.join()


def test_attempts_are_limited(client, database, provider):
    form = client.page('/sign-in/').form('/sign-in/with/oidc')

    statuses = [client.send(form).status_code for _ in range(31)]

    assert statuses == [200] * 30 + [429]


def test_a_newcomer_who_opened_an_account_meanwhile_gets_no_second_one(
        client, database, provider):
    come_in(client)
    account(database)

    assert agree(client).status_code == 409
    assert database.counts()['user_account'] == 1
