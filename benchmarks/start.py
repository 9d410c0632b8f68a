"""The second ``./run``, and the memory of its processes: ``python -m benchmarks.start``.

``./run`` makes ``.venv`` anew where it has not made it itself, so it runs in a copy of the tree:
the first time it installs the packages there, from the index that pip is configured with.
"""
import argparse
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.harness import Row, alternate, at_most, middle, options, print_table
from benchmarks.memory import memory_rows
from benchmarks.servers import Product, folder, products, stop, wait_for
from checklist.config import ROOT
from tests.postgresql import free_port

Process = subprocess.Popen[bytes]
Running = AbstractContextManager[tuple[Process, int]]

FLOOR = ('.venv/bin/python', '-m', 'gunicorn', '--config', 'checklist/gunicorn.py',
         '--bind', '127.0.0.1:{port}', 'benchmarks.floors:app')


def main() -> None:
    arguments = options(str(__doc__), seconds=0, rounds=5).parse_args()
    with copied_tree() as tree, products(arguments.database) as found:
        print_table('Start', _start_rows(found, tree, arguments))
        rows: list[Row] = []
        for name, product in found.items():
            with service(tree, product) as (process, port):
                rows += memory_rows(name, product, process.pid, port)
        print_table('Memory of ./run after every page in both languages', rows)


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Give a copy of everything in the tree that is not ignored."""
    listed = subprocess.run(
        ['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
        cwd=ROOT, check=True, capture_output=True, text=True).stdout
    with folder() as place:
        for name in filter(None, listed.split('\0')):
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        yield place


@contextmanager
def running(tree: Path, command: Sequence[str], environment: Mapping[str, str], path: str,
            ) -> Iterator[tuple[Process, int]]:
    """Run a server of the tree as an operator does, and wait for its first page."""
    port = free_port()
    process = subprocess.Popen(
        [part.format(port=port) for part in command], cwd=tree, stdout=subprocess.DEVNULL,
        env={**_environment(), **environment})
    try:
        wait_for(port, path, process)
        yield process, port
    finally:
        stop(process)


def _environment() -> dict[str, str]:
    """Return our environment, but with the bytecode kept: in it lies most of a second start."""
    return {name: value for name, value in os.environ.items()
            if name != 'PYTHONDONTWRITEBYTECODE'} | {'CHECKLIST_APT': 'no'}


def service(tree: Path, product: Product) -> Running:
    return running(tree, ('./run', '--port', '{port}'), product.environment, '/')


def bare(tree: Path) -> Running:
    return running(tree, FLOOR, {'BENCHMARK_FOLDER': str(tree / 'templates')}, '/bare')


def _start_rows(found: Mapping[str, Product], tree: Path,
                arguments: argparse.Namespace) -> Iterator[Row]:
    first = _seconds(partial(service, tree, next(iter(found.values()))))
    _seconds(partial(bare, tree))
    yield Row('the first ./run, with the packages from the index, s', first)
    ways = {name: partial(_seconds, partial(service, tree, product))
            for name, product in found.items()}
    seconds = alternate(arguments.rounds, {**ways, 'floor': partial(_seconds, partial(bare, tree))})
    floor = middle(seconds['floor'])
    for name in found:
        again = middle(seconds[name])
        yield Row(f'{name}: the second ./run until the first page, s', again,
                  must=at_most(3), dream=at_most(1))
        yield Row(f'{name}: the same, to bare Flask in gunicorn', again, floor)


def _seconds(start: Callable[[], Running]) -> float:
    before = time.perf_counter()
    with start():
        return time.perf_counter() - before


if __name__ == '__main__':
    main()
