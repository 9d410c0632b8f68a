"""The two databases as the tests use them: migrated once, clean for every test."""
import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from huey import MemoryHuey
from sqlalchemy import Connection, event, text

from checklist.app import create_app
from checklist.config import Settings
from checklist.extensions import db
from checklist.jobs import register_jobs
from checklist.schema import upgrade
from tests.postgresql import Server

SECRET_KEY = 'only-for-tests-' + 'x' * 32
DATA_KEY = 'only-for-tests-' + 'd' * 32
JOURNAL_KEY = 'only-for-tests-' + 'j' * 32
PREPARED = 'prepared'
STATE = 'state'
JOURNAL = ('journal_entry', 'journal_head')


def make_app(database_url: str, folder: Path, **settings: Any) -> Flask:
    """Return an application whose queue is in memory, so that no test leaves one open."""
    app = create_app(Settings(**{
        'var': folder, 'database_url': database_url, 'secret_key': SECRET_KEY,
        'data_key': DATA_KEY, 'journal_key': JOURNAL_KEY, **settings}))
    register_jobs(app, MemoryHuey('checklist'))
    return app


class Database:
    """A database with its application; ``reset`` brings it back to the freshly published one."""

    name = ''

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.app = make_app(url, folder)

    def prepare(self, publish: Callable[[], None]) -> None:
        """Migrate, publish the catalog, and keep a copy to come back to."""
        with self.app.app_context():
            upgrade()
            publish()
        self.dispose()
        self._keep()

    def reset(self) -> None:
        raise NotImplementedError

    def _keep(self) -> None:
        raise NotImplementedError

    def keep_state(self) -> None:
        """Keep a copy of everything as it is now, for ``restore_state``."""
        raise NotImplementedError

    def restore_state(self) -> None:
        raise NotImplementedError

    def dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """Give a connection of its own; what is done in it is committed."""
        with self.app.app_context(), db.engine.begin() as connection:
            yield connection

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.connection() as connection:
            return list(connection.execute(text(statement), values))

    def value(self, statement: str, **values: Any) -> Any:
        rows = self.rows(statement, **values)
        return rows[0][0] if rows else None

    def execute(self, statement: str, **values: Any) -> None:
        with self.connection() as connection:
            connection.execute(text(statement), values)

    @contextmanager
    def statements(self) -> Iterator[list[str]]:
        """Give a list to which all that the database is asked is added."""
        with self.app.app_context():
            engine = db.engine
        seen: list[str] = []

        def see(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            seen.append(statement)

        event.listen(engine, 'before_cursor_execute', see)
        try:
            yield seen
        finally:
            event.remove(engine, 'before_cursor_execute', see)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has, limits apart."""
        return {name: self.value(f'SELECT count(*) FROM {name}') for name in _tables()}

    def checksum(self, *without: str) -> dict[str, str]:
        """Return a hash of the rows of each table; the counters of limits are left out."""
        with self.connection() as connection:
            return {name: _digest(connection.execute(text(f'SELECT * FROM {name}')))
                    for name in _tables() if name not in without}


class SqliteDatabase(Database):
    """SQLite in a file; a clean one is a copy of the prepared file."""

    name = 'sqlite'

    def __init__(self, folder: Path) -> None:
        self.path = folder / 'checklist.db'
        super().__init__(f'sqlite:///{self.path}', folder)

    def reset(self) -> None:
        self.dispose()
        for path in (*self.folder.glob('checklist.db*'), *self.folder.glob(STATE)):
            path.unlink()
        shutil.copyfile(self.folder / PREPARED, self.path)

    def _keep(self) -> None:
        shutil.copyfile(self.path, self.folder / PREPARED)

    def keep_state(self) -> None:
        self.dispose()
        shutil.copyfile(self.path, self.folder / STATE)

    def restore_state(self) -> None:
        self.dispose()
        for path in self.folder.glob('checklist.db*'):
            path.unlink()
        shutil.copyfile(self.folder / STATE, self.path)


class PostgresqlDatabase(Database):
    """A database of the test server. Emptying it is ten times as fast as copying a template.

    Only the journal is put back as it was, since tests tamper with it.
    """

    name = 'postgresql'

    def __init__(self, server: Server, folder: Path, name: str = 'checklist') -> None:
        self.server = server
        server.execute(f'CREATE DATABASE {name}')
        super().__init__(server.url(name), folder)
        self.newest_version = 0

    def reset(self) -> None:
        self.dispose()
        with self.connection() as connection:
            # The triggers that refuse changes would refuse this too.
            connection.execute(text('SET LOCAL session_replication_role = replica'))
            connection.execute(text(f'DROP SCHEMA IF EXISTS {STATE} CASCADE'))
            for name in _tables():
                column, newest = {
                    'checklist_version': ('id', self.newest_version),
                    'control_question': ('version_id', self.newest_version)}.get(name, ('1', 0))
                connection.execute(text(f'DELETE FROM {name} WHERE {column} > {newest}'))
            connection.execute(text('DELETE FROM rate_limit_counter'))
            for name in JOURNAL:
                connection.execute(text(f'INSERT INTO {name} SELECT * FROM {PREPARED}_{name}'))

    def _keep(self) -> None:
        self.newest_version = self.value('SELECT max(id) FROM checklist_version')
        for name in JOURNAL:
            self.execute(f'CREATE TABLE {PREPARED}_{name} AS TABLE {name}')

    def keep_state(self) -> None:
        with self.connection() as connection:
            connection.execute(text('DROP SCHEMA IF EXISTS state CASCADE; CREATE SCHEMA state'))
            for name in _changing_tables():
                connection.execute(text(f'CREATE TABLE state.{name} AS TABLE {name}'))

    def restore_state(self) -> None:
        with self.connection() as connection:
            connection.execute(text('SET LOCAL session_replication_role = replica'))
            for name in _changing_tables():
                connection.execute(text(f'DELETE FROM {name}'))
                connection.execute(text(f'INSERT INTO {name} TABLE state.{name}'))


def _digest(rows: Iterable[Any]) -> str:
    return hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()


def _changing_tables() -> list[str]:
    """Return what changes between one publication of the catalog and the next."""
    return sorted(set(db.metadata.tables) - {'checklist_version', 'control_question'})


def _tables() -> list[str]:
    return sorted(name for name in db.metadata.tables if name != 'rate_limit_counter')
