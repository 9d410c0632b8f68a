"""Flask extensions and the base of all tables; imports nothing of ours but the database."""
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import DateTime, Dialect, MetaData, Text, TypeDecorator
from sqlalchemy import Enum as EnumColumn
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry

from checklist.database import WRITING
from checklist.erasure_list import ErasureList
from checklist.file_store import FileStore
from checklist.letter_files import LetterFiles
from checklist.sealing import Sealer

NAMING = {
    'ix': 'ix_%(table_name)s_%(column_0_N_name)s',
    'uq': 'uq_%(table_name)s_%(column_0_N_name)s',
    'ck': 'ck_%(table_name)s_%(constraint_name)s',
    'fk': 'fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s',
    'pk': 'pk_%(table_name)s',
}


class Moment(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; SQLite itself forgets the zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        if value is None or value.tzinfo:
            return value and value.astimezone(UTC)
        return value.replace(tzinfo=UTC)


class Sealed(TypeDecorator[str]):
    """A text that only the service can read (``sealing.py``)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _: Dialect) -> str | None:
        return None if value is None else sealer().seal(value)

    def process_result_value(self, value: str | None, _: Dialect) -> str | None:
        return None if value is None else sealer().unseal(value)


def sealer() -> Sealer:
    """Return what seals contacts and seeds with the key of this service."""
    found: Sealer = current_app.extensions['sealer']
    return found


def erasure_list() -> ErasureList:
    """Return the list of what was erased, which lies outside the database."""
    return ErasureList(current_app.config['VAR'] / 'erasures.jsonl')


def time_zone() -> ZoneInfo:
    """Return the zone in which the service counts days."""
    return ZoneInfo(current_app.config['BABEL_DEFAULT_TIMEZONE'])


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the zone in which the service counts days."""
    return moment.astimezone(time_zone()).date()


def evidence_store() -> FileStore:
    """Return where evidence files lie."""
    found: FileStore = current_app.extensions['evidence']
    return found


def letter_files() -> LetterFiles:
    """Return the messages that were written as files, where no mail server is set."""
    return LetterFiles(current_app.config['VAR'] / 'mail')


def journal_key() -> str:
    """Return the key of the journal's chain."""
    key: str = current_app.config['JOURNAL_KEY']
    return key


def _values(kind: type[Enum]) -> list[Any]:
    return [member.value for member in kind]


class Base(DeclarativeBase):
    """The base of all tables. Enums are kept by value and moments as ``Moment``."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={
            datetime: Moment,
            StrEnum: EnumColumn(StrEnum, native_enum=False, length=32, values_callable=_values),
        })


db = SQLAlchemy(model_class=Base)
csrf = CSRFProtect()
babel = Babel()


def begin_writing() -> None:
    """Begin a transaction that will write, before its first read.

    What is read in it cannot change before it is written. On PostgreSQL rows are locked where
    that matters instead.
    """
    db.session.connection(execution_options=WRITING)


def let_go() -> None:
    """Give up what was not committed. A connection that has died meanwhile is no failure here."""
    try:
        db.session.rollback()
    except DBAPIError:
        db.session().invalidate()


def run_in(app: Flask, work: Callable[[], Any]) -> Any:
    """Do one piece of work in a transaction of its own."""
    with app.app_context():
        begin_writing()
        outcome = work()
        db.session.commit()
        return outcome
