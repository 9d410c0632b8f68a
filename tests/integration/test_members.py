"""Who works for a company: invitations that work once, owners, and who is out."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.errors import WrongState
from checklist.services.members import leave_company
from tests.accounts import account, mailed_path, messages, signed_in, staff
from tests.browsing import Client
from tests.companies import NAME, actor, begun, company, joined
from tests.factories import committed
from tests.routes import NOWHERE

BORIS = 'boris@example.ru'


@pytest.fixture
def olga(database):
    return account(database)


@pytest.fixture
def person_id(database, olga):
    return company(database, olga)


@pytest.fixture
def client(database, olga):
    return signed_in(database, olga)


def invite(client, database, person_id, email=BORIS):
    """Invite somebody and return the path of the link they get."""
    form = client.page(f'/companies/{person_id}/members').main_form
    form = next(item for item in client.page(f'/companies/{person_id}/members').forms
                if 'email' in item.names)
    assert client.send(form, email=email).status_code == 303
    return mailed_path(database, 'invite_colleague')


def accept(client, path, **fields):
    return client.post(path, data={'csrf_token': client.token(), **fields})


def members(database):
    return database.value('SELECT count(*) FROM membership')


def test_an_invitation_says_what_it_is_about(client, database, person_id):
    invite(client, database, person_id)

    message, = messages(database, 'invite_colleague')
    assert (message['recipient'], message['company'], message['hours']) == (BORIS, NAME, '24')
    page = Client(database.app, '192.0.2.2').page(mailed_path(database))
    assert NAME in page.heading


def test_who_has_no_account_opens_one_with_consent_and_is_in(client, database, person_id):
    path = invite(client, database, person_id)
    boris = Client(database.app, '192.0.2.2')

    assert accept(boris, path).status_code == 422
    assert database.value('SELECT count(*) FROM user_account') == 1
    answer = accept(boris, path, consent='y')

    assert answer.location == f'/companies/{person_id}/'
    assert boris.page(answer.location).heading == NAME
    assert database.value('SELECT count(*) FROM consent') == 1
    assert Client(database.app, '192.0.2.3').get(path).status_code == 404


@pytest.mark.asvs('6.4.1')
def test_an_invitation_works_once(client, database, person_id):
    path = invite(client, database, person_id)
    boris = signed_in(database, account(database, BORIS), '192.0.2.2')

    assert accept(boris, path).location == f'/companies/{person_id}/'
    assert accept(boris, path).status_code == 404
    assert members(database) == 2


def test_an_invitation_ends_after_a_day(client, database, person_id):
    path = invite(client, database, person_id)
    boris = signed_in(database, account(database, BORIS), '192.0.2.2')
    ends = database.value('SELECT expires_at FROM account_link')
    ends = datetime.fromisoformat(str(ends))
    ends = ends if ends.tzinfo else ends.replace(tzinfo=UTC)
    assert abs(ends - datetime.now(UTC) - timedelta(hours=24)) < timedelta(minutes=5)
    database.execute('UPDATE account_link SET expires_at = :past',
                     past=datetime.now(UTC) - timedelta(seconds=1))

    assert boris.get(path).status_code == 404
    assert accept(boris, path).status_code == 404
    assert members(database) == 1


def test_another_account_is_told_so_and_stays_out(client, database, person_id):
    path = invite(client, database, person_id)
    vera = signed_in(database, account(database, 'vera@example.ru'), '192.0.2.2')

    assert 'Это приглашение для другого адреса' in vera.page(path).text
    assert accept(vera, path, consent='y').status_code == 422
    assert members(database) == 1
    assert vera.get(f'/companies/{person_id}/').status_code == 404


def test_staff_never_works_for_a_company(client, database, person_id):
    inspector = signed_in(database, staff(database, Role.INSPECTOR, BORIS), '192.0.2.2')
    path = invite(client, database, person_id)

    assert 'служебную' in inspector.page(path).text
    assert accept(inspector, path, consent='y').status_code == 422
    assert members(database) == 1


def test_who_has_an_account_signs_in_first(client, database, person_id):
    path = invite(client, database, person_id)
    account(database, BORIS)
    somebody = Client(database.app, '192.0.2.2')

    assert f'/sign-in/?next={path}' in somebody.page(path).links
    assert accept(somebody, path, consent='y').location == f'/sign-in/?next={path}'
    assert members(database) == 1


def test_an_invitation_taken_back_opens_nothing(client, database, person_id):
    path = invite(client, database, person_id)
    page = client.page(f'/companies/{person_id}/members')
    assert BORIS in page.text

    assert client.send(page.form('/invitations/revoke')).status_code == 303

    assert BORIS not in client.page(f'/companies/{person_id}/members').text
    assert Client(database.app, '192.0.2.2').get(path).status_code == 404


def test_inviting_again_ends_the_first_invitation(client, database, person_id):
    first = invite(client, database, person_id)
    second = invite(client, database, person_id)

    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200


def test_the_last_owner_can_neither_leave_nor_be_removed(client, database, person_id, olga):
    boris_id = account(database, BORIS)
    joined(database, person_id, boris_id)
    token = {'csrf_token': client.token()}

    for action in ('leave', f'members/{olga}/remove'):
        answer = client.post(f'/companies/{person_id}/{action}', data=token)
        assert answer.status_code == 409, action
    assert members(database) == 2
    with pytest.raises(WrongState):
        committed(database, lambda: leave_company(
            actor(olga), person_id, now=datetime.now(UTC)))

    client.post(f'/companies/{person_id}/members/{boris_id}/owner', data=token)
    assert client.post(f'/companies/{person_id}/leave', data=token).status_code == 303
    assert client.get(f'/companies/{person_id}/').status_code == 404
    assert members(database) == 1


def test_who_is_removed_takes_their_invitations_along(client, database, person_id):
    boris_id = account(database, BORIS)
    joined(database, person_id, boris_id, owner=True)
    boris = signed_in(database, boris_id, '192.0.2.2')
    path = invite(boris, database, person_id, 'vera@example.ru')

    client.post(f'/companies/{person_id}/members/{boris_id}/remove',
                data={'csrf_token': client.token()})

    assert boris.get(f'/companies/{person_id}/members').status_code == 404
    assert Client(database.app, '192.0.2.3').get(path).status_code == 404


@pytest.mark.asvs('8.2.1')
def test_a_member_does_nothing_that_is_the_owners(database, person_id, olga):
    boris_id = account(database, BORIS)
    joined(database, person_id, boris_id)
    boris = signed_in(database, boris_id, '192.0.2.2')
    token = {'csrf_token': boris.token(), 'email': 'vera@example.ru', 'name': NAME}
    before = database.checksum('user_session')

    for method, action in (
            ('POST', 'members'), ('POST', 'invitations/revoke'), ('POST', 'details'),
            ('POST', f'members/{olga}/remove'), ('POST', f'members/{boris_id}/owner'),
            ('POST', 'delete'), ('GET', 'delete'), ('GET', 'details'), ('GET', 'journal')):
        answer = boris.open(f'/companies/{person_id}/{action}', method=method, data=token)
        assert answer.status_code == 404, (method, action)
    assert database.checksum('user_session') == before
    assert boris.get(f'/companies/{person_id}/').status_code == 200


@pytest.mark.abuse('A3')
@pytest.mark.asvs('8.2.2')
def test_another_company_does_not_exist(database, person_id, olga):
    """A3: every page of it answers as that of a company which nobody has."""
    held = begun(database, person_id, finished=True)
    boris_id = account(database, BORIS)
    company(database, boris_id, 'ООО «Иная»', '5003052454')
    boris = signed_in(database, boris_id, '192.0.2.2')
    token = {'csrf_token': boris.token(), 'email': BORIS}
    before = database.checksum('user_session')

    for action in ('', 'details', 'members', 'delete', 'journal', 'objects/', 'objects/new',
                   'compare/', 'compare/changes.xlsx', 'leave', 'invitations/revoke',
                   f'members/{boris_id}/owner', f'members/{olga}/remove',
                   f'objects/{NOWHERE}/', f'objects/{NOWHERE}/features'):
        for method in ('GET', 'POST'):
            theirs = boris.open(f'/companies/{person_id}/{action}', method=method, data=token)
            nowhere = boris.open(f'/companies/{NOWHERE}/{action}', method=method, data=token)
            assert theirs.status_code == nowhere.status_code in (404, 405), (method, action)
            assert theirs.page.text[:-20] == nowhere.page.text[:-20], (method, action)
    assert boris.get(f'{held.path}/result').status_code == 404
    assert database.checksum('user_session') == before
