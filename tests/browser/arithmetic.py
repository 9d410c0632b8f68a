"""What a result must say, worked out by hand from the answers and the published weights.

Nothing of ``checklist.scoring`` is used: this is the check that a reader could make on paper.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from requirements_catalog.loader import load_catalog
from requirements_catalog.model import CatalogQuestion, CatalogVersion


@dataclass(frozen=True)
class Answer:
    """One answer of a plan, with its note."""

    option: str
    note: str = ''


YES = Answer('yes')


@dataclass(frozen=True)
class Expected:
    """The outcome of some answers to one checklist."""

    version: CatalogVersion
    given: Mapping[str, Answer]

    @property
    def points(self) -> int:
        return sum(self._weight(code) for code in self.answered('yes'))

    @property
    def attainable(self) -> int:
        return sum(self._weight(code) for code in self.given) - sum(
            self._weight(code) for code in self.answered('not_applicable'))

    @property
    def percent(self) -> str:
        """The share in per cent, cut down to one decimal."""
        tenths = 1000 * self.points // self.attainable
        return f'{tenths // 10}.{tenths % 10}'

    @property
    def threshold(self) -> int:
        return self.version.policy.threshold_percent

    @property
    def broken(self) -> list[str]:
        return [code for code in self.to_mend if self.question(code).critical]

    @property
    def to_mend(self) -> list[str]:
        return self.answered('no') + self.answered('unknown')

    @property
    def smallest(self) -> set[str]:
        """The fewest fixes that pass: the critical ones, then the heaviest, until it is enough.

        It holds where no answer opens or closes a question, and where no two weights compete.
        """
        chosen = set(self.broken)
        rest = sorted((code for code in self.to_mend if code not in chosen),
                      key=lambda code: -self._weight(code))
        points = self.points + sum(self._weight(code) for code in chosen)
        while 100 * points < self.threshold * self.attainable:
            code = rest.pop(0)
            points += self._weight(code)
            chosen.add(code)
        return chosen

    @property
    def passes(self) -> bool:
        return not self.smallest

    def answered(self, option: str) -> list[str]:
        return [code for code, answer in self.given.items() if answer.option == option]

    def number(self, code: str) -> int:
        return list(self.given).index(code) + 1

    def question(self, code: str) -> CatalogQuestion:
        return self.version.questions[code]

    def text(self, code: str, language: str) -> str:
        return self.question(code).text.in_language(language)

    def clauses(self, code: str) -> list[str]:
        requirement = self.version.requirement_of(self.question(code))
        return [clause.unit for clause in requirement.clauses if clause.cited]

    def fines(self, code: str, legal_form: str) -> list[int]:
        """The largest fines that somebody of this legal form may get for a violation."""
        requirement = self.version.requirement_of(self.question(code))
        return [sanction.maximum for liability in self.version.liabilities_of(requirement)
                for sanction in liability.sanctions
                if sanction.subject.value == legal_form and sanction.maximum]

    def _weight(self, code: str) -> int:
        return self.question(code).weight


@cache
def version_of(code: str) -> CatalogVersion:
    """Return the newest shipped version of a checklist."""
    return max((version for version in load_catalog().versions
                if version.content.checklist == code),
               key=lambda version: version.content.version)


def shipped_titles() -> set[str]:
    """Return the Russian titles of all shipped checklists."""
    return {version.content.title.in_language('ru') for version in load_catalog().versions}
