"""An erasure that is one: not a byte of a canary stays (abuse case A41), after a restore too."""
import logging
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checklist.answers import GivenAnswer
from checklist.cli import register_commands
from checklist.config import Settings
from checklist.database import scrub
from checklist.erasing import erase_waiting
from checklist.extensions import db
from checklist.forgetting import forget_all
from checklist.mailing import Postman
from checklist.models.companies import ControlledObject, ControlledPerson
from checklist.models.inspections import SelfInspection
from checklist.models.tasks import RemedyTask
from checklist.post import make_post
from checklist.services.mail import ask_for_mail
from checklist.start import prepare
from requirements_catalog.model import AnswerOption
from tests.accounts import sign_up
from tests.factories import COMPLETE, RESPONDENT, begin, committed, submit
from tests.holdings import company

NOW = datetime.now(UTC)
EMAIL = 'kanareyka-7391@example.ru'
# Each stands in some column; none may stand in any byte that stays.
CANARIES = ('kanareyka-7391', 'Канарейка Желтопёрая', '7707083893', '1027700132195',
            'Замок сломал кот Барсик', 'улица Птичья', 'Птичий двор')


@pytest.fixture
def canary(client, database):
    """Somebody with something in every table, begun without an account as most do."""
    (database.app.config['VAR'] / 'erasures.jsonl').unlink(missing_ok=True)
    sign_up(client, database, EMAIL)
    account_id = database.value('SELECT id FROM user_account')
    client.send(client.page('/account/profile').main_form, url='/account/profile',
                name='Канарейка Желтопёрая')
    person_id = company(database, account_id)
    respondent = replace(RESPONDENT, name='Канарейка Желтопёрая')
    answers = {**COMPLETE, 'Q-2': GivenAnswer(AnswerOption.NO, 'Замок сломал кот Барсик')}
    draft, done = (begin(database, answers, respondent=respondent) for _ in range(2))
    submit(database, done)

    def work():
        company_row = db.session.get_one(ControlledPerson, person_id)
        company_row.name, company_row.ogrn = 'Канарейка Желтопёрая', '1027700132195'
        db.session.add(ControlledObject(
            person_id=person_id, id='O' * 26, title='Птичий двор', address='улица Птичья, 1',
            profile='{}', created_at=NOW))
        for held in (draft, done):
            row = db.session.get_one(SelfInspection, held.id)
            row.person_id = person_id
        db.session.add(RemedyTask(
            inspection_id=done.id, question_code='Q-2', responsible='Канарейка Желтопёрая',
            note='Замок сломал кот Барсик', updated_at=NOW))
        ask_for_mail('password_changed', EMAIL, {'name': 'Канарейка Желтопёрая'}, language='ru',
                     now=NOW, account_id=account_id)
        ask_for_mail('sign_in', EMAIL, {'link': 'x'}, language='ru', now=NOW)

    committed(database, work)
    return account_id


def erase(client, database):
    answer = client.send(client.page('/account/delete').form('/account/delete'),
                         confirmation='удалить')
    assert answer.status_code == 303
    database.execute("DELETE FROM mail_message WHERE kind = 'erased'")  # it has been sent
    erase_waiting(database.app, NOW)


def hits(blob, canaries=CANARIES):
    return [word for word in canaries if word.encode() in blob]


def files(folder):
    return [path for path in folder.rglob('*') if path.is_file() and path.name != 'prepared']


@pytest.mark.abuse('A41')
@pytest.mark.asvs('14.2.4')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_byte_of_the_person_stays_in_any_file(client, database, canary, caplog):
    caplog.set_level(logging.DEBUG)
    with database.app.app_context():
        scrub(db.engine)
    before = b''.join(path.read_bytes() for path in files(database.folder))
    assert set(hits(before)) == set(CANARIES) - {'kanareyka-7391'}  # the address is sealed

    erase(client, database)

    for path in files(database.folder):
        assert hits(path.read_bytes()) == [], path
    assert hits(caplog.text.encode()) == []


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_without_overwriting_the_file_would_keep_what_was_deleted(
        client, database, canary, monkeypatch):
    """What the test above shows is due to secure_delete and to nothing else."""
    monkeypatch.setattr('checklist.database.SECURE_DELETE', 'OFF')
    database.dispose()

    erase(client, database)

    assert any(hits(path.read_bytes()) for path in files(database.folder))


