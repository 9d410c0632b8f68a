"""How the synthetic businesses of a demonstration answer one version of a checklist.

What applies, what the answers come to and how the record is written is worked out by the rules of
the service, once for each kind of business and set of answers on which it depends, and then only
filled in. So a million self-inspections take minutes, and each is one that the service could have
taken.
"""
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zlib import crc32

from checklist.answers import LETTERS, NOT_ANSWERED, GivenAnswer
from checklist.scoring import Score, Tally, Verdict, percent, verdict_of
from checklist.services.catalog import PublishedVersion
from checklist.services.demo import NOTES
from checklist.services.demo_businesses import Business, template
from checklist.services.frozen_records import frozen_record
from checklist.services.inspections import Inspection
from checklist.services.profiles import Respondent
from requirements_catalog.applicability import Profile, applicable
from requirements_catalog.canonical import canonical_json
from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.model import AnswerOption, CatalogVersion, LegalForm

OPTIONS = {letter: option for option, letter in LETTERS.items()}
# What is not met without a note has a letter of its own here.
BARE = {'n': AnswerOption.NO}
MOST_BROKEN = 0.95
BETTER_EACH_MONTH = 0.95
SECONDS = {'hasty': 2.0, 'straight': 6.0}
USUAL_SECONDS = 20.0
_NOBODY = Respondent(profile=Profile(
    legal_form=LegalForm.LEGAL_ENTITY, activities=(), territory='', staff=0))


@dataclass(frozen=True)
class Asked:
    """What is asked of a kind of business: whether each question is, and the places in the order
    in which a record names them.
    """

    shown: tuple[bool, ...]
    named: tuple[int, ...]


@dataclass(frozen=True)
class Filled:
    """One self-inspection as it was filled in."""

    packed: str
    answered: int
    points: int
    attainable: int
    percent: Decimal | None
    verdict: Verdict
    answers: str
    seconds: float


class Sheet:
    """One version as the businesses answer it."""

    def __init__(self, published: PublishedVersion, seed: int) -> None:
        self.published, self.seed = published, seed
        version = published.version
        self.codes = tuple(version.questions)
        questions = tuple(version.questions.values())
        self.weights = tuple(question.weight for question in questions)
        self.critical = tuple(place for place, question in enumerate(questions)
                              if question.critical)
        self.may_skip = tuple(question.not_applicable for question in questions)
        self.deciding = tuple(place for place, code in enumerate(self.codes)
                              if code in _deciding(version))
        self.record, self.said = _record_template(published), _said(published)
        self._asked: dict[Any, Asked] = {}
        self.hard = lru_cache(maxsize=20_000)(self._hard)
        self.score_text = lru_cache(maxsize=50_000)(self._score_text)

    def fill_in(self, business: Business, month: int, chance: random.Random) -> Filled:
        """Answer as a business does in the month with this place in the demonstration."""
        marks = self._marks(business, month, chance)
        asked = self._what_is_asked(business, marks)
        packed = ''.join([mark if shown else NOT_ANSWERED for mark, shown in zip(
            marks, asked.shown, strict=True)]).upper()
        tally = self._tally(packed)
        broken = any(packed[place] in 'NU' for place in self.critical)
        pace = SECONDS.get(business.habit, USUAL_SECONDS) * (0.6 + 0.8 * chance.random())
        return Filled(
            packed, len(asked.named), tally.points, tally.attainable,
            percent(tally.points, tally.attainable),
            verdict_of(self.published.version.policy, tally, broken),
            ','.join([self.said[place][marks[place]] for place in asked.named]),
            int(pace * len(asked.named)))

    def document(self, respondent: str, filled: Filled, now: datetime) -> str:
        """Return the frozen record of a respondent, both as canonical JSON."""
        return self.record % {
            'answers': filled.answers, 'respondent': respondent,
            'score': self.score_text(filled.points, filled.attainable, filled.verdict),
            'submitted_at': now.isoformat(timespec='seconds')}

    def _marks(self, business: Business, month: int, chance: random.Random) -> Sequence[str]:
        """Return a letter for each question, whether it is asked or not."""
        if business.habit == 'straight':
            return 'Y' * len(self.codes)
        care, skips, territory = business.care, business.habit == 'skipping', business.territory
        if business.habit == 'copying':
            care, territory = 1.0, ''
            chance = random.Random(f'{self.seed} {month} {business.kind.place}')
        hard = self.hard(business.kind.traits[1], territory, month)
        return [_mark(chance.random(), min(MOST_BROKEN, share * care), may_skip, skips)
                for share, may_skip in zip(hard, self.may_skip, strict=True)]

    def _hard(self, section: str, territory: str, month: int) -> Sequence[float]:
        """Return the share of those who do not meet each question.

        It differs by territory and by section of activities, and falls month by month. Few
        questions are hard, and somewhere one is twice as hard as elsewhere.
        """
        everywhere = (0.7 + 0.7 * self._share('territory', territory)) * BETTER_EACH_MONTH ** month
        found = []
        for code in self.codes:
            here = self._share(code, territory)
            found.append(everywhere * (0.02 + 0.5 * self._share(code) ** 4)
                         * (0.6 + 0.8 * here) * (2 if here > 0.95 else 1)
                         * (0.6 + 0.8 * self._share(code, section)))
        return found

    def _share(self, *of: str) -> float:
        """Return a number from 0 up to 1 that these words always have."""
        return crc32(' '.join((str(self.seed), *of)).encode()) / (1 << 32)

    def _what_is_asked(self, business: Business, marks: Sequence[str]) -> Asked:
        decided = ''.join([marks[place] for place in self.deciding])
        key = business.kind.place, business.territory, decided
        if key not in self._asked:
            self._asked[key] = self._apply(business, {
                self.codes[place]: (BARE | OPTIONS)[marks[place]] for place in self.deciding})
        return self._asked[key]

    def _apply(self, business: Business, answers: Mapping[str, AnswerOption]) -> Asked:
        shown = {question.code for question in applicable(
            self.published.version, business.kind.profile_in(business.territory),
            answers).questions}
        return Asked(tuple(code in shown for code in self.codes), tuple(sorted(
            (place for place, code in enumerate(self.codes) if code in shown),
            key=lambda place: self.codes[place].encode('utf-16-be'))))

    def _tally(self, packed: str) -> Tally:
        earned = [weight for weight, letter in zip(self.weights, packed, strict=True)
                  if letter == 'Y']
        lost = [weight for weight, letter in zip(self.weights, packed, strict=True)
                if letter in 'NU']
        return Tally(sum(earned), sum(earned) + sum(lost), packed.count('Y'), packed.count('N'),
                     packed.count('U'), packed.count('A'))

    def _score_text(self, points: int, attainable: int, verdict: Verdict) -> str:
        return canonical_json(_record(self.published, {}, Tally(points, attainable),
                                      verdict)['score'])


