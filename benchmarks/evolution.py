"""What becomes of answers between two catalogs, how good suggestions are, and what all of it costs.

``python benchmarks/catalog_evolution.py OLD NEW [LINEAGE] [OLD NEW [LINEAGE] …]``

A catalog is a file of any format that the service reads. LINEAGE says what became of the items;
without it the author's lineage is taken, or else the ids that stayed. Each pair is judged twice:
with its ids, and with all ids hidden, as if every one had been given anew; truth is not shown to
the machine then. What a plan makes of an author's lineage comes first. Without arguments a pair
of 6,000 questions is made, to see what it costs: its texts repeat too much to be judged.
"""
import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from benchmarks.catalog_files import generated_pair, read_catalog
from benchmarks.harness import Row, at_most, peak_resident, print_table
from benchmarks.truths import Pair, Truth, is_lineage, truth_of
from requirements_catalog.changes import compare
from requirements_catalog.entries import AnyCatalog, entries_of
from requirements_catalog.items import ItemCatalog, items_of
from requirements_catalog.lineage import LineageLink
from requirements_catalog.lint import lint
from requirements_catalog.model import CatalogVersion
from requirements_catalog.plan import lineage_of, plan
from requirements_catalog.problems import CatalogError
from requirements_catalog.steps import AnswerPlan, Outcome
from requirements_catalog.suggestions import THRESHOLD, Suggestion, suggest

T = TypeVar('T')
Paths = tuple[Path, Path, Path | None]


@dataclass(frozen=True)
class Judged:
    """What a plan does with the answers of a pair, by what is known of it."""

    how: str
    right: int
    again: int
    wrong: tuple[Pair, ...]
    confirmed: int
    asked: int
    dropped: int
    suggested: int
    suggested_rightly: int
    found: int
    to_find: int


@dataclass
class Figures:
    """One pair measured in a process of its own."""

    name: str
    items: tuple[int, int]
    truth: str = ''
    judged: list[Judged] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    changes: int = 0
    memory_before: float = 0.0
    memory: float = 0.0


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=str(__doc__),
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('files', nargs='*', type=Path, metavar='OLD NEW [LINEAGE]')
    found = [_in_new_process(paths) for paths in _pairs(parser.parse_args(arguments).files)]
    _print_judgements(found)
    print_table('What it costs', [row for figures in found for row in _rows(figures)])
    raise SystemExit(any(judged.wrong for figures in found for judged in figures.judged))


def _pairs(files: list[Path]) -> Iterator[Paths | None]:
    """Yield the pairs that files make up: a third one that is no catalog is their lineage."""
    if not files:
        yield None
    while files:
        if len(files) < 2:
            raise SystemExit(f'{files[0]} has no other catalog to be compared with')
        lineage = files[2] if len(files) > 2 and is_lineage(files[2]) else None
        yield files[0], files[1], lineage
        files = files[3 if lineage else 2:]


def _in_new_process(paths: Paths | None) -> Figures:
    """Measure where nothing is in memory but the catalogs themselves."""
    with ProcessPoolExecutor(1, get_context('spawn')) as pool:
        found = pool.submit(measure, paths).result()
    if isinstance(found, str):
        raise SystemExit(found)
    return found


def measure(paths: Paths | None) -> Figures | str:
    """Read, lint, compare and judge one pair, or say what cannot be read."""
    seconds: dict[str, float] = {}
    before = peak_resident()
    try:
        old, new = _read(paths, seconds)
    except (CatalogError, OSError) as error:
        return str(error)
    name = f'{paths[0].name} → {paths[1].name}' if paths else 'made of the shipped checklists'
    figures = Figures(name, (_asked(old), _asked(new)), seconds=seconds, memory_before=before)
    _timed(seconds, 'lint', lambda: _lint(new))
    figures.changes = len(_timed(seconds, 'difference', lambda: compare(old, new)).changes)
    _timed(seconds, 'plan', lambda: plan(old, new))
    _timed(seconds, 'suggestions', lambda: suggest(old, new))
    figures.memory = peak_resident()
    if paths:
        truth = truth_of(old, new, paths[2])
        figures.truth, figures.judged = truth.source, list(_judgements(old, new, truth))
    return figures


def _lint(catalog: AnyCatalog) -> None:
    """Lint what has rules: a version of a checklist."""
    if isinstance(catalog, CatalogVersion):
        lint(catalog, on=catalog.content.effective_from)


def _read(paths: Paths | None, seconds: dict[str, float]) -> tuple[AnyCatalog, AnyCatalog]:
    if paths is None:
        return generated_pair(lambda work: _timed(seconds, 'read', work))
    old = _timed(seconds, 'read', lambda: read_catalog(paths[0]))
    return old, _timed(seconds, 'read', lambda: read_catalog(paths[1]))


def _timed(seconds: dict[str, float], name: str, work: Callable[[], T]) -> T:
    """Do some work and note the time it took, or the longest of several times."""
    before, used = time.perf_counter(), time.process_time()
    outcome = work()
    for key, took in ((name, time.perf_counter() - before),
                      (f'{name}, processor', time.process_time() - used)):
        seconds[key] = max(seconds.get(key, 0.0), took)
    return outcome


def _asked(catalog: AnyCatalog) -> int:
    return len(catalog.items) if isinstance(catalog, ItemCatalog) else len(catalog.questions)


