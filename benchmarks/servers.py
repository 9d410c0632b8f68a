"""The product and the floors as processes on this machine, and the databases behind them."""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from benchmarks.client import Reply, fetch, get
from benchmarks.content import RESPONDENT, answers, versions
from benchmarks.harness import family, processor_seconds
from checklist.app import create_app
from checklist.commands.catalog import publish_shipped
from checklist.config import ROOT, Settings
from checklist.extensions import begin_writing, db
from checklist.jobs import make_queue
from checklist.schema import upgrade
from checklist.services.catalog import PublishedVersion, current_version, publish_version
from checklist.services.inspections import (
    Viewer, begin_inspection, get_inspection, save_answers)
from checklist.services.submissions import submit_inspection
from checklist.services.tokens import new_token
from tests.postgresql import Server as Postgresql
from tests.postgresql import free_port

KEY = 'only-for-benchmarks-' + 'x' * 32
STOP_SECONDS = 15.0


class Gunicorn:
    """A WSGI application in gunicorn with the settings of the product.

    Only the restart of a process after some thousand requests is switched off: floors reach it
    within seconds, and the gap would be measured instead of the work.
    """

    def __init__(self, application: str, workers: int, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, '-m', 'gunicorn', '--config', str(ROOT / 'checklist/gunicorn.py'),
             '--bind', f'127.0.0.1:{self.port}', '--workers', str(workers),
             '--max-requests', '0', application],
            env={**os.environ, **environment}, cwd=ROOT)

    def __enter__(self) -> 'Gunicorn':
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        stop(self.process)

    def processor(self) -> float:
        return processor_seconds(self.process.pid)

    def workers(self) -> list[int]:
        return family(self.process.pid)[1:]

    def wait(self, path: str) -> Reply:
        """Wait until a page is served and return it."""
        return wait_for(self.port, path, self.process)


@dataclass(frozen=True)
class Visit:
    """One self-inspection with the cookie of the browser that began it."""

    id: str
    key: str
    cookie: str

    def path(self, page: str) -> str:
        return f'/inspections/{self.id}/{page}'


class Product:
    """The product with a database of its own, its catalog published."""

    def __init__(self, url: str, folder: Path) -> None:
        self.settings = Settings(var=folder, database_url=url, secret_key=KEY, data_key=KEY)
        self.app: Flask = create_app(self.settings)
        with self.app.app_context():
            upgrade()
            publish_shipped()
            for version in versions():
                publish_version(version, now=datetime.now(UTC))
            db.session.commit()
        # A worker makes the tables of the queue; there is none where only the web is measured.
        make_queue(self.settings).storage.initialize_schema()

    @property
    def environment(self) -> dict[str, str]:
        return {'CHECKLIST_VAR': str(self.settings.var), 'CHECKLIST_SECRET_KEY': KEY,
                'CHECKLIST_DATA_KEY': KEY,
                'CHECKLIST_DATABASE_URL': self.settings.database_url}

    def serve(self, workers: int) -> Gunicorn:
        return Gunicorn('checklist.wsgi:app', workers, self.environment)

    def published(self, code: str) -> PublishedVersion:
        with self.app.app_context():
            return current_version(code, date.today())

    def begin(self, code: str, count: int, *, answered: bool = False,
              submitted: bool = False) -> list[Visit]:
        """Begin self-inspections, all in one transaction; begun is not what is measured."""
        published = self.published(code)
        with self.app.app_context():
            begin_writing()
            visits = [self._begin(published, answered, submitted) for _ in range(count)]
            db.session.commit()
            return visits

    def close(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def _begin(self, published: PublishedVersion, answered: bool, submitted: bool) -> Visit:
        now = datetime.now(UTC)
        inspection_id, key = begin_inspection(RESPONDENT, published, now=now)
        if answered or submitted:
            inspection = get_inspection(inspection_id, Viewer(key))
            save_answers(inspection, answers(published.version), {}, now=now)
        if submitted:
            db.session.expire_all()
            submit_inspection(get_inspection(inspection_id, Viewer(key)),
                              submission_key=new_token(),
                              revision=1, language='ru', now=now)
        return Visit(inspection_id, key, self.cookie(inspection_id, key))

    def cookie(self, inspection_id: str, key: str, **more: str) -> str:
        """Return the cookie of a browser that has a key."""
        signer = self.app.session_interface.get_signing_serializer(self.app)
        assert isinstance(signer, URLSafeTimedSerializer)
        text: str = signer.dumps({'keys': [(inspection_id, key)], '_permanent': True,
                                  'csrf_token': '0' * 40, **more})
        return text


@contextmanager
def databases(names: Sequence[str]) -> Iterator[dict[str, str]]:
    """Give the URL of an empty database for each name; PostgreSQL is started for it."""
    with ExitStack() as stack:
        urls = {}
        for name in names:
            if name == 'sqlite':
                urls[name] = f'sqlite:///{stack.enter_context(folder()) / "benchmark.db"}'
                continue
            server = Postgresql()
            stack.callback(server.remove)
            server.start()
            server.execute('CREATE DATABASE benchmark')
            urls[name] = server.url('benchmark')
        yield urls


@contextmanager
def products(names: Sequence[str]) -> Iterator[dict[str, Product]]:
    with databases(names) as urls, ExitStack() as stack:
        found = {name: Product(url, stack.enter_context(folder())) for name, url in urls.items()}
        yield found
        for product in found.values():
            product.close()


@contextmanager
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix='checklist-benchmark-'))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def wait_for(port: int, path: str, process: 'subprocess.Popen[bytes]') -> Reply:
    while process.poll() is None:
        try:
            return fetch(port, get(path))
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(f'the server ended with {process.returncode}')


def stop(process: 'subprocess.Popen[bytes]') -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
