"""Staff comes in by invitation only: one link, one use, one day, and never around the factor."""
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from checklist import start
from checklist.access import Role
from checklist.cli import register_commands
from checklist.config import Settings
from checklist.errors import Conflict, WrongState
from checklist.reports.letters import write_letter
from checklist.services.demo_staff import PEOPLE
from checklist.services.invitations import Invited, invite, list_invitations
from checklist.views.invitations import send_invitation
from tests.accounts import (
    AUTHORITY, PASSWORD, account, code, mailed_path, messages, signed_in, staff)
from tests.browsing import Client
from tests.factories import committed
from tests.routes import NOWHERE

NEW = '/administration/invitations/new'
INSPECTOR = Invited('ivanov@mchs.example', frozenset({Role.INSPECTOR}), AUTHORITY, 'Иван')
DEFAULTS = [(email, password) for email in (
    'admin', 'admin@example.ru', 'admin@localhost', 'root@localhost', 'test@example.ru')
    for password in ('admin', 'password', '123456', 'changeme1234')]


@pytest.fixture
def administrator(database):
    return signed_in(database, staff(database, Role.ADMINISTRATOR))


@pytest.fixture
def command(database):
    """Run a command of an operator."""
    register_commands(database.app)

    def run(*arguments):
        outcome = database.app.test_cli_runner().invoke(args=('accounts', *arguments))
        database.dispose()
        return outcome

    return run


def invited(database, person=INSPECTOR):
    """Return the path of a new invitation."""
    token = committed(database, lambda: invite(person, now=datetime.now(UTC)))
    return f'/sign-in/invitation/{token}'


def fill_in(administrator, **changes):
    return administrator.send(administrator.page(NEW).main_form, url=NEW, **{
        'email': 'ivanov@mchs.example', 'name': 'Иван', 'post': 'authority',
        'authority': AUTHORITY, 'inspector': 'y', **changes})


def accept(client, path, password=PASSWORD):
    return client.send(client.page(path).main_form, url=path, password=password)


@pytest.mark.asvs('6.3.2')
def test_a_fresh_service_has_no_account_and_no_default_opens_it(client, database):
    assert database.value('SELECT count(*) FROM user_account') == 0
    for number, (email, password) in enumerate(DEFAULTS):
        visitor = Client(database.app, f'198.51.100.{number}')
        answer = visitor.send(visitor.page('/sign-in/').form('/sign-in/password'), email=email,
                              password=password)
        assert answer.status_code == 422, email
    assert database.value('SELECT count(*) FROM user_session') == 0


@pytest.mark.asvs('6.3.2')
def test_the_first_administrator_comes_in_by_a_link_from_the_command_line(
        client, database, command):
    outcome = command('invite', 'anna@example.ru', '--role', 'administrator')

    assert outcome.exit_code == 0, outcome.output
    path = mailed_path(database, 'invite_staff')
    assert outcome.output.rstrip().endswith(path)
    answer = accept(client, path)
    assert answer.location.startswith('/sign-in/code')
    assert client.get('/administration/').status_code == 303
    page = client.page('/sign-in/code')
    seed = page.root.first('p', class_='secret').text
    client.send(page.form('/sign-in/set-up'), code=code(seed=seed))
    assert client.get('/administration/').status_code == 200


@pytest.mark.parametrize('arguments', [
    ('someone', '--role', 'administrator'),
    ('a@example.ru', '--role', 'inspector'),
    ('a@example.ru', '--role', 'inspector', '--authority', 'nowhere'),
    ('a@example.ru', '--role', 'administrator', '--authority', AUTHORITY),
    ('a@example.ru', '--role', 'administrator', '--role', 'inspector', '--authority', AUTHORITY),
    ('olga@example.ru', '--role', 'administrator')])
def test_a_wrong_invitation_from_the_command_line_is_refused_in_words(
        database, command, arguments):
    account(database)

    outcome = command('invite', *arguments)

    assert outcome.exit_code == 1
    assert outcome.output.startswith('Error: ') and outcome.output.count('\n') == 1
    assert not messages(database)


def test_entrepreneurs_are_not_invited_from_the_command_line(command):
    assert command('invite', 'a@example.ru', '--role', 'entrepreneur').exit_code == 2