def _judgements(old: AnyCatalog, new: AnyCatalog, truth: Truth) -> Iterator[Judged]:
    if lineage_of(new):
        yield _judge("author's lineage", old, new, truth, {}, lineage_of(new))
    yield _judge('with ids', old, new, truth, {})
    hidden_old, names = _hidden(old, 'old')
    hidden_new, more = _hidden(new, 'new')
    yield _judge('ids hidden', hidden_old, hidden_new, truth, {**names, **more})


def _hidden(catalog: AnyCatalog, prefix: str) -> tuple[ItemCatalog, dict[str, str]]:
    """Return a catalog under other ids and without printed numbers, and its ids by the others."""
    shown = items_of(catalog) if isinstance(catalog, CatalogVersion) else catalog
    codes = {item.id: f'{prefix}-{place}' for place, item in enumerate(shown.items)}
    items = tuple(replace(item, id=codes[item.id], number='',
                          parent=codes.get(item.parent or '')) for item in shown.items)
    return replace(shown, items=items), {other: code for code, other in codes.items()}


def _judge(how: str, old: AnyCatalog, new: AnyCatalog, truth: Truth,
           names: dict[str, str], lineage: tuple[LineageLink, ...] = ()) -> Judged:
    made, suggested = plan(old, new, lineage), suggest(old, new, lineage)
    verdicts = Counter(verdict for _, verdict in _verdicts(old, new, made, truth, names))
    likely, to_find = _likely(made, suggested, truth, names)
    if not names and truth.source == 'ids':
        likely, to_find = set(), set()  # Ids that stayed say nothing of what has lost its id.
    return Judged(
        how, verdicts['right'], verdicts['again'],
        tuple(pair for pair, verdict in _verdicts(old, new, made, truth, names)
              if verdict == 'wrong'),
        len(made.of(Outcome.CONFIRM)), len(made.of(Outcome.ASKED)), len(made.dropped),
        len(likely), len(likely & (truth.pairs | truth.covered)),
        len(likely & to_find), len(to_find))


def _verdicts(old: AnyCatalog, new: AnyCatalog, made: AnswerPlan, truth: Truth,
              names: dict[str, str]) -> Iterator[tuple[Pair, str]]:
    """Yield each pair of which the answer is carried, and whether that is right.

    Where nothing but ids is known, an item that has another id, and the very same content as one
    whose id is gone or was given to something else, has been known again.
    """
    before, after = entries_of(old).asked, entries_of(new).asked
    shown = {names.get(code, code): entry for code, entry in before.items()}
    for step in made.of(Outcome.CARRIED):
        one, content = step.sources[0], after[step.code].content
        pair = names.get(one, one), names.get(step.code, step.code)
        if pair in truth.pairs:
            yield pair, 'wrong' if pair in truth.changed else 'right'
            continue
        keeper = shown.get(pair[1])
        again = (truth.source == 'ids' and before[one].content == content
                 and (keeper is None or keeper.content != content))
        yield pair, 'again' if again else 'wrong'


def _likely(made: AnswerPlan, suggested: tuple[Suggestion, ...], truth: Truth,
            names: dict[str, str]) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs suggested by their words, and those there were to find by them."""
    settled = {(names.get(source, source), names.get(step.code, step.code))
               for step in made.steps for source in step.sources}
    taken = {one for one, _ in settled}, {other for _, other in settled}
    likely = {(names.get(one.old, one.old), names.get(one.new, one.new))
              for one in suggested if not one.exact}
    return likely, {pair for pair in truth.pairs - settled
                    if pair[0] not in taken[0] or pair[1] not in taken[1]}


def _print_judgements(found: list[Figures]) -> None:
    if not any(figures.judged for figures in found):
        return
    print(f'\nWhat becomes of answers; suggestions of a certainty of {THRESHOLD} or more\n')
    print('| pair | items | known by | | carried rightly | known again | carried wrongly |'
          ' confirmed | asked | dropped | precision | recall |')
    print('|---|---|---|---|---|---|---|---|---|---|---|---|')
    for figures in found:
        for judged in figures.judged:
            share = _share(judged.suggested_rightly, judged.suggested)
            print(f'| {figures.name} | {figures.items[0]}, {figures.items[1]} | {figures.truth} |'
                  f' {judged.how} | {judged.right} | {judged.again} | {len(judged.wrong)} |'
                  f' {judged.confirmed} | {judged.asked} | {judged.dropped} | {share} |'
                  f' {_share(judged.found, judged.to_find)} |')
    for figures in found:
        for judged in figures.judged:
            for pair in judged.wrong[:20]:
                print(f'carried wrongly, {judged.how}: {" → ".join(pair)}')


def _share(part: int, whole: int) -> str:
    return f'{part / whole:.2f} ({part} of {whole})' if whole else '–'


def _rows(figures: Figures) -> Iterator[Row]:
    name, phases = figures.name, ('lint', 'difference', 'plan')
    yield _row(figures, 'read and validate the larger', ('read',), 2)
    yield _row(figures, f'lint, difference ({figures.changes} changes) and plan', phases, 5)
    yield _row(figures, 'suggestions', ('suggestions',), None)
    yield Row(f'{name}: memory, MB', figures.memory, must=at_most(300),
              remark=f' ({figures.memory_before:.0f} before)')


def _row(figures: Figures, work: str, phases: tuple[str, ...], limit: float | None) -> Row:
    times = figures.seconds
    used = ' + '.join(f'{times[f"{phase}, processor"]:.2f}' for phase in phases)
    return Row(f'{figures.name}: {work}, s', sum(times[phase] for phase in phases),
               must=at_most(limit) if limit else None, remark=f' (processor {used})')
