"""Frozen months of a shipped checklist: many businesses of Chelyabinsk, few of a small place."""
import random
from collections.abc import Iterator
from datetime import date

from checklist.services.catalog import PublishedVersion, current_version
from checklist.statistics.letters import BANDS
from tests.databases import Database
from tests.factories import committed
from tests.observed import freeze, observe_all

SHIPPED = 'fire-safety-small'
MONTHS = (202608, 202609, 202610)
CHELYABINSK, MAGNITOGORSK, SMALL_PLACE = '75701', '75738', '75759'
PLACES = (CHELYABINSK,) * 12 + (MAGNITOGORSK,) * 7 + ('75603',)
KINDS = ('EI1', 'PI0', 'PI1', 'PI1', 'EG1', 'PG0', 'EG2')
# How often each answer is given to the first question, the second and so on; then from the start.
HABITS = ('Y' * 16 + 'NNNU', 'Y' * 10 + 'N' * 8 + 'UU', 'Y' * 19 + 'N', 'Y' * 12 + 'UUUUUNNA',
          'Y' * 9 + 'A' * 11, 'Y' * 20, 'Y' * 8 + '-' * 8 + 'NNNN')


def shipped(database: Database, code: str = SHIPPED) -> PublishedVersion:
    version: PublishedVersion = committed(
        database, lambda: current_version(code, date(2026, 11, 1)))
    return version


def freeze_months(database: Database, code: str = SHIPPED, businesses: int = 180) -> None:
    """Freeze three months, in each of which a few more businesses check themselves."""
    version = shipped(database, code)
    for place, month in enumerate(MONTHS):
        observe_all(database, version.id, _rows(version, businesses + 25 * place, month), month)
    freeze(database)


def _rows(version: PublishedVersion, businesses: int,
          month: int) -> Iterator[tuple[str, str, str]]:
    chance = random.Random(month)
    for number in range(businesses):
        answers = ''.join(chance.choice(HABITS[place % len(HABITS)])
                          for place in range(version.question_count))
        score = chance.choice([*BANDS, '3', '3', '2'])
        yield (f'{number:010}', chance.choice(PLACES) + chance.choice(KINDS),
               f'{answers}{"P" if score > "2" else "B"}{score}-')
