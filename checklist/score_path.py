"""The shortest way to pass: what each fix gains, and the smallest set of fixes that passes."""
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from checklist.scoring import (
    Questions, Score, Tally, Verdict, score_shown, verdict_of, violated)
from requirements_catalog.applicability import Answers, Profile, applicable
from requirements_catalog.authorities import CriticalRule
from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.model import AnswerOption, CatalogQuestion, CatalogVersion

# How often the search for the smallest set of fixes scores again before it stops to be exact;
# more would keep people waiting. It is enough for nine fixes that open or close questions.
EXACT_SEARCH_LIMIT = 600


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


def score_path(version: CatalogVersion, profile: Profile, answers: Answers) -> ScorePath:
    """Return what each fix gains and the smallest set of fixes that passes.

    A fix turns "no" or "need to find out" into "yes".
    """
    search = _FixSearch(version, profile, answers)
    fixes = tuple(search.fix(question) for question in search.violations)
    return ScorePath(fixes, *search.smallest())


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
        return score_shown(self.version.policy, shown, answers), violated(shown, answers)

    def _gain(self, question: CatalogQuestion) -> Tally:
        given = self.answers[question.code]
        return Tally(points=question.weight, met=1, not_met=-(given == AnswerOption.NO),
                     unknown=-(given == AnswerOption.UNKNOWN))

    def _verdict(self, total: Tally, broken: Iterable[str], mended: Questions) -> Verdict:
        still_broken = set(broken) - {question.code for question in mended}
        return verdict_of(self.version.policy, total, bool(still_broken))

    def _rank(self, question: CatalogQuestion) -> tuple[bool, int]:
        fails = self.version.policy.critical_rule is CriticalRule.FAILS
        return not (fails and question.critical), -question.weight


def _answers_looked_at(version: CatalogVersion) -> set[str]:
    conditions = [section.applies_if for section in version.content.sections]
    conditions += [question.applies_if for question in version.questions.values()]
    return {comparison.name for condition in conditions for comparison in comparisons(condition)
            if comparison.source is Source.ANSWER}
