"""What must hold for every catalog and all answers; each property was a bug of somebody's."""
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import assume, example, given
from hypothesis import strategies as st

from checklist.score_path import score_path
from checklist.scoring import Verdict, score
from requirements_catalog.applicability import applicable
from requirements_catalog.canonical import read_version, write_version
from tests.unit.examples import (
    NA, NO, UNKNOWN, YES, answered, answers, policy, profile, question, questions, version_of)
from tests.unit.strategies import Case, cases, options, with_sections

ORDER = list(Verdict)
BETTER = {None: (NO, UNKNOWN, YES), NO: (UNKNOWN, YES), UNKNOWN: (NO, YES), NA: (YES,), YES: ()}


def scored(case, given_answers=None):
    return score(case.version, case.profile,
                 case.answers if given_answers is None else given_answers)


def share(total):
    """Return the exact share of points, below zero where there is none."""
    return Fraction(total.points, total.attainable) if total.attainable else Fraction(-1)


def drawn_question(data, case):
    return data.draw(st.sampled_from(list(case.version.questions.values())))


def change(version, changed):
    """Return a version with each question replaced by the questions that ``changed`` returns."""
    return with_sections(version, *(
        replace(part, questions=tuple(new for old in part.questions for new in changed(old)))
        for part in version.content.sections))


@given(cases(on_answers=False), st.data())
def test_a_better_answer_never_lowers_score_or_verdict(case, data):
    asked = drawn_question(data, case)
    before = case.answers.get(asked.code)
    assume(BETTER[before])
    after = data.draw(st.sampled_from(BETTER[before]))

    worse, better = scored(case), scored(case, {**case.answers, asked.code: after})

    assert share(better.total) >= share(worse.total)
    assert better.total.points >= worse.total.points
    assert ORDER.index(better.verdict) >= ORDER.index(worse.verdict)


@given(cases(on_answers=False), st.randoms(use_true_random=False))
def test_the_order_of_questions_and_sections_does_not_matter(case, random):
    sections = [replace(part, questions=tuple(random.sample(part.questions, len(part.questions))))
                for part in case.version.content.sections]
    random.shuffle(sections)
    shuffled = replace(case, version=with_sections(case.version, *sections))

    one, other = scored(case), scored(shuffled)

    assert one.total == other.total
    assert one.verdict == other.verdict
    assert sorted(one.critical_broken) == sorted(other.critical_broken)
    assert ({part.code: tally for part, tally in one.sections}
            == {part.code: tally for part, tally in other.sections})


@given(cases(), st.integers(1, 9), st.booleans(), st.data())
def test_a_question_that_is_not_applicable_changes_nothing(case, weight, critical, data):
    """Without a limit of such answers, which counts them on purpose."""
    lenient = replace(case.version.policy, not_applicable_limit_percent=None)
    version = replace(case.version, policy=lenient)
    extra = question('Q-0', weight=weight, critical=critical)
    before = drawn_question(data, case)
    wider = change(version, lambda q: (q, extra) if q == before else (q,))

    one = score(version, case.profile, case.answers)
    other = score(wider, case.profile, {**case.answers, 'Q-0': NA})

    assert share(one.total) == share(other.total)
    assert one.critical_broken == other.critical_broken
    assert one.verdict == other.verdict


