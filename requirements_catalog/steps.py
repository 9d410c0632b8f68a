"""What may become of answers when a catalog changes, as values."""
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from requirements_catalog.texts import LocalText


class Outcome(StrEnum):
    """What a respondent does about a question of the new version."""

    CARRIED = 'carried'
    CONFIRM = 'confirm'
    ASKED = 'asked'


class Why(StrEnum):
    """Why a question has its outcome, or an old answer is not used.

    The last three are decided by the answers: "not applicable" is refused now, the question was
    hidden, the answers to several questions are not the same.
    """

    UNCHANGED = 'unchanged'
    SAME_CONTENT = 'same_content'
    REPEATED_CONTENT = 'repeated_content'
    REWORDED = 'reworded'
    OTHER_ANSWERS = 'other_answers'
    OTHER_QUESTION = 'other_question'
    EDITORIAL = 'editorial'
    MEANING = 'meaning'
    SCOPE = 'scope'
    MERGED = 'merged'
    SPLIT = 'split'
    COVERED = 'covered'
    ADDED = 'added'
    DROPPED = 'dropped'
    REFUSED = 'refused'
    HIDDEN = 'hidden'
    DIFFERENT = 'different'


@dataclass(frozen=True)
class Step:
    """What becomes of the answer to one question of the new version.

    ``sources`` are the old questions that it comes from. Several are carried only where their
    answers are the same. ``changed`` names the wordings that are not what they were, ``reasons``
    are the author's. An answer "not applicable" that is refused is asked for anew, and one to a
    question that was hidden under an old condition is to be confirmed.
    """

    code: str
    outcome: Outcome
    why: Why
    sources: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    reasons: tuple[LocalText, ...] = ()
    refuses_not_applicable: bool = False
    other_conditions: bool = False


@dataclass(frozen=True)
class Drop:
    """An old question whose answer no new question takes over; ``see`` are those instead."""

    code: str
    why: Why
    see: tuple[str, ...] = ()
    reasons: tuple[LocalText, ...] = ()


@dataclass(frozen=True)
class AnswerPlan:
    """What becomes of every answer: a step for each new question, and what is dropped."""

    steps: tuple[Step, ...]
    dropped: tuple[Drop, ...]

    @cached_property
    def by_code(self) -> dict[str, Step]:
        return {step.code: step for step in self.steps}

    def of(self, outcome: Outcome) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.outcome is outcome)
