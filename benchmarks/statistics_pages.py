"""Pages and files of statistics over few and many self-inspections:
``python -m benchmarks.statistics_pages [ADDRESS …]``.

Each size has a database of its own: observations are filled in, drawn from a demonstration of six
months, and all of them frozen; self-inspections themselves are not there, since no page reads
them. What is compared is the time of an answer over the largest number with that over the
smallest, by one connection, as an inspector reads. Without addresses those of an authority's
statistics are taken, and the public ones.
"""
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import islice

from benchmarks.client import Load, drive, get, measured, page
from benchmarks.harness import Row, alternate, at_most, middle, options, print_table
from benchmarks.observations import NOW, Drawn, draw, fill
from benchmarks.servers import Gunicorn, Product, products
from checklist.access import Role
from checklist.extensions import begin_writing, db
from checklist.freezing import Freezer
from checklist.services.accounts import open_account
from checklist.services.sessions import Browser, open_session
from checklist.views.clock import now

AUTHORITY, CHECKLIST, QUESTION, TERRITORY = 'mchs-74', 'fire-safety-small', 'FS-001', '75701'
ROOM = '/authority/statistics'
FILES = f'{ROOM}/download/'
OPEN = f'{CHECKLIST}/2026-10'
ADDRESSES = (
    f'{ROOM}/', f'{ROOM}/data?checklist={CHECKLIST}', f'{ROOM}/map?checklist={CHECKLIST}',
    f'{ROOM}/checklists/{CHECKLIST}/questions/{QUESTION}', f'{ROOM}/territories/{TERRITORY}',
    *(f'{FILES}data-heat.{kind}?checklist={CHECKLIST}' for kind in ('csv', 'xlsx', 'json')),
    f'/statistics/{OPEN}/', f'/open-data/{OPEN}.json', f'/open-data/{OPEN}/territories.csv')
# An inspector gets 120 files an hour.
FEW = 5
NUMBERS = (10_000, 1_000_000, 10_000_000)


def main() -> None:
    parser = options(str(__doc__), seconds=3)
    parser.add_argument('addresses', nargs='*', default=ADDRESSES)
    parser.add_argument('--numbers', type=int, nargs='+', default=NUMBERS)
    arguments = parser.parse_args()
    for name in arguments.database:
        with ExitStack() as stack:
            served, drawn = {}, None
            for number in arguments.numbers:
                product = stack.enter_context(products([name]))[name]
                drawn = drawn or draw(product)  # New databases number their versions alike.
                groups = _prepare(product, number, drawn)
                print(f'{name}, {number:,}: {groups} frozen tables', flush=True)
                served[number] = (stack.enter_context(product.serve(1)), _cookie(product))
            print_table('Pages of statistics', page_rows(
                name, served, arguments.addresses, arguments.rounds, arguments.seconds))


def page_rows(name: str, served: Mapping[int, tuple[Gunicorn, str]], addresses: Sequence[str],
              rounds: int, seconds: float) -> Iterator[Row]:
    """Yield for each address the time of an answer, the smallest number as the floor."""
    for address in addresses:
        ways = {str(number): partial(_ask, server, address, cookie, seconds)
                for number, (server, cookie) in served.items()}
        for warm in ways.values():
            warm()
        found = alternate(rounds, ways)
        times = {number: middle(load.ms(0.5) for load in found[str(number)]) for number in served}
        used = {number: middle(load.processor_ms for load in found[str(number)])
                for number in served}
        least = min(served)
        for number in sorted(served)[1:] or [least]:
            yield Row(f'{name}: {address}, {number:,} to {least:,}, ms', times[number],
                      times[least], must=at_most(1.3),
                      remark=f' (processor {used[number]:.0f} to {used[least]:.0f})')


def _prepare(product: Product, number: int, drawn: Drawn) -> int:
    """Fill in observations and freeze them; return how many tables there are."""
    fill(product, number, drawn)
    Freezer(product.app).freeze_due(NOW + timedelta(days=10))
    with product.app.app_context():
        return int(db.session.connection().exec_driver_sql(
            'SELECT count(*) FROM frozen_table').scalar_one())


def _cookie(product: Product) -> str:
    """Return the cookie of an inspector who is signed in."""
    with product.app.app_context():
        begin_writing()
        account_id = open_account('inspector@example.ru', [Role.INSPECTOR], language='ru',
                                  now=now(), authority=AUTHORITY)
        db.session.flush()
        token = open_session(account_id, way='password', complete=True,
                             browser=Browser('Benchmark', '127.0.0.0/24'), now=now())
        db.session.commit()
        return token


def _ask(server: Gunicorn, address: str, token: str, seconds: float) -> Load:
    # The client writes a cookie named "session"; a second one follows.
    request = get(address, f'-; account={token}')
    most = FEW if address.startswith(FILES) else None
    ask: Callable[[], Load] = partial(
        drive, server.port, islice(iter(lambda: page(request), None), most), connections=1,
        seconds=seconds)
    return measured(ask, server.processor)


if __name__ == '__main__':
    main()
