"""Opening, saving and submitting 40 answers, all durable: ``python -m benchmarks.submissions``."""
import argparse
import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from html import unescape

from benchmarks.client import Journey, Load, Reply, drive, expect, fetch, get, measured, post
from benchmarks.content import SECTIONS, WHOLE, fields
from benchmarks.floors import Store
from benchmarks.harness import Row, alternate, at_least, at_most, middle, options, print_table
from benchmarks.servers import Gunicorn, Product, Visit, folder, products
from benchmarks.storage import storage_rows
from requirements_catalog.model import CatalogVersion

# More drafts than any machine submits in a second.
DRAFTS_PER_SECOND = 300
_HIDDEN = re.compile(r'name="(csrf_token|revision|base|submission_key)" value="([^"]*)"')


def main() -> None:
    arguments = options(str(__doc__), seconds=3.0).parse_args()
    with products(arguments.database) as found:
        for workers in arguments.workers:
            rows = [row for name, product in found.items()
                    for row in _measure(name, product, workers, arguments)]
            print_table(f'Submissions, {workers} worker{"s" if workers > 1 else ""},'
                        f' {arguments.connections} connections', rows)
        print_table('Bytes on disk', [
            row for name, product in found.items() for row in storage_rows(name, product)])


def _measure(name: str, product: Product, workers: int,
             arguments: argparse.Namespace) -> Iterator[Row]:
    with ExitStack() as stack:
        server = stack.enter_context(product.serve(workers))
        server.wait('/')
        floor = stack.enter_context(_floor(product, server, workers, stack))
        floor.wait('/bare')
        yield from _submission_rows(name, product, server, floor, arguments)
        yield from _autosave_rows(name, product, server, floor, arguments)
        yield _raw_commits(name, product, arguments.seconds)


def _floor(product: Product, server: Gunicorn, workers: int, stack: ExitStack) -> Gunicorn:
    """Return the floor with the same database and a page as large as the form."""
    place = stack.enter_context(folder())
    visit, = product.begin(WHOLE, 1)
    page = fetch(server.port, get(visit.path('sections/1'), visit.cookie))
    (place / 'form.html').write_bytes(page.body)
    url = product.settings.database_url.replace('benchmark.db', 'floor.db')
    Store(url).create()
    return Gunicorn('benchmarks.floors:app', workers, {
        'BENCHMARK_FOLDER': str(place), 'BENCHMARK_DATABASE': url})


def _submission_rows(name: str, product: Product, server: Gunicorn, floor: Gunicorn,
                     arguments: argparse.Namespace) -> Iterator[Row]:
    seconds = arguments.seconds
    whole, parted = product.published(WHOLE).version, product.published(SECTIONS).version
    go = partial(drive, connections=arguments.connections, seconds=seconds)

    def submitting(code: str, version: CatalogVersion) -> Load:
        visits = product.begin(code, int(DRAFTS_PER_SECOND * seconds))
        return measured(lambda: go(server.port, (_submission(visit, version)
                                                 for visit in visits)), server.processor)

    loads = alternate(arguments.rounds, {
        'product': partial(submitting, WHOLE, whole),
        'sections': partial(submitting, SECTIONS, parted),
        'floor': lambda: measured(
            lambda: go(floor.port, _floor_submissions(whole)), floor.processor)})
    product_loads, floor_loads = loads['product'], loads['floor']
    p50, p99 = (middle(load.ms(share) for load in product_loads) for share in (0.5, 0.99))
    latency = f' (p50 {p50:.1f}, p99 {p99:.1f} ms)'
    yield Row(f'{name}: open, save, check and submit 40 answers, per second, to rows',
              _speed(product_loads), _speed(floor_loads), must=at_least(0.5), remark=latency)
    yield Row(f'{name}: the same, processor ms', _processor(product_loads),
              _processor(floor_loads), must=at_most(2.0))
    yield Row(f'{name}: the same, p99 ms to p50 ms', p99, p50, must=at_most(10))
    yield Row(f'{name}: the same in 8 sections, per second', _speed(loads['sections']),
              _speed(floor_loads))


