"""A submitted self-inspection as letters: one for each question, then verdict, score and pace.

An *item* is what is counted: a question of the version, the verdict, the band of the score, or
one of the signals. Each has letters of its own, of which every self-inspection has one.
"""
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from checklist.answers import LETTERS, NOT_ANSWERED
from checklist.scoring import Verdict
from requirements_catalog.model import AnswerOption

VERDICT, SCORE, PACE = '@verdict', '@score', '@pace'
ALL_YES, MANY_NOT_APPLICABLE, SAME = '@all-yes', '@many-not-applicable', '@same'
# Kept with each self-inspection after the answers, in this order.
KEPT = (VERDICT, SCORE, PACE)
# Worked out of the answers when a month is frozen.
DERIVED = (ALL_YES, MANY_NOT_APPLICABLE, SAME)
# All questions together; added up of what is published of each.
EVERY_QUESTION = '@questions'
SIGNALS = (ALL_YES, MANY_NOT_APPLICABLE, PACE, SAME)

NOT_ASKED = NOT_ANSWERED
MET, NOT_MET = LETTERS[AnswerOption.YES], LETTERS[AnswerOption.NO]
NOT_APPLICABLE, UNKNOWN = LETTERS[AnswerOption.NOT_APPLICABLE], LETTERS[AnswerOption.UNKNOWN]
ANSWER_LETTERS = MET + NOT_MET + UNKNOWN + NOT_APPLICABLE + NOT_ASKED
VERDICT_LETTERS: Mapping[Verdict, str] = {
    Verdict.PASSED: 'P', Verdict.BELOW_THRESHOLD: 'B', Verdict.CRITICAL_BROKEN: 'C',
    Verdict.NOT_SCORABLE: 'S'}
# The least percentage of each band of the score, from the top.
BANDS: Mapping[str, int] = {'4': 90, '3': 80, '2': 70, '1': 50, '0': 0}
NO_SCORE = NOT_ASKED
SHOWS, SHOWS_NOT = '+', '-'
FAST, NOT_FAST = SHOWS, SHOWS_NOT

# Nobody reads and answers a control question in three seconds.
FAST_SECONDS = 3
# A third of what was asked, and as many businesses as make identical answers stand out.
MANY_SHARE_PERCENT = 33
SAME_BUSINESSES = 5

LETTERS_OF: Mapping[str, str] = {
    VERDICT: ''.join(VERDICT_LETTERS.values()), SCORE: ''.join(BANDS) + NO_SCORE,
    **dict.fromkeys(SIGNALS, SHOWS + SHOWS_NOT)}


def letters_of(item: str) -> str:
    """Return the letters of an item; what is none of ours is a question."""
    return LETTERS_OF.get(item, ANSWER_LETTERS)


def items_of(codes: Sequence[str]) -> Iterator[str]:
    """Yield what is counted of a version with these questions."""
    yield from codes
    yield from KEPT
    yield from DERIVED


def marks_of(packed: str, verdict: Verdict, percent: Decimal | None, seconds: float | None) -> str:
    """Return all letters of a self-inspection.

    ``seconds`` is how long it took; None where the answers were taken over from an earlier one.
    """
    return packed + VERDICT_LETTERS[verdict] + band_of(percent) + _pace(packed, seconds)


def band_of(percent: Decimal | None) -> str:
    """Return the band of a score."""
    if percent is None:
        return NO_SCORE
    return next(band for band, least in BANDS.items() if percent >= least)


def _pace(packed: str, seconds: float | None) -> str:
    answered = len(packed) - packed.count(NOT_ASKED)
    return FAST if seconds is not None and seconds < FAST_SECONDS * answered else NOT_FAST
