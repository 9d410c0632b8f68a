"""Self-inspections of many synthetic companies, so that statistics have something to count.

They stand in the same tables as those that somebody handed in: the self-inspection, its frozen
record, its verification page, its observation, and two entries of the journal, since a proof of
the journal names every self-inspection that was not begun and every record that was not submitted
by an entry. Only the PDF is wanted by nobody. What is in them follows from the seed; ids and keys
do not, since whoever knows the seed would open them.
"""
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import Any

from sqlalchemy import select

from checklist.errors import WrongState
from checklist.extensions import db, time_zone
from checklist.models.catalog import ChecklistVersion
from checklist.models.inspections import SelfInspection, Submission, Verification
from checklist.models.statistics import Observation
from checklist.scoring import RULES_VERSION
from checklist.services.bulk import insert_many, prepare_lot
from checklist.services.catalog import published_version
from checklist.services.demo_answers import Filled, Sheet
from checklist.services.demo_businesses import Business, Businesses
from checklist.services.journal import (
    Entry, append, record, was_ever_recorded, write_details)
from checklist.services.observations import month_of, observation_id
from checklist.services.reference import library
from checklist.services.tokens import hashed, new_tokens
from checklist.statistics.letters import marks_of
from requirements_catalog.applicability import holds
from requirements_catalog.canonical import sha256

AT_A_TIME = 20_000
# A business comes back in other months and with other checklists.
EACH = 2.2
MORE_EACH_MONTH = 0.06
# While a version takes over from the one before, some still hand in what they had begun.
STILL_OLD = 0.25
OFTEN: Mapping[str, float] = {
    'fire-safety-small': 5, 'public-catering': 4, 'retail-food': 3, 'labour-small-employer': 2}
HOURS, BUSY = range(7, 23), (1, 2, 5, 8, 9, 9, 8, 6, 7, 8, 7, 5, 4, 3, 2, 1)
DAY = 86_400


@dataclass(frozen=True)
class Month:
    """One month of the demonstration: its place in it, its first moment and its whole days."""

    place: int
    begins: datetime
    days: int
    length: int

    @property
    def weight(self) -> float:
        return self.days / self.length * (1 + MORE_EACH_MONTH * self.place)


@dataclass(frozen=True)
class HandedIn:
    """One self-inspection that a business has handed in."""

    sheet: Sheet
    business: Business
    filled: Filled
    at: datetime
    month: int


def add_companies(number: int, months: int, seed: int, *, now: datetime) -> Iterator[int]:
    """Add self-inspections of the last full months and the one under way, a lot at a time.

    Each lot is written in the transaction that is under way when the next number is asked for;
    yields how many there are so far.
    """
    coming, done = handed_in(number, months, seed, now=now), 0
    while lot := list(islice(coming, AT_A_TIME)):
        prepare_lot()
        _keep(lot)
        done += len(lot)
        yield done


def note_companies(number: int, now: datetime) -> None:
    """Note that the demonstration has its companies, so that they are not added again."""
    record('demonstrate', 'companies', now, number=number)


def has_companies() -> bool:
    return was_ever_recorded('demonstrate', 'companies')


def handed_in(number: int, months: int, seed: int, *, now: datetime) -> Iterator[HandedIn]:
    """Yield so many self-inspections in the order of time."""
    chance, callers = random.Random(seed), _Callers(number, seed)
    calendar = list(_months(months, now))
    for month, share in zip(calendar, _shares(calendar, number), strict=True):
        for at in _moments(month, share, chance):
            business, versions = callers.next(chance)
            sheet = _in_force(versions, month.place, len(calendar), chance)
            yield HandedIn(sheet, business, sheet.fill_in(business, month.place, chance), at,
                           month_of(at))


class _Callers:
    """Businesses that come to check themselves, each with a checklist that applies to it."""

    def __init__(self, number: int, seed: int) -> None:
        shared = library()
        self._businesses = Businesses(
            seed, sorted(shared.territories), list(shared.features.values()))
        self._people = max(1, int(number / EACH))
        self._sheets = _sheets(seed)
        self._applying: dict[tuple[int, str], tuple[Sequence[str], Sequence[float]]] = {}

    def next(self, chance: random.Random) -> tuple[Business, Sequence[Sheet]]:
        """Return who comes next, and the versions of the checklist that is chosen."""
        while True:
            business = self._businesses.get(chance.randrange(self._people))
            codes, often = self._applying_to(business)
            if codes:
                code, = chance.choices(codes, cum_weights=often)
                return business, self._sheets[code]

    def _applying_to(self, business: Business) -> tuple[Sequence[str], Sequence[float]]:
        """Return the checklists that apply to a business, with how often each is chosen."""
        key = business.kind.place, business.territory
        if key not in self._applying:
            profile = business.kind.profile_in(business.territory)
            codes = [code for code, versions in self._sheets.items() if holds(
                versions[-1].published.version.content.applies_if, profile)]
            self._applying[key] = codes, list(accumulate(OFTEN.get(code, 1) for code in codes))
        return self._applying[key]


