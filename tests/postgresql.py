"""A PostgreSQL server of our own for the tests, started from Debian's programs.

It refuses to run as root, so root hands it to the user ``postgres``. Its port lies below 32768:
above, a client's own socket may hold it.
"""
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

PLACES = ('/usr/lib/postgresql', '/usr/pgsql', '/opt/postgresql')
PORTS = range(20000, 32768)
SETTINGS = {
    'listen_addresses': '127.0.0.1', 'unix_socket_directories': '', 'fsync': 'on',
    'shared_buffers': '64MB', 'max_connections': '120', 'timezone': 'Asia/Kamchatka',
    'log_min_messages': 'fatal', 'log_min_error_statement': 'panic'}
WAIT_SECONDS = 30.0


def find_programs() -> Path | None:
    """Return the folder of the newest server that is installed, or None."""
    found = [path.parent for place in PLACES for path in Path(place).glob('*/bin/initdb')]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


def why_missing() -> str:
    """Return why no server can be started, or an empty text."""
    if find_programs() is None:
        return 'PostgreSQL is not installed: apt-get install postgresql'
    if os.geteuid() == 0 and not _has_user('postgres'):
        return 'root cannot start PostgreSQL, and there is no user postgres to do it'
    return ''


def free_port() -> int:
    """Return a port that nobody listens on now."""
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port


class Server:
    """One server with its data in a temporary folder."""

    def __init__(self) -> None:
        programs = find_programs()
        assert programs, why_missing()
        self.programs = programs
        self.folder = Path(tempfile.mkdtemp(prefix='checklist-postgresql-'))
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, 'postgres', 'postgres')
        self._run('initdb', '-D', str(self.folder / 'data'), '-U', 'postgres', '-A', 'trust',
                  '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '--no-instructions')

    def url(self, database: str) -> str:
        return f'postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}'

    def execute(self, statement: str, database: str = 'postgres') -> list[tuple[Any, ...]]:
        """Run one statement outside any transaction and return its rows."""
        with psycopg.connect(host='127.0.0.1', port=self.port, user='postgres',
                             dbname=database, autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def start(self) -> 'Server':
        settings = [f'--{name}={value}' for name, value in SETTINGS.items()]
        with (self.folder / 'log').open('ab') as log:
            self._process = subprocess.Popen(
                [self.programs / 'postgres', '-D', self.folder / 'data', '-p', str(self.port),
                 *settings], stdout=log, stderr=log, cwd='/', **_owner())
        deadline = time.monotonic() + WAIT_SECONDS
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.folder / 'log').read_text())
            time.sleep(0.02)
        return self

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT is its fast way, SIGQUIT like a crash."""
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(WAIT_SECONDS)

    def remove(self) -> None:
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([self.programs / program, *arguments], cwd='/',
                              capture_output=True, text=True, **_owner())
        if done.returncode:
            raise RuntimeError(done.stderr)

    def _answers(self) -> bool:
        try:
            self.execute('SELECT 1')
        except psycopg.OperationalError:
            return False
        return True


def _owner() -> dict[str, Any]:
    """Return how to give a process away: the server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {'user': 'postgres', 'group': 'postgres', 'extra_groups': []}


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
