"""Forgetting the rows of a frozen month while others write: ``python -m benchmarks.forgetting``.

Another process writes a small row every ten milliseconds, as a submission would; the floor is the
same process while nothing is forgotten.
"""
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from benchmarks.harness import Row, at_most, middle, options, percentile, print_table
from benchmarks.observations import NOW, draw, fill_frame
from benchmarks.servers import KEY, Product, products
from checklist.app import create_app
from checklist.config import Settings
from checklist.extensions import db, let_go, run_in
from checklist.forgetting import PAUSE_SECONDS
from checklist.models.limits import RateLimitCounter
from checklist.services.freezing import count_month, keep_month
from checklist.services.observations import counted_months, forget_counted

CHECKLIST, MONTH = 'fire-safety-small', 202601
ALONE_SECONDS, EVERY_SECONDS = 10.0, 0.01


def main() -> None:
    parser = options(str(__doc__), seconds=0)
    parser.add_argument('--number', type=int, default=1_000_000)
    arguments = parser.parse_args()
    rows: list[Row] = []
    for name in arguments.database:
        with products([name]) as found:
            rows += forgetting_rows(name, found[name], arguments.number)
    print_table(f'Forgetting {arguments.number:,} rows of a frozen month', rows)


def forgetting_rows(name: str, product: Product, number: int) -> Iterator[Row]:
    _freeze(product, number)
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        write = partial(pool.submit, _write, product.settings.database_url, product.settings.var,
                        product.settings.var / 'done')
        alone = _beside(product, write, lambda: time.sleep(ALONE_SECONDS))
        lots: list[float] = []
        used = time.process_time()
        meanwhile = _beside(product, write, lambda: _forget(product.app, lots))
        used = time.process_time() - used
    yield Row(f'{name}: all of it with its pauses, s', sum(lots) + len(lots) * PAUSE_SECONDS,
              remark=f' (processor {used:.1f})')
    yield Row(f'{name}: a transaction, median ms', 1000 * middle(lots))
    yield Row(f'{name}: p99', 1000 * percentile(lots, 0.99), must=at_most(100))
    yield Row(f'{name}: the longest', 1000 * max(lots))
    for title, share in (('median', 0.5), ('p99', 0.99), ('the longest', 1.0)):
        yield Row(f'{name}: another writer meanwhile, {title} ms',
                  1000 * percentile(meanwhile, share), 1000 * percentile(alone, share))


def _freeze(product: Product, number: int) -> None:
    """Fill a month and keep its frame, as a worker does that is ended before it forgets."""
    published = product.published(CHECKLIST)
    pairs = [pair for (version_id, _), some in draw(product).items()
             if version_id == published.id for pair in some]
    fill_frame(product, (published.id, MONTH), pairs, number)
    with product.app.app_context():
        frozen = count_month(CHECKLIST, MONTH)
        let_go()
    run_in(product.app, lambda: keep_month(CHECKLIST, MONTH, frozen, now=NOW))


def _forget(app: Flask, lots: list[float]) -> None:
    """Forget all rows as the worker does, but in one round; note how long each lot took."""
    with app.app_context():
        counted = counted_months()
    for version_id, month in counted:
        after: int | None = -1
        while after is not None:
            began = time.perf_counter()
            after = run_in(app, partial(forget_counted, version_id, month, after))
            lots.append(time.perf_counter() - began)
            time.sleep(PAUSE_SECONDS)


def _beside(product: Product, write: Callable[[], Any], work: Callable[[], None]) -> list[float]:
    """Return how long each write of the other process took while some work was done."""
    done = product.settings.var / 'done'
    done.unlink(missing_ok=True)
    writing = write()
    time.sleep(3)  # Until it has begun.
    work()
    done.touch()
    found: list[float] = writing.result()
    return found


def _write(url: str, var: Path, done: Path) -> list[float]:
    app = create_app(Settings(var=var, database_url=url, secret_key=KEY))
    times: list[float] = []
    while not done.exists():
        began = time.perf_counter()
        run_in(app, lambda: db.session.execute(insert(RateLimitCounter), {
            'key': f'{time.time_ns()}', 'window': NOW, 'count': 1}))
        times.append(time.perf_counter() - began)
        time.sleep(EVERY_SECONDS)
    return times


if __name__ == '__main__':
    main()
