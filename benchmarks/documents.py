"""Printing and serving the PDF of 40 answers: ``python -m benchmarks.documents``."""
import argparse
from collections.abc import Iterator

from benchmarks.client import Load, drive, get, measured, pages
from benchmarks.content import WHOLE
from benchmarks.harness import Row, alternate, at_least, middle, options, print_table
from benchmarks.layout import layout_rows
from benchmarks.servers import Gunicorn, Product, Visit, folder, products
from benchmarks.workers import memory_row, throughput_row
from checklist.jobs import document_page, run_in
from checklist.services.documents import shelf_of

READERS = 200
WARM_SECONDS = 1.0


def main() -> None:
    arguments = _arguments()
    with products(arguments.database) as found:
        html = _page(next(iter(found.values())))
        rows, body = layout_rows(html, arguments.rounds)
        print_table(f'Layout of a report, {len(body) / 1000:.0f} kB', rows)
        for workers in arguments.workers:
            print_table(f'Stored report served, {workers} worker{"s" if workers > 1 else ""},'
                        f' {arguments.connections} connections', [
                            row for name, product in found.items()
                            for row in _serving_rows(name, product, body, workers, arguments)])
        print_table('Printing by the worker', [
            row for name, product in found.items()
            for row in (throughput_row(name, product, arguments.rounds, arguments.printing),
                        memory_row(name, product, arguments.documents))])


def _arguments() -> argparse.Namespace:
    parser = options(str(__doc__), seconds=2.0)
    parser.add_argument('--documents', type=int, default=500,
                        help='that one worker prints while its memory is watched')
    parser.add_argument('--printing', type=float, default=8.0,
                        help='seconds for which one and two workers print in each round')
    return parser.parse_args()


def _page(product: Product) -> str:
    visit, = product.begin(WHOLE, 1, submitted=True)
    return document_page(product.app, (visit.id, 'result', 'ru'))


def _serving_rows(name: str, product: Product, body: bytes, workers: int,
                  arguments: argparse.Namespace) -> Iterator[Row]:
    wishes = [get(visit.path('report.pdf'), visit.cookie) for visit in _stored(product, body)]
    with folder() as place, product.serve(workers) as server:
        (place / 'report.pdf').write_bytes(body)
        with Gunicorn('benchmarks.floors:app', workers,
                      {'BENCHMARK_FOLDER': str(place)}) as floor:
            assert server.wait('/') and floor.wait('/static/report.pdf').body == body
            loads = alternate(arguments.rounds, {
                'warm': lambda: _load(server, wishes, arguments, WARM_SECONDS),
                'product': lambda: _load(server, wishes, arguments, arguments.seconds),
                'floor': lambda: _load(floor, [get('/static/report.pdf')], arguments,
                                       arguments.seconds)})
    yield from _judged(name, loads['product'], loads['floor'])


def _judged(name: str, product: list[Load], floor: list[Load]) -> Iterator[Row]:
    speed, floor_speed = (middle(load.per_second for load in loads) for loads in (product, floor))
    used, floor_used = (middle(load.processor_ms for load in loads) for loads in (product, floor))
    latency = f' (p99 {middle(load.ms(0.99) for load in product):.1f} ms)'
    yield Row(f'{name}: a stored PDF, requests/s, to a static file', speed, floor_speed,
              must=at_least(0.5), remark=latency)
    yield Row(f'{name}: the same, processor ms', used, floor_used)


def _load(server: Gunicorn, wishes: list[bytes], arguments: argparse.Namespace,
          seconds: float) -> Load:
    return measured(lambda: drive(server.port, pages(wishes), seconds=seconds,
                                  connections=arguments.connections), server.processor)


def _stored(product: Product, body: bytes) -> list[Visit]:
    """Return submitted self-inspections with a report, the same for all: printing is not meant."""
    visits = product.begin(WHOLE, READERS, submitted=True)
    run_in(product.app, lambda: _keep(visits, body))
    return visits


def _keep(visits: list[Visit], body: bytes) -> None:
    for visit in visits:
        shelf_of((visit.id, 'result', 'ru')).keep((visit.id, 'result', 'ru'), body)


if __name__ == '__main__':
    main()
