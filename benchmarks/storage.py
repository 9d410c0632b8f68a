"""How many bytes a submitted self-inspection takes on disk."""
from collections.abc import Iterator
from pathlib import Path

import psycopg

from benchmarks.content import WHOLE
from benchmarks.harness import Row, at_most
from benchmarks.servers import Product
from checklist.database import sqlite_module
from checklist.extensions import db

STORED = 2_000
BATCH = 500
# What statistics keep of each until its month is frozen, and what is kept of a month for ever.
ROWS, FROZEN = 'observation', ('frozen_frame', 'frozen_table')


def storage_rows(name: str, product: Product) -> Iterator[Row]:
    """Yield the bytes of one of 2,000 submissions of 40 answers without notes, by table."""
    with product.app.app_context():
        before = sizes(product)
        for _ in range(STORED // BATCH):
            product.begin(WHOLE, BATCH, submitted=True)
        after = sizes(product)
    grown = {table: (after[table] - before.get(table, 0)) / STORED for table in after}
    yield Row(f'{name}: a submitted self-inspection, bytes', grown.pop('whole'),
              must=at_most(1500), dream=at_most(600))
    for table, size in sorted(grown.items(), key=lambda item: -item[1]):
        if size >= 1:
            until = ' (until its month is frozen)' if table == ROWS else ''
            yield Row(f'{name}: of these in {table}{until}', size)


def sizes(product: Product) -> dict[str, int]:
    """Return the bytes of each table with its indexes, once all free space is given back."""
    db.session.rollback()
    url = product.settings.database_url
    return _sqlite_sizes(url) if product.settings.embedded else _postgresql_sizes(url)


def _sqlite_sizes(url: str) -> dict[str, int]:
    path = url.removeprefix('sqlite:///')
    connection = sqlite_module.connect(path, isolation_level=None)
    connection.execute('VACUUM')
    connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
    whole = {'whole': Path(path).stat().st_size}
    try:
        return {**whole, **dict(connection.execute(
            'SELECT m.tbl_name, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m'
            ' ON m.name = s.name GROUP BY m.tbl_name'))}
    except sqlite_module.OperationalError:
        # This SQLite was built without dbstat.
        return {**whole, **{table: _size_of(path, table) for table in (ROWS, *FROZEN)}}
    finally:
        connection.close()


def _size_of(path: str, table: str) -> int:
    """Return the bytes of a database that has one table with its indexes and nothing else."""
    copy = Path(f'{path}.{table}')
    connection = sqlite_module.connect(str(copy), isolation_level=None)
    connection.execute('ATTACH ? AS whole', (path,))
    for statement, in connection.execute(
            'SELECT sql FROM whole.sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL'
            " AND type <> 'trigger' ORDER BY type DESC", (table,)).fetchall():
        connection.execute(statement)
    connection.execute(f'INSERT INTO {table} SELECT * FROM whole.{table}')
    connection.close()
    size = copy.stat().st_size
    copy.unlink()
    return size


def _postgresql_sizes(url: str) -> dict[str, int]:
    with psycopg.connect(url.replace('+psycopg', ''), autocommit=True) as connection:
        connection.execute('VACUUM FULL')
        sizes = dict(connection.execute(
            'SELECT relname, pg_total_relation_size(oid) FROM pg_class'
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            " AND relname <> 'floor'"))
    return {**sizes, 'whole': sum(sizes.values())}
