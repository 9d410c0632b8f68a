"""Answers under a plan: what is carried is right, and nothing that was written is lost."""
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.answer_plan import Fate, ReceiptRow, apply_plan
from checklist.answers import GivenAnswer
from requirements_catalog.plan import plan
from requirements_catalog.steps import AnswerPlan, Why
from tests.unit import strategies
from tests.unit.evolution import asking, link, pairs
from tests.unit.examples import KITCHEN, NA, NO, YES, has, question, text

OLD = asking(question('A', text=text('Есть ли журнал учёта?')),
             question('B', text=text('Исправны ли весы?')))
A, B = OLD.questions.values()
given_answers = st.builds(GivenAnswer, st.none() | strategies.options,
                          st.sampled_from(['', 'завтра', 'в сейфе']))


@st.composite
def moves(draw):
    """Return two versions, with answers to the first, also to questions it does not have."""
    old, new = draw(pairs())
    codes = [*old.questions, 'Q-99']
    return old, new, draw(st.dictionaries(st.sampled_from(codes), given_answers))


def written(answers):
    return {code: answer for code, answer in answers.items() if not answer.empty}


@given(moves())
def test_no_answer_and_no_note_is_ever_lost(move):
    old, new, answers = move

    found = apply_plan(plan(old, new), answers)

    assert found.old_answers() == written(answers)


@given(moves())
def test_each_new_question_is_carried_or_to_be_confirmed_or_open(move):
    old, new, answers = move

    found = apply_plan(plan(old, new), answers)

    assert set(found.answers) | set(found.to_confirm) <= set(new.questions)
    assert not set(found.answers) & set(found.to_confirm)
    for code, answer in found.answers.items():
        sources = [row for row in found.rows if row.new == code]
        assert {row.fate for row in sources} == {Fate.CARRIED}
        assert answer in [row.answer for row in sources]


@given(moves(), st.randoms())
def test_the_order_of_answers_and_of_steps_does_not_matter(move, random):
    old, new, answers = move
    made = plan(old, new)
    steps, mixed = list(made.steps), list(answers.items())
    random.shuffle(steps)
    random.shuffle(mixed)

    found = apply_plan(made, answers)
    other = apply_plan(AnswerPlan(tuple(steps), made.dropped[::-1]), dict(mixed))

    assert (other.answers, other.to_confirm) == (found.answers, found.to_confirm)
    assert set(other.rows) == set(found.rows)


@given(strategies.versions(), st.data())
def test_moving_there_and_back_restores_the_answers(old, data):
    """Other codes, another order, other weights: nothing that bears on an answer."""
    names = data.draw(st.permutations([f'N-{number}' for number in range(len(old.questions))]))
    renamed = dict(zip(old.questions, names, strict=True))
    sections = [replace(part, questions=tuple(
        replace(one, code=renamed[one.code], weight=9, applies_if=None)
        for one in part.questions), applies_if=None) for part in old.content.sections]
    new = strategies.with_sections(old, *data.draw(st.permutations(sections)))
    answers = data.draw(st.dictionaries(st.sampled_from(list(old.questions)), given_answers))

    there = apply_plan(plan(old, new), allowed(old, answers))
    back = apply_plan(plan(new, old), there.answers)

    assert there.to_confirm == back.to_confirm == {}
    assert back.answers == written(allowed(old, answers))


def allowed(version, answers):
    return {code: answer for code, answer in answers.items()
            if answer.option != NA or version.questions[code].not_applicable}


MERGED = asking(question('N'), lineage=(link('merged', 'A B', 'N', 'editorial'),))


