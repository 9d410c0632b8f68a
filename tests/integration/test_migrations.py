"""Every revision, up and down with data, on both databases; the models say the same."""
import json
import random
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import ForeignKeyConstraint, event, inspect, text
from sqlalchemy.exc import DBAPIError

from checklist.extensions import db
from checklist.schema import MIGRATIONS, downgrade, is_current, upgrade
from checklist.services.journal_proof import journal_damages
from tests.databases import PostgresqlDatabase, SqliteDatabase
from tests.factories import COMPLETE, begin, publish, submit
from tests.observed import freeze, observe_all

REVISIONS = [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
ONLY_POSTGRESQL = ('0003',)
ONLY_DATA = ('0007',)
# What the queue and the tools keep for themselves.
FOREIGN = ('huey', 'kv', 'schedule', 'task', 'counter', 'alembic')


@pytest.fixture(params=['sqlite', pytest.param('postgresql', marks=pytest.mark.postgresql)])
def empty(request, tmp_path):
    """A database without any table."""
    if request.param == 'sqlite':
        database = SqliteDatabase(tmp_path)
    else:
        name = f'migrated_{random.randrange(10 ** 9)}'
        database = PostgresqlDatabase(request.getfixturevalue('server'), tmp_path, name)
    yield database
    database.dispose()


def run(database, work):
    with database.app.app_context():
        work()
    database.dispose()


def tables(database):
    with database.app.app_context():
        names = inspect(db.engine).get_table_names()
    return sorted(name for name in names if not name.startswith(FOREIGN))


def shape(database):
    """Return everything about the tables that can differ: columns, keys, indexes, triggers."""
    with database.app.app_context():
        inspector = inspect(db.engine)
        found = {name: (
            [(c['name'], str(c['type']), c['nullable']) for c in inspector.get_columns(name)],
            inspector.get_pk_constraint(name)['constrained_columns'],
            sorted(str(key['constrained_columns']) for key in inspector.get_foreign_keys(name)),
            sorted(str(index['column_names']) for index in inspector.get_indexes(name)))
            for name in tables(database)}
    return found, triggers(database), samples(database)


def samples(database):
    """Return the columns of which PostgreSQL may keep no samples."""
    if database.name == 'sqlite':
        return []
    return sorted(map(tuple, database.rows(
        'SELECT CAST(attrelid AS regclass) AS text, attname FROM pg_attribute'
        ' WHERE attnum > 0 AND NOT attisdropped AND attstattarget = 0')))


def triggers(database):
    query = ("SELECT name FROM sqlite_master WHERE type = 'trigger'"
             if database.name == 'sqlite' else
             'SELECT tgname FROM pg_trigger WHERE NOT tgisinternal')
    return sorted(row[0] for row in database.rows(query))


def test_models_and_migrations_agree(empty):
    run(empty, upgrade)

    with empty.app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={
            'compare_type': True, 'compare_server_default': True,
            'include_object': lambda _item, name, kind, *_rest:
                kind != 'table' or not name.startswith(FOREIGN)})
        differences = [item for item in compare_metadata(context, db.metadata)
                       if not is_nameless(item)]
        assert differences == []
        constraints = {item['name'] for name in tables(empty)
                       for item in inspect(connection).get_check_constraints(name)}
    assert 'ck_self_inspection_draft_has_answers' in constraints


def is_nameless(difference):
    """Return whether it is the key of a column that SQLite got later: its name is not read."""
    item = difference[-1]
    return (db.engine.dialect.name == 'sqlite' and isinstance(item, ForeignKeyConstraint)
            and [column.name for column in item.columns] == ['person_id'])


def test_a_company_takes_its_self_inspections_along(empty):
    run(empty, upgrade)
    with empty.app.app_context(), db.engine.connect() as connection:
        keys = inspect(connection).get_foreign_keys('self_inspection')
        if db.engine.dialect.name == 'sqlite':
            keys = [{'referred_table': row.table, 'options': {'ondelete': row.on_delete}}
                    for row in connection.execute(
                        text("SELECT * FROM pragma_foreign_key_list('self_inspection')"))]

    assert {key['referred_table']: key['options'].get('ondelete') for key in keys}[
        'controlled_person'] == 'CASCADE'


