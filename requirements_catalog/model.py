"""The catalog as frozen values: what the law asks and how it is asked.

The dataclasses are the format: a file in YAML has the same names and the same nesting, and
canonical JSON (``canonical.py``) is written from them. Adding a field here adds it everywhere.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from requirements_catalog.conditions import Condition
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


class Subject(StrEnum):
    """Whom a sanction is addressed to."""

    LEGAL_ENTITY = 'legal_entity'
    SOLE_PROPRIETOR = 'sole_proprietor'
    OFFICIAL = 'official'


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


class CriticalRule(StrEnum):
    """What a broken critical requirement does to the verdict."""

    FAILS = 'fails'
    IGNORED = 'ignored'


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a legal fact was read, when, and whether its text was seen.

    ``verified`` is true only where somebody read the statement in the act or in an official
    publication of it; everything else is shown to people as not verified.
    """

    source: str
    as_of: date
    verified: bool = False


@dataclass(frozen=True, kw_only=True)
class LegalAct:
    """A normative act. ``valid_to`` is its last day in force, None where no end is known."""

    code: str
    kind: LocalText
    number: str
    adopted_on: date | None
    title: LocalText
    short: LocalText
    issuer: LocalText
    valid_from: date | None = None
    valid_to: date | None = None
    superseded_by: str | None = None
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class Sanction:
    """What one kind of offender risks: a fine in whole roubles, from ``minimum`` to ``maximum``.

    ``alternative`` names what may be imposed instead or besides (a warning, a suspension).
    """

    subject: Subject
    minimum: int | None = None
    maximum: int | None = None
    alternative: LocalText | None = None


@dataclass(frozen=True, kw_only=True)
class Liability:
    """One part of one article that punishes a violation."""

    code: str
    act: str
    article: str
    part: str | None = None
    offence: LocalText
    sanctions: tuple[Sanction, ...]
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A structural unit of an act.

    ``cited`` marks the clause that the approved form of the checklist names, ``current`` the
    one in force today. They differ when an act expires under a living checklist; most clauses
    are both.
    """

    act: str
    unit: str
    cited: bool = True
    current: bool = True
    provenance: Provenance


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
class KindOfControl:
    """A kind of state control, as the register of kinds of control (ЕРВК) names it."""

    code: str
    title: LocalText
    level: str
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class SupervisoryAuthority:
    """A body that exercises kinds of control in the region."""

    code: str
    title: LocalText
    short: LocalText
    kinds_of_control: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class Territory:
    """A municipality, known by the first digits of its ОКТМО code."""

    code: str
    name: LocalText
    kind: str
    valid_from: date
    valid_to: date | None = None
    aliases: tuple[str, ...] = ()
    provenance: Provenance


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
class DeclarationTerms:
    """What the authority's rules say about declarations (248-ФЗ, art. 51). None: not set."""

    allowed: bool
    validity_months: int | None = None
    correction_days: int | None = None
    cooling_off_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class SelfExaminationPolicy:
    """How the answers of one kind of control are judged.

    ``threshold_percent`` is met by the exact share of points, never by the rounded one.
    ``not_applicable_limit_percent`` is the largest share of questions that may be answered
    "not applicable" before the result is not scorable; None sets no limit.
    """

    code: str
    kind_of_control: str
    authority: str | None = None
    threshold_percent: int
    critical_rule: CriticalRule = CriticalRule.FAILS
    not_applicable_limit_percent: int | None = None
    declaration: DeclarationTerms
    valid_from: date
    valid_to: date | None = None
    legal_basis: LocalText
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class ApprovedForm:
    """The act by which the authority approved the official form behind a checklist."""

    act: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class ChecklistFile:
    """One version of a checklist as an editor writes it: other files are named by code."""

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
    as_of: date
    applies_if: Condition | None = None
    requirements: tuple[CatalogRequirement, ...]
    sections: tuple[CatalogSection, ...]


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
