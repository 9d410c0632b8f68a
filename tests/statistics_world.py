"""Two authorities whose every text, code and number is a canary of its own."""
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from checklist.reporting import make_report, reports_to_make
from checklist.services.catalog import PublishedVersion, publish_version
from checklist.services.statistics_reports import ask_for_report
from checklist.services.successors import version_by_id
from tests.databases import Database
from tests.factories import committed
from tests.observed import LATER, freeze, observe_all
from tests.unit.examples import (
    AUTHORITY, KIND_OF_CONTROL, library, policy, question, requirement, section, text,
    version_of)

PUBLISHED = datetime(2026, 7, 1, 12, tzinfo=UTC)
AUGUST, SEPTEMBER, OCTOBER = 202608, 202609, 202610


@dataclass(frozen=True)
class Side:
    """One authority: what its addresses name, what its checklist says, and its numbers.

    ``sizes`` are the businesses of a month in its two territories; ``word`` begins every text.
    """

    authority: str
    checklist: str
    question: str
    version: int
    month: str
    word: str
    months: tuple[int, ...]
    sizes: tuple[int, int]

    @property
    def ids(self) -> dict[str, str]:
        """What stands in addresses, by what it is."""
        return {'checklist': self.checklist, 'question': self.question,
                'version': str(self.version), 'month': self.month, 'authority': self.authority}

    @property
    def canaries(self) -> set[str]:
        """What nobody of another authority may read."""
        return {self.word, *map(str, self.sizes), str(sum(self.sizes))}


# Only the other authority has August, and version 7.
OWN = Side('mchs-74', 'list-of-alpha', 'QA-1', 1, '2026-10', 'Альфаканарейка',
           (SEPTEMBER, OCTOBER), (530, 220))
OTHER = Side('rpn-74', 'list-of-beta', 'QB-1', 7, '2026-08', 'Бетаканарейка',
             (AUGUST, SEPTEMBER, OCTOBER), (6845, 1935))
# What names nothing at all.
NOBODY = {'checklist': 'list-of-zeta', 'question': 'QC-1', 'version': '9', 'month': '2026-07',
          'authority': 'fns-74'}


def version_for(side: Side, **changes: Any) -> Any:
    """Return a version of a checklist in which every text begins with the word of its side."""
    word = side.word
    codes = (side.question, f'{side.question}-2')
    return version_of(
        section('S-1', *(question(code, requirement=f'R-{code}', text=text(f'{word} {code}?'))
                         for code in codes), title=text(f'{word} раздел')),
        shared=library(
            authorities={side.authority: replace(
                AUTHORITY, code=side.authority, title=text(f'{word} орган'),
                short=text(f'{word} о'))},
            kinds_of_control={'fire': replace(KIND_OF_CONTROL, title=text(f'{word} надзор'))},
            policies={'p': policy(valid_from=date(2019, 1, 1))}),
        **{'checklist': side.checklist, 'version': side.version, 'authority': side.authority,
           'effective_from': date(2026, 7, 1), 'title': text(f'{word} название'),
           'short': text(f'{word} кратко'), 'summary': text(f'{word} итог'),
           'audience': text(f'{word} для'), 'requirements': tuple(
               requirement(f'R-{code}', topic=text(f'{word} тема'), text=text(f'{word} долг'))
               for code in codes), **changes})


def publish_side(database: Database, side: Side, **changes: Any) -> PublishedVersion:
    """Publish the checklist of a side and return it."""
    committed(database, lambda: publish_version(version_for(side, **changes), now=PUBLISHED))
    found: int = database.value(
        'SELECT max(id) FROM checklist_version WHERE checklist_code = :code', code=side.checklist)
    published: PublishedVersion = committed(database, lambda: version_by_id(found))
    return published


def fill_side(database: Database, side: Side, published: PublishedVersion) -> None:
    """Add the months of a side: everybody has met something, and half have broken something."""
    width = len(published.version.questions)
    letters = ['Y' * width + 'P4-', 'N' + 'Y' * (width - 1) + 'C3-']
    for month in side.months:
        observe_all(database, published.id, (
            (f'{side.authority} {territory} {number}', f'{territory}{"EP"[number % 2]}I1',
             letters[number % 5 < 2])
            for territory, size in zip(('75701', '75738'), side.sizes, strict=True)
            for number in range(size)), month)


class Paper:
    """Keeps what is to be printed as it is, so that all of it can be read again."""

    def print_pdf(self, html: str) -> bytes:
        return html.encode()


def print_reports(database: Database) -> None:
    """Make the newest report of each side, and the one of August."""
    committed(database, lambda: ask_for_report(OTHER.authority, AUGUST, 'ru', now=LATER))
    for report_id in reports_to_make(database.app, LATER):
        make_report(database.app, Paper(), report_id)


def two_authorities(database: Database) -> None:
    """Publish, fill, freeze and report on the months of both sides.

    A checklist of the other authority has passed to ours since: its old months stay theirs.
    """
    for side in (OWN, OTHER):
        fill_side(database, side, publish_side(database, side))
    before = replace(OTHER, checklist='moved-list', version=1, months=(OCTOBER,))
    fill_side(database, before, publish_side(database, before))
    after = replace(OWN, checklist='moved-list', version=2, question='QA-9')
    publish_side(database, after)
    freeze(database)
    print_reports(database)