@pytest.mark.parametrize(('first', 'second', 'fate', 'answer'), [
    (GivenAnswer(YES), GivenAnswer(YES), Fate.CARRIED, GivenAnswer(YES)),
    (GivenAnswer(YES, 'в сейфе'), GivenAnswer(YES), Fate.CARRIED, GivenAnswer(YES, 'в сейфе')),
    (GivenAnswer(YES), GivenAnswer(NO), Fate.CONFIRM, GivenAnswer()),
    (GivenAnswer(YES, 'а'), GivenAnswer(YES, 'б'), Fate.CONFIRM, GivenAnswer(YES, 'а\nб')),
    (GivenAnswer(YES), GivenAnswer(), Fate.CONFIRM, GivenAnswer(YES))])
def test_merged_answers_are_carried_where_they_agree(first, second, fate, answer):
    found = apply_plan(plan(OLD, MERGED), {'A': first, 'B': second})

    assert {row.fate for row in found.rows} == {fate}
    assert (found.answers if fate is Fate.CARRIED else found.to_confirm) == {'N': answer}


@pytest.mark.parametrize(('counted', 'fate'), [
    ({'A'}, Fate.CARRIED), ({'A', 'B'}, Fate.CONFIRM), (None, Fate.CONFIRM)])
def test_of_merged_questions_only_those_that_applied_need_an_answer(counted, fate):
    found = apply_plan(plan(OLD, MERGED), {'A': GivenAnswer(YES)}, counted)

    assert [row.fate for row in found.rows] == [fate]


def test_not_applicable_is_asked_anew_where_it_is_allowed_no_more():
    new = asking(replace(A, not_applicable=False), replace(B, not_applicable=False))

    found = apply_plan(plan(OLD, new), {'A': GivenAnswer(NA, 'склада нет'), 'B': GivenAnswer(NO)})

    assert (found.answers, found.to_confirm) == ({'B': GivenAnswer(NO)}, {})
    assert found.rows[0] == ReceiptRow(
        Fate.ASKED, Why.REFUSED, 'A', GivenAnswer(NA, 'склада нет'), 'A')


@pytest.mark.parametrize(('counted', 'fate'), [
    ({'A', 'B'}, Fate.CARRIED), ({'B'}, Fate.CONFIRM), (None, Fate.CARRIED)])
def test_an_answer_hidden_under_another_condition_is_to_be_confirmed(counted, fate):
    old = asking(replace(A, applies_if=has(KITCHEN)), B)

    found = apply_plan(plan(old, OLD), {'A': GivenAnswer(YES)}, counted)

    assert [(row.fate, row.old) for row in found.rows] == [(fate, 'A')]


def test_an_answer_hidden_under_the_same_condition_stays_as_it_is():
    found = apply_plan(plan(OLD, OLD), {'A': GivenAnswer(YES)}, set())

    assert found.answers == {'A': GivenAnswer(YES)}


def test_what_is_asked_again_or_dropped_stands_in_the_receipt_with_its_note():
    new = asking(replace(A, text=text('Ведётся ли журнал?')),
                 lineage=(link('replaced', 'A', 'A', 'scope'),))

    found = apply_plan(plan(OLD, new), {
        'A': GivenAnswer(YES, 'в сейфе'), 'B': GivenAnswer(NO, 'сломаны'), 'X': GivenAnswer(NO)})

    assert found.answers == found.to_confirm == {}
    assert found.rows == (
        ReceiptRow(Fate.ASKED, Why.SCOPE, 'A', GivenAnswer(YES, 'в сейфе'), 'A'),
        ReceiptRow(Fate.DROPPED, Why.DROPPED, 'B', GivenAnswer(NO, 'сломаны')),
        ReceiptRow(Fate.DROPPED, Why.DROPPED, 'X', GivenAnswer(NO)))


def test_a_split_answer_is_proposed_for_each_of_its_questions():
    new = asking(question('X'), question('Y', text=text('Иначе?')),
                 lineage=(link('split', 'A', 'X Y', 'editorial'),))

    found = apply_plan(plan(OLD, new), {'A': GivenAnswer(YES, 'да')})

    assert found.to_confirm == {'X': GivenAnswer(YES, 'да'), 'Y': GivenAnswer(YES, 'да')}
