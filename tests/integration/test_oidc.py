"""Signing in through a provider of OpenID Connect, which runs as a process of its own."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from tests.accounts import account, code, signed_in, staff
from tests.browsing import Client
from tests.providers.running import (
    CLIENT, agree, begin, client_of, come_in, is_in, led_on, link, press_link, told, visit)

PRIVATE = '/account/security'


def journal(database):
    return [row.action for row in database.rows('SELECT action FROM journal_entry ORDER BY id')]


def test_the_button_is_there_only_where_a_provider_is_configured(client, database):
    page = client.page('/sign-in/')

    assert '/sign-in/with/oidc' not in [form.action for form in page.forms]
    assert client.post('/sign-in/with/oidc', data={'csrf_token': client.token()}
                       ).status_code == 404


@pytest.mark.asvs('10.2.1')
@pytest.mark.asvs('10.2.3')
def test_a_question_is_of_the_code_flow_with_pkce_and_asks_for_little(client, provider):
    visit(begin(client))

    asked = provider.control()[-1]
    assert asked['response_type'] == 'code'
    assert asked['code_challenge_method'] == 'S256'
    assert asked['scope'] == 'openid email'
    assert len(asked['nonce']) >= 32 and len(asked['state']) >= 32


def test_a_newcomer_opens_an_account_only_with_consent(client, database, provider):
    answer = come_in(client)
    assert led_on(answer) == '/sign-in/new'
    page = client.page('/sign-in/new')
    assert not page.root.first('input', name='consent')['checked']
    assert agree(client, ()).status_code == 422
    assert database.counts()['user_account'] == 0

    assert agree(client).location == '/account/'

    assert is_in(client)
    assert database.value('SELECT count(*) FROM consent') == 1
    assert database.value('SELECT way FROM user_session') == 'oidc'
    assert client.get('/sign-in/new').location == '/sign-in/'


def test_the_second_time_an_identity_opens_its_account(client, app, database, provider):
    come_in(client)
    agree(client)
    elsewhere = Client(app, '192.0.2.9')

    assert led_on(come_in(elsewhere)) == '/account/'
    assert is_in(elsewhere)
    assert database.counts()['user_account'] == 1


@pytest.mark.asvs('10.5.2')
def test_nothing_of_the_identity_is_kept_readable(client, database, provider):
    come_in(client)
    agree(client)

    rows = database.rows('SELECT * FROM account_identity')
    assert len(rows[0].subject_digest) == 64
    assert 'olga' not in repr(rows) + repr(database.rows('SELECT * FROM journal_entry'))


@pytest.mark.asvs('10.5.2')
def test_the_address_at_the_provider_may_change_and_the_account_stays(client, database, provider):
    link(database, account(database), provider)
    provider.control(claims={'email': 'new@example.ru'})

    come_in(client)

    assert is_in(client)


def test_an_account_that_is_there_is_not_taken_over(client, database, provider):
    owner = account(database)
    answer = come_in(client)

    assert 'уже есть' in told(client, answer)
    assert not is_in(client)
    assert database.counts()['account_identity'] == 0
    assert database.counts()['user_session'] == 0
    # Signed in another way, the owner links both and comes in through the provider from then on.
    own = signed_in(database, owner)
    press_link(own)
    come_in(client)
    assert is_in(client)


@pytest.mark.parametrize('claims', [
    {'email_verified': False}, {'email_verified': 'true'}, {'email_verified': None},
    {'email': None}, {'email': 'no address'}, {'email': ['olga@example.ru']}])
def test_an_address_that_is_not_confirmed_opens_no_account(client, database, provider, claims):
    provider.control(claims=claims)

    assert 'не сообщил подтверждённого адреса' in told(client, come_in(client))
    assert database.counts()['account_link'] == 0


def test_an_address_may_come_from_the_page_of_the_person(client, database, provider):
    provider.control(claims={'email': None, 'email_verified': None}, wrong={'userinfo': {
        'sub': 'olga', 'email': 'olga@example.ru', 'email_verified': True}})

    assert led_on(come_in(client)) == '/sign-in/new'


def test_the_page_of_another_person_is_not_believed(client, database, provider):
    provider.control(claims={'email': None}, wrong={'userinfo': {
        'sub': 'eve', 'email': 'olga@example.ru', 'email_verified': True}})

    assert 'не прошёл проверку' in told(client, come_in(client))


PAST = int((datetime.now(UTC) - timedelta(hours=1)).timestamp())


@pytest.mark.parametrize(('claims', 'wrong', 'reason'), [
    pytest.param({'nonce': 'another'}, {}, 'token_invalid_claim', id='wrong nonce',
                 marks=[pytest.mark.asvs('10.5.1')]),
    pytest.param({'nonce': None}, {}, 'token_missing_claim', id='no nonce',
                 marks=[pytest.mark.asvs('10.5.1')]),
    pytest.param({'aud': 'another'}, {}, 'token_invalid_claim', id='wrong audience',
                 marks=[pytest.mark.asvs('10.5.4')]),
    pytest.param({'aud': [CLIENT, 'another'], 'azp': CLIENT}, {}, 'audience', id='two audiences',
                 marks=[pytest.mark.asvs('10.5.4')]),
    pytest.param({'iss': 'https://other.example'}, {}, 'token_invalid_claim', id='wrong issuer'),
    pytest.param({'exp': PAST}, {}, 'token_expired_token', id='expired',
                 marks=[pytest.mark.asvs('9.2.1')]),
    pytest.param({'nbf': PAST + 7200}, {}, 'token_invalid_claim', id='not yet valid',
                 marks=[pytest.mark.asvs('9.2.1')]),
    pytest.param({'sub': None}, {}, 'token_missing_claim', id='nobody'),
    pytest.param({'sub': ''}, {}, 'token_invalid_claim', id='an empty name'),
    pytest.param({}, {'algorithm': 'none'}, 'token_unsupported_algorithm', id='not signed',
                 marks=[pytest.mark.asvs('9.1.2'), pytest.mark.asvs('6.8.2')]),
    pytest.param({}, {'algorithm': 'HS256'}, 'token_unsupported_algorithm', id='a shared secret',
                 marks=[pytest.mark.asvs('9.1.2')]),
    pytest.param({}, {'signature': True}, 'token_bad_signature', id='wrong signature',
                 marks=[pytest.mark.asvs('9.1.1'), pytest.mark.asvs('6.8.2')]),
    pytest.param({}, {'signature': 'brought along'}, 'token_invalid_key_type',
                 id='a key in the token itself', marks=[pytest.mark.asvs('9.1.3')]),
    pytest.param({}, {'header': {'typ': 'at+jwt'}}, 'type_of_token', id='another type',
                 marks=[pytest.mark.asvs('9.2.2')]),
    pytest.param({'at_hash': 'wrong'}, {}, 'token_invalid_claim', id='another access token'),
    pytest.param({}, {'answer': {'iss': 'https://other.example'}}, 'issuer_of_answer',
                 id='answer of another issuer', marks=[pytest.mark.asvs('10.2.2')]),
    pytest.param({}, {'answer': {'iss': None}}, 'issuer_of_answer', id='answer without issuer',
                 marks=[pytest.mark.asvs('10.2.2')]),
])
def test_an_answer_that_cannot_be_trusted_lets_nobody_in(client, database, provider, caplog,
                                                         claims, wrong, reason):
    link(database, account(database), provider)
    provider.control(claims=claims, wrong=wrong)

    assert 'не прошёл проверку' in told(client, come_in(client))
    assert not is_in(client)
    assert f'Refused: {reason}' in caplog.text
    assert journal(database)[-1] == 'refused_identity'


@pytest.mark.asvs('10.1.2')
@pytest.mark.parametrize('other', ['', '00000000-0000-4000-8000-000000000000', 'ё'])
def test_an_answer_with_another_state_is_not_taken(client, database, provider, other):
    link(database, account(database), provider)
    address = visit(begin(client))
    state = provider.control()[-1]['state']

    assert 'устарела' in told(client, client.get(address.replace(state, other)))
    assert not is_in(client)
    # The right answer still counts.
    client.get(address)
    assert is_in(client)


@pytest.mark.asvs('10.1.2')
def test_an_answer_counts_only_in_the_browser_that_asked(client, app, database, provider):
    link(database, account(database), provider)
    stranger = Client(app, '198.51.100.7')
    begin(stranger)

    answer = stranger.get(visit(begin(client)))

    assert 'устарела' in told(stranger, answer)
    assert not is_in(stranger)


def test_an_answer_counts_once(client, app, database, provider):
    link(database, account(database), provider)
    begun = begin(client)
    with client.session_transaction() as kept:
        token = kept['attempt']
    address = visit(begun)
    client.get(address)
    assert is_in(client)
    thief = Client(app, '198.51.100.7')
    with thief.session_transaction() as stolen:
        stolen['attempt'] = token

    assert 'устарела' in told(thief, thief.get(address))
    assert not is_in(thief)


def test_a_code_that_was_used_elsewhere_lets_nobody_in(client, app, database, provider):
    """PKCE: a code is worth nothing to who has not asked for it."""
    link(database, account(database), provider)
    thief = Client(app, '198.51.100.7')
    stolen = visit(begin(client)).partition('code=')[2].partition('&')[0]
    own = visit(begin(thief))
    code_of_thief = own.partition('code=')[2].partition('&')[0]

    answer = thief.get(own.replace(code_of_thief, stolen))

    assert 'не прошёл проверку' in told(thief, answer)
    assert not is_in(thief)


def test_an_attempt_lasts_ten_minutes(client, database, provider):
    link(database, account(database), provider)
    address = visit(begin(client))
    left = database.value('SELECT expires_at FROM account_link')
    assert str(left) > str(datetime.now(UTC) + timedelta(minutes=9))[:19]
    database.execute('UPDATE account_link SET expires_at = :past',
                     past=datetime.now(UTC) - timedelta(seconds=1))

    assert 'устарела' in told(client, client.get(address))
    assert not is_in(client)


@pytest.mark.asvs('7.6.2')
def test_nobody_is_signed_in_without_pressing_a_button(client, database, provider):
    assert client.get('/sign-in/with/oidc').status_code == 405
    assert client.post('/sign-in/with/oidc', data={}).status_code == 400


@pytest.mark.parametrize('kind', ['RSA', 'EC'])
def test_new_keys_of_the_provider_are_found(client, database, provider, kind):
    link(database, account(database), provider)
    begin(client)
    provider.control(new_key=kind)

    come_in(client)

    assert is_in(client)


def test_blocked_accounts_stay_out(client, database, provider):
    link(database, account(database), provider)
    database.execute("UPDATE user_account SET state = 'blocked'")

    assert 'заблокирована' in told(client, come_in(client))
    assert database.counts()['user_session'] == 0


@pytest.mark.asvs('6.3.3')
@pytest.mark.asvs('6.8.4')
@pytest.mark.parametrize(('trusted', 'claims', 'asked'), [
    ((), {}, True), ((), {'acr': 'gold'}, True), (('gold',), {'acr': 'silver'}, True),
    (('gold',), {'acr': 'gold'}, False), (('otp',), {'amr': ['pwd', 'otp']}, False)])
def test_staff_still_gives_the_code(client, app, database, provider, trusted, claims, asked):
    link(database, staff(database, Role.INSPECTOR), provider)
    provider.control(claims=claims)
    app.extensions['providers'] = {
        'oidc': client_of(provider, trusted_acr=trusted)}

    target = led_on(come_in(client))

    assert target.startswith('/sign-in/code') is asked
    assert is_in(client) is not asked
    if asked:
        page = client.page('/sign-in/code')
        assert client.send(page.form('/sign-in/code'), code=code()).status_code == 303
        assert is_in(client)


def test_staff_that_is_not_linked_stays_out(client, database, provider):
    staff(database, Role.INSPECTOR, 'olga@example.ru')

    assert 'уже есть' in told(client, come_in(client))
    assert database.counts()['user_session'] == 0


@pytest.mark.parametrize('target', [
    'https://evil.example/', '//evil.example', '/\\evil.example', 'javascript:alert(1)',
    '/nowhere', '/sign-in/out'])
def test_signing_in_leads_to_no_other_place(client, database, provider, target):
    link(database, account(database), provider)
    form = client.page('/sign-in/').form('/sign-in/with/oidc')
    address = led_on(client.send(form, next=target))

    assert led_on(client.get(visit(address))) == '/account/'


def test_signing_in_leads_back_to_where_it_was_needed(client, database, provider):
    link(database, account(database), provider)

    assert led_on(come_in(client, target=PRIVATE)) == PRIVATE
