"""Background work: what is queued, and the sweep that finds again what the queue lost.

The web puts names and ids into the queue and never runs a job. A worker process hands its
tools to ``register_jobs``. A lost queue loses nothing: wanted documents, messages and files to
clean stand in the database.
"""
import logging
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from huey import PostgresHuey, crontab
from huey.api import Huey
from huey.serializer import SignedSerializer
from huey.storage import BaseSqlStorage, SqliteStorage

from checklist.config import Settings
from checklist.database import REACHABLE, WAIT_SECONDS, sqlite_module, wal_is_safe
from checklist.document_pages import make_document
from checklist.erasing import erase_waiting
from checklist.extensions import run_in
from checklist.forgetting import forget_all
from checklist.mailing import Postman
from checklist.printed import Printer
from checklist.quarantine import Quarantine
from checklist.reporting import make_report, reports_to_make
from checklist.services.documents import DocumentId, wanted_documents
from checklist.services.evidence_cleaning import EvidenceId, waiting_evidence
from checklist.services.journal_proof import anchor_journal
from checklist.services.radar import tell_of_endings
from checklist.services.reminders import plan_forgotten, remind
from checklist.services.report_subscriptions import tell_of_reports

logger = logging.getLogger(__name__)

DAYTIME = range(8, 20)


class MonthFreezer(Protocol):
    """Freezes the statistics of months that are over."""

    def freeze_due(self, now: datetime) -> int: ...


class SqliteQueue(SqliteStorage):  # type: ignore[misc]
    """The queue in a file, by the library and the journal that ``database.py`` chooses.

    A queue may be lost, so in WAL no message waits for the disk.
    """

    integrity_error = sqlite_module.IntegrityError
    operational_error = sqlite_module.OperationalError

    def _create_connection(self) -> Any:
        connection = sqlite_module.connect(
            self.filename, timeout=WAIT_SECONDS, check_same_thread=False, isolation_level=None)
        self._set_journal_mode(connection)
        connection.execute('PRAGMA synchronous=NORMAL')
        return connection


def make_queue(settings: Settings) -> Huey:
    """Return the queue of the service: a file beside SQLite, tables in PostgreSQL.

    Messages are signed, since the default serializer would unpickle whatever it is given. The
    worker makes the tables in PostgreSQL, so that the web starts while PostgreSQL is away.
    """
    serializer = SignedSerializer(secret=settings.secret_key, salt='checklist-jobs')
    if settings.embedded:
        return Huey('checklist', storage_class=SqliteQueue, serializer=serializer,
                    filename=str(settings.var / 'jobs.db'),
                    journal_mode='wal' if wal_is_safe() else 'truncate')
    dsn = settings.database_url.replace('postgresql+psycopg://', 'postgresql://')
    return PostgresHuey('checklist', dsn=dsn, serializer=serializer, create_tables=False,
                        options='-c synchronous_commit=off', **REACHABLE)


def prepare_queue(queue: Huey) -> None:
    """Make the tables of the queue where they are missing.

    A role of PostgreSQL that may make none finds them made by ``database upgrade``.
    """
    storage = queue.storage
    if isinstance(queue, PostgresHuey):
        last = storage.sql('SELECT to_regclass(%s)', (storage.table_counter,), results=True)
        if last[0][0] is not None:
            return
    if isinstance(storage, BaseSqlStorage):
        storage.initialize_schema()


def register_jobs(app: Flask, queue: Huey, printer: Printer | None = None,
                  postman: Postman | None = None, quarantine: Quarantine | None = None,
                  freezer: MonthFreezer | None = None) -> None:
    """Name the jobs of the queue. Only a worker has the tools and ever runs them."""

    def mail() -> None:
        if postman is not None:
            postman.send_due(datetime.now(UTC))

    def clean(*evidence_id: str) -> None:
        clean_file(quarantine, (evidence_id[0], evidence_id[1]))

    def sweep() -> None:
        queue_lost_work(app)
        if postman is not None:
            app.extensions['jobs']['mail']()

    app.extensions['queue'] = queue
    app.extensions['jobs'] = {
        **_printing(app, queue, printer),
        'mail': queue.task(name='mail')(mail),
        'sweep': queue.periodic_task(crontab(minute='*'), name='sweep')(sweep),
        'clean': queue.task(name='clean')(clean),
        **_upkeep(app, queue, quarantine),
        'freeze': queue.periodic_task(crontab(minute='27'), name='freeze')(
            lambda: freeze_months(freezer)),
    }


