"""Scores worked out by hand, golden cases of other people's schemes, verdicts and fixes."""
from decimal import Decimal

import pytest

from checklist.score_path import EXACT_SEARCH_LIMIT, Fix, score_path
from checklist.scoring import Tally, Verdict, percent, score, unanswered
from requirements_catalog.applicability import applicable
from requirements_catalog.authorities import CriticalRule
from requirements_catalog.conditions import AnyOf
from tests.unit.examples import (
    NA, NO, TERRACE, UNKNOWN, YES, answered, answers, has, policy, profile, question, questions,
    section, version_of)


def scored(parts, *options, **rules):
    return score(version_of(*parts, judged_by=policy(**rules)), profile(), answers(*options))


@pytest.mark.parametrize(('options', 'shown'), [
    ((YES,), '100.0'),
    ((YES, NO), '50.0'),
    ((YES, UNKNOWN), '50.0'),
    ((YES, None), '50.0'),
    ((YES, NA), '100.0'),
    ((NO, NA), '0.0'),
    ((YES, YES, NO), '66.6'),
    ((YES, NO, NO), '33.3'),
])
def test_percent_is_the_met_share_of_applicable_weight_cut_down(options, shown):
    assert scored(questions(*[1] * len(options)), *options).total.percent == Decimal(shown)


@pytest.mark.parametrize(('points', 'attainable', 'shown'), [
    (0, 0, None),
    (0, 7, '0.0'),
    (7, 7, '100.0'),
    (1999, 2000, '99.9'),
    (10 ** 40 - 1, 10 ** 40, '99.9'),
    (2, 3, '66.6'),
])
def test_a_percentage_is_never_rounded_up(points, attainable, shown):
    assert percent(points, attainable) == (shown and Decimal(shown))
    assert str(percent(points, attainable)) == str(shown)


def test_a_tally_counts_points_and_answers():
    tally = scored(questions(5, 4, 3, 2, 1), YES, NO, UNKNOWN, NA, None).total

    assert tally == Tally(points=5, attainable=13, met=1, not_met=1, unknown=1,
                          not_applicable=1, unanswered=1)
    assert tally.asked == 5


def test_sections_are_tallied_apart_and_add_up():
    first, second = section('S-1', *questions(1, 2)), section('S-2', question('Q-3', weight=4))

    found = scored([first, second], YES, NO, YES)

    assert found.sections == (
        (first, Tally(points=1, attainable=3, met=1, not_met=1)),
        (second, Tally(points=4, attainable=4, met=1)))
    assert found.total == Tally(points=5, attainable=7, met=2, not_met=1)


@pytest.mark.parametrize(('options', 'verdict'), [
    ((YES, YES, YES, YES, None), Verdict.INCOMPLETE),
    ((NO, NA, NA, NA, None), Verdict.INCOMPLETE),
    ((NA, NA, NA, NA, NA), Verdict.NOT_SCORABLE),
    ((NO, YES, NA, NA, NA), Verdict.NOT_SCORABLE),
    ((NO, YES, YES, YES, YES), Verdict.CRITICAL_BROKEN),
    ((UNKNOWN, YES, YES, YES, YES), Verdict.CRITICAL_BROKEN),
    ((NO, NO, NO, NO, NO), Verdict.CRITICAL_BROKEN),
    ((YES, NO, NO, YES, YES), Verdict.BELOW_THRESHOLD),
    ((YES, NO, YES, YES, YES), Verdict.PASSED),
    ((YES, YES, YES, NA, NA), Verdict.PASSED),
])
def test_verdicts_are_tested_in_their_order(options, verdict):
    critical, *others = questions(1, 1, 1, 1, 1)
    parts = [question('Q-1', critical=True), *others]

    found = scored(parts, *options, threshold_percent=80, not_applicable_limit_percent=40)

    assert found.verdict is verdict


@pytest.mark.parametrize(('rule', 'verdict'), [
    (CriticalRule.FAILS, Verdict.CRITICAL_BROKEN), (CriticalRule.IGNORED, Verdict.PASSED)])
def test_the_policy_says_what_a_broken_critical_requirement_does(rule, verdict):
    parts = [question('Q-1', critical=True), question('Q-2', weight=9)]

    found = scored(parts, NO, YES, critical_rule=rule)

    assert found.critical_broken == ('Q-1',)
    assert found.verdict is verdict


