"""What applies to whom, the reasons for what does not, and what is still to be asked."""
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.applicability import (
    Reason, applicable, counted_option, deciding_features, holds, open_features, question_range,
    reasons_against)
from requirements_catalog.conditions import AllOf, AnyOf, Not
from tests.unit.examples import (
    KITCHEN, NA, NO, SEATS, TERRACE, UNKNOWN, YES, answered, answers, fact, has, profile,
    question, questions, section, version_of)
from tests.unit.strategies import Case, cases, conditions, options, profiles, versions

UNASKED = profile(features={}, numbers={})


@pytest.mark.parametrize(('condition', 'outcome'), [
    (None, True),
    (fact('legal_form', 'eq', 'legal_entity'), True),
    (fact('legal_form', 'ne', 'legal_entity'), False),
    (fact('legal_form', 'in', ('sole_proprietor',)), False),
    (fact('territory', 'in', ('75603', '75701')), True),
    (fact('activities', 'has', '56'), True),
    (fact('activities', 'has', '56.1'), True),
    (fact('activities', 'has', '56.10.1'), False),
    (fact('activities', 'has', '47'), False),
    (fact('staff', 'eq', 5), True),
    (fact('staff', 'ne', 5), False),
    (fact('staff', 'gt', 5), False),
    (fact('staff', 'gte', 5), True),
    (fact('staff', 'lt', 5), False),
    (fact('staff', 'lte', 5), True),
    (fact('staff', 'gt', '4'), False),
    (fact(SEATS, 'gte', 20), True),
    (has(KITCHEN), True),
    (has(TERRACE), False),
    (has('never asked'), None),
    (fact('never asked', 'lt', 5), None),
])
def test_a_comparison_holds_by_the_fact_it_looks_at(condition, outcome):
    assert holds(condition, profile()) is outcome


@pytest.mark.parametrize(('operator', 'option', 'outcomes'), [
    ('eq', 'yes', {YES: True, NO: False, UNKNOWN: False, None: False}),
    ('ne', 'yes', {YES: False, NO: True, UNKNOWN: True, None: True}),
    ('in', ('yes', 'unknown'), {YES: True, NO: False, UNKNOWN: True, None: False}),
])
def test_no_answer_is_equal_to_no_option(operator, option, outcomes):
    condition = answered('Q-1', option, operator)

    found = {given: holds(condition, profile(), answers(given)) for given in outcomes}

    assert found == outcomes


TRUE, FALSE, OPEN = fact('staff', 'eq', 5), fact('staff', 'ne', 5), has('never asked')


@pytest.mark.parametrize(('condition', 'outcome'), [
    (AllOf((TRUE, TRUE)), True),
    (AllOf((TRUE, FALSE)), False),
    (AllOf((TRUE, OPEN)), None),
    (AllOf((OPEN, FALSE)), False),
    (AnyOf((FALSE, FALSE)), False),
    (AnyOf((FALSE, TRUE)), True),
    (AnyOf((FALSE, OPEN)), None),
    (AnyOf((OPEN, TRUE)), True),
    (Not(TRUE), False),
    (Not(FALSE), True),
    (Not(OPEN), None),
])
def test_an_open_part_leaves_the_whole_open_unless_another_decides(condition, outcome):
    assert holds(condition, profile()) is outcome


@given(conditions(('Q-1', 'Q-2')), profiles(), st.data())
def test_knowing_more_never_flips_what_was_decided(condition, whole, data):
    given_answers = data.draw(st.dictionaries(st.sampled_from(['Q-1', 'Q-2']), options))
    less = replace(
        whole, features=_part_of(whole.features, data), numbers=_part_of(whole.numbers, data))

    early = holds(condition, less, None)
    late = holds(condition, whole, given_answers)

    assert early in (None, late)
    assert late is not None


def _part_of(mapping, data):
    kept = data.draw(st.sets(st.sampled_from(sorted(mapping))))
    return {name: value for name, value in mapping.items() if name in kept}


@given(conditions(('Q-1',)), profiles(complete=False), st.dictionaries(st.just('Q-1'), options))
def test_there_are_reasons_just_where_a_condition_does_not_hold(condition, whose, given_answers):
    reasons = reasons_against(condition, whose, given_answers)

    assert (reasons == ()) is (holds(condition, whose, given_answers) is True)
    assert len(set(reasons)) == len(reasons)