def _printing(app: Flask, queue: Huey, printer: Printer | None) -> dict[str, Any]:
    """Name the jobs that print one document or one report, by its id."""

    def render(*document_id: str) -> None:
        if printer is not None:
            make_document(app, printer, (document_id[0], document_id[1], document_id[2]))

    def report(*report_id: str) -> None:
        if printer is not None:
            make_report(app, printer, (report_id[0], report_id[1], report_id[2]))

    return {'render': queue.task(name='render')(render),
            'report': queue.task(name='report')(report)}


def _upkeep(app: Flask, queue: Huey, quarantine: Quarantine | None) -> dict[str, Any]:
    """Name the jobs that nobody waits for: anchors, and all that is forgotten."""

    def anchor() -> None:
        now = datetime.now(UTC)
        run_in(app, lambda: anchor_journal(app.config['ANCHORS'], now.date()))

    def forget() -> None:
        forget_all(app, datetime.now(UTC))
        erase()
        tidy_files(quarantine)
        remind_all(app, datetime.now(UTC))

    def erase() -> None:
        erase_waiting(app, datetime.now(UTC))

    return {
        'erase': queue.task(name='erase')(erase),
        'anchor': queue.periodic_task(crontab(minute='7'), name='anchor')(anchor),
        'forget': queue.periodic_task(crontab(minute='17'), name='forget')(forget),
    }


def clean_file(quarantine: Quarantine | None, evidence_id: EvidenceId) -> None:
    if quarantine is not None:
        quarantine.clean(evidence_id)


def tidy_files(quarantine: Quarantine | None) -> None:
    if quarantine is not None:
        quarantine.tidy()


def freeze_months(freezer: MonthFreezer | None) -> None:
    if freezer is not None:
        freezer.freeze_due(datetime.now(UTC))


def remind_all(app: Flask, moment: datetime) -> None:
    """Remind of tasks and of acts that end, and tell of new reports, at daytime.

    Coming every hour, it makes up for an hour that was missed.
    """
    local = moment.astimezone(ZoneInfo(app.config['BABEL_DEFAULT_TIMEZONE']))
    run_in(app, lambda: plan_forgotten(moment))
    if local.hour in DAYTIME:
        run_in(app, lambda: remind(local.date(), now=moment))
        run_in(app, lambda: tell_of_endings(local.date(), now=moment))
        run_in(app, lambda: tell_of_reports(now=moment))


def queue_lost_work(app: Flask) -> None:
    """Queue again what is wanted and nobody is at work on."""
    for document_id in run_in(app, lambda: wanted_documents(datetime.now(UTC))):
        app.extensions['jobs']['render'](*document_id)
    for evidence_id in run_in(app, lambda: waiting_evidence(datetime.now(UTC))):
        app.extensions['jobs']['clean'](*evidence_id)
    for report_id in reports_to_make(app, datetime.now(UTC)):
        app.extensions['jobs']['report'](*report_id)


def enqueue_document(document_id: DocumentId) -> None:
    """Queue a document that was asked for in the transaction that has just been committed."""
    _enqueue('render', *document_id)


def enqueue_report(authority: str, period: str, language: str) -> None:
    """Queue a report that was asked for in the transaction that has just been committed."""
    _enqueue('report', authority, period, language)


def enqueue_mail() -> None:
    """Queue what was asked for in the transaction that has just been committed."""
    _enqueue('mail')


def enqueue_erasure() -> None:
    """Queue what is left of an erasure."""
    _enqueue('erase')


def enqueue_cleaning(inspection_id: str, file_id: str) -> None:
    """Queue an evidence file that has been taken in."""
    _enqueue('clean', inspection_id, file_id)


def _enqueue(name: str, *arguments: str) -> None:
    """Queue a job. A queue that fails is no failure: the sweep finds what was wanted."""
    try:
        current_app.extensions['jobs'][name](*arguments)
    except Exception:
        logger.exception('The queue took no job; the sweep will find it.')
