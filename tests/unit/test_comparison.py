"""What two rounds of a checklist have in common and what not."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.comparison import Change, Round, by_change, compare
from requirements_catalog.model import AnswerOption

YES, NO = AnswerOption.YES, AnswerOption.NO
NOT_APPLICABLE, UNKNOWN = AnswerOption.NOT_APPLICABLE, AnswerOption.UNKNOWN

CODES = ('Q-1', 'Q-2', 'Q-3', 'Q-4')
rounds = st.builds(
    lambda codes, options: Round(tuple(codes), {
        code: option for code, option in options.items() if code in codes}),
    st.lists(st.sampled_from(CODES), unique=True),
    st.dictionaries(st.sampled_from(CODES), st.sampled_from(AnswerOption)))


def one(before, after):
    """Return what became of one question that both versions hold."""
    found, = compare(*(Round(('Q-1',), {} if option is None else {'Q-1': option})
                       for option in (before, after)))
    return found


@pytest.mark.parametrize(('before', 'after', 'change'), [
    (NO, YES, Change.MENDED), (UNKNOWN, YES, Change.MENDED),
    (YES, NO, Change.BROKEN), (UNKNOWN, NO, Change.BROKEN), (NOT_APPLICABLE, NO, Change.BROKEN),
    (YES, UNKNOWN, Change.UNSURE), (NO, UNKNOWN, Change.UNSURE),
    (NOT_APPLICABLE, UNKNOWN, Change.UNSURE),
    (NO, NO, Change.STILL_OPEN), (UNKNOWN, UNKNOWN, Change.STILL_OPEN),
    (YES, YES, Change.SAME), (NOT_APPLICABLE, NOT_APPLICABLE, Change.SAME),
    (YES, NOT_APPLICABLE, Change.OTHER), (NOT_APPLICABLE, YES, Change.OTHER),
    (NO, NOT_APPLICABLE, Change.OTHER), (UNKNOWN, NOT_APPLICABLE, Change.OTHER),
    (None, NO, Change.ADDED), (None, YES, Change.ADDED),
    (NO, None, Change.DROPPED), (YES, None, Change.DROPPED)])
def test_every_pair_of_answers_has_one_meaning(before, after, change):
    found = one(before, after)

    assert (found.change, found.before, found.after) == (change, before, after)
    assert not found.other_version


def test_what_only_one_version_holds_is_told_from_what_did_not_apply():
    before = Round(('Q-1', 'Q-2'), {'Q-1': YES})
    after = Round(('Q-2', 'Q-3'), {'Q-2': NO, 'Q-3': NO})

    assert [(item.code, item.change, item.other_version) for item in compare(before, after)] == [
        ('Q-2', Change.ADDED, False), ('Q-3', Change.ADDED, True), ('Q-1', Change.DROPPED, True)]


def test_a_question_that_neither_round_asked_is_not_mentioned():
    assert compare(Round(CODES, {}), Round(CODES, {})) == ()


def test_every_kind_of_change_has_its_list():
    found = by_change(compare(Round(('Q-1',), {'Q-1': NO}), Round(('Q-1',), {'Q-1': YES})))

    assert set(found) == set(Change)
    assert [item.code for item in found[Change.MENDED]] == ['Q-1']
    assert sum(map(len, found.values())) == 1


@given(rounds, rounds)
def test_each_question_asked_by_either_is_there_once(before, after):
    codes = [item.code for item in compare(before, after)]

    assert sorted(codes) == sorted(set(before.answers) | set(after.answers))


@given(rounds)
def test_a_round_compared_with_itself_has_no_change(item):
    assert {found.change for found in compare(item, item)} <= {Change.SAME, Change.STILL_OPEN}


@given(rounds, rounds)
def test_what_was_added_one_way_was_dropped_the_other_way(before, after):
    there = {item.code for item in compare(before, after) if item.change is Change.ADDED}
    back = {item.code for item in compare(after, before) if item.change is Change.DROPPED}

    assert there == back
