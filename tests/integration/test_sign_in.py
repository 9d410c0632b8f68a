"""Getting in and being thrown out: links, passwords, second factors, sessions."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.services.second_factor import new_recovery_codes
from tests.accounts import (
    PASSWORD, account, code, mailed_path, messages, session, sign_up, signed_in, staff)
from tests.browsing import Client
from tests.factories import committed

PRIVATE = '/account/security'


def is_in(client):
    return client.get(PRIVATE).status_code == 200


def by_password(client, email='olga@example.ru', password=PASSWORD):
    return client.send(client.page('/sign-in/').form('/sign-in/password'), email=email,
                       password=password)


def test_a_link_opens_an_account_only_with_consent(client, database):
    client.send(client.page('/sign-in/').form('/sign-in/link'), email='Olga@Example.ru')
    address = mailed_path(database, 'sign_in')
    page = client.page(address)
    assert not page.root.first('input', name='consent')['checked']

    refused = client.send(page.forms[-2], url=address)
    assert refused.status_code == 422
    assert database.value('SELECT count(*) FROM user_account') == 0

    assert client.send(page.forms[-2], url=address, consent='y').status_code == 303
    assert is_in(client)
    assert database.value('SELECT count(*) FROM consent') == 1


@pytest.mark.asvs('6.4.1')
def test_a_link_works_once(client, app, database):
    account(database)
    sign_up_again = Client(app, '192.0.2.2')
    client.send(client.page('/sign-in/').form('/sign-in/link'), email='olga@example.ru')
    address = mailed_path(database, 'sign_in')
    token = {'csrf_token': sign_up_again.token()}

    assert client.post(address, data={'csrf_token': client.token()}).status_code == 303
    assert sign_up_again.post(address, data=token).status_code == 404
    assert is_in(client) and not is_in(sign_up_again)


@pytest.mark.asvs('9.2.1')
def test_a_link_dies_after_half_an_hour(client, database):
    client.send(client.page('/sign-in/').form('/sign-in/link'), email='olga@example.ru')
    address = mailed_path(database, 'sign_in')
    database.execute('UPDATE account_link SET expires_at = :past',
                     past=datetime.now(UTC) - timedelta(seconds=1))

    assert client.get(address).status_code == 404


@pytest.mark.asvs('9.2.2')
def test_a_link_of_one_purpose_does_not_exist_for_another(client, database):
    account(database)
    client.send(client.page('/sign-in/').form('/sign-in/link'), email='olga@example.ru')
    token = mailed_path(database, 'sign_in').rsplit('/', 1)[1]

    assert client.get(f'/account/email/{token}').status_code == 404


@pytest.mark.asvs('6.3.8')
def test_asking_for_a_link_does_not_tell_who_has_an_account(client, database):
    account(database)
    staff(database, Role.INSPECTOR)
    answers = {}
    for email in ('olga@example.ru', 'nobody@example.ru', 'inspector@example.ru'):
        answer = client.send(client.page('/sign-in/').form('/sign-in/link'), email=email)
        answers[email] = (answer.status_code, answer.page.text.replace(email, '…'))

    assert len(set(answers.values())) == 1
    assert len(messages(database)) == 3


@pytest.mark.asvs('6.3.8')
def test_a_password_lets_in_and_a_wrong_one_does_not(client, database):
    account(database, password=PASSWORD)

    wrong = by_password(client, password=PASSWORD + '.')
    unknown = by_password(client, email='nobody@example.ru')
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.page.text == unknown.page.text
    assert PASSWORD not in wrong.page.html

    assert by_password(client).status_code == 303
    assert is_in(client)


@pytest.mark.abuse('A29')
@pytest.mark.asvs('6.3.1')
def test_the_eleventh_try_is_refused_and_the_owner_elsewhere_gets_in(client, app, database):
    account(database, password=PASSWORD)
    tries = [by_password(client, password='wrong wrong wrong').status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]

    elsewhere = Client(app, '198.51.100.7')
    assert by_password(elsewhere).status_code == 303


@pytest.mark.asvs('6.3.3')
def test_staff_gets_nowhere_without_the_second_factor(client, database):
    staff(database, Role.INSPECTOR)

    answer = by_password(client, 'inspector@example.ru')

    assert answer.location.startswith('/sign-in/code')
    assert client.get('/authority/').status_code == 303
    page = client.page('/sign-in/code')
    assert client.send(page.form('/sign-in/code'), code='000000').status_code == 422
    assert client.send(page.form('/sign-in/code'), code=code()).status_code == 303
    assert client.get('/authority/').status_code == 200


def test_staff_without_a_second_factor_sets_one_up_first(client, database):
    account(database, 'new@example.ru', Role.INSPECTOR, password=PASSWORD, authority='mchs-74')
    by_password(client, 'new@example.ru')
    page = client.page('/sign-in/code')
    seed = page.root.first('p', class_='secret').text

    answer = client.send(page.form('/sign-in/set-up'), code=code(seed=seed))

    assert answer.status_code == 200
    assert len(list(answer.page.root.first('ul', class_='secret').all('li'))) == 10
    assert client.get('/authority/').status_code == 200


@pytest.mark.asvs('6.5.1')
def test_a_code_works_once(client, app, database):
    staff(database, Role.INSPECTOR)
    shown = code()
    for browser, status in ((client, 303), (Client(app, '192.0.2.9'), 422)):
        by_password(browser, 'inspector@example.ru')
        page = browser.page('/sign-in/code')
        assert browser.send(page.form('/sign-in/code'), code=shown).status_code == status


@pytest.mark.asvs('6.5.5')
@pytest.mark.parametrize('seconds', [-45, 45])
def test_a_code_of_another_time_is_refused(client, database, seconds):
    staff(database, Role.INSPECTOR)
    by_password(client, 'inspector@example.ru')
    page = client.page('/sign-in/code')
    old = code(datetime.now(UTC) + timedelta(seconds=seconds))

    assert client.send(page.form('/sign-in/code'), code=old).status_code == 422


@pytest.mark.asvs('6.5.2')
def test_a_recovery_code_works_once_and_is_not_kept_readable(client, app, database):
    account_id = staff(database, Role.INSPECTOR)
    codes = committed(database, lambda: new_recovery_codes(account_id, now=datetime.now(UTC)))
    kept = [row[0] for row in database.rows('SELECT code_hash FROM recovery_code')]
    assert not set(codes) & set(kept)
    for browser, status in ((client, 303), (Client(app, '192.0.2.9'), 422)):
        by_password(browser, 'inspector@example.ru')
        page = browser.page('/sign-in/code')
        assert browser.send(page.form('/sign-in/code'), code=codes[0].lower()
                            ).status_code == status


@pytest.mark.abuse('A29')
@pytest.mark.asvs('6.6.3')
def test_codes_cannot_be_guessed(client, database):
    staff(database, Role.INSPECTOR)
    by_password(client, 'inspector@example.ru')
    page = client.page('/sign-in/code')

    tries = [client.send(page.form('/sign-in/code'), code=f'{number:06}').status_code
             for number in range(6)]

    assert tries == [422] * 5 + [429]


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.2.4')
def test_a_session_from_before_is_not_kept_at_sign_in(client, database):
    account_id = account(database, password=PASSWORD)
    planted = session(database, account(database, 'attacker@example.ru'))
    client.set_cookie('account', planted)

    by_password(client)

    assert client.get_cookie('account').value != planted
    assert database.value('SELECT count(*) FROM user_session') == 1
    assert database.value('SELECT account_id FROM user_session') == account_id


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.2.4')
def test_the_token_changes_with_the_second_factor(client, app, database):
    staff(database, Role.INSPECTOR)
    by_password(client, 'inspector@example.ru')
    half = client.get_cookie('account').value
    client.send(client.page('/sign-in/code').form('/sign-in/code'), code=code())
    thief = Client(app)
    thief.set_cookie('account', half)

    assert client.get('/authority/').status_code == 200
    assert thief.get('/authority/').status_code == 303


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.4.1', '14.3.1')
def test_a_saved_cookie_is_nobodys_after_signing_out(client, app, database):
    token = session(database, account(database))
    thief = Client(app)
    for browser in (client, thief):
        browser.set_cookie('account', token)
    assert is_in(thief)

    answer = client.send(client.page(PRIVATE).form('/sign-in/out'))

    assert answer.headers['Clear-Site-Data'] == '"cache", "storage"'
    assert not is_in(thief)


@pytest.mark.asvs('7.3.1')
@pytest.mark.parametrize(('role', 'idle'), [
    (Role.ENTREPRENEUR, timedelta(hours=2)), (Role.INSPECTOR, timedelta(minutes=30))])
def test_a_session_that_is_not_used_ends(database, role, idle):
    person = account(database, 'a@example.ru', role,
                     authority=None if role is Role.ENTREPRENEUR else 'mchs-74')

    assert is_in(signed_in(database, person, age=idle - timedelta(minutes=1)))
    assert not is_in(signed_in(database, person, age=idle + timedelta(minutes=1)))


@pytest.mark.asvs('7.3.2')
@pytest.mark.parametrize(('role', 'whole'), [
    (Role.ENTREPRENEUR, timedelta(days=7)), (Role.INSPECTOR, timedelta(hours=8))])
def test_a_session_in_use_ends_at_last(database, role, whole):
    person = account(database, 'a@example.ru', role,
                     authority=None if role is Role.ENTREPRENEUR else 'mchs-74')
    client = signed_in(database, person, age=whole + timedelta(minutes=1))
    database.execute('UPDATE user_session SET seen_at = :now', now=datetime.now(UTC))

    assert not is_in(client)


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.4.2')
def test_a_blocked_account_is_out_at_once(database):
    client = signed_in(database, account(database))
    assert is_in(client)
    database.execute("UPDATE user_account SET state = 'blocked'")

    assert not is_in(client)


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.4.3')
def test_a_new_password_signs_all_others_out(database):
    person = account(database, password=PASSWORD)
    here, there = signed_in(database, person), signed_in(database, person)
    page = here.page('/account/password')

    answer = here.send(page.forms[-2], url='/account/password', current=PASSWORD,
                       password='пять синих зонтов')

    assert answer.status_code == 303
    assert is_in(here) and not is_in(there)
    assert messages(database, 'password_changed')


@pytest.mark.asvs('7.2.1')
def test_a_made_up_cookie_is_nobodys(client, database):
    account(database)
    for value in ('', 'x', 'A' * 43, "' OR 1=1 --"):
        client.set_cookie('account', value)
        assert not is_in(client)


@pytest.mark.asvs('7.5.2')
def test_somebody_ends_their_other_sessions_and_nobody_elses(database):
    person, other = account(database), account(database, 'other@example.ru')
    here, there = signed_in(database, person), signed_in(database, person)
    stranger = signed_in(database, other)
    ids = {row.account_id: row.id for row in database.rows(
        'SELECT id, account_id FROM user_session ORDER BY created_at DESC')}
    token = {'csrf_token': stranger.token()}

    stranger.post(f'/account/sessions/{ids[person]}/end', data=token)
    assert is_in(there) and is_in(here)

    here.press(here.page(PRIVATE).form('/account/sessions/end'))
    assert is_in(here) and not is_in(there) and is_in(stranger)


def test_signing_up_leads_to_the_companies(client, database):
    sign_up(client, database)

    assert client.page('/account/').heading == 'Мои компании'


@pytest.mark.asvs('7.3.1')
def test_a_session_that_has_ended_loses_nothing_typed_but_secrets(client, database):
    account(database, password=PASSWORD)
    token = client.token()

    answer = client.post('/account/profile', data={
        'csrf_token': token, 'name': 'Ольга Петровна', 'password': PASSWORD})

    assert answer.status_code == 401
    again = next(form for form in answer.page.forms if 'name' in form.names)
    assert again.values['name'] == 'Ольга Петровна'
    assert PASSWORD not in answer.page.html


@pytest.mark.parametrize('seed', ['', 'x', 'й', 'gAAAAABk', 'A' * 400])
def test_a_seed_that_we_did_not_show_is_not_taken(database, seed):
    client = signed_in(database, account(database))
    form = client.page('/account/second-factor').form('/account/second-factor')

    answer = client.send(form, seed=seed, code='123456')

    assert answer.status_code == 422
    assert answer.page.form('/account/second-factor').values['seed'] not in (seed, '')
    assert not database.value('SELECT count(*) FROM user_account WHERE totp_secret IS NOT NULL')
