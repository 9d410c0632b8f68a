"""The real service as ``./run`` starts it, and requests to it over the network."""
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import psutil
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from checklist.config import ROOT
from tests.databases import DATA_KEY, JOURNAL_KEY, SECRET_KEY
from tests.factories import Held
from tests.postgresql import free_port

READY_SECONDS = 60.0
REPLY_SECONDS = 20.0


class Service:
    """One running service: the server, its workers and the printer, in a group of their own."""

    def __init__(self, folder: Path, database_url: str, workers: int = 1) -> None:
        self.folder = folder
        self.port = free_port()
        self.workers = workers
        self.environment = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith(('CHECKLIST_', 'COV_'))},
            'CHECKLIST_VAR': str(folder), 'CHECKLIST_DATABASE_URL': database_url,
            'CHECKLIST_SECRET_KEY': SECRET_KEY,
            'CHECKLIST_DATA_KEY': DATA_KEY, 'CHECKLIST_JOURNAL_KEY': JOURNAL_KEY}
        self.process: psutil.Popen | None = None

    def start(self) -> 'Service':
        """Start and wait until it serves; a port that is let go a little late is waited for."""
        deadline = time.monotonic() + READY_SECONDS
        while not self.ready():
            if self.process is None or self.process.poll() is not None:
                self._launch()
            if time.monotonic() > deadline:
                raise RuntimeError((self.folder / 'log').read_text()[-4000:])
            time.sleep(0.05)
        return self

    def ready(self) -> bool:
        try:
            return self.process is not None and self.send('GET', '/readyz')[0] == 200
        except (OSError, HTTPException):
            return False

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(READY_SECONDS)

    def kill(self, victim: str) -> None:
        """Kill at once, without any warning: everything, the server's master, or one worker."""
        assert self.process is not None
        if victim == 'group':
            os.killpg(self.process.pid, signal.SIGKILL)
        elif victim == 'master':
            self.master().kill()
        else:
            self.master().children()[0].kill()
        if victim != 'worker':
            self.process.wait(READY_SECONDS)

    def master(self) -> psutil.Process:
        """Return the process that keeps the workers of the server."""
        assert self.process is not None
        return next(child for child in self.process.children()
                    if any('gunicorn' in part for part in child.cmdline()))

    def send(self, method: str, path: str, cookie: str = '',
             fields: Mapping[str, str] | None = None,
             headers: Mapping[str, str] | None = None) -> tuple[int, HTTPResponse, bytes]:
        """Send one request over a connection of its own; return status, answer and body."""
        connection = HTTPConnection('127.0.0.1', self.port, timeout=REPLY_SECONDS)
        headers = {**(headers or {}), **({'Cookie': f'session={cookie}'} if cookie else {})}
        body = urlencode(fields) if fields is not None else None
        if body is not None:
            headers['Content-Type'] = 'application/x-www-form-urlencoded'
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer, answer.read()
        finally:
            connection.close()

    def _launch(self) -> None:
        with (self.folder / 'log').open('ab') as log:
            self.process = psutil.Popen(
                [sys.executable, '-m', 'checklist.start', '--port', str(self.port),
                 '--workers', str(self.workers)], cwd=ROOT, env=self.environment, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True)


def browser_of(app: Flask, held: Held) -> tuple[str, str]:
    """Return a cookie that holds a key, and a token for its forms."""
    with app.test_request_context():
        session['keys'] = [(held.id, held.key)]
        token = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return signer.dumps(dict(session)), token