@pytest.mark.asvs('6.3.3')
def test_an_invited_inspector_gets_nowhere_before_the_second_factor(
        client, database, administrator):
    assert fill_in(administrator).status_code == 303
    path = mailed_path(database, 'invite_staff')

    shown = client.page(path).text
    assert 'Инспектор' in shown and 'МЧС' in shown and 'ivanov@mchs.example' in shown
    accept(client, path)
    for page in ('/authority/', '/account/', '/account/security', '/account/password'):
        assert client.get(page).location.startswith('/sign-in/'), page
    page = client.page('/sign-in/code')
    seed = page.root.first('p', class_='secret').text
    assert client.send(page.form('/sign-in/set-up'), code=code(seed=seed)).status_code == 200
    assert client.get('/authority/').status_code == 200


@pytest.mark.asvs('6.4.1')
def test_an_invitation_works_once(client, app, database):
    path = invited(database)
    other = Client(app, '192.0.2.2')
    page = other.page(path)

    assert accept(client, path).status_code == 303
    assert other.send(page.main_form, url=path, password=PASSWORD).status_code == 404
    assert other.get(path).status_code == 404
    assert database.value('SELECT count(*) FROM user_account') == 1


@pytest.mark.asvs('6.4.1')
def test_an_invitation_dies_after_a_day(client, database):
    path = invited(database)
    sent, ends = database.rows('SELECT created_at, expires_at FROM account_link')[0]
    database.execute('UPDATE account_link SET expires_at = :past',
                     past=datetime.now(UTC) - timedelta(seconds=1))

    assert client.get(path).status_code == 404
    with database.app.app_context():
        assert list_invitations(datetime.now(UTC)) == []
    assert datetime.fromisoformat(str(ends)) - datetime.fromisoformat(str(sent)) == timedelta(1)


def test_looking_at_an_invitation_uses_nothing_up(client, database):
    path = invited(database)

    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert accept(client, path, 'short').status_code == 422
    assert accept(client, path, 'ivanov ivanov').status_code == 422
    assert accept(client, path).status_code == 303


def test_a_withdrawn_invitation_opens_nothing(client, database, administrator):
    path = invited(database)
    page = administrator.page('/administration/invitations/')
    assert 'ivanov@mchs.example' in page.text

    page = administrator.press(page.form('/withdraw'))

    assert 'ivanov@mchs.example' not in page.text
    assert client.get(path).status_code == 404


def test_a_second_invitation_ends_the_first(client, database):
    first, second = invited(database), invited(database)

    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)


@pytest.mark.parametrize(('email', 'said'), [
    ('olga@example.ru', 'предпринимател'), ('ADMINISTRATOR@example.ru', 'сотрудник')])
def test_an_address_with_an_account_is_refused_in_plain_words(
        database, administrator, email, said):
    account(database)

    answer = fill_in(administrator, email=email)

    assert answer.status_code == 422
    assert said in answer.page.root.first('p', class_='error').text
    assert not messages(database)


@pytest.mark.parametrize('changes', [
    {'authority': ''}, {'inspector': None}, {'post': ''}, {'authority': 'nowhere'},
    {'email': 'nobody'}])
def test_an_incomplete_invitation_comes_back_as_it_was_typed(database, administrator, changes):
    answer = fill_in(administrator, **changes)

    assert answer.status_code == 422
    assert answer.page.main_form.values['name'] == 'Иван'
    assert not messages(database)


@pytest.mark.asvs('2.2.3')
def test_roles_of_an_authority_do_not_count_for_an_administrator(database, administrator):
    assert fill_in(administrator, post='service', approver='y').status_code == 303

    with database.app.app_context():
        person = list_invitations(datetime.now(UTC))[0].invited
    assert (person.roles, person.authority) == ({Role.ADMINISTRATOR}, None)


@pytest.mark.parametrize(('roles', 'authority'), [
    ({Role.ENTREPRENEUR}, None), ({Role.INSPECTOR}, None), ({Role.INSPECTOR}, 'nowhere'),
    ({Role.ADMINISTRATOR, Role.INSPECTOR}, AUTHORITY), (set(), AUTHORITY)])
def test_nobody_is_invited_to_roles_that_do_not_fit(database, roles, authority):
    with pytest.raises(WrongState):
        invited(database, Invited('a@example.ru', frozenset(roles), authority))


def test_an_invitation_is_void_once_its_address_has_another_account(client, database):
    path = invited(database)
    page = client.page(path)
    account(database, 'ivanov@mchs.example')

    assert client.send(page.main_form, url=path, password=PASSWORD).status_code == 409
    with pytest.raises(Conflict):
        invited(database)


