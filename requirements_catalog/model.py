"""The catalog as frozen values: what the law asks and how it is asked.

The dataclasses are the format: a file in YAML has the same names and the same nesting, and
canonical JSON (``canonical.py``) is written from them. Adding a field here adds it everywhere.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from requirements_catalog.authorities import (
    KindOfControl, SelfExaminationPolicy, SupervisoryAuthority)
from requirements_catalog.conditions import Condition
from requirements_catalog.legal import ApprovedForm, Clause, LegalAct, Liability
from requirements_catalog.lineage import LineageLink
from requirements_catalog.texts import LocalText


class AnswerOption(StrEnum):
    """What may be answered to a control question of the compliance set."""

    YES = 'yes'
    NO = 'no'
    NOT_APPLICABLE = 'not_applicable'
    UNKNOWN = 'unknown'


class ContentKind(StrEnum):
    """What a requirement contains (247-ФЗ, art. 10)."""

    CONDITION = 'condition'
    RESTRICTION = 'restriction'
    PROHIBITION = 'prohibition'
    DUTY = 'duty'


class Severity(StrEnum):
    """How much harm a violation does; orders the violations, never the score."""

    LOW = 'low'
    MEDIUM = 'medium'
    HIGH = 'high'


class LegalForm(StrEnum):
    """Who answers: the two kinds of controlled persons the service is for."""

    LEGAL_ENTITY = 'legal_entity'
    SOLE_PROPRIETOR = 'sole_proprietor'


class Periodicity(StrEnum):
    """How often a duty comes round again."""

    ONCE = 'once'
    ALWAYS = 'always'
    SHIFT = 'shift'
    DAY = 'day'
    WEEK = 'week'
    MONTH = 'month'
    HALF_YEAR = 'half_year'
    YEAR = 'year'
    EVENT = 'event'


class FeatureKind(StrEnum):
    """How a fact about an object is asked for: yes or no, or a whole number."""

    FLAG = 'flag'
    NUMBER = 'number'


@dataclass(frozen=True, kw_only=True)
class CatalogRequirement:
    """A mandatory requirement: a duty with its clauses, its price and its remedy."""

    code: str
    topic: LocalText
    text: LocalText
    content_kind: ContentKind
    severity: Severity
    clauses: tuple[Clause, ...]
    liabilities: tuple[str, ...] = ()
    evidence: LocalText
    remedy: LocalText
    remedy_days: int
    periodicity: Periodicity = Periodicity.ALWAYS


@dataclass(frozen=True, kw_only=True)
class CatalogQuestion:
    """A question whose answer shows whether one requirement is met."""

    code: str
    requirement: str
    text: LocalText
    explanation: LocalText
    weight: int = 1
    critical: bool = False
    not_applicable: bool = True
    applies_if: Condition | None = None
    answer_set: str = 'compliance'

    def __hash__(self) -> int:
        """Hash by the code alone: questions are keys on every request, and hold much text."""
        return hash(self.code)


@dataclass(frozen=True, kw_only=True)
class CatalogSection:
    """A part of a checklist that is filled in as one page."""

    code: str
    title: LocalText
    applies_if: Condition | None = None
    questions: tuple[CatalogQuestion, ...]

    def __hash__(self) -> int:
        return hash(self.code)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A fact about the object that conditions may ask for."""

    code: str
    kind: FeatureKind
    question: LocalText
    hint: LocalText | None = None
    phrase: LocalText
    """What the feature is called inside a sentence: 'own kitchen', 'seats for guests'."""
    maximum: int = 100_000


@dataclass(frozen=True, kw_only=True)
class ChecklistFile:
    """One version of a checklist as an editor writes it: other files are named by code.

    ``supersedes`` is the fingerprint of the version before, and ``lineage`` says what became of
    that version's questions. ``grace_days`` is for how long, from its first day on, what was begun
    under an earlier version may still be submitted.
    """

    checklist: str
    version: int
    title: LocalText
    short: LocalText
    summary: LocalText
    audience: LocalText
    kind_of_control: str
    authority: str
    approved_form: ApprovedForm | None = None
    effective_from: date
    effective_to: date | None = None
    grace_days: int = 30
    as_of: date
    applies_if: Condition | None = None
    requirements: tuple[CatalogRequirement, ...]
    sections: tuple[CatalogSection, ...]
    supersedes: str | None = None
    lineage: tuple[LineageLink, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CatalogVersion:
    """A whole version of a checklist: nothing outside it is needed to read it years later."""

    content: ChecklistFile
    kind_of_control: KindOfControl
    authority: SupervisoryAuthority
    policy: SelfExaminationPolicy
    acts: tuple[LegalAct, ...]
    liabilities: tuple[Liability, ...]
    features: tuple[Feature, ...]

    @cached_property
    def questions(self) -> dict[str, CatalogQuestion]:
        """Every control question by its code, in the order of the checklist."""
        return {q.code: q for section in self.content.sections for q in section.questions}

    @cached_property
    def requirements(self) -> dict[str, CatalogRequirement]:
        return {requirement.code: requirement for requirement in self.content.requirements}

    @cached_property
    def acts_by_code(self) -> dict[str, LegalAct]:
        return {act.code: act for act in self.acts}

    @cached_property
    def liabilities_by_code(self) -> dict[str, Liability]:
        return {liability.code: liability for liability in self.liabilities}

    def requirement_of(self, question: CatalogQuestion) -> CatalogRequirement:
        return self.requirements[question.requirement]

    def liabilities_of(self, requirement: CatalogRequirement) -> Iterator[Liability]:
        return (self.liabilities_by_code[code] for code in requirement.liabilities)
