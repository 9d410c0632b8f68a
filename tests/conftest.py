"""The application on both databases, and a client for it."""
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from tests.browsing import Client
from checklist.extensions import begin_writing, db
from checklist.services.catalog import publish_version
from tests.databases import Database, PostgresqlDatabase, SqliteDatabase
from tests.postgresql import Server, why_missing
from tests.shipped import lasting
from requirements_catalog.loader import Catalog, load_catalog

BOTH = ('sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql))


@pytest.fixture(scope='session')
def shipped_catalog() -> Catalog:
    return load_catalog()


@pytest.fixture(scope='session')
def server() -> Iterator[Server]:
    """A PostgreSQL server for this process; it is ended with the tests."""
    if reason := why_missing():
        pytest.skip(reason)
    server = Server()
    try:
        yield server.start()
    finally:
        server.remove()


@pytest.fixture(scope='session')
def sqlite_database(tmp_path_factory: pytest.TempPathFactory,
                    shipped_catalog: Catalog) -> Iterator[Database]:
    yield from _prepared(SqliteDatabase(tmp_path_factory.mktemp('sqlite')), shipped_catalog)


@pytest.fixture(scope='session')
def postgresql_database(server: Server, tmp_path_factory: pytest.TempPathFactory,
                        shipped_catalog: Catalog) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp('postgresql')
    yield from _prepared(PostgresqlDatabase(server, folder), shipped_catalog)


@pytest.fixture(params=BOTH)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A clean database with the shipped catalog: each test runs on SQLite and PostgreSQL."""
    database: Database = request.getfixturevalue(f'{request.param}_database')
    database.reset()
    yield database
    database.dispose()


@pytest.fixture
def app(database: Database) -> Flask:
    return database.app


@pytest.fixture
def client(app: Flask) -> Client:
    return Client(app)


def _prepared(database: Database, catalog: Catalog) -> Iterator[Database]:
    def publish() -> None:
        begin_writing()
        for version in catalog.versions:
            publish_version(lasting(version), now=datetime.now(UTC))
        db.session.commit()

    database.prepare(publish)
    yield database
    database.dispose()
