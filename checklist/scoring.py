"""Answers and a version to a score and a verdict.

Points over attainable points of the applicable questions. "Not applicable" leaves the
denominator; "need to find out" and no answer stay in it and earn nothing. All arithmetic is on
whole numbers; the percentage is cut down once for showing, and the threshold is tested on the
exact share, so that 79.95 does not pass 80. CATALOG.md part 8 gives the reasons.
"""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from requirements_catalog.applicability import (
    Answers, Applicable, Profile, applicable, counted_option)
from requirements_catalog.authorities import CriticalRule, SelfExaminationPolicy
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion)

RULES_VERSION = 1

Questions = Sequence[CatalogQuestion]

_NOT_MET = frozenset({AnswerOption.NO, AnswerOption.UNKNOWN})


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


def percent(points: int, attainable: int) -> Decimal | None:
    """Return points of attainable in per cent, cut down to one decimal; None of nothing."""
    if not attainable:
        return None
    return Decimal(1000 * points // attainable).scaleb(-1)


def score(version: CatalogVersion, profile: Profile, answers: Answers) -> Score:
    """Score the answers to the questions that apply; all other answers are not looked at."""
    return score_shown(version.policy, applicable(version, profile, answers), answers)


def unanswered(shown: Applicable, answers: Answers) -> tuple[CatalogQuestion, ...]:
    """Return the questions that apply and have no answer that counts."""
    return tuple(question for question in shown.questions
                 if counted_option(question, answers) is None)


def score_shown(policy: SelfExaminationPolicy, shown: Applicable, answers: Answers) -> Score:
    """Score what applies under a policy."""
    sections = tuple((section, _tally(questions, answers))
                     for section, questions in shown.sections)
    total = sum((tally for _, tally in sections), Tally())
    broken = tuple(question.code for question in violated(shown, answers) if question.critical)
    return Score(total, sections, broken, verdict_of(policy, total, bool(broken)))


def violated(shown: Applicable, answers: Answers) -> Questions:
    """Return the questions that are not met, or not known to be met."""
    return [question for question in shown.questions
            if counted_option(question, answers) in _NOT_MET]


def _tally(questions: Questions, answers: Answers) -> Tally:
    given = [(question.weight, counted_option(question, answers)) for question in questions]
    counts = Counter(option for _, option in given)
    return Tally(
        points=sum(weight for weight, option in given if option == AnswerOption.YES),
        attainable=sum(weight for weight, option in given
                       if option != AnswerOption.NOT_APPLICABLE),
        met=counts[AnswerOption.YES],
        not_met=counts[AnswerOption.NO],
        unknown=counts[AnswerOption.UNKNOWN],
        not_applicable=counts[AnswerOption.NOT_APPLICABLE],
        unanswered=counts[None])


def verdict_of(policy: SelfExaminationPolicy, total: Tally, broken: bool) -> Verdict:
    """Return the verdict; ``broken`` says whether a critical requirement is."""
    if total.unanswered:
        return Verdict.INCOMPLETE
    if not total.attainable or _too_much_not_applicable(policy, total):
        return Verdict.NOT_SCORABLE
    if broken and policy.critical_rule is CriticalRule.FAILS:
        return Verdict.CRITICAL_BROKEN
    if 100 * total.points < policy.threshold_percent * total.attainable:
        return Verdict.BELOW_THRESHOLD
    return Verdict.PASSED


def _too_much_not_applicable(policy: SelfExaminationPolicy, total: Tally) -> bool:
    limit = policy.not_applicable_limit_percent
    return limit is not None and 100 * total.not_applicable > limit * total.asked
