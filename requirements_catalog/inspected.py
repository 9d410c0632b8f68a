"""A version as the rules of the lint look at it."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from requirements_catalog.conditions import Condition
from requirements_catalog.legal import Clause, LegalAct
from requirements_catalog.model import CatalogRequirement, CatalogVersion
from requirements_catalog.reach import Reach


@dataclass(frozen=True)
class Inspected:
    """A version, the day on which it is looked at, and the last day that counts as soon."""

    version: CatalogVersion
    on: date
    soon: date

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.version)

    @property
    def conditions(self) -> Iterator[tuple[str, Condition | None]]:
        """Every condition that may look at answers, with the code of what it belongs to."""
        for section in self.version.content.sections:
            yield section.code, section.applies_if
            for question in section.questions:
                yield question.code, question.applies_if

    @property
    def current_clauses(self) -> Iterator[tuple[CatalogRequirement, Clause, LegalAct]]:
        for requirement in self.version.content.requirements:
            for clause in requirement.clauses:
                if clause.current:
                    yield requirement, clause, self.version.acts_by_code[clause.act]