@pytest.mark.parametrize(('weights', 'verdict'), [
    ((1599, 401), Verdict.BELOW_THRESHOLD),
    ((1600, 400), Verdict.PASSED),
    ((79999, 20001), Verdict.BELOW_THRESHOLD),
])
def test_the_threshold_is_met_by_the_exact_share(weights, verdict):
    assert scored(questions(*weights), YES, NO, threshold_percent=80).verdict is verdict


def test_the_limit_of_not_applicable_may_be_reached_and_not_passed():
    rules = {'not_applicable_limit_percent': 50, 'threshold_percent': 0}

    assert scored(questions(1, 9), NO, NA, **rules).verdict is Verdict.PASSED
    assert scored(questions(1, 9, 9), NO, NA, NA, **rules).verdict is Verdict.NOT_SCORABLE
    assert scored(questions(1, 9, 9), NO, NA, NA, threshold_percent=0).verdict is Verdict.PASSED


def test_nothing_applicable_is_no_score():
    found = scored([question('Q-1', applies_if=has(TERRACE))], YES)

    assert found.total == Tally()
    assert found.total.percent is None
    assert found.verdict is Verdict.NOT_SCORABLE


def test_not_applicable_where_it_is_not_allowed_is_no_answer():
    version = version_of(*questions(1, 1, not_applicable=False))
    given = answers(NA, YES)

    assert score(version, profile(), given).verdict is Verdict.INCOMPLETE
    assert unanswered(applicable(version, profile(), given), given) == questions(
        1, 1, not_applicable=False)[:1]


# Golden cases of CATALOG.md 8.14, as far as they are sums of weights.

@pytest.mark.parametrize(('met', 'shown', 'verdict'), [
    (110, '100.0', Verdict.PASSED), (88, '80.0', Verdict.PASSED),
    (87, '79.0', Verdict.BELOW_THRESHOLD), (0, '0.0', Verdict.BELOW_THRESHOLD)])
def test_nist_800_171_has_its_gate_at_88_of_110_controls(met, shown, verdict):
    found = scored(questions(*[1] * 110), *[YES] * met, *[NO] * (110 - met))

    assert found.total.percent == Decimal(shown)
    assert found.verdict is verdict


CLOUD_SOVEREIGNTY = (15, 10, 10, 15, 20, 15, 10, 5)


@pytest.mark.parametrize(('broken', 'points'), [((), 100), ((5,), 80), ((1, 4, 8), 65)])
def test_cloud_sovereignty_objectives_weigh_a_hundred(broken, points):
    options = [NO if number in broken else YES for number in range(1, 9)]

    total = scored(questions(*CLOUD_SOVEREIGNTY), *options).total

    assert (total.points, total.attainable) == (points, 100)


@pytest.mark.parametrize(('weights', 'threshold', 'points', 'verdict'), [
    pytest.param((4, 2, 1, 1), 0, 6, Verdict.PASSED, id='flat'),
    pytest.param((1, 1, 1, 1), 0, 3, Verdict.PASSED, id='flat-unweighted'),
    pytest.param((4, 2, 1, 1), 100, 6, Verdict.BELOW_THRESHOLD, id='absolute'),
])
def test_three_models_of_xccdf_are_choices_of_weights_and_threshold(
        weights, threshold, points, verdict):
    """Ours is the flat model; the fourth, a tree of averages, is none of a sum of points."""
    found = scored(questions(*weights), YES, NO, YES, YES, threshold_percent=threshold)

    assert found.total.points == points
    assert found.verdict is verdict


EGAPRO = (40, 20, 15, 15, 10)


@pytest.mark.parametrize(('options', 'points', 'attainable', 'shown'), [
    ((YES, YES, YES, YES, YES), 100, 100, '100.0'),
    ((YES, YES, NA, NO, YES), 70, 85, '82.3'),
    ((YES, NO, NA, NA, YES), 50, 70, '71.4'),
])
def test_indicators_of_egapro_that_cannot_be_worked_out_leave_the_base(
        options, points, attainable, shown):
    total = scored(questions(*EGAPRO), *options).total

    assert (total.points, total.attainable) == (points, attainable)
    assert total.percent == Decimal(shown)


