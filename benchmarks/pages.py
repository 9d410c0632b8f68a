"""Requests a second, latency and processor time of pages: ``python -m benchmarks.pages``."""
import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.client import Load, drive, fetch, get, measured, pages
from benchmarks.content import SECTIONS, WHOLE
from benchmarks.harness import Row, alternate, at_least, at_most, middle, options, print_table
from benchmarks.servers import Gunicorn, Product, folder, products

WARM_SECONDS = 1.0
READERS = 200
# How many questions, answers or checklists a page shows: the floor draws as many.
SHOWN = {'form': 40, 'section': 4, 'result': 40, 'start': 7}
TITLES = {'form': 'form, 40 questions', 'section': 'form, 4 questions',
          'result': 'result, 40 questions', 'start': 'start page'}

Requests = Mapping[str, list[bytes]]
Loads = Mapping[str, list[Load]]


def main() -> None:
    arguments = options(str(__doc__), seconds=2.0).parse_args()
    with products(arguments.database) as found:
        requests = {name: _requests(product) for name, product in found.items()}
        for workers in arguments.workers:
            with ExitStack() as stack:
                servers = {name: stack.enter_context(product.serve(workers))
                           for name, product in found.items()}
                rows = _measure(servers, requests, workers, arguments, stack)
            print_table(f'Pages, {workers} worker{"s" if workers > 1 else ""},'
                        f' {arguments.connections} connections', rows)


def _requests(product: Product) -> dict[str, list[bytes]]:
    """Return the requests for each page: of many self-inspections, none of which stays warm."""
    wholes = product.begin(WHOLE, READERS, answered=True)
    parted = product.begin(SECTIONS, READERS)
    submitted = product.begin(WHOLE, READERS, submitted=True)
    return {'form': [get(one.path('sections/1'), one.cookie) for one in wholes],
            'section': [get(one.path('sections/1'), one.cookie) for one in parted],
            'result': [get(one.path('result'), one.cookie) for one in submitted],
            'start': [get('/', one.cookie) for one in wholes]}


def _measure(servers: Mapping[str, Gunicorn], requests: Mapping[str, Requests], workers: int,
             arguments: argparse.Namespace, stack: ExitStack) -> list[Row]:
    place = stack.enter_context(folder())
    for name, server in servers.items():
        server.wait('/')
        _keep_pages(server, requests[name], place)
    floor = stack.enter_context(Gunicorn(
        'benchmarks.floors:app', workers, {'BENCHMARK_FOLDER': str(place)}))
    floor.wait('/bare')
    loads = {page: _rounds(page, servers, requests, floor, arguments) for page in SHOWN}
    return [row for name in servers for page in SHOWN for row in _rows(page, name, loads)]


def _keep_pages(server: Gunicorn, requests: Requests, place: Path) -> None:
    for page, pages_of in requests.items():
        (place / f'{page}.html').write_bytes(fetch(server.port, pages_of[0]).body)


def _rounds(page: str, servers: Mapping[str, Gunicorn], requests: Mapping[str, Requests],
            floor: Gunicorn, arguments: argparse.Namespace) -> Loads:
    wanted = {name: (server, requests[name][page]) for name, server in servers.items()}
    wanted['rendered'] = floor, [get(f'/rendered/{page}/{SHOWN[page]}')]
    wanted['memory'] = floor, [get(f'/memory/{page}')]
    for server, wishes in wanted.values():
        drive(server.port, pages(wishes), connections=arguments.connections,
              seconds=WARM_SECONDS)
    return alternate(arguments.rounds, {
        name: partial(_load, server, wishes, arguments)
        for name, (server, wishes) in wanted.items()})


def _load(server: Gunicorn, wishes: list[bytes], arguments: argparse.Namespace) -> Load:
    return measured(lambda: drive(
        server.port, pages(wishes), connections=arguments.connections,
        seconds=arguments.seconds), server.processor)


def _rows(page: str, name: str, loads: Mapping[str, Loads]) -> list[Row]:
    found = loads[page]
    product, rendered, memory = found[name], found['rendered'], found['memory']
    title = f'{name}: {TITLES[page]}'
    form, result = _processor(loads['form'][name]), _processor(product)
    latency = (f' (p50 {middle(load.ms(0.5) for load in product):.1f},'
               f' p99 {middle(load.ms(0.99) for load in product):.1f} ms)')
    rows = [
        Row(f'{title}, requests/s, to a page rendered bare', _speed(product), _speed(rendered),
            must=at_least(1.0) if page == 'form' else None, remark=latency),
        Row(f'{title}, requests/s, to a page in memory', _speed(product), _speed(memory),
            dream=at_least(0.6) if page == 'form' else None),
        Row(f'{title}, processor ms, to a page rendered bare', result, _processor(rendered),
            must=at_most(1.0) if page == 'form' else None)]
    if page == 'result':
        rows.append(Row(f'{title}, processor ms, to the form page', result, form,
                        must=at_most(2.0), dream=at_most(1.0)))
    return rows


def _speed(loads: list[Load]) -> float:
    return middle(load.per_second for load in loads)


def _processor(loads: list[Load]) -> float:
    return middle(load.processor_ms for load in loads)


if __name__ == '__main__':
    main()
