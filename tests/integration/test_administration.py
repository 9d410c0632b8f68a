"""The pages of administration: health, journal, inquiries, and not a word of any answer."""
from datetime import UTC, datetime, timedelta

import pytest
from alembic.script import ScriptDirectory

from checklist.access import Role
from checklist.schema import MIGRATIONS
from checklist.services.journal import Origin, record, set_origin
from checklist.services.mail import ask_for_mail, waiting_mail
from tests.accounts import account, signed_in, staff
from tests.factories import (
    COMPLETE, INN, NAME, NOTE, OGRN, SMALL, Held, begin, committed, publish, submitted)
from tests.routes import NOWHERE, routes

CANARIES = (NAME, INN, OGRN, NOTE, 'Сломан замок')
READ = 37
NEWEST_REVISION = ScriptDirectory(str(MIGRATIONS)).get_current_head()


@pytest.fixture
def administrator(database):
    return signed_in(database, staff(database, Role.ADMINISTRATOR))


def written(database, action, object_id, account_id='', role='', tenant='', **details):
    """Write an entry into the journal as somebody does it."""
    def work():
        set_origin(Origin(account_id, role))
        record(action, object_id, datetime.now(UTC), tenant=tenant, **details)
        set_origin(Origin())

    committed(database, work)


@pytest.mark.asvs('8.2.3')
@pytest.mark.abuse('A38')
@pytest.mark.parametrize('state', ['draft', 'submitted'])
def test_no_page_tells_an_administrator_anything_of_an_answer(
        app, database, administrator, state):
    """All addresses as administrator: names, numbers and notes are in none of them (A38)."""
    held = begin(database, COMPLETE) if state == 'draft' else submitted(database)
    entrepreneur = account(database)
    written(database, 'read', held.id, entrepreneur, 'entrepreneur', tenant=NOWHERE)
    addresses = [route.url for route in routes(app, Held(held.id, NOWHERE), code=SMALL)
                 if route.method == 'GET']
    addresses += [url.replace(NOWHERE, entrepreneur) for url in addresses if NOWHERE in url]
    assert len(addresses) > 60

    for url in addresses:
        body = administrator.get(url).get_data(as_text=True)
        assert [secret for secret in CANARIES if secret in body] == [], url
        assert held.key not in body, url
        assert held.id not in body or url.startswith(held.path), url


@pytest.mark.abuse('A38')
def test_an_administrator_opens_no_self_inspection(app, database, administrator):
    held = submitted(database)

    for route in routes(app, held):
        if 'inspection_id' in route.arguments and route.method == 'GET':
            assert administrator.get(route.url).status_code == 404, route


@pytest.mark.abuse('A38')
def test_seeds_and_passwords_are_on_no_page(app, database, administrator):
    inspector = staff(database, Role.INSPECTOR)
    seed, password = database.rows(
        'SELECT totp_secret, password_hash FROM user_account WHERE id = :id', id=inspector)[0]

    for page in ('', 'roles', 'block', 'second-factor'):
        body = administrator.get(f'/administration/accounts/{inspector}/{page}').text
        assert seed not in body and password not in body and 'JBSWY3DP' not in body


def test_the_overview_counts_what_wants_attention(database, administrator):
    account(database, 'new@example.ru', Role.INSPECTOR, authority='git-74')
    account(database)

    text = administrator.page('/administration/').text

    assert '2 сотрудника, 1 предприниматель' in text
    assert '1 без второго фактора' in text
    assert 'Сбоев нет' in text


def test_health_tells_versions_and_what_waits(database, administrator):
    now = datetime.now(UTC)
    committed(database, lambda: ask_for_mail(
        'sign_in', 'secret@example.ru', {}, language='ru', now=now - timedelta(hours=3)))

    text = administrator.page('/administration/health').text

    assert {'sqlite': 'SQLite 3.', 'postgresql': 'PostgreSQL 1'}[database.name] in text
    assert 'WeasyPrint' in text and 'Python' in text and NEWEST_REVISION in text
    assert 'secret@example.ru' not in text