def _autosave_rows(name: str, product: Product, server: Gunicorn, floor: Gunicorn,
                   arguments: argparse.Namespace) -> Iterator[Row]:
    for code, title in ((WHOLE, 'one of 40 answers'), (SECTIONS, 'one of 4 answers')):
        version = product.published(code).version
        visit, = product.begin(code, 1)
        window = Window(visit, version, fetch(
            server.port, get(visit.path('sections/1'), visit.cookie)))
        go = partial(drive, connections=1, seconds=arguments.seconds)
        loads = alternate(arguments.rounds, {
            'product': partial(go, server.port, window.saves()),
            'floor': partial(go, floor.port, _floor_saves(version))})
        p50, floor_p50 = (middle(load.ms(0.5) for load in loads[way]) for way in (
            'product', 'floor'))
        p99 = middle(load.ms(0.99) for load in loads['product'])
        yield Row(f'{name}: autosave of {title}, p50 ms, to a request and a row', p50, floor_p50,
                  must=at_most(3), dream=at_most(1.5), remark=f' (p99 {p99:.1f})')


def _raw_commits(name: str, product: Product, seconds: float) -> Row:
    """Return how many single rows one connection commits, without any server of ours."""
    store = Store(product.settings.database_url.replace('benchmark.db', 'floor.db'))
    done, end = 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        store.add([('inspection', 'question', 'yes', '')])
        done += 1
    return Row(f'{name}: rows committed by one connection alone, per second', done / seconds)


class Window:
    """A browser's window on one section, saving after each click."""

    def __init__(self, visit: Visit, version: CatalogVersion, page: Reply) -> None:
        self.path, self.cookie = visit.path('sections/1'), visit.cookie
        self.fields = {**fields(version, 0), **_hidden(page)}
        self.clicked = next(name for name in self.fields if name.startswith('answer-'))

    def saves(self) -> Iterator[Journey]:
        while True:
            yield self.save()

    def save(self) -> Journey:
        self.fields[self.clicked] = 'no' if self.fields[self.clicked] == 'yes' else 'yes'
        reply = expect((yield post(self.path, self.fields, self.cookie, json=True)), 200)
        saved = json.loads(reply.body)
        self.fields['base'], self.fields['revision'] = saved['base'], str(saved['revision'])


def _submission(visit: Visit, version: CatalogVersion) -> Journey:
    """Fill in every section, look at the answers and submit them."""
    for number in range(1, len(version.content.sections) + 1):
        path = visit.path(f'sections/{number}')
        page = expect((yield get(path, visit.cookie)), 200)
        expect((yield post(path, fields(version, number - 1, **_hidden(page)),
                           visit.cookie)), 303)
    page = expect((yield get(visit.path('check'), visit.cookie)), 200)
    expect((yield post(visit.path('submit'), _hidden(page), visit.cookie)), 303)


def _floor_submissions(version: CatalogVersion) -> Iterator[Journey]:
    filled = fields(version, 0)

    def journey() -> Journey:
        expect((yield get('/rendered/form/40')), 200)
        expect((yield post('/rows', {**filled, 'id': 'A' * 26})), 303)

    while True:
        yield journey()


def _floor_saves(version: CatalogVersion) -> Iterator[Journey]:
    request = post('/one', {**fields(version, 0), 'id': 'A' * 26}, json=True)

    def journey() -> Journey:
        expect((yield request), 200)

    while True:
        yield journey()


def _hidden(page: Reply) -> dict[str, str]:
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.body.decode())}


def _speed(loads: list[Load]) -> float:
    return middle(load.per_second for load in loads)


def _processor(loads: list[Load]) -> float:
    return middle(load.processor_ms for load in loads)


if __name__ == '__main__':
    main()
