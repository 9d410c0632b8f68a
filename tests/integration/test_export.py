"""Taking one's own data along: everything of one's own, and nothing of anybody else."""
import io
import json
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest

from checklist.access import Role
from checklist.extensions import db, evidence_store
from checklist.models.documents import Document
from checklist.models.tasks import Evidence, RemedyTask
from checklist.reports.export import write_export
from checklist.services.consents import ConsentPurpose, current_text
from checklist.services.export import export_pieces
from checklist.services.report_subscriptions import subscribe
from tests.accounts import account, sign_up, signed_in, staff
from tests.factories import COMPLETE, begin, committed
from tests.holdings import belonging, company

PAGE = '/account/export'
NOW = datetime.now(UTC)


def take_along(client):
    answer = client.send(client.page(PAGE).form(PAGE))
    assert answer.status_code == 200, answer.status
    return answer, zipfile.ZipFile(io.BytesIO(answer.data))


def content(archive, name):
    return json.loads(archive.read(name))


def report(database, inspection_id, body=b'%PDF-1.7 report'):
    def work():
        row = db.session.get_one(Document, (inspection_id, 'result', 'ru'))
        row.state, row.body = 'ready', body

    committed(database, work)


def test_all_of_ones_own_is_in_it(client, database):
    sign_up(client, database)
    olga = database.value('SELECT id FROM user_account')
    person_id = company(database, olga)
    inspection_id, = belonging(database, person_id)
    draft = begin(database, COMPLETE)
    database.execute('UPDATE self_inspection SET person_id = :person WHERE id = :id',
                     person=person_id, id=draft.id)
    report(database, inspection_id)

    answer, archive = take_along(client)

    assert answer.headers['Content-Disposition'].startswith('attachment; filename=checklist-')
    assert content(archive, 'account.json')['email'] == 'olga@example.ru'
    assert len(content(archive, 'sessions.json')) == 1
    assert content(archive, 'consents.json')[0]['purpose'] == 'account'
    text = current_text(ConsentPurpose.ACCOUNT, 'ru')
    assert archive.read(f'consents/{text.hash}.txt').decode() == text.text
    folder = f'companies/{person_id}'
    assert content(archive, f'{folder}/company.json')['inn'] == '7707083893'
    frozen = archive.read(f'{folder}/inspections/{inspection_id}/record.json')
    assert sha256(frozen).hexdigest() == database.value('SELECT document_hash FROM submission')
    assert archive.read(f'{folder}/inspections/{inspection_id}/result-ru.pdf').startswith(b'%PDF')
    kept = content(archive, f'{folder}/inspections/{draft.id}/inspection.json')
    assert kept['draft']['Q-2'] == {'option': 'no', 'note': 'Сломан замок'}
    entries = [json.loads(line) for line in archive.read('journal.jsonl').splitlines()]
    assert entries[-1]['action'] == 'export_own_data' and entries[-1]['by_yourself']
    assert 'account.json' in archive.read('README.txt').decode()
    assert 'ваша учётная запись' in archive.read('README.txt').decode()


def test_evidence_is_in_it_once_it_is_clean(database):
    olga = account(database)
    person_id = company(database, olga)
    inspection_id, = belonging(database, person_id)

    def work():
        for file_id, state in (('C' * 26, 'clean'), ('Q' * 26, 'quarantine')):
            evidence_store().write(file_id, b'%PDF evidence')
            db.session.add(Evidence(
                inspection_id=inspection_id, id=file_id, question_code='Q-2', account_id=olga,
                name='Акт.pdf', kind='pdf', state=state, size=13, body_hash='', added_at=NOW))

    committed(database, work)

    _, archive = take_along(signed_in(database, olga))

    found = [name for name in archive.namelist() if '/evidence/' in name]
    assert [name.rsplit('/', 1)[1] for name in found] == ['C' * 26 + '.pdf']
    assert archive.read(found[0]) == b'%PDF evidence'


def test_nothing_of_other_people_is_in_it(database):
    """Neither the companies of others nor the contacts of those one works with."""
    olga, igor = account(database), account(database, 'igor@example.ru')
    shared, foreign = company(database, igor, olga), company(database, igor)
    inspection_id, = belonging(database, shared)
    hidden, = belonging(database, foreign)
    committed(database, lambda: db.session.add(RemedyTask(
        inspection_id=inspection_id, question_code='Q-2', responsible='Пётр Канарейкин',
        note='Заменить замок', due_on=date(2026, 12, 1), updated_at=NOW)))

    _, archive = take_along(signed_in(database, olga))

    whole = b''.join(archive.read(name) for name in archive.namelist()).decode()
    assert content(archive, f'companies/{shared}/company.json')['members'] == 2
    assert 'Заменить замок' in whole
    for foreign_thing in (igor, 'igor@example.ru', foreign, hidden, 'Канарейкин'):
        assert foreign_thing not in whole and foreign_thing not in str(archive.namelist())


def test_secrets_are_not_in_it(client, database):
    sign_up(client, database)
    belonging(database, company(database, database.value('SELECT id FROM user_account')))

    _, archive = take_along(client)

    whole = b''.join(archive.read(name) for name in archive.namelist()).decode()
    for table, column in (('user_session', 'token_hash'), ('self_inspection', 'key_hash'),
                          ('user_account', 'email_digest'), ('verification', 'code')):
        for value, in database.rows(f'SELECT {column} FROM {table}'):
            assert value not in whole, (table, column)


def test_taking_along_is_written_down_and_limited(database):
    client = signed_in(database, account(database))
    form = client.page(PAGE).form(PAGE)

    answers = [client.send(form).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]
    assert database.value(
        "SELECT count(*) FROM journal_entry WHERE action = 'export_own_data'") == 5


def test_taking_along_needs_a_fresh_proof_of_identity(database):
    client = signed_in(database, account(database))
    token = {'csrf_token': client.token()}
    database.execute('UPDATE user_session SET confirmed_at = :past',
                     past=datetime(2020, 1, 1, tzinfo=UTC))

    for answer in (client.get(PAGE), client.post(PAGE, data=token)):
        assert answer.location.startswith('/account/confirm')


def test_staff_take_their_own_account_along(database):
    _, archive = take_along(signed_in(database, staff(database, Role.INSPECTOR)))

    assert content(archive, 'account.json')['roles'] == ['inspector']
    assert content(archive, 'account.json')['hears_of_reports'] == []
    assert not [name for name in archive.namelist() if name.startswith('companies')]


def test_that_one_hears_of_reports_is_taken_along(database):
    inspector = staff(database, Role.INSPECTOR)
    committed(database, lambda: subscribe(inspector, '2026-09', now=NOW))

    _, archive = take_along(signed_in(database, inspector))

    told, = content(archive, 'account.json')['hears_of_reports']
    assert told['told_of'] == '2026-09' and told['since'].startswith(f'{NOW:%Y-%m-%d}')


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_many_reports_need_little_memory(database, tmp_path):
    olga = account(database)
    for inspection_id in belonging(database, company(database, olga), 12):
        report(database, inspection_id, bytes(4 * 1024 * 1024))

    with database.app.app_context(), open(tmp_path / 'export.zip', 'w+b') as file:
        tracemalloc.start()
        write_export(file, export_pieces(olga), NOW)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert file.name and (tmp_path / 'export.zip').stat().st_size > 12 * 4 * 1024 * 1024
    assert peak < 20 * 1024 * 1024
