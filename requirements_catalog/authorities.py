"""Who supervises what and where, and by which rules a self-inspection is judged."""
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requirements_catalog.legal import Provenance
from requirements_catalog.texts import LocalText


class CriticalRule(StrEnum):
    """What a broken critical requirement does to the verdict."""

    FAILS = 'fails'
    IGNORED = 'ignored'


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