def test_inviting_needs_a_fresh_proof(database):
    administrator = signed_in(database, staff(database, Role.ADMINISTRATOR),
                              age=timedelta(minutes=6))
    token = {'csrf_token': administrator.token(), 'email': 'ivanov@mchs.example',
             'post': 'service'}

    assert administrator.get(NEW).location.startswith('/account/confirm')
    assert administrator.post(NEW, data=token).location.startswith('/account/confirm')
    assert not messages(database)


@pytest.mark.abuse('A28')
def test_invitations_do_not_tell_who_has_an_account(client, app, database):
    """Whoever has no invitation sees the same, and signing in tells nothing of one (A28)."""
    invited(database)
    pages = {client.get(f'/sign-in/invitation/{token}').page.text[:-20]
             for token in (NOWHERE, 'x', 'B' * 26)}
    answers = set()
    for email in ('ivanov@mchs.example', 'nobody@mchs.example'):
        answer = client.send(client.page('/sign-in/').form('/sign-in/password'), email=email,
                             password=PASSWORD)
        answers.add((answer.status_code, answer.page.text))
        asked = client.send(client.page('/sign-in/').form('/sign-in/link'), email=email)
        answers.add((asked.status_code, asked.page.text.replace(email, '…')))

    assert len(pages) == 1
    assert len(answers) == 2


def test_invitations_cannot_be_guessed_for_long(app, database):
    guesser = Client(app, '198.51.100.7')

    tries = [guesser.get(f'/sign-in/invitation/{NOWHERE}').status_code for _ in range(31)]

    assert set(tries) == {404, 429}
    assert guesser.get(invited(database)).status_code == 429
    assert Client(app, '203.0.113.7').get(invited(database)).status_code == 200


def test_who_invited_whom_is_written_down_without_the_address(client, database, administrator):
    fill_in(administrator)
    accept(client, mailed_path(database, 'invite_staff'))

    entries = [entry for entry in database.rows('SELECT * FROM journal_entry ORDER BY id')
               if entry.action in ('invite_staff', 'accept_invitation')]
    assert [entry.action for entry in entries] == ['invite_staff', 'accept_invitation']
    assert entries[0].account_id
    assert entries[0].object_id in entries[1].details
    assert {entry.tenant for entry in entries} == {AUTHORITY}
    assert 'ivanov' not in str(entries)


def test_the_message_names_all_roles_and_the_authority(client, database):
    committed(database, lambda: send_invitation(
        Invited('a@mchs.example', frozenset({Role.APPROVER, Role.CATALOG_EDITOR}), AUTHORITY),
        now=datetime.now(UTC)))
    values = messages(database, 'invite_staff')[0]

    with database.app.app_context(), force_locale('ru'):
        text = ' '.join(write_letter('invite_staff', values).text.split())

    assert 'МЧС' in text and 'утверждающий' in text and 'редактор' in text
    assert client.get(mailed_path(database, 'invite_staff')).status_code == 200


def hints(database, demo=True, **settings):
    with database.app.app_context():
        found = [*(start._demo_hints(Settings(**settings)) if demo else ()),
                 *start._first_steps()]
    database.dispose()
    return found


def test_a_demo_prints_links_until_they_are_accepted(client, database):
    first, second = hints(database), hints(database)

    links = [hint.rpartition(': ')[2] for hint in second if 'Invitation' in hint]
    assert sum('Invitation' in hint for hint in first) == len(links) == len(PEOPLE)
    assert database.value('SELECT count(*) FROM user_account') == 0
    paths = ['/' + link.split('/', 3)[3] for link in links]
    assert [client.get(path).status_code for path in paths] == [200] * len(PEOPLE)
    accept(client, paths[0])
    assert sum('Invitation' in hint for hint in hints(database)) == len(PEOPLE) - 1
    assert not messages(database)


def test_no_demo_staff_is_invited_in_production(database):
    found = hints(database, production=True)

    assert not [hint for hint in found if 'Invitation' in hint]
    assert 'no administrator' in found[-1]


def test_the_start_says_how_the_first_administrator_comes_in(database):
    assert 'accounts invite EMAIL --role administrator' in hints(database, demo=False)[0]

    staff(database, Role.ADMINISTRATOR)

    assert hints(database, demo=False) == []