@given(conditions(('Q-1',)), profiles(complete=False), st.dictionaries(st.just('Q-1'), options))
def test_reasons_came_out_as_the_whole_did(condition, whose, given_answers):
    outcome = holds(condition, whose, given_answers)

    for reason in reasons_against(condition, whose, given_answers):
        came_out = holds(reason.comparison, whose, given_answers)
        assert came_out is (None if outcome is None else not reason.expected)


@pytest.mark.parametrize(('condition', 'reasons'), [
    (None, ()),
    (TRUE, ()),
    (FALSE, (Reason(FALSE),)),
    (OPEN, (Reason(OPEN),)),
    (Not(TRUE), (Reason(TRUE, expected=False),)),
    (Not(Not(FALSE)), (Reason(FALSE),)),
    (AllOf((TRUE, FALSE)), (Reason(FALSE),)),
    (AllOf((FALSE, FALSE)), (Reason(FALSE),)),
    (AnyOf((FALSE, has(TERRACE))), (Reason(FALSE), Reason(has(TERRACE)))),
    (Not(AnyOf((TRUE, FALSE))), (Reason(TRUE, expected=False),)),
    (AllOf((FALSE, OPEN)), (Reason(FALSE),)),
    (AnyOf((FALSE, OPEN)), (Reason(OPEN),)),
])
def test_a_reason_names_the_comparison_that_decided(condition, reasons):
    assert reasons_against(condition, profile()) == reasons


def test_what_is_left_out_says_why():
    kitchen, terrace = question('Q-1'), question('Q-2', applies_if=has(TERRACE))
    hot, cold = section('S-1', kitchen, terrace), section('S-2', question('Q-3'), applies_if=FALSE)

    found = applicable(version_of(hot, cold), profile())

    assert found.sections == ((hot, (kitchen,)),)
    assert found.questions == (kitchen,)
    assert found.left_out_questions == ((terrace, (Reason(has(TERRACE)),)),)
    assert found.left_out_sections == ((cold, (Reason(FALSE),)),)


def test_a_section_without_a_question_that_applies_is_not_shown():
    empty = section('S-1', question('Q-1', applies_if=has(TERRACE)))

    found = applicable(version_of(empty, section('S-2', question('Q-2'))), profile())

    assert [part.code for part, _ in found.sections] == ['S-2']
    assert [out.code for out, _ in found.left_out_questions] == ['Q-1']


@given(cases())
def test_every_question_is_shown_or_left_out_once(case):
    found = applicable(case.version, case.profile, case.answers)

    codes = [q.code for q in found.questions]
    codes += [q.code for q, _ in found.left_out_questions]
    codes += [q.code for part, _ in found.left_out_sections for q in part.questions]
    assert sorted(codes) == sorted(case.version.questions)


def test_a_question_may_follow_from_an_earlier_answer():
    version = version_of(question('Q-1'), question('Q-2', applies_if=answered('Q-1', 'no')))

    assert len(applicable(version, profile()).questions) == 1
    assert len(applicable(version, profile(), answers(YES)).questions) == 1
    assert len(applicable(version, profile(), answers(NO)).questions) == 2


def test_answers_to_hidden_questions_are_not_looked_at():
    version = version_of(
        question('Q-1'), question('Q-2', applies_if=answered('Q-1', 'no')),
        question('Q-3', applies_if=answered('Q-2', 'no')))

    shown = applicable(version, profile(), answers(YES, NO, NO)).questions

    assert [q.code for q in shown] == ['Q-1']


@pytest.mark.parametrize('option', [YES, NO, UNKNOWN, NA, None])
def test_not_applicable_counts_only_where_the_catalog_allows_it(option):
    allowed, forbidden = questions(1, 1)[0], questions(1, 1, not_applicable=False)[0]

    assert counted_option(allowed, answers(option)) is option
    assert counted_option(forbidden, answers(option)) is (None if option is NA else option)


