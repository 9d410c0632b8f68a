"""Rounds, medians, processor time of processes, and the one table that every script prints."""
import argparse
import os
import platform
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import TypeVar

TICKS = os.sysconf('SC_CLK_TCK')
HEADINGS = ('work', 'product', 'floor', 'ratio', 'must', 'dream', 'met')

T = TypeVar('T')


@dataclass(frozen=True)
class Target:
    """A limit for a ratio, or for the product's own figure where there is no floor."""

    sign: str
    limit: float

    def __str__(self) -> str:
        return f'{self.sign} {self.limit:g}'

    def met_by(self, value: float) -> bool:
        return value >= self.limit if self.sign == '≥' else value <= self.limit


def at_least(limit: float) -> Target:
    return Target('≥', limit)


def at_most(limit: float) -> Target:
    return Target('≤', limit)


@dataclass(frozen=True)
class Row:
    """One line of the table. The ratio is product to floor unless given."""

    work: str
    product: float
    floor: float | None = None
    must: Target | None = None
    dream: Target | None = None
    ratio: float | None = None
    remark: str = ''

    @property
    def judged(self) -> float:
        """What the targets are compared with."""
        if self.ratio is not None:
            return self.ratio
        return self.product / self.floor if self.floor else self.product

    @property
    def met(self) -> str:
        if self.dream and self.dream.met_by(self.judged):
            return 'dream'
        if self.must:
            return 'yes' if self.must.met_by(self.judged) else 'NO'
        return 'no' if self.dream else ''

    def cells(self) -> tuple[str, ...]:
        ratio = f'{self.judged:.2f}' if self.floor or self.ratio is not None else ''
        return (self.work, _figure(self.product) + self.remark,
                '' if self.floor is None else _figure(self.floor), ratio,
                str(self.must or ''), str(self.dream or ''), self.met)


def print_table(title: str, rows: Iterable[Row]) -> None:
    """Print a table in Markdown, so that it can stand in README.md as it is."""
    table = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(len(cells[place]) for cells in table) for place in range(len(HEADINGS))]
    lines = ['| ' + ' | '.join(cell.ljust(width) for cell, width in zip(
        cells, widths, strict=True)) + ' |' for cells in table]
    lines.insert(1, '|' + '|'.join('-' * (width + 2) for width in widths) + '|')
    print(f'\n{title}: {date.today()}, {os.cpu_count()} cores, Python'
          f' {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n', flush=True)
    print('\n'.join(lines), flush=True)


def alternate(rounds: int, ways: Mapping[str, Callable[[], T]]) -> dict[str, list[T]]:
    """Measure each way in turn, A B A B, so that a noisy moment hits all alike."""
    found: dict[str, list[T]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, measure in ways.items():
            found[name].append(measure())
    return found


def middle(values: Iterable[float]) -> float:
    return median(list(values))


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def family(pid: int) -> list[int]:
    """Return a process with all that descend from it."""
    found = [pid]
    for path in Path(f'/proc/{pid}/task').glob('*/children'):
        for child in path.read_text().split():
            found += family(int(child))
    return found


def processor_seconds(pid: int) -> float:
    """Return what a process and its children have used, those that have ended included."""
    return sum(_ticks(one) for one in family(pid)) / TICKS


def resident(pid: int, kind: str = 'Rss') -> float:
    """Return the memory of one process in MB; "Pss" shares pages among those who map them."""
    for line in Path(f'/proc/{pid}/smaps_rollup').read_text().splitlines():
        if line.startswith(f'{kind}:'):
            return int(line.split()[1]) / 1024
    return 0.0


def peak_resident() -> float:
    """Return the most memory that this process has had, in MB.

    The peak that ``getrusage`` knows would be wrong in a new process: it begins with its parent's.
    """
    status = Path('/proc/self/status').read_text()
    return int(status.partition('VmHWM:')[2].split()[0]) / 1024


def options(description: str, *, seconds: float, rounds: int = 3,
            servers: bool = True) -> argparse.ArgumentParser:
    """Return a parser with the options that the scripts share."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument('--rounds', type=int, default=rounds)
    parser.add_argument('--seconds', type=float, default=seconds, help='of one measurement')
    if servers:
        parser.add_argument('--workers', type=int, nargs='+', default=[1, 2])
        parser.add_argument('--database', nargs='+', default=['sqlite', 'postgresql'],
                            choices=['sqlite', 'postgresql'])
        parser.add_argument('--connections', type=int, default=8)
    return parser


def _ticks(pid: int) -> int:
    # After the name in brackets: utime, stime and those of the children that were waited for.
    fields = Path(f'/proc/{pid}/stat').read_text().rpartition(')')[2].split()
    return sum(int(field) for field in fields[11:15])


def _figure(value: float) -> str:
    if value >= 100:
        return f'{value:,.0f}'
    return f'{value:.3g}'
