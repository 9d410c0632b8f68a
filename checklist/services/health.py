"""How the service is, as its administrators see it: numbers and ages, nothing of anybody."""
import platform
import shutil
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.orm import InstrumentedAttribute

from checklist.database import sqlite_module
from checklist.extensions import db
from checklist.models.documents import Document, VersionDocument
from checklist.models.mail import MailMessage
from checklist.models.tasks import Evidence
from checklist.services.journal import record

LIBRARIES = ('Flask', 'SQLAlchemy', 'Werkzeug', 'WTForms', 'WeasyPrint', 'huey', 'gunicorn',
             'cryptography', 'argon2-cffi', 'Authlib')


@dataclass(frozen=True)
class DatabaseState:
    """What the data lies in. ``size`` is in bytes."""

    kind: str
    version: str
    size: int
    revision: str


@dataclass(frozen=True)
class Backlog:
    """What waits to be done, since when, and how much was given up."""

    waiting: int
    since: datetime | None
    failed: int


@dataclass(frozen=True)
class Disk:
    """Room for the data, in bytes."""

    free: int
    total: int


def database_state() -> DatabaseState:
    revision = db.session.scalar(text('SELECT version_num FROM alembic_version')) or ''
    if db.engine.dialect.name == 'postgresql':
        return DatabaseState(
            'PostgreSQL', _ask('SHOW server_version'),
            int(_ask('SELECT pg_database_size(current_database())')), revision)
    size = int(_ask('PRAGMA page_count')) * int(_ask('PRAGMA page_size'))
    return DatabaseState('SQLite', sqlite_module.sqlite_version, size, revision)


def mail_backlog() -> Backlog:
    return _backlog(MailMessage.state, MailMessage.asked_at, 'wanted')


def document_backlog() -> Backlog:
    results, differences = (_backlog(table.state, table.asked_at, 'wanted')
                            for table in (Document, VersionDocument))
    return Backlog(
        results.waiting + differences.waiting,
        min(filter(None, (results.since, differences.since)), default=None),
        results.failed + differences.failed)


def evidence_backlog() -> Backlog:
    return _backlog(Evidence.state, Evidence.added_at, 'quarantine')


def hurry_mail(now: datetime) -> int:
    """Let what waits for another attempt be sent at once; return how many messages that is."""
    hurried: int = db.session.execute(update(MailMessage).where(
        MailMessage.state == 'wanted', MailMessage.send_after > now).values(
            send_after=now)).rowcount  # type: ignore[attr-defined]
    record('hurry_mail', '', now, messages=hurried)
    return hurried


def disk(folder: Path) -> Disk:
    usage = shutil.disk_usage(folder)
    return Disk(usage.free, usage.total)


def versions() -> list[tuple[str, str]]:
    """Return the version of Python and of the libraries that matter most."""
    return [('Python', platform.python_version()),
            *((name, _version(name)) for name in LIBRARIES)]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return '—'


def _ask(statement: str) -> str:
    with db.engine.connect() as connection:
        return str(connection.exec_driver_sql(statement).scalar_one())


def _backlog(state: InstrumentedAttribute[str], since: InstrumentedAttribute[Any],
             waiting: str) -> Backlog:
    count, oldest = db.session.execute(
        select(func.count(), func.min(since)).where(state == waiting)).one()
    failed = db.session.scalar(select(func.count()).where(state == 'failed')) or 0
    return Backlog(count, oldest, failed)
