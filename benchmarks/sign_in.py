"""Whether the time of an answer tells who has an account: ``python -m benchmarks.sign_in``.

Each kind of address is tried 200 times, in turns, with a wrong password and by asking for a link.
The 95th percentiles must lie within 30 ms.
"""
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from checklist.access import Role
from checklist.extensions import db
from checklist.schema import upgrade
from tests.accounts import PASSWORD, account, staff
from tests.browsing import Client
from tests.databases import SqliteDatabase
from tests.pages import Form

TRIES = 200
MOST_APART = 0.030
KINDS = {
    'nobody': 'nobody@example.ru', 'with a password': 'olga@example.ru',
    'without a password': 'link-only@example.ru', 'blocked': 'blocked@example.ru',
    'staff': 'inspector@example.ru'}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        database = SqliteDatabase(Path(folder))
        with database.app.app_context():
            upgrade()
        _people(database)
        failed = 0
        for name, measure in (('password', _by_password), ('link', _by_link)):
            times = _measure(database, measure)
            failed += _print(name, times)
        with database.app.app_context():
            db.engine.dispose()
    return int(failed > 0)


def _people(database: SqliteDatabase) -> None:
    account(database, KINDS['with a password'], password=PASSWORD)
    account(database, KINDS['without a password'])
    blocked = account(database, KINDS['blocked'], password=PASSWORD)
    staff(database, Role.INSPECTOR, KINDS['staff'])
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)


def _measure(database: SqliteDatabase, send: Callable[[Client, Form, str], None]
             ) -> dict[str, list[float]]:
    """Return how long each answer took; the kinds take turns, so that all meet the same noise."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    client = Client(database.app)
    page = client.page('/sign-in/')
    part = '/sign-in/password' if send is _by_password else '/sign-in/link'
    for _ in range(TRIES):
        for kind, email in KINDS.items():
            database.execute('DELETE FROM rate_limit_counter')
            began = time.perf_counter()
            send(client, page.form(part), email)
            times[kind].append(time.perf_counter() - began)
    return times


def _by_password(client: Client, form: Form, email: str) -> None:
    assert client.send(form, email=email, password='wrong wrong wrong').status_code == 422


def _by_link(client: Client, form: Form, email: str) -> None:
    assert client.send(form, email=email).status_code == 200


def _print(name: str, times: dict[str, list[float]]) -> bool:
    """Print one table and return whether the kinds can be told apart."""
    slowest = {kind: quantiles(taken, n=20)[-1] for kind, taken in times.items()}
    print(f'\nBy {name}, {TRIES} tries each      median       p95')
    for kind, taken in times.items():
        print(f'  {kind:30} {median(taken) * 1000:7.1f} ms {slowest[kind] * 1000:7.1f} ms')
    apart = max(slowest.values()) - min(slowest.values())
    print(f'  p95 apart by {apart * 1000:.1f} ms of at most {MOST_APART * 1000:.0f} ms')
    return apart > MOST_APART


if __name__ == '__main__':
    sys.exit(main())
