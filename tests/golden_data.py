"""Two hundred self-inspections for the golden statistics, made by the services themselves.

Two months, two versions of one checklist; businesses that come again, in the same month, in the
next, and on the other version; some without an ИНН. Everything follows from one seed.
"""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import TypeVar

from checklist.answers import GivenAnswer
from checklist.services.catalog import PublishedVersion, publish_version
from checklist.services.inspections import (
    Viewer, begin_inspection, get_inspection, save_answers)
from checklist.services.profiles import Respondent
from checklist.services.submissions import submit_inspection
from checklist.services.successors import version_by_id
from checklist.services.tokens import new_token
from requirements_catalog.applicability import Profile
from requirements_catalog.model import LegalForm
from tests.databases import Database
from tests.factories import NO, NOT_APPLICABLE, SMALL, UNKNOWN, YES, committed, small_version
from tests.unit.examples import answered, policy, question, section, version_of

SEED = 18
Item = TypeVar('Item')
SEPTEMBER, OCTOBER = 202609, 202610
# The service counts its days five hours east of Greenwich: October begins at 19:00.
STARTS = {SEPTEMBER: datetime(2026, 8, 31, 19, tzinfo=UTC),
          OCTOBER: datetime(2026, 9, 30, 19, tzinfo=UTC)}
ENDS = {SEPTEMBER: STARTS[OCTOBER], OCTOBER: datetime(2026, 10, 31, 19, tzinfo=UTC)}
FIRST_PUBLISHED = datetime(2026, 8, 1, 12, tzinfo=UTC)
SECOND_PUBLISHED = datetime(2026, 9, 29, 12, tzinfo=UTC)
# Who may come, and how often each choice is met.
TERRITORIES = {'75701': 55, '75738': 25, '75603310': 14, '75606': 4, '': 2}
FORMS = {LegalForm.LEGAL_ENTITY: 65, LegalForm.SOLE_PROPRIETOR: 35}
ACTIVITIES: Mapping[tuple[str, ...], int] = {
    ('56.10',): 55, ('47.11', '56.10'): 35, ('86.10',): 6, (): 4}
STAFF = {0: 10, 3: 30, 15: 20, 16: 10, 100: 22, 101: 3, 250: 3, 251: 2}
# The parts of the set: month, version, how many with an ИНН, from how many businesses, and
# how many without.
PARTS = ((SEPTEMBER, 1, 100, 130, 13), (OCTOBER, 1, 12, 60, 0), (OCTOBER, 2, 71, 160, 4))
SIZE = sum(known + unknown for _, _, known, _, unknown in PARTS)


@dataclass(frozen=True)
class Plan:
    """One self-inspection that is to be made."""

    version: int
    respondent: Respondent
    answers: Mapping[str, GivenAnswer]
    submitted_at: datetime
    seconds: int
    renewed: bool


def second_version() -> object:
    """Return a checklist that has lost Q-3 and gained Q-6; the old one still counts for a while."""
    return version_of(
        section('S-1', question('Q-1', weight=3, critical=True),
                question('Q-2', requirement='R-2', not_applicable=False)),
        section('S-2', question('Q-4', requirement='R-4'),
                question('Q-5', requirement='R-5', applies_if=answered('Q-4', 'yes')),
                question('Q-6', requirement='R-6', weight=2)),
        judged_by=policy(valid_from=date(2019, 1, 1), not_applicable_limit_percent=60),
        checklist=SMALL, version=2, effective_from=date(2026, 9, 30), grace_days=60)


def plans() -> Iterator[Plan]:
    """Yield the self-inspections, in the order in which they are submitted within a part."""
    chance = Random(SEED)
    businesses = [_business(chance, number) for number in range(160)]
    for month, version, known, among, unknown in PARTS:
        who = [chance.choice(businesses[:among]) for _ in range(known)]
        who += [_business(chance, None) for _ in range(unknown)]
        for respondent, moment in zip(who, _moments(chance, month, len(who)), strict=True):
            yield Plan(version, respondent, _answers(chance, version), moment,
                       chance.choice((4, 11, 14, 15, 60, 400)), chance.random() < 0.1)


def make_golden(database: Database) -> dict[int, PublishedVersion]:
    """Publish both versions and make the self-inspections; return the versions by number."""
    versions = _publish(database)
    for plan in plans():
        committed(database, lambda each=plan: _make(each, versions[each.version]))
    return versions


def _publish(database: Database) -> dict[int, PublishedVersion]:
    committed(database, lambda: publish_version(small_version(), now=FIRST_PUBLISHED))
    committed(database, lambda: publish_version(second_version(), now=SECOND_PUBLISHED))
    rows = database.rows('SELECT number, id FROM checklist_version WHERE checklist_code = :code',
                         code=SMALL)
    with database.app.app_context():
        return {row.number: version_by_id(row.id) for row in rows}


def _make(plan: Plan, published: PublishedVersion) -> None:
    began = plan.submitted_at - timedelta(seconds=plan.seconds)
    inspection_id, key = begin_inspection(
        plan.respondent, published, now=began, previous_id=new_token() if plan.renewed else None)
    viewer = Viewer(key)
    save_answers(get_inspection(inspection_id, viewer), plan.answers, {}, now=plan.submitted_at)
    inspection = get_inspection(inspection_id, viewer)
    submit_inspection(inspection, submission_key=new_token(), revision=inspection.revision,
                      language='ru', now=plan.submitted_at)


def _business(chance: Random, number: int | None) -> Respondent:
    return Respondent(inn='' if number is None else f'{7400000000 + number}', profile=Profile(
        legal_form=_one(chance, FORMS), activities=_one(chance, ACTIVITIES),
        territory=_one(chance, TERRITORIES), staff=_one(chance, STAFF)))


def _moments(chance: Random, month: int, count: int) -> list[datetime]:
    """Return different moments of a month, in order; its first and its last are among them."""
    seconds = int((ENDS[month] - STARTS[month]).total_seconds())
    picked = sorted({0, seconds - 1, *chance.sample(range(1, seconds - 1), count - 2)})
    return [STARTS[month] + timedelta(seconds=second) for second in picked]


def _answers(chance: Random, version: int) -> Mapping[str, GivenAnswer]:
    """Return answers to whatever may be asked; few questions, so that many are the same."""
    if chance.random() < 0.06:
        return {code: NOT_APPLICABLE for code in ('Q-1', 'Q-3', 'Q-4', 'Q-6')} | {'Q-2': YES}
    opened = _one(chance, {YES: 60, NO: 20, UNKNOWN: 20})
    answers = {
        'Q-1': _one(chance, {YES: 80, NO: 12, UNKNOWN: 8}),
        'Q-2': _one(chance, {YES: 64, NO: 36}), 'Q-4': opened}
    answers |= {'Q-3': _one(chance, {YES: 40, NO: 22, UNKNOWN: 8, NOT_APPLICABLE: 30})} if (
        version == 1) else {'Q-6': _one(chance, {YES: 50, NO: 40, NOT_APPLICABLE: 10})}
    return answers | ({'Q-5': _one(chance, {YES: 70, NO: 30})} if opened is YES else {})


def _one(chance: Random, choices: Mapping[Item, int]) -> Item:
    return chance.choices(list(choices), weights=list(choices.values()))[0]
