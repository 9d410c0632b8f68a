"""What worker processes print in a second, and what happens to their memory meanwhile."""
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import text

from benchmarks.content import WHOLE
from benchmarks.harness import Row, alternate, at_least, at_most, middle, resident
from benchmarks.servers import Product, Visit, stop
from checklist.config import ROOT
from checklist.extensions import db
from checklist.jobs import enqueue_document

# More than two workers print while they start and are looked at.
WANTED_PER_SECOND = 12
START_SECONDS = 4
SETTLED = 20
LOOK_SECONDS = 0.05
PATIENCE = 300.0

Process = subprocess.Popen[bytes]


def throughput_row(name: str, product: Product, rounds: int, seconds: float) -> Row:
    found = alternate(rounds, {
        'one': partial(_printed_per_second, product, 1, seconds),
        'two': partial(_printed_per_second, product, 2, seconds)})
    return Row(f'{name}: documents a second of two workers, to one',
               middle(found['two']), middle(found['one']), must=at_least(1.8))


def memory_row(name: str, product: Product, documents: int) -> Row:
    """Return the memory of a worker after many documents, to that after the first twenty."""
    _queue(product, _want(product, documents))
    begun = _ready(product)
    with worker(product) as process:
        _wait_for(lambda: _ready(product) >= begun + SETTLED)
        first = resident(process.pid)
        _wait_for(lambda: _ready(product) >= begun + documents, PATIENCE + 3 * documents)
        last = resident(process.pid)
    return Row(f'{name}: memory of the worker after {documents} documents, MB, to {SETTLED}',
               last, first, must=at_most(1.05))


@contextmanager
def worker(product: Product) -> Iterator[Process]:
    """Run the product's own worker; at its start it finds whatever is wanted."""
    process = subprocess.Popen([sys.executable, '-m', 'checklist.worker'], cwd=ROOT,
                               env={**os.environ, **product.environment})
    try:
        yield process
    finally:
        stop(process)


def _printed_per_second(product: Product, workers: int, seconds: float) -> float:
    """Wait until every worker is at work, and then count for some seconds."""
    visits = _want(product, int(WANTED_PER_SECOND * (START_SECONDS + seconds)))
    _queue(product, visits)
    with ExitStack() as stack:
        running = [stack.enter_context(worker(product)) for _ in range(workers)]
        _wait_for(lambda: all(map(_is_printing, running)))
        begun, first = _next(product)
        time.sleep(seconds)
        ended, last = _next(product)
        return (last - first) / (ended - begun)


def _next(product: Product) -> tuple[float, int]:
    """Wait for the next document, so that none is counted by halves; return when it was ready."""
    seen = _ready(product)
    _wait_for(lambda: _ready(product) > seen)
    return time.perf_counter(), _ready(product)


def _is_printing(process: Process) -> bool:
    """A document is laid out in a child of the worker."""
    return any(path.read_text() for path in Path(f'/proc/{process.pid}/task').glob('*/children'))


def _want(product: Product, documents: int) -> list[Visit]:
    """Submit self-inspections: each wants its report."""
    return product.begin(WHOLE, documents, submitted=True)


def _queue(product: Product, visits: list[Visit]) -> None:
    """Put documents into the queue, and nothing else: what an earlier round has left is cleared."""
    product.app.extensions['jobs']['render'].huey.flush()
    with product.app.app_context():
        for visit in visits:
            enqueue_document(visit.id, 'result', 'ru')


def _ready(product: Product) -> int:
    with product.app.app_context():
        return int(db.session.scalar(
            text("SELECT count(*) FROM document WHERE state = 'ready'")) or 0)


def _wait_for(happened: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise TimeoutError('the workers do not print')
        time.sleep(LOOK_SECONDS)