def test_waiting_messages_are_tried_again_at_once(database, administrator):
    later = datetime.now(UTC) + timedelta(hours=1)
    committed(database, lambda: ask_for_mail('sign_in', 'a@example.ru', {}, language='ru',
                                             now=later))

    administrator.press(administrator.page('/administration/health').form('/health/mail'))

    with database.app.app_context():
        assert len(waiting_mail(datetime.now(UTC))) == 1
    assert database.value(
        "SELECT count(*) FROM journal_entry WHERE action = 'hurry_mail'") == 1


@pytest.mark.asvs('8.2.3')
def test_the_journal_names_the_staff_and_no_respondent(database, administrator):
    held = submitted(database)
    inspector, entrepreneur = staff(database, Role.INSPECTOR), account(database)
    company = 'C' * 26
    written(database, 'read', held.id, inspector, 'inspector', tenant=company, answer='untold')
    written(database, 'change_company', company, entrepreneur, 'entrepreneur', tenant=company)

    page = administrator.page('/administration/journal')

    assert 'inspector@example.ru' in page.text
    assert 'самопроверка прочитана' in page.text
    for secret in (held.id, entrepreneur, company, 'change_company', 'untold'):
        assert secret not in page.html, secret


def test_the_journal_is_chosen_by_action_account_and_day(database, administrator):
    inspector = staff(database, Role.INSPECTOR)
    written(database, 'denied', inspector, inspector, 'inspector', page='x.y')
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()

    def rows(query):
        page = administrator.page(f'/administration/journal?{query}')
        return [row.text for row in page.root.all('tr')][1:]

    assert len(rows('action=denied')) == 1
    assert len(rows('action=open_account')) == 2
    assert all('inspector@' in row for row in rows(f'account={inspector}'))
    assert rows(f'day={tomorrow}') == []
    assert rows('before=1') == rows('action=unheard') == []
    assert not administrator.page('/administration/journal').title.startswith('Ошибка')
    assert rows('before=x&day=tomorrow&account=%00&action=%25')


def test_a_breach_inquiry_finds_exactly_what_was_read(database, administrator):
    inspector = staff(database, Role.INSPECTOR)
    for number in range(READ):
        for _ in range(2):
            written(database, 'read', f'{number:026}', inspector, 'inspector',
                    tenant=f'{number % 5:026}')
    written(database, 'read', 'X' * 26, staff(database, Role.APPROVER), 'approver')
    written(database, 'sign_in', inspector, inspector, 'inspector')
    page = administrator.page('/administration/breach')

    answer = administrator.send(page.main_form, email='inspector@example.ru',
                                url='/administration/breach')

    assert answer.status_code == 200
    found = [row.text for row in answer.page.root.all('tr')][1:]
    assert len(found) == READ
    assert f'Прочитано: {READ}' in answer.page.text and '5 компаниям' in answer.page.text
    assert 'X' * 26 not in answer.page.html
    entry = database.rows("SELECT * FROM journal_entry WHERE action = 'inquire'")[0]
    assert (entry.object_id, entry.details) == (inspector, f'{{"found":{READ}}}')


@pytest.mark.parametrize('changes', [
    {'email': 'nobody@example.ru'}, {'email': ''}, {'since': 'yesterday'},
    {'since': '2026-11-22', 'until': '2026-11-21'}])
def test_a_breach_inquiry_that_makes_no_sense_is_refused(database, administrator, changes):
    page = administrator.page('/administration/breach')

    answer = administrator.send(page.main_form, url='/administration/breach', **{
        'email': 'administrator@example.ru', **changes})

    assert answer.status_code == 422
    assert answer.page.problems


def test_authorities_and_policies_say_where_they_were_read(database, administrator):
    staff(database, Role.INSPECTOR)
    publish(database)

    authorities = administrator.page('/administration/authorities').text
    policies = administrator.page('/administration/policies').text

    assert 'inspector@example.ru' in authorities and 'не сверено' in authorities
    assert '248-ФЗ' in policies and 'рабочая настройка' in policies and 'не сверено' in policies


def test_a_member_of_an_authority_reads_what_they_do_there(database):
    both = account(database, 'both@example.ru', Role.CATALOG_EDITOR, Role.APPROVER,
                   authority='rkn-74')

    page = signed_in(database, both).page('/authority/')

    assert 'Редактор каталога' in page.text and 'Утверждающий' in page.text
    assert 'Инспектор' not in page.text