# Fixes.

def path(parts, *options, **rules):
    return score_path(version_of(*parts, judged_by=policy(**rules)), profile(), answers(*options))


def test_a_fix_gains_its_weight_where_nothing_hangs_on_it():
    found = path(questions(1, 2, 5), NO, UNKNOWN, YES, threshold_percent=85)

    assert found.fixes == (
        Fix('Q-1', 1, Decimal('12.5'), Verdict.BELOW_THRESHOLD),
        Fix('Q-2', 2, Decimal('25.0'), Verdict.PASSED))
    assert found.smallest == ('Q-2',)
    assert found.exact


def test_a_fix_that_opens_a_broken_question_may_gain_nothing():
    opened = question('Q-2', weight=9, applies_if=answered('Q-1', 'yes'))

    found = path([question('Q-1'), opened, question('Q-3')], NO, NO, YES)

    assert found.fixes == (
        Fix('Q-1', 1, Decimal('-31.9'), Verdict.BELOW_THRESHOLD),)
    assert found.smallest is None


def test_a_fix_that_closes_a_broken_question_mends_both():
    closed = question('Q-2', critical=True, applies_if=answered('Q-1', 'yes', 'ne'))

    found = path([question('Q-1'), closed, question('Q-3')], NO, NO, YES)

    assert found.smallest == ('Q-1',)
    assert found.exact


def test_critical_fixes_come_first_then_the_heaviest():
    parts = [*questions(1, 3, 2), question('Q-4', critical=True)]

    found = path(parts, NO, NO, NO, NO, threshold_percent=80)

    assert found.smallest == ('Q-4', 'Q-2', 'Q-3')


def test_fixes_that_steer_nothing_are_searched_exactly_however_many():
    found = path(questions(*range(1, 41)), *[NO] * 40, threshold_percent=50)

    assert found.smallest == tuple(f'Q-{n}' for n in range(40, 28, -1))
    assert found.exact


def test_critical_fixes_are_like_others_where_the_policy_ignores_them():
    parts = [*questions(1, 3), question('Q-3', critical=True)]

    found = path(parts, NO, NO, NO, threshold_percent=60, critical_rule=CriticalRule.IGNORED)

    assert found.smallest == ('Q-2',)


@pytest.mark.parametrize(('options', 'smallest'), [
    ((YES, YES), ()),
    ((NO, None), None),
    ((NA, NA), None),
])
def test_what_passed_needs_no_fix_and_what_cannot_be_judged_has_none(options, smallest):
    found = path(questions(1, 1), *options)

    assert found.smallest == smallest
    assert found.exact


def test_sets_as_large_as_the_best_found_are_not_tried():
    looking = question('Q-2', applies_if=answered('Q-1', 'unknown'))

    found = path([question('Q-1'), looking, question('Q-3', weight=20)], NO, NO, NO)

    assert found.smallest == ('Q-3',)
    assert found.exact


def steering(count):
    """Return questions that each close another one, as long as they are met."""
    looked_at = questions(*[1] * count)
    closed = [question(f'C-{n}', applies_if=answered(f'Q-{n}', 'yes', 'ne'))
              for n in range(1, count + 1)]
    return [*looked_at, *closed]


def test_where_trying_all_sets_would_take_too_long_all_steering_fixes_are_taken():
    assert 2 ** 9 <= EXACT_SEARCH_LIMIT < 2 ** 10

    found = path(steering(10), *[NO] * 10)

    assert sorted(found.smallest) == sorted(f'Q-{n}' for n in range(1, 11))
    assert not found.exact


def test_where_trying_all_sets_would_take_too_long_the_best_found_is_kept():
    looked_at = [*questions(*[1] * 15), *questions(*[20] * 20)[15:]]
    looking = question('Q-21', applies_if=AnyOf(tuple(
        answered(f'Q-{n}', 'unknown') for n in range(1, 16))))

    found = path([*looked_at, looking], *[NO] * 20, threshold_percent=80)

    assert found.smallest == ('Q-16', 'Q-17', 'Q-18', 'Q-19', 'Q-20')
    assert not found.exact
