"""Answers as they are kept, and the merging of two windows."""
from hypothesis import given
from hypothesis import strategies as st

from checklist.answers import (
    EMPTY, GivenAnswer, merge, options, pack, read_draft, read_stamps, stamps, write_draft)
from requirements_catalog.model import AnswerOption

YES, NO = GivenAnswer(AnswerOption.YES), GivenAnswer(AnswerOption.NO, 'Коробки у выхода')
CODES = ('A-1', 'A-2', 'A-3')
answers = st.builds(GivenAnswer, st.none() | st.sampled_from(AnswerOption), st.text(max_size=5))
drafts = st.dictionaries(st.sampled_from(CODES), answers.filter(lambda answer: not answer.empty))
pages = st.fixed_dictionaries({code: answers for code in CODES})


def test_what_only_this_window_changed_is_saved():
    merged = merge({'A-1': YES}, {'A-1': NO}, {'A-1': YES.stamp})

    assert merged.draft == {'A-1': NO}
    assert not merged.conflicts


def test_what_only_the_other_window_changed_stays():
    merged = merge({'A-1': NO}, {'A-1': YES}, {'A-1': YES.stamp})

    assert merged.draft == {'A-1': NO}
    assert not merged.conflicts


def test_what_both_windows_changed_is_a_conflict_and_nothing_is_overwritten():
    merged = merge({'A-1': NO}, {'A-1': YES}, {'A-1': EMPTY.stamp})

    assert merged.draft == {'A-1': NO}
    assert [(found.saved, found.mine) for found in merged.conflicts] == [(NO, YES)]


def test_the_same_change_in_both_windows_is_no_conflict():
    merged = merge({'A-1': NO}, {'A-1': NO}, {'A-1': YES.stamp})

    assert not merged.conflicts


def test_another_note_alone_is_a_conflict_too():
    mine = GivenAnswer(NO.option, 'Другое')

    assert merge({'A-1': NO}, {'A-1': mine}, {'A-1': YES.stamp}).conflicts


def test_an_answer_taken_back_leaves_the_draft():
    assert merge({'A-1': YES}, {'A-1': EMPTY}, {'A-1': YES.stamp}).draft == {}


@given(saved=drafts, page=pages)
def test_a_page_drawn_from_the_draft_never_conflicts(saved, page):
    merged = merge(saved, page, read_stamps(stamps(saved, CODES)))

    assert not merged.conflicts
    assert merged.draft == {code: answer for code, answer in page.items() if not answer.empty}


@given(saved=drafts, page=pages, base=drafts)
def test_a_merge_keeps_every_answer_of_both_windows(saved, page, base):
    merged = merge(saved, page, read_stamps(stamps(base, CODES)))
    conflicts = {found.code for found in merged.conflicts}

    for code in CODES:
        before, mine, drawn = saved.get(code, EMPTY), page[code], base.get(code, EMPTY)
        touched_twice = len({before, mine, drawn}) == 3
        assert (code in conflicts) == touched_twice
        assert merged.draft.get(code, EMPTY) == (
            before if touched_twice or mine == drawn else mine)


@given(drafts)
def test_a_draft_is_read_back_as_it_was_written(draft):
    assert read_draft(write_draft(draft)) == draft


def test_stamps_that_are_no_stamps_are_passed_over():
    assert read_stamps('A-1=Y nonsense A-2= =x') == {'A-1': 'Y', '': 'x'}


def test_packing_gives_one_letter_per_question_in_the_order_of_the_version():
    draft = {'A-1': YES, 'A-3': GivenAnswer(AnswerOption.UNKNOWN)}

    assert pack(CODES, options(draft)) == 'Y-U'
