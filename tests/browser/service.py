"""The service as people run it: a real server with its worker, on a port of its own."""
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.error import URLError
from urllib.request import urlopen

from flask import Flask, abort
from sqlalchemy.exc import OperationalError
from werkzeug.serving import make_server

from checklist.app import create_app
from checklist.config import ROOT, Settings
from checklist.views.guards import public

START_SECONDS = 120.0


class Service:
    """A server with its worker and a database in a folder; ended with its children."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}'
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.folder / 'checklist.db'

    @property
    def log(self) -> str:
        return (self.folder / 'log').read_text()

    def start(self) -> None:
        """Start it and wait until it serves.

        It trusts one proxy, so that each visitor can come from a network of its own: the limits
        on a network would otherwise meet all visitors together.
        """
        environment = {name: value for name, value in os.environ.items()
                       if not name.startswith('CHECKLIST_')}
        environment |= {'CHECKLIST_VAR': str(self.folder), 'CHECKLIST_PROXIES': '1'}
        with (self.folder / 'log').open('wb') as log:
            self._process = subprocess.Popen(
                [sys.executable, '-m', 'checklist.start', '--port', str(self.port)], cwd=ROOT,
                env=environment, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f'The service does not start:\n{self.log}')
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as Ctrl-C does; what does not listen is ended with its whole group."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(15.0)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _ready(self) -> bool:
        try:
            with urlopen(f'{self.url}/readyz', timeout=2.0) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


@contextmanager
def failing_service(folder: Path) -> Iterator[str]:
    """Serve an application whose pages fail as asked, and give its address.

    Some failures cannot be brought about from outside: nothing is forbidden yet, and no page is
    known to break.
    """
    app = create_app(Settings(var=folder, secret_key='x' * 32,
                              database_url=f'sqlite:///{folder / "none.db"}'))
    _add_failures(app)
    with serving(app) as address:
        yield address


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application in this process, without a worker, and give its address."""
    server = make_server('127.0.0.1', free_port(), app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f'http://127.0.0.1:{server.port}'
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def free_port() -> int:
    """Return a free port below those that systems give to clients."""
    while True:
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port


def _add_failures(app: Flask) -> None:
    @app.get('/fail/<int:code>')
    @public
    def fail(code: int) -> str:
        if code == 500:
            raise RuntimeError('A page that breaks, on purpose.')
        if code == 503:
            raise OperationalError('SELECT 1', {}, Exception('The database is away.'))
        abort(code)
