"""On PostgreSQL the service needs no more than to read and write rows, and gets no more."""
import re
import secrets
from datetime import UTC, datetime

import pytest
from huey import PostgresHuey
from sqlalchemy.exc import ProgrammingError

from checklist.config import ROOT
from checklist.erasing import erase_waiting
from checklist.forgetting import forget_all
from checklist.jobs import prepare_queue
from checklist.services.journal_proof import anchor_journal
from checklist.start import prepare
from tests.accounts import account, sign_up, signed_in
from tests.browsing import Client
from tests.databases import PostgresqlDatabase
from tests.factories import committed, submitted
from tests.holdings import belonging, company

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize(
    'database', ['postgresql'], indirect=True)]

SCRIPT = (ROOT / 'docs' / 'postgresql-role.sql').read_text(encoding='utf-8')
NOW = datetime.now(UTC)
FORBIDDEN = (
    'CREATE TABLE mine (id int)', 'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$SELECT 1$$',
    'DROP TABLE submission', 'ALTER TABLE submission ADD COLUMN mine int',
    'TRUNCATE rate_limit_counter', 'ALTER TABLE journal_entry DISABLE TRIGGER ALL',
    "SET session_replication_role = 'replica'", "UPDATE journal_entry SET action = 'x'",
    'DELETE FROM journal_entry', 'DELETE FROM consent', "UPDATE consent_text SET text = ''",
    "UPDATE alembic_version SET version_num = 'x'", 'CREATE ROLE mine',
    "COPY rate_limit_counter TO '/tmp/mine'", 'SELECT pg_read_file($$/etc/passwd$$)')


class AsRole(PostgresqlDatabase):
    """The database of another, used with the rights of a role."""

    def __init__(self, database, role):
        self.server = database.server
        url = database.url.replace('//postgres@', f'//{role}@')
        super(PostgresqlDatabase, self).__init__(url, database.folder)


@pytest.fixture
def served(database):
    """The database as the service sees it whose role the documentation makes."""
    role = f'service_{secrets.token_hex(4)}'
    queue = queue_of(database)
    prepare_queue(queue)
    queue.storage.close()
    database.server.execute(f'CREATE ROLE {role} LOGIN')
    with database.connection() as connection:
        for statement in statements(role):
            connection.exec_driver_sql(statement)
    served = AsRole(database, role)
    yield served
    served.dispose()
    with database.connection() as connection:
        connection.exec_driver_sql(f'DROP OWNED BY {role}')
        connection.exec_driver_sql('GRANT CREATE ON SCHEMA public TO PUBLIC')
    database.server.execute(f'DROP ROLE {role}')


def statements(role):
    """Return what psql makes of the script."""
    text = re.sub('--.*', '', SCRIPT).replace(':"service"', role)
    return [statement.strip() for statement in text.split(';') if statement.strip()]


def queue_of(database):
    return PostgresHuey('checklist', dsn=database.url.replace('+psycopg', ''),
                        create_tables=False)


@pytest.mark.asvs('13.2.2')
def test_the_service_works_with_its_own_role(served, tmp_path):
    """It starts, people sign up, submit and are erased, jobs run, things are forgotten."""
    prepare(served.app)
    client = Client(served.app)
    sign_up(client, served, 'new@example.ru')
    olga = account(served)
    belonging(served, company(served, olga), 2)
    submitted(served)
    client = signed_in(served, olga)
    client.send(client.page('/account/delete').form('/account/delete'), confirmation='удалить')
    erase_waiting(served.app, NOW)
    forget_all(served.app, NOW)
    committed(served, lambda: anchor_journal(tmp_path / 'anchors', NOW.date()))
    queue = queue_of(served)
    prepare_queue(queue)
    queue.storage.enqueue(b'job')

    assert queue.storage.dequeue() == b'job'
    queue.storage.close()
    assert served.value('SELECT count(*) FROM user_account') == 1
    assert served.value('SELECT count(*) FROM submission') == 1


@pytest.mark.abuse('A37')
@pytest.mark.asvs('13.2.2', '16.4.2')
def test_its_role_may_do_nothing_else(served):
    for statement in FORBIDDEN:
        with pytest.raises(ProgrammingError) as refused:
            served.execute(statement)
        assert refused.value.orig.sqlstate == '42501', statement
