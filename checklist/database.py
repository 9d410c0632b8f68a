"""How connections to the two databases behave.

SQLite: every acknowledged commit is on disk (WAL with synchronous=FULL). Libraries before
3.51.3 can corrupt a WAL file when two connections checkpoint at once, so with these the journal
is DELETE with synchronous=EXTRA, the other setting that survives a power cut. A transaction that
is to write begins with BEGIN IMMEDIATE, and within one process writers wait for each other on a
lock: SQLite's own waiting polls and is unfair, which costs a long tail. What is deleted is
overwritten with zeros, so that the file does not keep what the service has erased.
"""
import sqlite3
import threading
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

try:
    import pysqlite3 as newest
except ImportError:
    newest = sqlite3
sqlite_module: Any = newest

WAL_IS_SAFE_SINCE = (3, 51, 3)
WAIT_SECONDS = 5.0
# A connection for each thread of gunicorn.py: one more than the pool keeps is opened each time.
THREADS = 8
SECURE_DELETE = 'ON'
WRITING = {'checklist_writing': True}
# A path that is cut is noticed within seconds; psycopg itself would wait for ever.
REACHABLE = {'connect_timeout': 3, 'tcp_user_timeout': 4000, 'keepalives_idle': 2,
             'keepalives_interval': 1, 'keepalives_count': 2}

_write_lock = threading.Lock()


def engine_options(url: str) -> dict[str, Any]:
    """Return the options of create_engine for a database URL."""
    if make_url(url).get_backend_name() == 'sqlite':
        return {'hide_parameters': True, 'module': sqlite_module, 'pool_size': THREADS,
                'connect_args': {'timeout': WAIT_SECONDS}}
    return {
        'hide_parameters': True,
        'pool_pre_ping': True,
        'pool_size': THREADS,
        'connect_args': {
            **REACHABLE, 'options': '-c statement_timeout=15000 -c lock_timeout=5000'},
    }


def prepare_engine(engine: Engine) -> None:
    """Make an engine keep the promises of this module."""
    if engine.dialect.name != 'sqlite':
        return
    event.listen(engine, 'connect', _set_pragmas)
    event.listen(engine, 'begin', _begin)
    event.listen(engine, 'commit', _release)
    event.listen(engine, 'rollback', _release)


def wal_is_safe() -> bool:
    version: tuple[int, ...] = sqlite_module.sqlite_version_info
    return version >= WAL_IS_SAFE_SINCE


def scrub(engine: Engine) -> None:
    """Empty the log of SQLite, whose older frames still hold what was deleted since.

    PostgreSQL is left to its operator: ``VACUUM FULL`` locks tables (docs/operations.md).
    """
    if engine.dialect.name != 'sqlite':
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute('PRAGMA wal_checkpoint(TRUNCATE)')
    finally:
        connection.close()


def _set_pragmas(connection: Any, _: Any) -> None:
    connection.isolation_level = None
    journal, synchronous = ('WAL', 'FULL') if wal_is_safe() else ('DELETE', 'EXTRA')
    cursor = connection.cursor()
    for pragma in (f'journal_mode={journal}', f'synchronous={synchronous}', 'foreign_keys=ON',
                   f'busy_timeout={int(WAIT_SECONDS * 1000)}', 'mmap_size=0',
                   f'secure_delete={SECURE_DELETE}'):
        cursor.execute(f'PRAGMA {pragma}')
    cursor.close()


def _begin(connection: Connection) -> None:
    if not connection.get_execution_options().get('checklist_writing'):
        connection.exec_driver_sql('BEGIN')
        return
    if not _write_lock.acquire(timeout=WAIT_SECONDS):
        raise OperationalError('BEGIN IMMEDIATE', {}, TimeoutError('the write lock is taken'))
    connection.info['holds_write_lock'] = True
    try:
        connection.exec_driver_sql('BEGIN IMMEDIATE')
    except BaseException:
        _release(connection)
        raise


def _release(connection: Connection) -> None:
    if connection.info.pop('holds_write_lock', False):
        _write_lock.release()