def test_conditions_do_not_see_an_answer_that_does_not_count():
    version = version_of(
        question('Q-1', not_applicable=False),
        question('Q-2', applies_if=answered('Q-1', 'not_applicable')))

    shown = applicable(version, profile(), answers(NA)).questions

    assert [q.code for q in shown] == ['Q-1']


@pytest.mark.parametrize(('condition', 'features'), [
    (None, set()),
    (TRUE, set()),
    (has(KITCHEN), {KITCHEN}),
    (fact(SEATS, 'gt', 5), {SEATS}),
    (AllOf((has(KITCHEN), fact(SEATS, 'gt', 5))), {KITCHEN, SEATS}),
    (AllOf((has(KITCHEN), FALSE)), set()),
    (AnyOf((has(KITCHEN), TRUE)), set()),
    (AnyOf((has(TERRACE), AllOf((has(KITCHEN), FALSE)))), {TERRACE}),
    (AllOf((has(KITCHEN), answered('Q-1', 'yes'))), {KITCHEN}),
    (answered('Q-1', 'yes'), set()),
])
def test_only_features_that_can_decide_something_are_asked_for(condition, features):
    version = version_of(question('Q-1'), question('Q-2', applies_if=condition))

    assert open_features([version], UNASKED) == features


def test_parts_that_are_out_already_ask_for_nothing():
    asks = question('Q-1', applies_if=has(KITCHEN))
    section_out = version_of(section('S-1', asks, applies_if=FALSE))
    all_out = version_of(asks, applies_if=AllOf((FALSE, has(TERRACE))))
    open_parts = version_of(section('S-1', asks, applies_if=has(TERRACE)))

    assert open_features([section_out, all_out], UNASKED) == set()
    assert open_features([open_parts], UNASKED) == {KITCHEN, TERRACE}
    assert open_features([version_of(asks, applies_if=has(TERRACE))], UNASKED) == {
        KITCHEN, TERRACE}


@given(versions(), profiles())
def test_nothing_is_asked_for_once_all_is_known(version, whose):
    assert open_features([version], whose) == set()


@given(cases(), st.data())
def test_the_features_asked_for_are_enough(case, data):
    """The features that nobody asked for change nothing, whatever is answered."""
    known = replace(case.profile, features=_part_of(case.profile.features, data),
                    numbers=_part_of(case.profile.numbers, data))
    asked = open_features([case.version], known)
    enough = replace(
        known, features=_with(known.features, case.profile.features, asked),
        numbers=_with(known.numbers, case.profile.numbers, asked))

    assert _shown(case, enough) == _shown(case, case.profile)
    assert open_features([case.version], enough) == set()


def _with(known, whole, asked):
    return {**known, **{name: value for name, value in whole.items() if name in asked}}


def _shown(case: Case, whose):
    found = applicable(case.version, whose, case.answers)
    return [question.code for question in found.questions]


def test_features_of_whole_checklists_are_asked_for_first():
    first = version_of(question('Q-1', applies_if=has(KITCHEN)), applies_if=has(TERRACE))
    second = version_of(question('Q-1'), applies_if=AllOf((FALSE, fact(SEATS, 'gt', 5))))

    assert deciding_features([first, second], UNASKED) == {TERRACE}


@pytest.mark.parametrize(('whose', 'bounds'), [
    (UNASKED, (1, 4)),
    (profile(features={TERRACE: True}), (1, 4)),
    (profile(features={TERRACE: False}), (1, 3)),
    (profile(features={TERRACE: True, KITCHEN: False}), (1, 2)),
    (profile(features={TERRACE: True, KITCHEN: True}), (3, 4)),
])
def test_the_number_of_questions_lies_between_bounds_while_features_are_open(whose, bounds):
    outside = section('S-1', question('Q-1', applies_if=has(TERRACE)), applies_if=has(KITCHEN))
    always = section('S-2', question('Q-2'), question('Q-3', applies_if=has(KITCHEN)))
    follows = section('S-3', question('Q-4', applies_if=answered('Q-2', 'no')))
    never = section('S-4', question('Q-5', applies_if=FALSE), question('Q-6'), applies_if=FALSE)

    version = version_of(outside, always, follows, never)

    assert question_range(version, whose) == bounds
