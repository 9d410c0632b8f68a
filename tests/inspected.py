"""A known little data set for the pages of inspectors: fire safety in two months, all told.

Every count is a multiple of 5, so that rounding leaves it as it is.
"""
from collections.abc import Iterator

from checklist.access import Role
from checklist.services.catalog import newest_versions
from tests.accounts import signed_in, staff
from tests.browsing import Client
from tests.databases import Database
from tests.observed import freeze, observe_all

FIRE, CATERING = 'fire-safety-small', 'public-catering'
CHELYABINSK, MAGNITOGORSK, KOPEYSK, AGAPOVKA = '75701', '75738', '75728', '75603'
FIRST, SECOND = 'FS-001', 'FS-002'
Observed = tuple[str, str, str]


def versions_of(database: Database, checklist: str) -> tuple[int, int]:
    """Return the id of the newest version of a checklist, and how many questions it has."""
    with database.app.app_context():
        return next((published.id, published.question_count) for published in newest_versions()
                    if published.code == checklist)


def group(first: int, count: int, traits: str, answers: str, questions: int,
          ending: str = 'P4-') -> Iterator[Observed]:
    """Yield self-inspections alike: the first answers, then "yes" to the rest."""
    marks = answers.ljust(questions, 'Y') + ending
    return ((f'{first + place:010}', traits, marks) for place in range(count))


def fill_two_months(database: Database) -> None:
    """September: three towns, and 5 in a village. October: one town, and 35 without an ИНН.

    The village is hidden, and with it the smallest town, from which it could be told.
    """
    version_id, questions = versions_of(database, FIRE)
    observe_all(database, version_id, [
        *group(0, 40, f'{CHELYABINSK}EI1', 'Y', questions),
        *group(100, 20, f'{CHELYABINSK}EI1', 'N', questions, 'C3-'),
        *group(200, 25, f'{MAGNITOGORSK}PG0', 'Y', questions),
        *group(300, 15, f'{MAGNITOGORSK}PG0', 'NU', questions, 'B3-'),
        *group(400, 5, f'{AGAPOVKA}PG0', 'N', questions, 'B3-'),
        *group(500, 10, f'{KOPEYSK}PG0', 'Y', questions)], month=202609)
    observe_all(database, version_id, [
        *group(0, 45, f'{CHELYABINSK}EI1', 'Y', questions),
        *group(100, 15, f'{CHELYABINSK}EI1', 'N', questions, 'C3-'),
        *(('', f'{CHELYABINSK}EI1', 'N' * questions + 'C3-') for _ in range(35))])
    freeze(database)


def inspector(database: Database, authority: str = 'mchs-74') -> Client:
    """Return the browser of an inspector."""
    account_id = staff(database, Role.INSPECTOR, f'inspector@{authority}.example', authority)
    return signed_in(database, account_id)
