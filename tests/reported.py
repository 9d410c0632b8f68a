"""Months of submitted self-inspections of an authority, to be frozen and reported on."""
import random
from collections.abc import Iterator

from checklist.services.catalog import newest_versions
from tests.databases import Database
from tests.factories import committed
from tests.observed import freeze, observe_all

AUTHORITY, OTHER = 'rpn-74', 'mchs-74'
# A municipality that no list has any more.
GONE = '75729'
# Skewed as the region is: two cities, some towns, and many places with a few businesses.
TERRITORIES = ('75701', '75738', '75742', '75706', GONE, '75603', '75606', '75609', '75612')
WEIGHTS = (40, 22, 12, 8, 6, 5, 4, 2, 1)


def fill_month(database: Database, authority: str, month: int, businesses: int,
               checklist: str = '') -> None:
    """Add so many self-inspections of each checklist of an authority, or of one, in a month."""
    found = committed(database, newest_versions)
    for place, published in enumerate(found):
        if published.version.content.authority == authority and checklist in ('', published.code):
            chance = random.Random(f'{month} {published.code}')
            observe_all(
                database, published.id,
                _rows(chance, len(published.version.questions), businesses),
                month, moment=10_000 * place)


def frozen_month(database: Database, authority: str = AUTHORITY, month: int = 202610,
                 businesses: int = 300) -> None:
    """Fill a month and the one before it, and freeze both."""
    fill_month(database, authority, month - 1, businesses * 2 // 3)
    fill_month(database, authority, month, businesses)
    freeze(database)


def _rows(chance: random.Random, questions: int,
          businesses: int) -> Iterator[tuple[str, str, str]]:
    for number in range(businesses):
        traits = (chance.choices(TERRITORIES, WEIGHTS)[0] + chance.choice('EPPP')
                  + chance.choices('GICS', (5, 4, 1, 1))[0]
                  + chance.choices('01234', (6, 9, 3, 1, 1))[0])
        answers = ''.join(_answer(chance, place) for place in range(questions))
        share = 100 * answers.count('Y') // questions
        band = '4' if share >= 90 else '3' if share >= 80 else '2' if share >= 70 else '1'
        verdict = 'P' if band in '43' else chance.choice('BC')
        inn = f'{number:010}' if number % 20 else ''
        yield inn, traits, answers + verdict + band + chance.choices('-+', (12, 1))[0]


def _answer(chance: random.Random, place: int) -> str:
    broken = 2 + 9 * (place % 7 == 3) + 4 * (place % 5 == 2)
    return chance.choices('YNUA-', (40, broken, 1 + place % 3, 3 * (place % 4 == 1), 1))[0]
