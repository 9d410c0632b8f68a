"""Deleting an account: what goes, what stays, what proves it (abuse case A41)."""
import json
from datetime import UTC, datetime

import pytest

from checklist.access import Role
from checklist.erasing import erase_waiting
from checklist.erasure_list import Erased, ErasureList
from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.models.companies import ControlledPerson, Membership
from checklist.services import erasure
from checklist.services.companies import CompanyDetails
from checklist.services.inspections import Viewer, delete_inspection, get_inspection
from checklist.services.journal_proof import journal_damages
from requirements_catalog.model import LegalForm
from tests.accounts import account, messages, sign_up, signed_in, staff
from tests.factories import begin, committed
from tests.holdings import belonging, company

PAGE = '/account/delete'
NOW = datetime.now(UTC)


def listed(database):
    return list(ErasureList(database.app.config['VAR'] / 'erasures.jsonl'))


@pytest.fixture(autouse=True)
def clean_list(database):
    (database.app.config['VAR'] / 'erasures.jsonl').unlink(missing_ok=True)


def delete_account(client, word='удалить'):
    return client.send(client.page(PAGE).form(PAGE), confirmation=word)


def test_an_account_goes_with_what_is_its_alone(database):
    olga, igor = account(database), account(database, 'igor@example.ru')
    alone, shared = company(database, olga, igor), company(database, olga, owners=(igor,))
    belonging(database, alone, 3)
    kept = belonging(database, shared)
    client = signed_in(database, olga)
    page = client.page(PAGE)
    assert '3 самопроверки · с ней работает ещё 1 человек' in page.text

    answer = delete_account(client)

    assert answer.status_code == 303
    assert [row[0] for row in database.rows('SELECT id FROM user_account')] == [igor]
    assert [row[0] for row in database.rows('SELECT id FROM controlled_person')] == [shared]
    assert [row[0] for row in database.rows('SELECT id FROM self_inspection')] == kept
    assert [row[0] for row in database.rows('SELECT account_id FROM membership')] == [igor]


def test_the_act_is_shown_at_once_and_holds_nothing_of_the_person(database):
    client = signed_in(database, account(database))
    belonging(database, company(database, database.value('SELECT id FROM user_account')), 2)

    page = client.press(client.page(PAGE).form(PAGE), confirmation='УДАЛИТЬ')
    act = client.get(next(link for link in page.links if link.endswith('.txt')))

    assert page.heading == 'Учётная запись удалена'
    assert 'self_inspection' in act.text and '       2  self_inspection' in act.text
    for needed in ('Оператор', 'Чьи данные', 'Кто уничтожил', 'Категории данных',
                   'Информационная система', 'Способ уничтожения', 'Причина', 'Уничтожено'):
        assert needed in act.text, needed
    assert 'olga@' not in act.text and 'Канарейка' not in act.text
    row = database.rows('SELECT * FROM erasure')[0]
    assert row.done_at and json.loads(row.act)['ground'] == 'asked'


def test_the_person_is_signed_out_everywhere_and_told_once(database):
    olga = account(database)
    here, there = signed_in(database, olga), signed_in(database, olga)

    answer = delete_account(here)

    assert answer.headers['Clear-Site-Data'] == '"cache", "storage"'
    assert there.get('/account/profile').status_code == 303
    assert [message['kind'] for message in messages(database)] == ['erased']
    assert database.value('SELECT account_id FROM mail_message') is None


@pytest.mark.parametrize('word', ['', 'да', 'удалит'])
def test_nothing_goes_without_the_word(database, word):
    client = signed_in(database, account(database))

    answer = delete_account(client, word)

    assert answer.status_code == 422
    assert answer.page.errors
    assert database.value("SELECT count(*) FROM user_account WHERE state = 'active'") == 1


def test_deleting_needs_a_fresh_proof_of_identity(database):
    client = signed_in(database, account(database))
    database.execute('UPDATE user_session SET confirmed_at = :past',
                     past=datetime(2020, 1, 1, tzinfo=UTC))

    assert client.get(PAGE).location.startswith('/account/confirm')
    assert client.post(PAGE, data={'csrf_token': client.token(), 'confirmation': 'удалить'}
                       ).location.startswith('/account/confirm')
    assert database.value('SELECT count(*) FROM user_account') == 1


def test_staff_do_not_delete_their_account_themselves(database):
    assert signed_in(database, staff(database, Role.INSPECTOR)).get(PAGE).status_code == 404


def test_consents_and_the_journal_outlive_the_account(client, database):
    sign_up(client, database)
    account_id = database.value('SELECT id FROM user_account')

    delete_account(client)

    assert database.value('SELECT count(*) FROM consent WHERE account_id = :id', id=account_id)
    actions = {row[0] for row in database.rows('SELECT action FROM journal_entry')}
    assert {'ask_erasure', 'erase'} <= actions


