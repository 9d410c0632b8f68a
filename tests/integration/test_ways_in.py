"""Passwords as people type them, who is told of a change, and what the journal keeps of it."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import FRESH, Role
from checklist.services.sessions import TOKEN_BYTES
from checklist.services.tokens import new_token
from tests.accounts import (
    PASSWORD, account, code, messages, session, signed_in, staff)
from tests.browsing import Client

NEW = 'пять синих зонтов'
MANY = 10_000


def by_password(client, password, email='olga@example.ru'):
    return client.send(client.page('/sign-in/').form('/sign-in/password'), email=email,
                       password=password)


def change(client, **fields):
    return client.send(client.page('/account/password').main_form, url='/account/password',
                       **fields)


@pytest.mark.asvs('6.2.3')
def test_a_new_password_needs_the_current_one(app, database):
    client = signed_in(database, account(database, password=PASSWORD))

    assert change(client, current='wrong wrong wrong', password=NEW).status_code == 422
    assert change(client, current='', password=NEW).status_code == 422
    assert by_password(Client(app), PASSWORD).status_code == 303
    assert change(client, current=PASSWORD, password=NEW).status_code == 303
    assert by_password(Client(app), PASSWORD).status_code == 422


@pytest.mark.asvs('6.2.8', '6.2.9')
def test_a_password_counts_to_its_last_letter_and_as_it_was_typed(app, database):
    long = 'Очень длинный пароль, ' * 5
    account(database, password=long)

    for other in (long.lower(), long[:72], long[:-1], long.strip(), long + 'x', f'{long} '):
        database.execute('DELETE FROM rate_limit_counter')
        assert by_password(Client(app), other).status_code == 422, other
    assert by_password(Client(app), 'x' * MANY).status_code == 422
    assert by_password(Client(app), long).status_code == 303


@pytest.mark.asvs('6.2.6', '6.2.7')
@pytest.mark.parametrize(('path', 'purposes'), [
    ('/sign-in/', {'password': 'current-password'}),
    ('/account/confirm', {'password': 'current-password'}),
    ('/account/password', {'current': 'current-password', 'password': 'new-password'})])
def test_passwords_are_typed_unseen_and_filled_in_by_managers(database, path, purposes):
    client = signed_in(database, account(database, password=PASSWORD))
    page = client.page(path)

    for name, purpose in purposes.items():
        field = page.root.first('input', name=name)
        assert (field['type'], field['autocomplete']) == ('password', purpose)
        assert not {'onpaste', 'maxlength', 'value'} & {
            key for key, value in field.attributes.items() if value}


@pytest.mark.asvs('6.4.2')
def test_nobody_is_asked_anything_but_address_password_and_code(app, database):
    """A secret question could be answered by whoever knows the owner."""
    known = signed_in(database, account(database, password=PASSWORD))
    half = signed_in(database, staff(database, Role.INSPECTOR), complete=False)
    forms = [form for client, path in (
        (Client(app), '/sign-in/'), (half, '/sign-in/code'), (known, '/account/confirm'),
        (known, '/account/password'), (known, '/account/email'))
        for form in client.page(path).forms
        if not form.action or form.action.startswith(('/sign-in/', '/account/'))]

    assert {name for form in forms for name in form.names} == {
        'csrf_token', 'next', 'username', 'email', 'password', 'current', 'code'}


@pytest.mark.asvs('6.3.7')
def test_the_owner_is_told_of_a_new_password_and_a_new_address(database):
    client = signed_in(database, account(database, password=PASSWORD))
    change(client, current=PASSWORD, password=NEW)
    client.send(client.page('/account/email').main_form, url='/account/email',
                email='other@example.ru')
    link = next(message['link'] for message in messages(database, 'change_email'))
    path = '/' + link.split('/', 3)[3]
    client.send(client.page(path).main_form, url=path)

    assert {message['recipient'] for message in messages(
        database, 'password_changed', 'email_changed')} == {'olga@example.ru'}


@pytest.mark.asvs('7.5.1')
@pytest.mark.parametrize('path', [
    '/account/password', '/account/email', '/account/second-factor', '/account/second-factor/off',
    '/account/recovery-codes', '/account/delete', '/account/export'])
def test_changing_a_way_in_needs_a_fresh_proof(database, path):
    client = signed_in(database, account(database, password=PASSWORD),
                       age=FRESH + timedelta(seconds=5))
    before = database.checksum('user_session')

    answers = [client.post(path, data={'csrf_token': client.token()})]
    if not path.endswith(('/off', '-codes')):
        answers.append(client.get(path))

    assert {(answer.status_code, answer.location.partition('?')[0]) for answer in answers} == {
        (303, '/account/confirm')}
    assert database.checksum('user_session') == before


@pytest.mark.abuse('A3')
@pytest.mark.asvs('7.2.3', '11.5.1')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_tokens_and_ids_are_random_and_long_enough(database):
    tokens = {new_token() for _ in range(MANY)}
    person = account(database)
    cookies = {session(database, person) for _ in range(20)}

    assert len(tokens) == MANY and len(cookies) == 20
    assert {len(token) for token in tokens} == {26}
    assert TOKEN_BYTES == 32 and {len(cookie) for cookie in cookies} == {43}


@pytest.mark.asvs('16.2.1', '16.2.2', '16.3.1')
def test_ways_in_and_failures_are_in_the_journal(app, database):
    """Who, in which role, from which network, in which request, and when in UTC."""
    began = datetime.now(UTC) - timedelta(seconds=1)
    staff(database, Role.INSPECTOR)
    client = Client(app, '198.51.100.7')
    by_password(client, 'wrong wrong wrong', 'inspector@example.ru')
    by_password(client, PASSWORD, 'inspector@example.ru')
    page = client.page('/sign-in/code')
    client.send(page.form('/sign-in/code'), code='000000')
    client.send(page.form('/sign-in/code'), code=code())
    client.get('/administration/')
    client.send(client.page('/account/security').form('/sign-in/out'))

    rows = database.rows("SELECT * FROM journal_entry WHERE role <> 'system' ORDER BY id")
    assert [row.action for row in rows] == [
        'wrong_password', 'first_factor', 'wrong_code', 'sign_in', 'denied', 'end_session']
    assert {row.network for row in rows} == {'198.51.100.0/24'}
    assert len({row.request_id for row in rows}) == len(rows)
    assert [row.role for row in rows[2:]] == ['inspector'] * 4
    moments = [row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
               for row in rows]
    assert all(began <= moment.replace(tzinfo=moment.tzinfo or UTC) <= datetime.now(UTC)
               for moment in moments)


@pytest.mark.abuse('A29')
@pytest.mark.asvs('4.1.3', '15.3.4')
@pytest.mark.parametrize('name', ['X-Forwarded-For', 'X-Real-IP', 'Forwarded', 'True-Client-IP'])
def test_nobody_gets_around_a_limit_by_naming_another_address(app, database, name):
    account(database, password=PASSWORD)
    client = Client(app)
    statuses = []
    for number in range(12):
        form = client.page('/sign-in/').form('/sign-in/password')
        statuses.append(client.post(form.action, headers={name: f'203.0.{number}.1'}, data={
            **form.values, 'email': 'olga@example.ru', 'password': 'wrong wrong wrong'
            }).status_code)

    assert statuses == [422] * 10 + [429] * 2
