"""What all checklists share: acts, liabilities, authorities, policies, territories, features."""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from requirements_catalog.authorities import (
    KindOfControl, SelfExaminationPolicy, SupervisoryAuthority, Territory)
from requirements_catalog.conditions import Condition, Source, comparisons
from requirements_catalog.legal import LegalAct, Liability
from requirements_catalog.model import CatalogVersion, ChecklistFile, Feature

T = TypeVar('T')

BASE_FACTS = frozenset({'legal_form', 'activities', 'territory', 'staff', 'features'})


@dataclass(frozen=True)
class Library:
    """The shared part of the catalog, each kind of thing by its code."""

    acts: Mapping[str, LegalAct] = field(default_factory=dict)
    liabilities: Mapping[str, Liability] = field(default_factory=dict)
    kinds_of_control: Mapping[str, KindOfControl] = field(default_factory=dict)
    authorities: Mapping[str, SupervisoryAuthority] = field(default_factory=dict)
    policies: Mapping[str, SelfExaminationPolicy] = field(default_factory=dict)
    territories: Mapping[str, Territory] = field(default_factory=dict)
    features: Mapping[str, Feature] = field(default_factory=dict)

    def policy_for(self, kind_of_control: str, authority: str,
                   on: date) -> SelfExaminationPolicy | None:
        """Return the policy in force on a day; an authority's own beats the general one."""
        found = [policy for policy in self.policies.values()
                 if policy.kind_of_control == kind_of_control
                 and policy.authority in (authority, None)
                 and policy.valid_from <= on <= (policy.valid_to or date.max)]
        return max(found, default=None,
                   key=lambda policy: (policy.authority is not None, policy.valid_from))

    def resolve(self, content: ChecklistFile) -> CatalogVersion:
        """Return a version that carries all it names, so that nothing outside it is needed."""
        policy = self.policy_for(
            content.kind_of_control, content.authority, content.effective_from)
        if policy is None:
            raise KeyError(content.kind_of_control)
        liability_codes = {code for requirement in content.requirements
                           for code in requirement.liabilities}
        return CatalogVersion(
            content=content,
            kind_of_control=self.kinds_of_control[content.kind_of_control],
            authority=self.authorities[content.authority],
            policy=policy,
            acts=_pick(self.acts, self._act_codes(content, liability_codes)),
            liabilities=_pick(self.liabilities, liability_codes),
            features=_pick(self.features, features_of(content)))

    def _act_codes(self, content: ChecklistFile, liability_codes: Iterable[str]) -> set[str]:
        codes = {clause.act for requirement in content.requirements
                 for clause in requirement.clauses}
        codes |= {self.liabilities[code].act for code in liability_codes}
        if content.approved_form:
            codes.add(content.approved_form.act)
        return codes


def features_of(content: ChecklistFile) -> set[str]:
    """Return the codes of the features that the conditions of a checklist ask for."""
    codes = set()
    for condition in conditions_of(content):
        for comparison in comparisons(condition):
            if comparison.source is Source.FACT and comparison.name == 'features':
                codes.add(str(comparison.value))
            elif comparison.source is Source.FACT and comparison.name not in BASE_FACTS:
                codes.add(comparison.name)
    return codes


def conditions_of(content: ChecklistFile) -> Iterator[Condition | None]:
    """Yield every condition of a checklist: its own, and those of sections and questions."""
    yield content.applies_if
    for section in content.sections:
        yield section.applies_if
        yield from (question.applies_if for question in section.questions)


def _pick(things: Mapping[str, T], codes: Iterable[str]) -> tuple[T, ...]:
    return tuple(things[code] for code in sorted(codes))
