"""What each change of a version means for somebody who answered the version before."""
from collections import defaultdict
from enum import StrEnum
from typing import Any, Protocol

from requirements_catalog.entries import AnyCatalog
from requirements_catalog.legal import Clause
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import Thing
from requirements_catalog.steps import AnswerPlan, Outcome


class Meaning(StrEnum):
    """What a respondent has to know first, in this order."""

    ASK = 'ask'
    CONFIRM = 'confirm'
    DROPPED = 'dropped'
    SCORE = 'score'
    LAW = 'law'
    NOTHING = 'nothing'


class ChangeLike(Protocol):
    """A change, as far as its meaning goes."""

    @property
    def thing(self) -> Thing: ...
    @property
    def code(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def old(self) -> Any: ...
    @property
    def new(self) -> Any: ...


_QUESTION, _REQUIREMENT = Thing.QUESTION, Thing.REQUIREMENT
# Fields of which a change bears on answers: what it means depends on what becomes of these.
_BEARING = frozenset({
    (_QUESTION, 'text'), (_QUESTION, 'explanation'), (_QUESTION, 'requirement'),
    (_QUESTION, 'answer_set'), (_REQUIREMENT, 'text'), (_REQUIREMENT, 'periodicity'),
    *((Thing.ITEM, field) for field in ('title', 'text', 'extra', 'answerable', 'retired'))})
_ANSWERED = frozenset({_QUESTION, _REQUIREMENT, Thing.ITEM})
_FIELDS = {
    (_QUESTION, 'weight'): Meaning.SCORE, (_QUESTION, 'critical'): Meaning.SCORE,
    (_QUESTION, 'applies_if'): Meaning.ASK, (Thing.SECTION, 'applies_if'): Meaning.ASK,
    (Thing.CHECKLIST, 'applies_if'): Meaning.ASK, (Thing.FEATURE, 'kind'): Meaning.ASK,
    (_REQUIREMENT, 'liabilities'): Meaning.LAW, (Thing.CHECKLIST, 'approved_form'): Meaning.LAW,
    (Thing.CHECKLIST, 'kind_of_control'): Meaning.LAW, (Thing.CHECKLIST, 'authority'): Meaning.LAW,
    (Thing.POLICY, 'threshold_percent'): Meaning.SCORE,
    (Thing.POLICY, 'critical_rule'): Meaning.SCORE,
    (Thing.POLICY, 'not_applicable_limit_percent'): Meaning.SCORE,
    (Thing.POLICY, 'declaration'): Meaning.LAW, (Thing.POLICY, 'legal_basis'): Meaning.LAW,
    (Thing.POLICY, 'valid_from'): Meaning.LAW, (Thing.POLICY, 'valid_to'): Meaning.LAW}
_OF_OUTCOMES = {Outcome.ASKED: Meaning.ASK, Outcome.CONFIRM: Meaning.CONFIRM,
                Outcome.CARRIED: Meaning.NOTHING}
_STRICTEST = tuple(Meaning)


class Meanings:
    """Tells of the changes between two versions what they mean, by the plan for the answers."""

    def __init__(self, old: AnyCatalog, new: AnyCatalog, plan: AnswerPlan) -> None:
        self.asking = _asking(new), _asking(old)
        self.outcomes = {step.code: _OF_OUTCOMES[step.outcome] for step in plan.steps}
        self.heirs: defaultdict[str, list[Meaning]] = defaultdict(list)
        for step in plan.steps:
            for source in step.sources:
                self.heirs[source].append(_OF_OUTCOMES[step.outcome])

    def questions(self, change: ChangeLike) -> tuple[str, ...]:
        """Return the questions that a change bears on: those of the new version if there are."""
        key = change.thing, change.code
        return tuple(self.asking[0].get(key) or self.asking[1].get(key, []))

    def of(self, change: ChangeLike) -> Meaning:
        key = change.thing, change.field
        if key in _BEARING or (not change.field and change.thing in _ANSWERED):
            return self._of_answers(change)
        if key == (_REQUIREMENT, 'clauses'):
            return Meaning.LAW if _cited(change.old) != _cited(change.new) else Meaning.NOTHING
        if key == (_QUESTION, 'not_applicable'):
            return Meaning.NOTHING if change.new else Meaning.ASK
        if change.thing in (Thing.ACT, Thing.LIABILITY):
            return Meaning.NOTHING if change.field == 'provenance' else Meaning.LAW
        if change.thing is Thing.FEATURE and change.new and not change.field:
            return Meaning.ASK
        return _FIELDS.get(key, Meaning.NOTHING)

    def _of_answers(self, change: ChangeLike) -> Meaning:
        """Return the strictest of what becomes of the answers; nothing where things only move."""
        if not change.field and change.old is None and change.new is None:
            return Meaning.NOTHING
        found = [meaning for code in self.questions(change) for meaning in self._of_answer(code)]
        return min(found, key=_STRICTEST.index, default=Meaning.NOTHING)

    def _of_answer(self, code: str) -> list[Meaning]:
        if code in self.outcomes:
            return [self.outcomes[code]]
        return self.heirs.get(code) or [Meaning.DROPPED]


def _asking(catalog: AnyCatalog) -> dict[tuple[Thing, str], list[str]]:
    """Return the questions of each thing that bears on some, in their order."""
    if isinstance(catalog, CatalogVersion):
        return _asking_of_version(catalog)
    return {(Thing.ITEM, item.id): [item.id] for item in catalog.items
            if item.answerable and not item.retired}


def _asking_of_version(version: CatalogVersion) -> dict[tuple[Thing, str], list[str]]:
    found: defaultdict[tuple[Thing, str], dict[str, None]] = defaultdict(dict)
    for section in version.content.sections:
        for question in section.questions:
            requirement = version.requirement_of(question)
            for key in ((_QUESTION, question.code), (Thing.SECTION, section.code),
                        (_REQUIREMENT, requirement.code),
                        *((Thing.ACT, clause.act) for clause in requirement.clauses),
                        *((Thing.LIABILITY, code) for code in requirement.liabilities)):
                found[key][question.code] = None
    return {key: list(codes) for key, codes in found.items()}


def _cited(clauses: tuple[Clause, ...]) -> list[tuple[object, ...]]:
    """Return clauses without where they were read."""
    return [(clause.act, clause.unit, clause.cited, clause.current, clause.valid_from,
             clause.valid_to) for clause in clauses]
