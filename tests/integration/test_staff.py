"""What administrators do to accounts: sessions end at once, nobody does it to themselves."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Actor, Role
from checklist.errors import Missing, WrongState
from checklist.services import staff as service
from checklist.services.invitations import Invited, invite
from checklist.services.passwords import set_password
from checklist.services.tokens import new_token
from tests.accounts import AUTHORITY, account, mailed_path, messages, signed_in, staff
from tests.factories import committed
from tests.routes import NOWHERE

ACCOUNTS = '/administration/accounts'
PRIVATE = '/account/security'


@pytest.fixture
def administrator(database):
    return signed_in(database, staff(database, Role.ADMINISTRATOR))


@pytest.fixture
def inspector(database):
    return staff(database, Role.INSPECTOR)


def path_of(account_id, page=''):
    return f'{ACCOUNTS}/{account_id}/{page}'


def send(administrator, account_id, page, **fields):
    path = path_of(account_id, page)
    return administrator.send(administrator.page(path).main_form, url=path, **fields)


def actor(account_id, *roles):
    return Actor(account_id, NOWHERE, frozenset(roles or [Role.ADMINISTRATOR]), None,
                 datetime.now(UTC))


def state(database, account_id):
    return database.rows('SELECT state, authority_code FROM user_account WHERE id = :id',
                         id=account_id)[0]


def roles_of(database, account_id):
    return {row.role for row in database.rows(
        'SELECT role FROM account_role WHERE account_id = :id', id=account_id)}


def actions(database, account_id):
    return [row.action for row in database.rows(
        'SELECT action FROM journal_entry WHERE object_id = :id ORDER BY id', id=account_id)]


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.2.4')
@pytest.mark.asvs('8.3.2')
def test_other_roles_end_the_sessions_at_once(database, administrator, inspector):
    client = signed_in(database, inspector)
    assert client.get(PRIVATE).status_code == 200

    answer = send(administrator, inspector, 'roles', inspector=None, approver='y',
                  authority='git-74')

    assert answer.status_code == 303
    assert client.get(PRIVATE).status_code == 303
    assert roles_of(database, inspector) == {'approver'}
    assert state(database, inspector).authority_code == 'git-74'
    assert 'change_roles' in actions(database, inspector)


def test_the_page_of_roles_shows_those_there_are(administrator, inspector):
    values = administrator.page(path_of(inspector, 'roles')).main_form.values

    assert (values['post'], values['authority']) == ('authority', AUTHORITY)
    assert 'inspector' in values and 'approver' not in values


@pytest.mark.abuse('A21')
@pytest.mark.asvs('7.4.2')
def test_a_block_ends_the_sessions_and_lets_nobody_in(client, database, administrator):
    account_id = account(database, password='три медведя пьют чай')
    theirs = signed_in(database, account_id)

    assert send(administrator, account_id, 'block', reason='suspected').status_code == 303

    assert theirs.get(PRIVATE).status_code == 303
    answer = client.send(client.page('/sign-in/').form('/sign-in/password'),
                         email='olga@example.ru', password='три медведя пьют чай')
    assert answer.status_code == 422
    client.send(client.page('/sign-in/').form('/sign-in/link'), email='olga@example.ru')
    assert mailed_path(database).startswith('/sign-in/') and not messages(database, 'sign_in')

    assert send(administrator, account_id, 'unblock').status_code == 303
    answer = client.send(client.page('/sign-in/').form('/sign-in/password'),
                         email='olga@example.ru', password='три медведя пьют чай')
    assert answer.status_code == 303
    assert actions(database, account_id).count('block_account') == 1


def test_a_block_says_why_by_a_code_only(database, administrator, inspector):
    answer = send(administrator, inspector, 'block', reason='')

    assert answer.status_code == 422
    assert state(database, inspector).state == 'active'


@pytest.mark.asvs('7.4.3')
def test_a_new_password_ends_all_other_sessions(database, inspector):
    kept, other = (signed_in(database, inspector) for _ in range(2))
    first = database.value('SELECT id FROM user_session ORDER BY created_at')

    committed(database, lambda: set_password(inspector, 'четыре медведя пьют чай',
                                             now=datetime.now(UTC), keep_session=first))

    assert [kept.get(PRIVATE).status_code, other.get(PRIVATE).status_code] == [200, 303]


@pytest.mark.asvs('7.4.5')
def test_an_administrator_ends_the_sessions_of_one_account(database, administrator, inspector):
    theirs, others = signed_in(database, inspector), signed_in(database, account(database))
    page = administrator.page(path_of(inspector))

    administrator.press(page.form('/end-sessions'))

    assert theirs.get(PRIVATE).status_code == 303
    assert others.get(PRIVATE).status_code == 200
    assert actions(database, inspector)[-1] == 'end_sessions'


@pytest.mark.asvs('7.4.5')
def test_an_administrator_ends_all_sessions_but_their_own(database, administrator, inspector):
    others = [signed_in(database, inspector), signed_in(database, account(database))]
    path = f'{ACCOUNTS}/end-all-sessions'

    assert administrator.send(administrator.page(path).main_form, url=path).status_code == 303

    assert [other.get(PRIVATE).status_code for other in others] == [303, 303]
    assert administrator.get(PRIVATE).status_code == 200
    assert actions(database, '') == ['end_all_sessions']


def test_a_lost_second_factor_is_reset_and_its_owner_is_told(client, database, administrator,
                                                             inspector):
    theirs = signed_in(database, inspector)

    assert send(administrator, inspector, 'second-factor').status_code == 303

    assert theirs.get(PRIVATE).status_code == 303
    assert messages(database)[0]['kind'] == 'second_factor_changed'
    assert messages(database)[0]['recipient'] == 'inspector@example.ru'
    assert database.value('SELECT count(*) FROM recovery_code') == 10
    half = signed_in(database, inspector, complete=False)
    assert half.page('/sign-in/code').root.first('p', class_='secret')


def test_nobody_administers_their_own_account(database, administrator):
    own = database.value("SELECT account_id FROM account_role WHERE role = 'administrator'")

    for page in ('roles', 'block', 'unblock', 'second-factor'):
        assert administrator.get(path_of(own, page)).status_code == 404
    token = {'csrf_token': administrator.token(), 'post': 'service', 'reason': 'left'}
    for page in ('roles', 'block', 'unblock', 'second-factor', 'end-sessions'):
        assert administrator.post(path_of(own, page), data=token).status_code == 404
    for work in (lambda by: service.block(own, service.Reason.LEFT, now=by.confirmed_at, by=by),
                 lambda by: service.change_roles(own, frozenset({Role.INSPECTOR}), AUTHORITY,
                                                 now=by.confirmed_at, by=by)):
        with pytest.raises(WrongState):
            committed(database, lambda work=work: work(actor(own)))
    assert 'Другой' not in administrator.page(path_of(own)).text
    assert roles_of(database, own) == {'administrator'}


def test_the_last_administrator_stays(database):
    """Two who remove each other at once: the second finds that nobody would be left."""
    first, second = (staff(database, Role.ADMINISTRATOR, email)
                     for email in ('a@example.ru', 'b@example.ru'))
    now = datetime.now(UTC)
    committed(database, lambda: service.change_roles(
        first, frozenset({Role.INSPECTOR}), AUTHORITY, now=now, by=actor(second)))

    for work in (lambda: service.change_roles(second, frozenset({Role.INSPECTOR}), AUTHORITY,
                                              now=now, by=actor(first)),
                 lambda: service.block(second, service.Reason.LEFT, now=now, by=actor(first))):
        with pytest.raises(WrongState):
            committed(database, work)
    committed(database, lambda: service.block(second, service.Reason.LEFT, now=now, by=None))
    assert state(database, second).state == 'blocked'


def test_invitations_of_a_former_administrator_open_nothing(client, database, administrator):
    other = staff(database, Role.ADMINISTRATOR, 'b@example.ru')
    token = committed(database, lambda: invite(
        Invited('c@example.ru', frozenset({Role.ADMINISTRATOR})), now=datetime.now(UTC),
        by=other))

    send(administrator, other, 'block', reason='left')

    assert client.get(f'/sign-in/invitation/{token}').status_code == 404


def test_an_entrepreneur_never_becomes_staff(database, administrator):
    account_id = account(database)

    assert administrator.get(path_of(account_id, 'roles')).status_code == 404
    with pytest.raises(WrongState):
        committed(database, lambda: service.change_roles(
            account_id, frozenset({Role.INSPECTOR}), AUTHORITY, now=datetime.now(UTC),
            by=actor(NOWHERE)))


@pytest.mark.asvs('8.3.1')
@pytest.mark.parametrize('role', [role for role in Role if role is not Role.ADMINISTRATOR])
def test_services_refuse_whoever_is_no_administrator(database, inspector, role):
    by, now = actor(NOWHERE, role), datetime.now(UTC)
    for work in (lambda: service.block(inspector, service.Reason.LEFT, now=now, by=by),
                 lambda: service.sign_out(inspector, now=now, by=by),
                 lambda: service.sign_everybody_out(now=now, by=by)):
        with pytest.raises(Missing):
            committed(database, work)


@pytest.mark.parametrize('page', ['roles', 'block', 'unblock', 'second-factor'])
def test_changes_need_a_fresh_proof(database, inspector, page):
    old = signed_in(database, staff(database, Role.ADMINISTRATOR), age=timedelta(minutes=6))

    assert old.get(path_of(inspector, page)).location.startswith('/account/confirm')


def test_an_account_is_found_by_its_whole_address_only(database, administrator):
    account_id = account(database)
    page = administrator.page(f'{ACCOUNTS}/')
    assert 'olga@example.ru' not in page.text
    form = page.form('/find')

    found = administrator.send(form, email=' Olga@Example.RU')

    assert found.location == path_of(account_id)
    assert 'olga' not in found.location
    for email in ('olga@example.r', 'olga@', '%@example.ru', 'o_ga@example.ru'):
        assert administrator.send(form, email=email).status_code == 422, email
    assert actions(database, account_id)[-1] == 'find_account'


def test_the_list_of_the_staff_is_chosen_by_place_and_state(database, administrator):
    staff(database, Role.INSPECTOR)
    blocked = staff(database, Role.APPROVER, authority='git-74')
    send(administrator, blocked, 'block', reason='left')

    def shown(query):
        return {name for name in ('inspector', 'approver', 'administrator')
                if f'{name}@example.ru' in administrator.page(f'{ACCOUNTS}/?{query}').text}

    assert shown('') == {'inspector', 'approver', 'administrator'}
    assert shown(f'authority={AUTHORITY}') == {'inspector'}
    assert shown('authority=service') == {'administrator'}
    assert shown('state=blocked') == {'approver'}
    assert shown('state=active&authority=git-74') == set()


@pytest.mark.abuse('A4')
def test_accounts_cannot_be_guessed_for_long(database, administrator, inspector):
    tries = [administrator.get(path_of(new_token())).status_code for _ in range(32)]

    assert set(tries[:30]) == {404} and tries[-1] == 429
    assert administrator.get(path_of(inspector)).status_code == 200


@pytest.mark.parametrize('role', [role for role in Role if role is not Role.ADMINISTRATOR])
def test_administration_does_not_exist_for_others(database, inspector, role):
    other = signed_in(database, account(
        database, 'other@example.ru', role,
        authority=None if role is Role.ENTREPRENEUR else AUTHORITY))

    for page in (ACCOUNTS + '/', path_of(inspector), path_of(NOWHERE),
                 '/administration/', '/administration/invitations/'):
        assert other.get(page).status_code == 404, page
    assert database.value("SELECT count(*) FROM journal_entry WHERE action = 'denied'") == 5
