"""Reading, checking and publishing 6,000 questions: ``python -m benchmarks.catalog``.

The catalog is the shipped one again and again, with codes and texts of its own each time: as
checklists of the shipped length, and as checklists as long as one file may be.
"""
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import yaml

from benchmarks.catalog_files import generate
from benchmarks.harness import (
    Row, alternate, at_most, middle, options, peak_resident, print_table)
from benchmarks.servers import folder
from checklist.app import create_app
from checklist.config import Settings
from checklist.extensions import begin_writing, db
from checklist.schema import upgrade
from checklist.services.catalog import publish_version
from requirements_catalog.lint import lint
from requirements_catalog.loader import Catalog, load_catalog

FILES = {'150 checklists of 40 questions': 150, '2 checklists of 3,000 questions': 2}

Figures = dict[str, float]
T = TypeVar('T')


def main() -> None:
    arguments = options(str(__doc__), seconds=0, servers=False).parse_args()
    rows: list[Row] = []
    for title, files in FILES.items():
        with folder() as place:
            generate(place / 'catalog', files)
            found = alternate(arguments.rounds, {
                'product': partial(in_new_process, product_figures, place),
                'floor': partial(in_new_process, floor_figures, place)})
        rows += _rows(title, middles(found['product']), middles(found['floor']))
    print_table('Catalog of 6,000 questions', rows)


def in_new_process(measure: Callable[[Path], Figures], place: Path) -> Figures:
    """Measure where nothing is in memory but the service itself."""
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        return pool.submit(measure, place).result()


def product_figures(place: Path) -> Figures:
    """Read and check a catalog, lint it, and publish it into an empty database."""
    figures = {'at first': peak_resident()}
    catalog = timed(figures, 'import', lambda: load_catalog(place / 'catalog'))
    assert sum(len(version.questions) for version in catalog.versions) == 6_000
    timed(figures, 'lint', lambda: [
        lint(version, on=version.content.effective_from) for version in catalog.versions])
    figures['memory'] = peak_resident()
    _publish(figures, catalog, place / f'var-{time.monotonic_ns()}')
    figures['memory at last'] = peak_resident()
    return figures


def floor_figures(place: Path) -> Figures:
    """Let PyYAML's parser in C go over the same files and throw away what it finds."""
    figures: Figures = {}
    timed(figures, 'import', lambda: [
        _events(path) for path in sorted((place / 'catalog').rglob('*.yaml'))])
    return figures


def _events(path: Path) -> int:
    return sum(1 for _ in yaml.parse(path.read_text('utf-8'), yaml.CSafeLoader))


def _publish(figures: Figures, catalog: Catalog, place: Path) -> None:
    app = create_app(Settings(var=place, database_url=f'sqlite:///{place / "catalog.db"}',
                              secret_key='only-for-benchmarks-' + 'x' * 32))
    with app.app_context():
        upgrade()
        begin_writing()
        now = datetime.now(UTC)
        timed(figures, 'publish', lambda: [
            publish_version(version, now=now) for version in catalog.versions])
        timed(figures, 'commit', db.session.commit)


def timed(figures: Figures, name: str, work: Callable[[], T]) -> T:
    """Do some work and note how long it took, by the clock and of the processor."""
    before, used = time.perf_counter(), time.process_time()
    outcome = work()
    figures[name] = time.perf_counter() - before
    figures[f'{name}, processor'] = time.process_time() - used
    return outcome


def middles(found: list[Figures]) -> Figures:
    return {name: middle(figures[name] for figures in found) for name in found[0]}


def _rows(title: str, product: Figures, floor: Figures) -> Iterator[Row]:
    yield Row(f'{title}: import and validate, s', product['import'],
              must=at_most(2), dream=at_most(0.5), remark=_processor(product, 'import'))
    yield Row(f'{title}: the same, processor s, to the parser alone',
              product['import, processor'], floor['import, processor'])
    yield Row(f'{title}: lint, s', product['lint'], must=at_most(5), dream=at_most(1),
              remark=_processor(product, 'lint'))
    yield Row(f'{title}: publish into SQLite, s', product['publish'] + product['commit'],
              remark=_processor(product, 'publish'))
    yield Row(f'{title}: memory of import and lint, MB', product['memory'], must=at_most(300),
              remark=f" ({product['at first']:.0f} before)")
    yield Row(f'{title}: memory with publishing, MB', product['memory at last'],
              must=at_most(300))


def _processor(figures: Figures, name: str) -> str:
    return f" (processor {figures[f'{name}, processor']:.2f})"


if __name__ == '__main__':
    main()