@given(cases(), options, st.data())
def test_splitting_a_question_into_two_of_half_the_weight_changes_no_share(case, option, data):
    split = drawn_question(data, case)
    whole = change(case.version, lambda q: [replace(q, weight=2 * q.weight)])
    halves = change(whole, lambda q: (
        [replace(q, weight=q.weight // 2, code=code) for code in (q.code, 'Q-0')]
        if q.code == split.code else [q]))
    given_answers = {**case.answers, split.code: option, 'Q-0': option}

    one = score(whole, case.profile, given_answers)
    other = score(halves, case.profile, given_answers)

    assert (one.total.points, one.total.attainable) == (other.total.points, other.total.attainable)


@given(cases())
def test_the_best_answers_give_all_points_and_the_worst_none(case):
    best = scored(case, dict.fromkeys(case.version.questions, YES))
    worst = scored(case, dict.fromkeys(case.version.questions, NO))

    for found, shown in ((best, '100.0'), (worst, '0.0')):
        assert str(found.total.percent) == shown or not found.total.asked
    assert best.verdict is Verdict.PASSED or not best.total.asked


@given(cases(), st.data())
def test_hidden_questions_never_count(case, data):
    shown = {q.code for q in applicable(case.version, case.profile, case.answers).questions}
    hidden = [code for code in case.version.questions if code not in shown]
    other_answers = data.draw(st.fixed_dictionaries({}, optional=dict.fromkeys(hidden, options)))
    known = {code: option for code, option in case.answers.items() if code in shown}

    assert scored(case) == scored(case, {**known, **other_answers})


@given(cases())
def test_a_score_counts_every_question_that_applies_once(case):
    shown = applicable(case.version, case.profile, case.answers).questions

    total = scored(case).total

    assert total.asked == len(shown)
    assert 0 <= total.points <= total.attainable <= sum(q.weight for q in shown)


@given(cases())
def test_scoring_again_on_the_frozen_catalog_gives_the_same(case):
    frozen = replace(case, version=read_version(write_version(case.version)))

    assert scored(frozen) == scored(case)
    assert path(frozen) == path(case)


@given(cases(partly=False))
def test_a_passed_verdict_needs_the_exact_threshold(case):
    found = scored(case)
    threshold = Fraction(case.version.policy.threshold_percent, 100)

    if found.verdict is Verdict.PASSED:
        assert share(found.total) >= threshold
    if found.verdict is Verdict.BELOW_THRESHOLD:
        assert share(found.total) < threshold


def path(case):
    return score_path(case.version, case.profile, case.answers)


def mended(case, codes):
    return scored(case, {**case.answers, **dict.fromkeys(codes, YES)})


def too_much_not_applicable(option):
    """Return a case in which one more question asked would make the answers scorable."""
    lenient = policy(not_applicable_limit_percent=40, threshold_percent=0)
    return Case(version_of(*questions(1, 1), judged_by=lenient), profile(), answers(option, NA))


@example(too_much_not_applicable(NO))
@example(too_much_not_applicable(UNKNOWN))
@given(cases())
def test_each_fix_gains_what_scoring_again_says(case):
    now = scored(case)

    for fix in path(case).fixes:
        then = mended(case, [fix.code])
        assert fix.points == then.total.points - now.total.points
        assert fix.percent == then.total.percent - now.total.percent
        assert fix.verdict is then.verdict


@given(cases())
def test_just_the_violations_can_be_fixed(case):
    shown = applicable(case.version, case.profile, case.answers).questions

    assert [fix.code for fix in path(case).fixes] == [
        q.code for q in shown if case.answers.get(q.code) in (NO, UNKNOWN)]


def example_case(*parts, given_answers, **rules):
    return Case(version_of(*parts, judged_by=policy(**rules)), profile(), given_answers)


def closed(number, **changes):
    """Return a question that mending Q-1 closes."""
    return question(f'Q-{number}', applies_if=answered('Q-1', 'yes', 'ne'), **changes)


def opened(number, **changes):
    """Return a question that mending Q-1 opens."""
    return question(f'Q-{number}', applies_if=answered('Q-1', 'yes'), **changes)


Q1, Q2, Q3 = questions(1, 1, 1)


@example(example_case(Q1, closed(2), Q3, given_answers=answers(NO, None, YES)))
@example(example_case(Q1, opened(2), Q3, given_answers=answers(NO, NO, NO)))
@example(example_case(Q1, Q2, closed(3, weight=9), given_answers=answers(NO, NO, NO),
                      threshold_percent=100))
@example(example_case(Q1, closed(2), closed(3), closed(4), given_answers=answers(NO, NO, NO, NO),
                      threshold_percent=50))
@example(example_case(Q1, Q2, Q3, opened(4, critical=True), threshold_percent=66,
                      given_answers=answers(NO, NO, NO, NO)))
@given(cases())
def test_the_smallest_set_of_fixes_is_as_small_as_trying_all_sets_finds(case):
    found = path(case)
    codes = [fix.code for fix in found.fixes]

    passing = [chosen for size in range(len(codes) + 1) for chosen in combinations(codes, size)
               if mended(case, chosen).verdict is Verdict.PASSED]

    assert found.exact
    assert (found.smallest is None) is (not passing)
    if passing:
        assert len(found.smallest) == len(passing[0])
        assert mended(case, found.smallest).verdict is Verdict.PASSED


@given(cases(partly=False))
def test_the_smallest_set_is_empty_just_where_the_verdict_is_passed(case):
    assert (path(case).smallest == ()) is (scored(case).verdict is Verdict.PASSED)