def _mark(drawn: float, hard: float, may_skip: bool, skips: bool) -> str:
    """Return how a question is answered, of one number drawn from 0 up to 1."""
    if drawn >= hard:
        return 'A' if skips and may_skip and drawn > 0.55 else 'Y'
    part = drawn / hard
    if part < 0.65:
        return 'N' if part < 0.15 else 'n'
    return 'A' if may_skip and part > 0.85 else 'U'


def _deciding(version: CatalogVersion) -> set[str]:
    """Return the questions on whose answers it depends what else is asked."""
    conditions = [
        *(section.applies_if for section in version.content.sections),
        *(question.applies_if for question in version.questions.values())]
    return {comparison.name for condition in conditions if condition
            for comparison in comparisons(condition) if comparison.source is Source.ANSWER}


def _record(published: PublishedVersion, answers: Mapping[str, GivenAnswer], total: Tally,
            verdict: Verdict) -> dict[str, Any]:
    """Return a frozen record as the service makes it."""
    never = datetime(2026, 1, 1, tzinfo=UTC)
    inspection = Inspection(
        id='', published=published, respondent=_NOBODY, submitted=False, previous_id=None,
        draft={}, revision=0, answered=0, asked=0, updated_at=never, person_id=None,
        object_id=None)
    return frozen_record(inspection, answers, Score(total, (), (), verdict), never)


def _record_template(published: PublishedVersion) -> str:
    gaps = ('answers', 'respondent', 'score', 'submitted_at')
    record = _record(published, {}, Tally(), Verdict.PASSED)
    text = canonical_json({**record, **{gap: f'@{gap}@' for gap in gaps}})
    for gap in gaps[1:3]:
        text = text.replace(f'"@{gap}@"', f'@{gap}@')
    return template(text.replace('"@answers@"', '{@answers@}'), *gaps)


def _said(published: PublishedVersion) -> Sequence[Mapping[str, str]]:
    """Return for each question how a record names each answer."""
    return [{mark: canonical_json(_record(
        published, {code: GivenAnswer(option, '' if mark in BARE else NOTES.get(option, ''))},
        Tally(), Verdict.PASSED)['answers'])[1:-1] for mark, option in (BARE | OPTIONS).items()}
        for code in published.version.questions]
