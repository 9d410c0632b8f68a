"""What the law says: acts, their clauses, and what breaking them costs.

Every fact carries where it was read, when, and whether its text was seen.
"""
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from requirements_catalog.texts import LocalText


class Subject(StrEnum):
    """Whom a sanction is addressed to."""

    LEGAL_ENTITY = 'legal_entity'
    SOLE_PROPRIETOR = 'sole_proprietor'
    OFFICIAL = 'official'


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
    are both. Where a clause begins or ends on another day than its act, ``valid_from`` and
    ``valid_to`` say so; ``valid_to`` is its last day.
    """

    act: str
    unit: str
    cited: bool = True
    current: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    provenance: Provenance


@dataclass(frozen=True, kw_only=True)
class ApprovedForm:
    """The act by which the authority approved the official form behind a checklist."""

    act: str
    unit: str
