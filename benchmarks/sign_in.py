"""Whether the time of an answer tells who has an account: ``python -m benchmarks.sign_in``.

Each kind of address is tried 200 times, in turns: with a wrong password, by asking for a link, and
by inviting a colleague. The 95th percentiles must lie within 30 ms. Ids of others and ids of
nothing are tried 1,000 times: a test of Mann and Whitney must not tell them apart (p > 0.01).
"""
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist, median, quantiles

from checklist.access import Role
from checklist.extensions import db
from checklist.schema import upgrade
from tests.accounts import PASSWORD, account, signed_in, staff
from tests.browsing import Client
from tests.companies import company
from tests.databases import SqliteDatabase
from tests.pages import Form
from tests.routes import NOWHERE

TRIES, TRIES_OF_IDS = 200, 1000
LEAST_P = 0.01
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
        failed = sum(_print(name, times) for name, times in (
            ('password', _measure(database, *_sign_in(database, '/password'), 422)),
            ('link', _measure(database, *_sign_in(database, '/link'), 200)),
            ('invitation', _measure(database, *_invite(database), 303))))
        failed += _tells_ids_apart(database)
        with database.app.app_context():
            db.engine.dispose()
    return int(failed > 0)


def _people(database: SqliteDatabase) -> None:
    account(database, KINDS['with a password'], password=PASSWORD)
    account(database, KINDS['without a password'])
    blocked = account(database, KINDS['blocked'], password=PASSWORD)
    staff(database, Role.INSPECTOR, KINDS['staff'])
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)


def _sign_in(database: SqliteDatabase, action: str) -> tuple[Client, Form]:
    client = Client(database.app)
    return client, client.page('/sign-in/').form(f'/sign-in{action}')


def _invite(database: SqliteDatabase) -> tuple[Client, Form]:
    owner = account(database, 'owner@example.ru')
    client = signed_in(database, owner)
    path = f'/companies/{company(database, owner)}/members'
    form = next(form for form in client.page(path).forms if 'email' in form.names)
    return client, replace(form, action=path)


def _measure(database: SqliteDatabase, client: Client, form: Form, status: int
             ) -> dict[str, list[float]]:
    """Return how long each answer took; the kinds take turns, so that all meet the same noise."""
    times: dict[str, list[float]] = {kind: [] for kind in KINDS}
    typed = {'password': 'wrong wrong wrong'} if 'password' in form.names else {}
    for _ in range(TRIES):
        for kind, email in KINDS.items():
            database.execute('DELETE FROM rate_limit_counter')
            began = time.perf_counter()
            answer = client.send(form, email=email, **typed)
            times[kind].append(time.perf_counter() - began)
            assert answer.status_code == status, answer.status
    return times


def _tells_ids_apart(database: SqliteDatabase) -> bool:
    """Print whether a company of others is found missing as quickly as one that nobody has."""
    theirs = company(database, account(database, 'other@example.ru'))
    client = signed_in(database, account(database, 'curious@example.ru'))
    times: dict[str, list[float]] = {theirs: [], NOWHERE: []}
    for _ in range(TRIES_OF_IDS):
        for person_id, taken in times.items():
            began = time.perf_counter()
            assert client.get(f'/companies/{person_id}/').status_code == 404
            taken.append(time.perf_counter() - began)
    p = _mann_whitney(times[theirs], times[NOWHERE])
    print(f'\nIds of others and of nothing, {TRIES_OF_IDS} tries each: median'
          f' {median(times[theirs]) * 1000:.2f} and {median(times[NOWHERE]) * 1000:.2f} ms,'
          f' p = {p:.3f} (at least {LEAST_P})')
    return p < LEAST_P


def _mann_whitney(first: list[float], second: list[float]) -> float:
    """Return how probable so different ranks are where there is no difference."""
    ranked = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks = sum(rank for rank, (_, group) in enumerate(ranked, 1) if group == 0)
    n, m = len(first), len(second)
    mean, spread = n * (n + m + 1) / 2, (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - NormalDist().cdf(abs(ranks - mean) / spread))


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
