"""Answers and a version to a score, a verdict and the shortest way to pass.

Points over attainable points of the applicable questions. "Not applicable" leaves the
denominator; "need to find out" and no answer stay in it and earn nothing. All arithmetic is on
whole numbers; the percentage is cut down once for showing, and the threshold is tested on the
exact share, so that 79.95 does not pass 80. CATALOG.md part 8 gives the reasons.
"""
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import combinations

from requirements_catalog.applicability import (
    Answers, Applicable, Profile, applicable, counted_option)
from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogSection, CatalogVersion, CriticalRule,
    SelfExaminationPolicy)

RULES_VERSION = 1
# How often the search for the smallest set of fixes scores again before it stops to be exact;
# more would keep people waiting. It is enough for nine fixes that open or close questions.
EXACT_SEARCH_LIMIT = 600

Questions = Sequence[CatalogQuestion]


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
    percent: Decimal
    verdict: Verdict


@dataclass(frozen=True)
class ScorePath:
    """The gain of each fix, and a set of fixes that passes; None where none does.

    ``exact`` says that no set is smaller; where many fixes steer it is only a short one.
    """

    fixes: tuple[Fix, ...]
    smallest: tuple[str, ...] | None
    exact: bool


def percent(points: int, attainable: int) -> Decimal | None:
    """Return points of attainable in per cent, cut down to one decimal; None of nothing."""
    if not attainable:
        return None
    return Decimal(1000 * points // attainable).scaleb(-1)


def score(version: CatalogVersion, profile: Profile, answers: Answers) -> Score:
    """Score the answers to the questions that apply; all other answers are not looked at."""
    return _score(version.policy, applicable(version, profile, answers), answers)


def score_path(version: CatalogVersion, profile: Profile, answers: Answers) -> ScorePath:
    """Return what each fix gains and the smallest set of fixes that passes.

    A fix turns "no" or "need to find out" into "yes".
    """
    search = _FixSearch(version, profile, answers)
    fixes = tuple(search.fix(question) for question in search.violations)
    return ScorePath(fixes, *search.smallest())


def unanswered(shown: Applicable, answers: Answers) -> tuple[CatalogQuestion, ...]:
    """Return the questions that apply and have no answer that counts."""
    return tuple(question for question in shown.questions
                 if counted_option(question, answers) is None)


_NOT_MET = frozenset({AnswerOption.NO, AnswerOption.UNKNOWN})


def _score(policy: SelfExaminationPolicy, shown: Applicable, answers: Answers) -> Score:
    sections = tuple((section, _tally(questions, answers))
                     for section, questions in shown.sections)
    total = sum((tally for _, tally in sections), Tally())
    broken = tuple(question.code for question in _violated(shown, answers) if question.critical)
    return Score(total, sections, broken, _verdict(policy, total, bool(broken)))


def _violated(shown: Applicable, answers: Answers) -> Questions:
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


def _verdict(policy: SelfExaminationPolicy, total: Tally, broken: bool) -> Verdict:
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


class _FixSearch:
    """What follows from mending violations of one self-inspection.

    Most fixes only add their weight. A few *steer*: a condition looks at the answer, so that
    the fix opens or closes other questions. All sets of steering fixes are tried, and each is
    filled up with the best of the others: first the critical ones, then the heaviest.
    """

    def __init__(self, version: CatalogVersion, profile: Profile, answers: Answers) -> None:
        self.version = version
        self.profile = profile
        self.answers = answers
        self.now, self.violations = self._mended([])
        looked_at = _answers_looked_at(version)
        best_first = sorted(self.violations, key=self._rank)
        self.steering = [question for question in best_first if question.code in looked_at]
        self.others = [question for question in best_first if question.code not in looked_at]

    def fix(self, question: CatalogQuestion) -> Fix:
        """Return what one fix gains; a violation has points, so no share is missing here."""
        now = self.now.total
        if question in self.steering:
            then, _ = self._mended([question])
            total, verdict = then.total, then.verdict
        else:
            total = now + self._gain(question)
            verdict = self._verdict(total, self.now.critical_broken, [question])
        gained = (total.percent or Decimal()) - (now.percent or Decimal())
        return Fix(question.code, total.points - now.points, gained, verdict)

    def smallest(self) -> tuple[tuple[str, ...] | None, bool]:
        """Return the smallest set of fixes that passes, and whether that is certain."""
        best: tuple[str, ...] | None = None
        subsets = (chosen for size in range(len(self.steering) + 1)
                   for chosen in combinations(self.steering, size))
        for tried, steering in enumerate(subsets):
            if best is not None and len(steering) >= len(best):
                break
            if tried == EXACT_SEARCH_LIMIT:
                return best or self._filled_up(self.steering), False
            found = self._filled_up(steering)
            if found is not None and (best is None or len(found) < len(best)):
                best = found
        return best, True

    def _filled_up(self, steering: Questions) -> tuple[str, ...] | None:
        """Return the smallest set with just these steering fixes that passes."""
        then, violations = self._mended(steering)
        others = [question for question in self.others if question in violations]
        chosen: list[CatalogQuestion] = []
        total = then.total
        while self._verdict(total, then.critical_broken, chosen) is not Verdict.PASSED:
            if len(chosen) == len(others):
                return None
            question = others[len(chosen)]
            chosen.append(question)
            total += self._gain(question)
        return tuple(q.code for q in sorted([*steering, *chosen], key=self._rank))

    def _mended(self, questions: Questions) -> tuple[Score, Questions]:
        """Return the score with some violations mended, and what is violated then."""
        fixes = {question.code: AnswerOption.YES for question in questions}
        answers = {**self.answers, **fixes}
        shown = applicable(self.version, self.profile, answers)
        return _score(self.version.policy, shown, answers), _violated(shown, answers)

    def _gain(self, question: CatalogQuestion) -> Tally:
        given = self.answers[question.code]
        return Tally(points=question.weight, met=1, not_met=-(given == AnswerOption.NO),
                     unknown=-(given == AnswerOption.UNKNOWN))

    def _verdict(self, total: Tally, broken: Iterable[str], mended: Questions) -> Verdict:
        still_broken = set(broken) - {question.code for question in mended}
        return _verdict(self.version.policy, total, bool(still_broken))

    def _rank(self, question: CatalogQuestion) -> tuple[bool, int]:
        fails = self.version.policy.critical_rule is CriticalRule.FAILS
        return not (fails and question.critical), -question.weight


def _answers_looked_at(version: CatalogVersion) -> set[str]:
    conditions = [section.applies_if for section in version.content.sections]
    conditions += [question.applies_if for question in version.questions.values()]
    return {comparison.name for condition in conditions for comparison in comparisons(condition)
            if comparison.source is Source.ANSWER}
