"""One version of 6,000 questions as XLSX and as YAML: ``python -m benchmarks.catalog_exchange``.

Each format is written and read in a process of its own, and what comes back has to be the same.
"""
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.catalog import Figures, in_new_process, middles, timed
from benchmarks.catalog_files import generated_pair
from benchmarks.harness import Row, alternate, at_most, options, peak_resident, print_table
from requirements_catalog.model import CatalogVersion
from requirements_catalog.workbook import read_workbook, write_workbook
from requirements_catalog.yaml_writer import read_exchange, write_exchange

Way = tuple[Callable[[CatalogVersion], Any], Callable[[Any], CatalogVersion]]
WAYS: Mapping[str, Way] = {'XLSX': (write_workbook, read_workbook),
                           'YAML': (write_exchange, read_exchange)}


def main() -> None:
    arguments = options(str(__doc__), seconds=0, servers=False).parse_args()
    found = alternate(arguments.rounds, {
        name: partial(in_new_process, partial(figures_of, name), Path()) for name in WAYS})
    print_table('A version of 6,000 questions in one file', (
        row for name, figures in found.items() for row in _rows(name, middles(figures))))


def figures_of(name: str, _: Path) -> Figures:
    """Write a version, and read back what was written."""
    write, read = WAYS[name]
    version = generated_pair(lambda work: work())[0]
    figures: Figures = {}
    written = timed(figures, 'write', lambda: write(version))
    figures['before'] = peak_resident()
    assert timed(figures, 'read', lambda: read(written)) == version
    figures['memory'] = peak_resident()
    return figures


def _rows(name: str, figures: Figures) -> Iterator[Row]:
    for what, must in (('write', None), ('read', at_most(2))):
        yield Row(f'{name}: {what}, processor s', figures[f'{what}, processor'], must=must,
                  remark=f' ({figures[what]:.2f} by the clock)')
    yield Row(f'{name}: memory, MB', figures['memory'], must=at_most(300),
              remark=f" ({figures['before']:.0f} before reading)")


if __name__ == '__main__':
    main()