def test_the_newest_revision_is_known(empty):
    with empty.app.app_context():
        assert not is_current()
    run(empty, upgrade)
    with empty.app.app_context():
        assert is_current()


@pytest.mark.parametrize('revision', REVISIONS)
def test_every_revision_goes_up_down_and_up_again(empty, revision):
    place = REVISIONS.index(revision)
    before = REVISIONS[place - 1] if place else 'base'
    run(empty, lambda: upgrade(before) if place else None)
    below = shape(empty) if place else ({}, [], [])

    run(empty, lambda: upgrade(revision))
    above = shape(empty)
    run(empty, lambda: downgrade(before))
    assert shape(empty) == below
    run(empty, lambda: upgrade(revision))

    assert shape(empty) == above
    unchanged = revision in ONLY_DATA or (
        empty.name == 'sqlite' and revision in ONLY_POSTGRESQL)
    assert (above != below) is not unchanged


def test_totals_of_what_was_frozen_before_are_those_of_freezing(empty):
    run(empty, upgrade)
    published = publish(empty)
    observe_all(empty, published.id, [
        (f'{place:010}', f'757{place % 2:02}EI1', f'{answers}P4-')
        for place, answers in enumerate(['YNYAY'] * 30 + ['NYUAN'] * 25 + ['YYYYY'] * 12)])
    freeze(empty)
    written = totals(empty)

    run(empty, lambda: downgrade('0006'))
    assert totals(empty) == {}
    run(empty, upgrade)

    assert totals(empty) == written
    assert len(written['']['']) == 4
    assert set(written['territory']) == {'75700', '75701'}
    with pytest.raises(DBAPIError, match='immutable'):
        empty.execute('DELETE FROM frozen_table')


def totals(database):
    return {row.grouping: json.loads(row.body) for row in database.rows(
        "SELECT grouping, body FROM frozen_table WHERE item = '@questions'")}


def test_going_up_again_after_the_newest_changes_no_data(empty):
    run(empty, upgrade)
    held = begin(empty, COMPLETE)
    submit(empty, held)
    before = empty.checksum()

    run(empty, upgrade)

    assert empty.checksum() == before


def test_everything_can_be_taken_down_although_it_is_guarded(empty):
    run(empty, upgrade)
    submit(empty, begin(empty, COMPLETE))

    run(empty, lambda: downgrade('base'))

    assert tables(empty) == []
    assert triggers(empty) == []
    run(empty, upgrade)
    publish(empty)


@pytest.mark.parametrize('fault', [1, 2, 5, 12, 22])
def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(empty, fault):
    """Both databases change their tables within one transaction."""
    seen = 0
    with empty.app.app_context():
        engine = db.engine

    def fail(*_statement):
        nonlocal seen
        seen += 1
        if seen == fault:
            raise RuntimeError('half way')

    event.listen(engine, 'before_cursor_execute', fail)
    try:
        with pytest.raises(RuntimeError):
            run(empty, upgrade)
    finally:
        event.remove(engine, 'before_cursor_execute', fail)
    empty.dispose()

    assert tables(empty) == []
    assert triggers(empty) == []
    run(empty, upgrade)
    assert 'submission' in tables(empty)


def test_an_old_journal_is_chained_and_what_was_forgotten_before_is_not_missed(empty, tmp_path):
    run(empty, lambda: upgrade('0001'))
    for number, (action, found) in enumerate(
            [('begin', 'A'), ('begin', 'B'), ('delete', 'B'), ('begin', 'C')], 1):
        empty.execute(
            'INSERT INTO journal_entry (id, at, action, object_id, details)'
            " VALUES (:id, :at, :action, :found, '')",
            id=number * 3, at=datetime.now(UTC), action=action, found=found)

    run(empty, upgrade)

    with empty.app.app_context():
        assert list(journal_damages(tmp_path / 'anchors', datetime.now(UTC))) == []
    rows = empty.rows('SELECT id, action, object_id FROM journal_entry ORDER BY id')
    assert [row.id for row in rows] == [1, 2, 3, 4, 5, 6]
    assert {(row.action, row.object_id) for row in rows[4:]} == {('expire', 'A'), ('expire', 'C')}
