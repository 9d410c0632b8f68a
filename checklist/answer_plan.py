"""Answers to an old version of a checklist under the plan for a new one: pure.

Nothing that somebody wrote is lost: every old answer, with its note, stands in the receipt,
whatever became of it.
"""
from collections.abc import Container, Iterator
from dataclasses import dataclass
from enum import StrEnum

from checklist.answers import Draft, GivenAnswer
from requirements_catalog.model import AnswerOption
from requirements_catalog.steps import AnswerPlan, Outcome, Step, Why


class Fate(StrEnum):
    """What became of one old answer, in the order in which a receipt tells of it."""

    CARRIED = 'carried'
    CONFIRM = 'confirm'
    ASKED = 'asked'
    DROPPED = 'dropped'


_FATES = {Outcome.CARRIED: Fate.CARRIED, Outcome.CONFIRM: Fate.CONFIRM, Outcome.ASKED: Fate.ASKED}


@dataclass(frozen=True)
class ReceiptRow:
    """One old answer, and the new question that it went to, if any."""

    fate: Fate
    why: Why
    old: str
    answer: GivenAnswer
    new: str = ''


@dataclass(frozen=True)
class Migration:
    """What a plan made of some answers.

    ``answers`` are those that count at once. ``to_confirm`` are proposals for the questions
    that somebody has to look at; those without an option come from answers that differed.
    """

    answers: Draft
    to_confirm: Draft
    rows: tuple[ReceiptRow, ...]

    def old_answers(self) -> dict[str, GivenAnswer]:
        """Return the answers as they were before."""
        return {row.old: row.answer for row in self.rows}


def apply_plan(plan: AnswerPlan, answers: Draft,
               counted: Container[str] | None = None) -> Migration:
    """Return what becomes of the answers to the old version.

    ``counted`` are the codes of the old questions that applied to the respondent, all of them
    unless given: what was hidden under an old condition is not taken for an answer to a question
    that is shown now, and of merged questions only those that applied have to be answered.
    """
    given = {code: answer for code, answer in answers.items() if not answer.empty}
    kept: dict[Fate, dict[str, GivenAnswer]] = {fate: {} for fate in Fate}
    rows: list[ReceiptRow] = []
    for step in plan.steps:
        found = {code: given[code] for code in step.sources if code in given}
        if found:
            fate, why = _fate(step, found, counted)
            kept[fate][step.code] = _joined(found)
            rows.extend(ReceiptRow(fate, why, code, answer, step.code)
                        for code, answer in found.items())
    rows.extend(_dropped(plan, given, {row.old for row in rows}))
    return Migration(kept[Fate.CARRIED], kept[Fate.CONFIRM], tuple(rows))


def _fate(step: Step, found: Draft, counted: Container[str] | None) -> tuple[Fate, Why]:
    if step.refuses_not_applicable and _not_applicable(found):
        return Fate.ASKED, Why.REFUSED
    if step.outcome is not Outcome.CARRIED:
        return _FATES[step.outcome], step.why
    if step.other_conditions and counted is not None and not all(c in counted for c in found):
        return Fate.CONFIRM, Why.HIDDEN
    missing = [code for code in step.sources if code not in found]
    if not _agree(found) or any(counted is None or code in counted for code in missing):
        return Fate.CONFIRM, Why.DIFFERENT
    return Fate.CARRIED, step.why


def _not_applicable(found: Draft) -> bool:
    return any(answer.option is AnswerOption.NOT_APPLICABLE for answer in found.values())


def _agree(found: Draft) -> bool:
    return len({answer.option for answer in found.values()}) == 1 and len(_notes(found)) <= 1


def _notes(found: Draft) -> dict[str, None]:
    return dict.fromkeys(answer.note for answer in found.values() if answer.note)


def _joined(found: Draft) -> GivenAnswer:
    """Return one answer of several: their option where they agree, and every note once."""
    options = {answer.option for answer in found.values()}
    return GivenAnswer(options.pop() if len(options) == 1 else None, '\n'.join(_notes(found)))


def _dropped(plan: AnswerPlan, given: Draft, used: Container[str]) -> Iterator[ReceiptRow]:
    """Yield the answers that no new question takes, also those the plan knows nothing of."""
    reasons = {drop.code: drop.why for drop in plan.dropped}
    for code in (*reasons, *sorted(given.keys() - reasons.keys())):
        if code in given and code not in used:
            yield ReceiptRow(Fate.DROPPED, reasons.get(code, Why.DROPPED), code, given[code])