def test_what_was_erased_is_not_missed_in_the_journal(client, database, tmp_path):
    sign_up(client, database)
    account_id = database.value('SELECT id FROM user_account')
    belonging(database, company(database, account_id), 2)

    delete_account(client)

    assert database.value('SELECT count(*) FROM self_inspection') == 0
    with database.app.app_context():
        assert list(journal_damages(tmp_path / 'anchors', NOW)) == []


def test_the_job_finishes_what_the_request_could_not(database, monkeypatch):
    olga = account(database)
    belonging(database, company(database, olga), 3)
    monkeypatch.setattr('checklist.views.own_data.erase_at_once', lambda *_: None)
    monkeypatch.setattr('checklist.services.erased_rows.erase_inspections.__kwdefaults__',
                        {'most': 1})
    client = signed_in(database, olga)
    page = client.press(client.page(PAGE).form(PAGE), confirmation='удалить')
    assert page.heading == 'Учётная запись удаляется'
    assert signed_in(database, olga).get('/account/profile').status_code == 303

    erase_waiting(database.app, NOW)

    assert database.value('SELECT count(*) FROM user_account') == 0
    assert database.value('SELECT count(*) FROM self_inspection') == 0
    assert json.loads(database.value('SELECT act FROM erasure'))['counts']['self_inspection'] == 3


def test_a_failure_half_way_leaves_a_closed_account_to_the_job(database, monkeypatch):
    olga = account(database)
    monkeypatch.setattr('checklist.services.erasure.delete_account_rows', _fail)
    client = signed_in(database, olga)

    assert delete_account(client).status_code == 303
    monkeypatch.undo()
    assert database.value('SELECT state FROM user_account') == 'erasing'

    erase_waiting(database.app, NOW)
    assert database.value('SELECT count(*) FROM user_account') == 0


def _fail(*_):
    raise OSError('the disk is full')


@pytest.mark.abuse('A41')
def test_an_account_from_a_restored_backup_is_erased_again(database):
    """Other owners of the time of the backup do not keep a company that had gone."""
    olga, igor = account(database), account(database, 'igor@example.ru')
    person_id = company(database, olga)
    delete_account(signed_in(database, olga))
    assert len(listed(database)) == 1

    _restore(database, olga, person_id, igor)
    assert committed(database, lambda: erasure.replay_erasures(now=NOW)) == 1
    erase_waiting(database.app, NOW)

    assert database.value('SELECT count(*) FROM controlled_person') == 0
    assert database.value('SELECT count(*) FROM user_account WHERE id = :id', id=olga) == 0
    assert committed(database, lambda: erasure.replay_erasures(now=NOW)) == 0


def test_what_owners_have_deleted_does_not_come_back_with_a_backup(database):
    """Neither a self-inspection nor a company with all that it had."""
    olga = account(database)
    person_id, other_id = company(database, olga), company(database, olga)
    gone, kept = belonging(database, other_id, 2)
    belonging(database, person_id)
    client = signed_in(database, olga)
    database.keep_state()
    for path, typed in ((f'/inspections/{gone}/delete', {}),
                        (f'/companies/{person_id}/delete', {'name': 'ООО «Канарейка»'})):
        client.send(client.page(path).main_form, url=path, **typed)
    assert database.value('SELECT count(*) FROM self_inspection') == 1
    database.restore_state()

    assert committed(database, lambda: erasure.replay_erasures(now=NOW)) == 0

    assert [row.id for row in database.rows('SELECT id FROM controlled_person')] == [other_id]
    assert [row.id for row in database.rows('SELECT id FROM self_inspection')] == [kept]
    assert not any(word in repr(listed(database)) for word in ('Канарейка', person_id, olga))


def test_what_was_not_deleted_after_all_is_not_listed(database):
    """A transaction that fails leaves the self-inspection, and the list without it."""
    held = begin(database)

    def fail():
        delete_inspection(get_inspection(held.id, Viewer(held.key)), now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        committed(database, fail)

    assert listed(database) == []
    assert database.value('SELECT count(*) FROM self_inspection') == 1


def _restore(database, account_id, person_id, other):
    """Bring back what a backup from before the erasure holds; somebody else owns the company."""
    def work():
        db.session.add(UserAccount(
            id=account_id, email_digest='restored', email='olga@example.ru', name='',
            language='ru', state='active', reminders=False, created_at=NOW))
        db.session.add(ControlledPerson(id=person_id, created_at=NOW, **vars(
            CompanyDetails(LegalForm.LEGAL_ENTITY, 'ООО «Канарейка»'))))
        db.session.flush()
        db.session.add(Membership(person_id=person_id, account_id=other, owner=True,
                                  created_at=NOW))

    committed(database, work)


def test_a_torn_line_of_the_list_spoils_nothing(tmp_path):
    found = ErasureList(tmp_path / 'erasures.jsonl')
    first, second = Erased('2026-11-22', 'a' * 64, ('c' * 64,)), Erased('2026-11-23', 'b' * 64)
    found.add(first)
    with open(found.path, 'a') as file:
        file.write('{"at": "2026-11-')
    found.add(second)

    assert list(found) == [first, second]
    assert found.path.stat().st_mode & 0o777 == 0o600