def _sheets(seed: int) -> dict[str, list[Sheet]]:
    """Return all versions of each published checklist, the oldest first."""
    found: dict[str, list[Sheet]] = {}
    for row in db.session.execute(
            select(ChecklistVersion.id, ChecklistVersion.fingerprint,
                   ChecklistVersion.checklist_code)
            .order_by(ChecklistVersion.checklist_code, ChecklistVersion.number)):
        found.setdefault(row.checklist_code, []).append(
            Sheet(published_version(row.id, row.fingerprint), seed))
    if not found:
        raise WrongState('No checklist is published yet.')
    return found


def _in_force(versions: Sequence[Sheet], month: int, months: int, chance: random.Random) -> Sheet:
    """Return the version in force: in a demonstration all versions share its months."""
    place = month * len(versions) // months
    begun = place and (month - 1) * len(versions) // months < place
    return versions[place - 1 if begun and chance.random() < STILL_OLD else place]


def _months(full: int, now: datetime) -> Iterator[Month]:
    """Yield the months before this one, and this one as far as its days are over."""
    today = now.astimezone(time_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    for place in range(full + 1):
        number = today.year * 12 + today.month - 1 - full + place
        begins = today.replace(year=number // 12, month=number % 12 + 1, day=1)
        ends = begins.replace(year=(number + 1) // 12, month=(number + 1) % 12 + 1)
        length = (ends.date() - begins.date()).days
        yield Month(place, begins, min(length, (today.date() - begins.date()).days), length)


def _shares(calendar: Sequence[Month], number: int) -> list[int]:
    """Return how many self-inspections each month gets; together as many as there are to be."""
    whole = sum(month.weight for month in calendar)
    ends = [round(number * sum(month.weight for month in calendar[:place]) / whole)
            for place in range(len(calendar) + 1)]
    return [end - begin for begin, end in zip(ends, ends[1:], strict=False)]


def _moments(month: Month, count: int, chance: random.Random) -> list[datetime]:
    """Return moments of a month in their order, most of them in the hours of work."""
    hours = chance.choices(HOURS, BUSY, k=count)
    seconds = sorted(int(chance.random() * month.days) * DAY + hour * 3600
                     + int(chance.random() * 3600) for hour in hours)
    begins = month.begins.astimezone(UTC)
    return [begins + timedelta(seconds=after) for after in seconds]


def _keep(lot: Sequence[HandedIn]) -> None:
    tokens = iter(new_tokens(4 * len(lot)))
    rows: dict[Any, list[dict[str, Any]]] = {
        SelfInspection: [], Submission: [], Verification: [], Observation: []}
    entries: list[Entry] = []
    for one in lot:
        inspection_id, key, submission_key, code = islice(tokens, 4)
        written = one.business.written
        submission = _submission(one, inspection_id, submission_key, written)
        rows[SelfInspection].append(_inspection(one, inspection_id, key, written))
        rows[Submission].append(submission)
        rows[Verification].append(
            {'code': code, 'inspection_id': inspection_id, 'shows_score': False})
        rows[Observation].append(_observation(one, inspection_id))
        entries += _entries(one, inspection_id, submission['document_hash'])
    for model, found in rows.items():
        insert_many(model, found)
    append(entries, insert_many)


def _inspection(one: HandedIn, inspection_id: str, key: str, written: str) -> dict[str, Any]:
    return {
        'id': inspection_id, 'key_hash': hashed(key), 'version_id': one.sheet.published.id,
        'state': 'submitted', 'profile': written, 'revision': 1,
        'answered': one.filled.answered, 'asked': one.filled.answered,
        'created_at': _began(one), 'updated_at': one.at}


def _submission(one: HandedIn, inspection_id: str, submission_key: str,
                written: str) -> dict[str, Any]:
    filled = one.filled
    document = one.sheet.document(written, filled, one.at)
    return {
        'inspection_id': inspection_id, 'submission_key': submission_key,
        'request_hash': sha256(f'{inspection_id} 1'), 'document': document,
        'document_hash': sha256(document), 'packed': filled.packed, 'points': filled.points,
        'attainable': filled.attainable, 'percent': filled.percent,
        'verdict': filled.verdict.value, 'scoring_rules': RULES_VERSION, 'submitted_at': one.at}


def _observation(one: HandedIn, inspection_id: str) -> dict[str, Any]:
    filled = one.filled
    return {
        'version_id': one.sheet.published.id, 'month': one.month,
        'id': observation_id(inspection_id), 'business': one.business.digest,
        'moment': int(one.at.timestamp()), 'traits': one.business.traits,
        'marks': marks_of(filled.packed, filled.verdict, filled.percent, filled.seconds)}


def _entries(one: HandedIn, inspection_id: str, document_hash: str) -> list[Entry]:
    begun = write_details(checklist=one.sheet.published.code)
    return [Entry('begin', inspection_id, _began(one), begun),
            Entry('submit', inspection_id, one.at, write_details(document=document_hash))]


def _began(one: HandedIn) -> datetime:
    return one.at - timedelta(seconds=one.filled.seconds)
