"""Adding many rows at once, by what each database takes fastest."""
from collections.abc import Mapping, Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import Table, insert

from checklist.extensions import Base, db

# Keys are random, so every lot touches all of an index: SQLite keeps 256 MB of it at hand.
_KEEP_AT_HAND = 'PRAGMA cache_size = -262144'


def prepare_lot() -> None:
    """Tell the database that a great deal comes in this transaction."""
    connection = db.session.connection()
    if connection.dialect.name == 'sqlite':
        connection.exec_driver_sql(_KEEP_AT_HAND)


def insert_many(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add rows that all have the same columns, in their order."""
    if not rows:
        return
    table = model.__table__
    assert isinstance(table, Table)
    if db.engine.dialect.name == 'sqlite':
        db.session.execute(insert(table), rows)
    else:
        _copy(table.name, rows)


def _copy(table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    statement = sql.SQL('COPY {} ({}) FROM STDIN').format(
        sql.Identifier(table), sql.SQL(', ').join(map(sql.Identifier, rows[0])))
    connection: Any = db.session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(tuple(row.values()))
