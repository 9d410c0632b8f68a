"""The one view model of a result: page, PDF, spreadsheet and JSON all say what stands here."""
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class SectionScore:
    """One section: points, and how many questions were answered in what way."""

    title: str
    points: int
    attainable: int
    percent: Decimal | None
    met: int
    not_met: int
    unknown: int
    not_applicable: int


@dataclass(frozen=True)
class Fine:
    """What one part of an article provides for this legal form."""

    article: str
    offence: str
    amount: str
    alternative: str
    verified: bool


@dataclass(frozen=True)
class Violation:
    """A question answered "no" or "need to find out", with all that follows from it."""

    code: str
    number: int
    question: str
    topic: str
    severity: str
    critical: bool
    unknown: bool
    note: str
    duty: str
    cited: tuple[str, ...]
    current: tuple[str, ...]
    verified: bool
    fines: tuple[Fine, ...]
    evidence: str
    remedy: str
    remedy_days: int
    due_on: date
    gain_points: int
    gain_percent: Decimal | None
    passes: bool


@dataclass(frozen=True)
class Path:
    """The shortest way to pass, in a sentence and as the violations to mend."""

    sentence: str
    steps: tuple[Violation, ...]


@dataclass(frozen=True)
class NotApplicable:
    """A question that the business itself set aside, with its reason."""

    number: int
    question: str
    note: str


@dataclass(frozen=True)
class Met:
    """A question answered "yes"."""

    number: int
    question: str
    note: str


@dataclass(frozen=True)
class LeftOut:
    """What the profile kept out, and why."""

    what: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """What is different from the self-inspection before."""

    previous_on: date
    previous_percent: Decimal | None
    mended: tuple[str, ...]
    broken: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """Everything a result says, in one language."""

    title: str
    name: str
    inn: str
    checklist_code: str
    version_number: int
    superseded: str
    fingerprint: str
    document_hash: str
    as_of: date
    submitted_at: datetime
    authority: str
    kind_of_control: str
    verdict: str
    verdict_sentence: str
    arithmetic: tuple[str, ...]
    points: int
    attainable: int
    percent: Decimal | None
    threshold_percent: int
    sections: tuple[SectionScore, ...]
    violations: tuple[Violation, ...]
    unknown: tuple[Violation, ...]
    path: Path
    met: tuple[Met, ...]
    not_applicable: tuple[NotApplicable, ...]
    left_out: tuple[LeftOut, ...]
    changes: Changes | None
    policy_basis: str
    policy_verified: bool
    verification_code: str
    shows_score: bool

    @property
    def to_mend(self) -> tuple[Violation, ...]:
        """Violations and open questions together: what an action plan is made of."""
        return self.violations + self.unknown

    @property
    def outcome(self) -> str:
        """The verdict, or "critical_unknown" where it rests on no violation that is certain."""
        critical_no = any(violation.critical for violation in self.violations)
        return ('critical_unknown' if self.verdict == 'critical_broken' and not critical_no
                else self.verdict)

    @property
    def receipt_number(self) -> str:
        """A short name of the record: the day and the beginning of its hash."""
        return f'{self.submitted_at:%Y%m%d}-{self.document_hash[:8].upper()}'
