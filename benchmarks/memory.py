"""What the processes of the service hold after every kind of page has been read."""
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from sqlalchemy import text

from benchmarks.client import Journey, drive, get
from benchmarks.harness import Row, at_most, family, resident
from benchmarks.servers import Product, Visit
from checklist.extensions import db
from checklist.services.catalog import current_versions
from tests.factories import Held
from tests.routes import routes

# A web process draws each question once in each language and keeps it.
LANGUAGES = ('ru', 'en')
# WeasyPrint opens these libraries when it is imported.
LIBRARIES = ('libpango', 'libharfbuzz')
TIMES = 3
READERS = 8
PATIENCE = 120.0


def memory_rows(name: str, product: Product, pid: int, port: int) -> Iterator[Row]:
    """Read every page as every thread of the server, then look at all processes below one."""
    requests = list(_requests(product))
    drive(port, (_look(request) for request in requests * TIMES), connections=READERS,
          seconds=PATIENCE)
    processes = _settled(pid)
    server, web = (one for one in processes if 'gunicorn' in _command(one))
    worker, = (one for one in processes if 'checklist.worker' in _command(one))
    yield Row(f'{name}: a web process, RSS in MB', resident(web), must=at_most(130),
              dream=at_most(80), remark=f' (PSS {resident(web, "Pss"):.0f})')
    for what, one in (('the worker', worker), ('gunicorn above it', server), ('./run', pid)):
        yield Row(f'{name}: {what}, RSS in MB', resident(one),
                  remark=f' (PSS {resident(one, "Pss"):.0f})')
    yield Row(f'{name}: all four together, PSS in MB',
              sum(resident(one, 'Pss') for one in processes))
    yield Row(f'{name}: libraries of WeasyPrint in a web process, to the worker',
              _libraries(web), _libraries(worker), must=at_most(0))


def _settled(pid: int) -> list[int]:
    """Wait until no document is printed; return ./run, gunicorn, its web process, the worker."""
    for _ in range(int(PATIENCE)):
        processes = family(pid)
        if len(processes) == 4:
            return processes
        time.sleep(1)
    raise TimeoutError('the worker does not come to an end')


def _requests(product: Product) -> Iterator[bytes]:
    """Yield every GET of the service, for a draft and a result of each checklist and language."""
    with product.app.app_context():
        published = current_versions(date.today())
    for one in published:
        for language in LANGUAGES:
            for submitted in (False, True):
                visit, = product.begin(one.code, 1, submitted=submitted)
                cookie = product.cookie(visit.id, visit.key, language=language)
                sections = range(1, len(one.version.content.sections) + 1)
                yield from (get(visit.path(f'sections/{number}'), cookie) for number in sections)
                yield from (get(url, cookie) for url in _addresses(product, visit, one.code))


def _addresses(product: Product, visit: Visit, code: str) -> list[str]:
    with product.app.app_context():
        verification = db.session.scalar(
            text('SELECT code FROM verification WHERE inspection_id = :id'), {'id': visit.id})
    found = routes(product.app, Held(visit.id, visit.key), code=code,
                   **({'verification': verification} if verification else {}))
    return [route.url for route in found if route.method == 'GET']


def _look(request: bytes) -> Journey:
    """Some pages of a draft lead on and some are not there; none may fail."""
    reply = yield request
    assert reply.status < 500, reply.body[-1500:].decode()


def _command(pid: int) -> str:
    return Path(f'/proc/{pid}/cmdline').read_bytes().replace(b'\0', b' ').decode()


def _libraries(pid: int) -> int:
    maps = Path(f'/proc/{pid}/maps').read_text()
    return sum(library in maps for library in LIBRARIES)
