"""Answers and a version to a score, a verdict and the shortest way to pass.

Points over attainable points of the applicable questions. "Not applicable" leaves the
denominator; "need to find out" and no answer stay in it and earn nothing. All arithmetic is on
whole numbers; the percentage is cut down once for showing, and the threshold is tested on the
exact share, so that 79.95 does not pass 80. CATALOG.md part 8 gives the reasons.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from itertools import combinations

from requirements_catalog.applicability import Applicable, Profile, applicable
from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, CriticalRule,
    SelfExaminationPolicy)

RULES_VERSION = 1
# An exact search tries every set of fixes; beyond this many sets it would keep people waiting.
EXACT_SEARCH_LIMIT = 20_000

Answers = Mapping[str, AnswerOption]


class Verdict(StrEnum):
    """What the answers come to, in the order in which it is tested."""

    INCOMPLETE = 'incomplete'
    NOT_SCORABLE = 'not_scorable'
    CRITICAL_BROKEN = 'critical_broken'
    BELOW_THRESHOLD = 'below_threshold'
    PASSED = 'passed'


@dataclass(frozen=True)
class Tally:
    """Points earned of points attainable, and how the questions were answered."""

    points: int = 0
    attainable: int = 0
    met: int = 0
    not_met: int = 0
    unknown: int = 0
    not_applicable: int = 0
    unanswered: int = 0

    @property
    def asked(self) -> int:
        return self.met + self.not_met + self.unknown + self.not_applicable + self.unanswered

    @property
    def percent(self) -> Decimal | None:
        """The share of points in per cent with one decimal, cut down; None without points."""
        return percent(self.points, self.attainable)

    def __add__(self, other: 'Tally') -> 'Tally':
        return Tally(*(getattr(self, name) + getattr(other, name)
                       for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Score:
    """The outcome of one self-inspection under one policy."""

    total: Tally
    sections: tuple[tuple[CatalogSection, Tally], ...]
    critical_broken: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True)
class Fix:
    """What mending one violation gains while all other answers stay as they are."""

    code: str
    points: int
    percent: Decimal | None
    verdict: Verdict


@dataclass(frozen=True)
class ScorePath:
    """The gain of each fix, and a set of fixes that passes.

    ``smallest`` is None where no set of fixes of the violations passes. ``exact`` says that no
    smaller set exists; where many fixes open further questions the set is only a short one.
    """

    fixes: tuple[Fix, ...]
    smallest: tuple[str, ...] | None
    exact: bool


def percent(points: int, attainable: int) -> Decimal | None:
    """Return points of attainable in per cent, cut down to one decimal; None of nothing."""
    if not attainable:
        return None
    return (Decimal(100 * points) / attainable).quantize(Decimal('0.1'), ROUND_DOWN)


def score(version: CatalogVersion, profile: Profile, answers: Answers) -> Score:
    """Score the answers to the questions that apply; all other answers are not looked at."""
    shown = applicable(version, profile, answers)
    sections = tuple((section, _tally(questions, answers))
                     for section, questions in shown.sections)
    total = sum((tally for _, tally in sections), Tally())
    broken = tuple(question.code for question in shown.questions
                   if question.critical and _option(question, answers) in _NOT_MET)
    return Score(total, sections, broken, _verdict(total, broken, version.policy))


def score_path(version: CatalogVersion, profile: Profile, answers: Answers) -> ScorePath:
    """Return what each fix gains and the smallest set of fixes that passes.

    A fix turns "no" or "need to find out" into "yes". The gain is found by scoring again, not
    read from the weight, since a fix may open or close other questions.
    """
    now = score(version, profile, answers)
    open_questions = [question for question in applicable(version, profile, answers).questions
                      if _option(question, answers) in _NOT_MET]
    fixes = tuple(_fix(version, profile, answers, now, question) for question in open_questions)
    if now.verdict in (Verdict.PASSED, Verdict.INCOMPLETE, Verdict.NOT_SCORABLE):
        done = () if now.verdict is Verdict.PASSED else None
        return ScorePath(fixes, done, True)
    return ScorePath(fixes, *_smallest(version, profile, answers, open_questions))


_NOT_MET = frozenset({AnswerOption.NO, AnswerOption.UNKNOWN})


def _option(question: CatalogQuestion, answers: Answers) -> AnswerOption | None:
    """Return the answer that counts: "not applicable" only where the catalog allows it."""
    option = answers.get(question.code)
    if option == AnswerOption.NOT_APPLICABLE and not question.not_applicable:
        return None
    return option


def _tally(questions: tuple[CatalogQuestion, ...], answers: Answers) -> Tally:
    return sum((_tally_one(question, _option(question, answers)) for question in questions),
               Tally())


def _tally_one(question: CatalogQuestion, option: AnswerOption | None) -> Tally:
    weight = question.weight
    if option == AnswerOption.NOT_APPLICABLE:
        return Tally(not_applicable=1)
    if option == AnswerOption.YES:
        return Tally(points=weight, attainable=weight, met=1)
    if option == AnswerOption.NO:
        return Tally(attainable=weight, not_met=1)
    if option == AnswerOption.UNKNOWN:
        return Tally(attainable=weight, unknown=1)
    return Tally(attainable=weight, unanswered=1)


def _verdict(total: Tally, broken: tuple[str, ...], policy: SelfExaminationPolicy) -> Verdict:
    if total.unanswered:
        return Verdict.INCOMPLETE
    if not total.attainable or _too_much_not_applicable(total, policy):
        return Verdict.NOT_SCORABLE
    if broken and policy.critical_rule is CriticalRule.FAILS:
        return Verdict.CRITICAL_BROKEN
    if 100 * total.points < policy.threshold_percent * total.attainable:
        return Verdict.BELOW_THRESHOLD
    return Verdict.PASSED


def _too_much_not_applicable(total: Tally, policy: SelfExaminationPolicy) -> bool:
    limit = policy.not_applicable_limit_percent
    return limit is not None and 100 * total.not_applicable > limit * total.asked


def _fix(version: CatalogVersion, profile: Profile, answers: Answers, now: Score,
         question: CatalogQuestion) -> Fix:
    then = score(version, profile, _mended(answers, [question.code]))
    before, after = now.total.percent, then.total.percent
    gained = None if before is None or after is None else after - before
    return Fix(question.code, then.total.points - now.total.points, gained, then.verdict)


def _smallest(version: CatalogVersion, profile: Profile, answers: Answers,
              questions: list[CatalogQuestion]) -> tuple[tuple[str, ...] | None, bool]:
    """Return the smallest set of fixes that passes, and whether that is certain.

    Where no condition looks at the mended answers, the base stays the same: all critical fixes
    are needed, and then the heaviest of the rest. Otherwise sets are tried from the smallest.
    """
    codes = [question.code for question in _heaviest_first(questions, version.policy)]
    if set(codes).isdisjoint(_answers_looked_at(version)):
        for size in range(len(codes) + 1):
            if _passes(version, profile, answers, codes[:size]):
                return tuple(codes[:size]), True
        return None, True
    tried = 0
    for size in range(len(codes) + 1):
        for chosen in combinations(codes, size):
            if _passes(version, profile, answers, chosen):
                return chosen, True
            tried += 1
            if tried > EXACT_SEARCH_LIMIT:
                every = _passes(version, profile, answers, codes)
                return (tuple(codes) if every else None), False
    return None, True


def _heaviest_first(questions: list[CatalogQuestion],
                    policy: SelfExaminationPolicy) -> list[CatalogQuestion]:
    obligatory = policy.critical_rule is CriticalRule.FAILS
    return sorted(questions, key=lambda q: (not (obligatory and q.critical), -q.weight))


def _answers_looked_at(version: CatalogVersion) -> set[str]:
    conditions = [section.applies_if for section in version.content.sections]
    conditions += [question.applies_if for question in version.questions.values()]
    return {comparison.name for condition in conditions for comparison in comparisons(condition)
            if comparison.source is Source.ANSWER}


def _passes(version: CatalogVersion, profile: Profile, answers: Answers,
            codes: tuple[str, ...] | list[str]) -> bool:
    return score(version, profile, _mended(answers, codes)).verdict is Verdict.PASSED


def _mended(answers: Answers, codes: tuple[str, ...] | list[str]) -> dict[str, AnswerOption]:
    return {**answers, **dict.fromkeys(codes, AnswerOption.YES)}


def unanswered(shown: Applicable, answers: Answers) -> tuple[CatalogQuestion, ...]:
    """Return the questions that apply and have no answer that counts."""
    return tuple(question for question in shown.questions if _option(question, answers) is None)
