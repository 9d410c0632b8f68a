"""Start everything: migrate, publish the shipped catalog, serve, and work off jobs."""
import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType

from flask import Flask
from sqlalchemy.exc import DBAPIError

from checklist.anchors import read_anchors
from checklist.app import create_app
from checklist.commands.catalog import publish_shipped
from checklist.config import ROOT, Settings, SettingsError
from checklist.erasing import erase_again
from checklist.extensions import begin_writing, db
from checklist.restarts import Restarted
from checklist.schema import is_current, upgrade
from checklist.services.demo import add_demo
from checklist.services.demo_companies import has_companies
from checklist.services.demo_moves import add_demo_move
from checklist.services.demo_staff import invite_demo_staff
from checklist.services.demo_workshop import add_demo_draft
from checklist.services.invitations import HOURS, is_administrator_invited
from checklist.services.journal_proof import is_older_than
from checklist.services.staff import has_administrator
from checklist.views.invitations import invitation_link

STOP_SECONDS = 10.0
DEMO_SELF_INSPECTIONS = 20_000
ANY_ADDRESS = ('0.0.0.0', '::')


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    try:
        settings = _settings(options)
        _require_free_port(options.host, options.port)
        app = create_app(settings)
        prepare(app)
        require_anchored(app, settings)
    except (SettingsError, DBAPIError, OSError) as error:
        print(f'Cannot start: {error}', file=sys.stderr)
        return 1
    with app.app_context():
        hints = [*(_demo_hints(settings) if options.demo else ()), *_first_steps()]
        lacking = options.demo and not settings.production and not has_companies()
        db.engine.dispose()
    if lacking:
        _add_companies()
    return serve(settings, options, hints)


def prepare(app: Flask) -> None:
    """Bring the database to the newest revision and publish the shipped catalog.

    What had been erased and is back, as after a restore, is erased before anybody is served.
    """
    with app.app_context():
        if not is_current():
            print('Preparing the database …', flush=True)
            upgrade()
        new = publish_shipped()
        db.session.commit()
        if new:
            print(f'Published {new} checklist versions.', flush=True)
        if again := erase_again(app, datetime.now(UTC)):
            print(f'Erased {again} accounts again that a backup had brought back.', flush=True)
        db.engine.dispose()


def require_anchored(app: Flask, settings: Settings) -> None:
    """Refuse to serve an older copy of the journal than the one that was anchored last."""
    newest = read_anchors(settings.anchor_file, settings.journal_key).newest
    with app.app_context():
        older = newest is not None and is_older_than(newest)
        db.engine.dispose()
    if newest is None or not older:
        return
    message = (f'The database is older than the journal was on {newest.day}, when it had'
               f' {newest.entries} entries ({settings.anchor_file}). Has an old backup been'
               ' restored? See "Anchors" in docs/operations.md')
    if not settings.ignore_anchors:
        raise SettingsError(f'{message}, or serve it all the same: CHECKLIST_IGNORE_ANCHORS=1.')
    print(f'Warning: {message}.', file=sys.stderr, flush=True)


def serve(settings: Settings, options: argparse.Namespace, hints: Sequence[str]) -> int:
    """Run the server and the worker until one of them ends or a signal comes."""
    # A heap of malloc for each of eight threads would hold what only one of them uses.
    environment = {'MALLOC_ARENA_MAX': '2', **os.environ,
                   'CHECKLIST_PUBLIC_URL': settings.public_url}
    server = subprocess.Popen(
        [sys.executable, '-m', 'gunicorn', '--config', str(ROOT / 'checklist' / 'gunicorn.py'),
         '--bind', f'{options.host}:{options.port}', '--workers', str(options.workers),
         'checklist.wsgi:app'], env=environment, cwd=ROOT)
    worker = Restarted([sys.executable, '-m', 'checklist.worker'], environment)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    try:
        _announce(settings, options, hints, server)
        while server.poll() is None:
            worker.watch()
            time.sleep(0.2)
        return server.returncode or 0
    except KeyboardInterrupt:
        return 0
    finally:
        _end((server, worker.process))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog='run')
    parser.add_argument('--host', default=os.environ.get('CHECKLIST_HOST', '127.0.0.1'))
    parser.add_argument('--port', type=int, default=int(os.environ.get('CHECKLIST_PORT', '8000')))
    parser.add_argument('--workers', type=int,
                        default=int(os.environ.get('CHECKLIST_WORKERS', '1')))
    parser.add_argument('--demo', action='store_true', help='add synthetic self-inspections')
    return parser.parse_args(arguments)


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings.from_environment()
    if 'CHECKLIST_PUBLIC_URL' in os.environ:
        return settings
    name = socket.gethostname() if options.host in ANY_ADDRESS else options.host
    return replace(settings, public_url=f'http://{name}:{options.port}')


def _require_free_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ':' in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f'{host}:{port} is taken ({error.strerror}); try --port {port + 1}.') from error


def _demo_hints(settings: Settings) -> Iterator[str]:
    """Add what a demonstration shows; yield where it is. Production gets no staff and no draft."""
    begin_writing()
    now = datetime.now(UTC)
    links, begun = add_demo(now), add_demo_move(now)
    draft_id = None if settings.production else add_demo_draft(now)
    staff = [] if settings.production else list(invite_demo_staff(now))
    db.session.commit()
    for title, key in links:
        yield f'{title}: {settings.public_url}/inspections/resume/{key}'
    if begun:
        yield (f'{begun[0]}, begun before the checklist changed:'
               f' {settings.public_url}/inspections/resume/{begun[1]}')
    if draft_id:
        yield f'A draft under public discussion: {settings.public_url}/discussions/{draft_id}/'
    for title, token in staff:
        yield f'Invitation for a demo {title}, once, {HOURS} h: {invitation_link(token)}'


def _add_companies() -> None:
    """Add companies and freeze their months, in a process that may load NumPy and ends."""
    print(f'Adding {DEMO_SELF_INSPECTIONS} self-inspections of made-up companies …', flush=True)
    done = subprocess.run(
        [sys.executable, '-m', 'flask', '--app', 'checklist.console', 'demo', 'companies',
         '--self-inspections', str(DEMO_SELF_INSPECTIONS)], cwd=ROOT, capture_output=True,
        text=True)
    if done.returncode:
        print(f'They were not added: {done.stderr.strip()}', file=sys.stderr, flush=True)


def _first_steps() -> Iterator[str]:
    """Say how the first administrator comes in: no account is there by default."""
    if not (has_administrator() or is_administrator_invited(datetime.now(UTC))):
        yield ('There is no administrator yet. Invite one: .venv/bin/flask --app'
               ' checklist.console accounts invite EMAIL --role administrator')


def _announce(settings: Settings, options: argparse.Namespace, hints: Sequence[str],
              server: 'subprocess.Popen[bytes]') -> None:
    _wait_until_served(options.host, options.port, server)
    print(f'Serving on {settings.public_url} (Ctrl-C stops).', flush=True)
    for hint in hints:
        print(f'  {hint}', flush=True)


def _wait_until_served(host: str, port: int, server: 'subprocess.Popen[bytes]') -> None:
    address = ('127.0.0.1' if host in ANY_ADDRESS else host, port)
    while server.poll() is None:
        try:
            socket.create_connection(address, 0.2).close()
            return
        except OSError:
            time.sleep(0.02)


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(children: Sequence['subprocess.Popen[bytes]']) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
