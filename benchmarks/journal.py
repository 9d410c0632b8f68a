"""The proof of a journal of a million entries: ``python -m benchmarks.journal``.

The floor reads the same rows and makes one HMAC over the text of each.
"""
import hmac
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import text

from benchmarks.harness import (
    Row, alternate, at_most, middle, options, peak_resident, print_table)
from benchmarks.servers import KEY, Product, products
from checklist.extensions import db, run_in
from checklist.services.journal import record_each
from checklist.services.journal_proof import BATCH, journal_damages
from checklist.services.tokens import new_token

ENTRIES = 1_000_000
WRITTEN_AT_ONCE = 10_000


def main() -> None:
    arguments = options(str(__doc__), seconds=0, rounds=2).parse_args()
    rows: list[Row] = []
    with products(arguments.database) as found:
        for name, product in found.items():
            rows += journal_rows(name, product, arguments.rounds)
    print_table('Journal of 1,000,000 entries', rows)


def journal_rows(name: str, product: Product, rounds: int) -> Iterator[Row]:
    for _ in range(ENTRIES // WRITTEN_AT_ONCE):
        run_in(product.app, _write)
    before = peak_resident()
    seconds = alternate(rounds, {
        'product': partial(_seconds, product, _prove), 'floor': partial(_seconds, product, _read)})
    proof, floor = middle(seconds['product']), middle(seconds['floor'])
    yield Row(f'{name}: proof, s', proof, must=at_most(60), dream=at_most(30))
    yield Row(f'{name}: the same, to reading and one HMAC a row', proof, floor)
    yield Row(f'{name}: memory that it adds, MB', peak_resident() - before, must=at_most(50))


def _write() -> None:
    record_each('benchmark', [new_token() for _ in range(WRITTEN_AT_ONCE)], datetime.now(UTC),
                number=1)


def _prove() -> None:
    damages = list(journal_damages(Path('no/anchors'), datetime.now(UTC)))
    if damages:
        raise RuntimeError(f'a sound journal is called damaged: {damages[:3]}')


def _read() -> None:
    key, last = KEY.encode(), 0
    statement = text('SELECT * FROM journal_entry WHERE id > :last ORDER BY id LIMIT :size')
    while rows := db.session.execute(statement, {'last': last, 'size': BATCH}).all():
        for row in rows:
            hmac.digest(key, str(row).encode(), 'sha256')
        last = rows[-1].id
    db.session.rollback()


def _seconds(product: Product, work: Callable[[], None]) -> float:
    with product.app.app_context():
        began = time.perf_counter()
        work()
        return time.perf_counter() - began


if __name__ == '__main__':
    main()
