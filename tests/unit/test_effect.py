"""Totals of an effect: hidden where they are few, rounded where they are shown."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answer_plan import Fate, Migration, ReceiptRow
from checklist.answers import GivenAnswer
from checklist.effect import LEAST, STEP, effect_of, rounded
from checklist.scoring import score
from requirements_catalog.model import AnswerOption
from requirements_catalog.steps import Why
from tests.unit.examples import profile, question, section, version_of

VERSION = version_of(section('S-1', question('Q-1'), question('Q-2')))
YES, NO = AnswerOption.YES, AnswerOption.NO
GOOD = score(VERSION, profile(), {'Q-1': YES, 'Q-2': YES})
HALF = score(VERSION, profile(), {'Q-1': YES, 'Q-2': NO})
BAD = score(VERSION, profile(), {'Q-1': NO, 'Q-2': NO})
ROW = ReceiptRow(Fate.CARRIED, Why.UNCHANGED, 'Q-1', GivenAnswer(YES), 'Q-1')
DRAFT = Migration({}, {}, (ROW,))


@pytest.mark.parametrize('count', range(LEAST))
def test_what_few_have_is_hidden(count):
    found = effect_of([DRAFT] * count, [(GOOD, BAD)] * count)

    assert (found.drafts, found.results, found.bands) == (None, None, ())
    assert {shown for _, shown in found.fates} == {None}
    assert found.passed == (None, None)


def test_results_are_counted_by_their_share_before_and_after():
    found = effect_of([], [(GOOD, BAD)] * 10 + [(HALF, HALF)] * 10)

    assert [(band.low, band.before, band.after) for band in found.bands] == [
        (0, 0, 10), (20, 0, 0), (40, 10, 10), (60, 0, 0), (80, 10, 0)]
    assert found.passed == (10, 0)


def test_answers_are_counted_by_what_becomes_of_them():
    found = effect_of([DRAFT] * 12, [])

    assert (found.drafts, dict(found.fates)) == (10, {
        Fate.CARRIED: 10, Fate.CONFIRM: 0, Fate.ASKED: 0, Fate.DROPPED: 0})


@given(st.integers(0, 10_000))
def test_rounding_is_to_the_nearest_step(count):
    assert rounded(count) % STEP == 0
    assert abs(rounded(count) - count) <= STEP / 2