def rows_in_the_clear(database):
    """Return every value of every table, the sealed ones unsealed."""
    with database.app.app_context():
        return [str(value) for table in db.metadata.sorted_tables
                for row in db.session.execute(db.select(table)) for value in row]


@pytest.mark.abuse('A41')
@pytest.mark.asvs('14.2.4')
def test_no_row_names_the_person_even_unsealed(client, database, canary):
    assert set(hits('\n'.join(rows_in_the_clear(database)).encode())) == set(CANARIES)

    erase(client, database)

    assert hits('\n'.join(rows_in_the_clear(database)).encode()) == []


def alone(database, statement):
    """Run what PostgreSQL refuses within a transaction."""
    database.server.execute(statement, database.url.split('/')[-1])


@pytest.mark.abuse('A41')
@pytest.mark.parametrize('database', [pytest.param(
    'postgresql', marks=pytest.mark.postgresql)], indirect=True)
def test_a_full_vacuum_leaves_no_byte_in_the_files_of_postgresql(
        client, database, canary, server):
    """Not even in the samples of ``ANALYZE``, which would outlive the rows and the vacuum."""
    company(database, canary)  # a second value, for there to be a sample of the column
    alone(database, 'ANALYZE')
    erase(client, database)
    alone(database, 'VACUUM FULL')
    alone(database, 'CHECKPOINT')

    oid = database.value('SELECT oid FROM pg_database WHERE datname = current_database()')
    tables = [path for path in (server.folder / 'data' / 'base' / str(oid)).iterdir()]
    assert tables
    assert [path for path in tables if hits(path.read_bytes())] == []


@pytest.mark.abuse('A41')
@pytest.mark.asvs('14.2.4')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_a_restored_backup_is_emptied_again_before_it_is_served(
        client, database, canary, capsys):
    backup = database.folder.parent / 'backup.db'
    with database.app.app_context():
        scrub(db.engine)
    shutil.copyfile(database.path, backup)
    erase(client, database)
    database.dispose()
    for path in database.folder.glob('checklist.db*'):
        path.unlink()
    shutil.copyfile(backup, database.path)
    backup.unlink()

    prepare(database.app)

    assert 'Erased 1 accounts again' in capsys.readouterr().out
    assert [path for path in files(database.folder) if hits(path.read_bytes())] == []
    assert database.value('SELECT count(*) FROM mail_message') == 0


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_an_operator_replays_the_list_by_a_command(client, database, canary):
    if 'accounts' not in database.app.cli.commands:
        register_commands(database.app)
    erase(client, database)

    outcome = database.app.test_cli_runner().invoke(args=['accounts', 'replay-erasures'])

    assert outcome.output == '0 accounts erased again.\n'


@pytest.mark.abuse('A41')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_messages_written_as_files_go_too(client, database, canary):
    """Those sent before go at once, the last one after a day."""
    shutil.rmtree(database.folder / 'mail', ignore_errors=True)
    postman = Postman(database.app, make_post(Settings(var=database.folder)))
    postman.send_due(datetime.now(UTC) + timedelta(minutes=1))
    written = list((database.folder / 'mail').glob('*.eml'))
    assert [path for path in written if hits(path.read_bytes())]

    client.send(client.page('/account/delete').form('/account/delete'), confirmation='удалить')
    postman.send_due(datetime.now(UTC) + timedelta(minutes=2))
    left = [path for path in files(database.folder) if hits(path.read_bytes())]
    assert [path.name.split('-')[1] for path in left if path.suffix == '.eml'] == ['erased']

    forget_all(database.app, datetime.now(UTC) + timedelta(hours=25))
    assert not list((database.folder / 'mail').glob('*erased*'))


@pytest.mark.abuse('A41')
@pytest.mark.asvs('16.2.5')
def test_the_journal_and_the_proof_hold_nothing_typed(client, database, canary):
    erase(client, database)

    for table in ('journal_entry', 'erasure', 'consent', 'rate_limit_counter'):
        assert hits(str(database.rows(f'SELECT * FROM {table}')).encode()) == []


def test_the_last_message_does_not_outlive_a_day(client, database, canary):
    client.send(client.page('/account/delete').form('/account/delete'), confirmation='удалить')
    assert database.value('SELECT count(*) FROM mail_message') == 1

    forget_all(database.app, NOW + timedelta(hours=25))

    assert database.value('SELECT count(*) FROM mail_message') == 0
