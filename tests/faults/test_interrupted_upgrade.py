"""kill -9 in the middle of a migration: the database is at the old revision or at the new one."""
import os
import random
import signal
import subprocess
import sys

import pytest
from sqlalchemy import inspect

from checklist.config import ROOT
from checklist.extensions import db
from checklist.schema import is_current, upgrade
from tests.databases import (
    DATA_KEY, JOURNAL_KEY, SECRET_KEY, PostgresqlDatabase, SqliteDatabase)

# A process that upgrades and kills itself at its n-th statement.
PROGRAM = """
import os, signal, sys
from sqlalchemy import event
from checklist.app import create_app
from checklist.config import Settings
from checklist.extensions import db
from checklist.schema import upgrade

left = int(sys.argv[1])

def count(*_statement):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

with create_app(Settings.from_environment()).app_context():
    event.listen(db.engine, 'before_cursor_execute', count)
    upgrade()
"""


@pytest.fixture(params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def empty(request, tmp_path):
    if request.param == 'sqlite':
        database = SqliteDatabase(tmp_path)
    else:
        name = f'interrupted_{random.randrange(10 ** 9)}'
        database = PostgresqlDatabase(request.getfixturevalue('server'), tmp_path, name)
    yield database
    database.dispose()


@pytest.mark.parametrize('statement', [3, 11, 24])
def test_a_migration_that_is_killed_is_done_or_not_begun(empty, statement):
    environment = {**os.environ, 'CHECKLIST_VAR': str(empty.folder), 'PYTHONPATH': str(ROOT),
                   'CHECKLIST_DATABASE_URL': empty.url, 'CHECKLIST_SECRET_KEY': SECRET_KEY,
                   'CHECKLIST_DATA_KEY': DATA_KEY, 'CHECKLIST_JOURNAL_KEY': JOURNAL_KEY}

    done = subprocess.run([sys.executable, '-c', PROGRAM, str(statement)], env=environment,
                          cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == -signal.SIGKILL, done.stderr
    with empty.app.app_context():
        assert not is_current()
        names = inspect(db.engine).get_table_names()
        assert 'checklist_version' not in names
        upgrade()
        assert is_current()
        assert 'submission' in inspect(db.engine).get_table_names()
