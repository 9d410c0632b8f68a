"""What is within reach, found by searching, against trying everybody there could be."""
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from requirements_catalog.applicability import Profile, applicable, holds
from requirements_catalog.conditions import AllOf, comparisons
from requirements_catalog.model import AnswerOption, LegalForm
from requirements_catalog.reach import Reach
from tests.unit.examples import (
    KITCHEN, SEATS, TERRACE, answers, fact, has, question, section, version_of)
from tests.unit.strategies import (
    ACTIVITIES, FLAGS, LARGEST_NUMBER, TERRITORIES, answer_comparisons, cases, conditions,
    conditions_of, flag_comparisons, versions)


def everybody(*conditions_):
    """Return profiles of every kind that conditions of the strategies can tell apart."""
    names = {comparison.name for condition in conditions_
             for comparison in comparisons(condition)}
    several = [tuple(code for code, taken in zip(ACTIVITIES, chosen, strict=True) if taken)
               for chosen in product((True, False), repeat=len(ACTIVITIES))]
    numbers = range(LARGEST_NUMBER + 2)
    for form, activities, territory, staff, seats, flags in product(
            LegalForm if 'legal_form' in names else [LegalForm.LEGAL_ENTITY],
            several if 'activities' in names else [()],
            (*TERRITORIES, 'elsewhere') if 'territory' in names else [''],
            numbers if 'staff' in names else [0],
            numbers if SEATS in names else [0],
            product((True, False), repeat=len(FLAGS)) if 'features' in names else [()]):
        yield Profile(legal_form=form, activities=activities, territory=territory, staff=staff,
                      numbers={SEATS: seats}, features=dict(zip(FLAGS, flags, strict=False)))


EVERYTHING = version_of(question('Q-1', applies_if=AllOf((
    has(KITCHEN), has(TERRACE), fact(SEATS, 'gt', 0)))))


@given(conditions())
def test_a_condition_is_possible_just_where_somebody_meets_it(condition):
    assert Reach(EVERYTHING).possible(condition) is any(
        holds(condition, whose) for whose in everybody(condition))


FIRST = conditions_of(flag_comparisons)
SECOND = conditions_of(flag_comparisons | answer_comparisons(('Q-1',)))
THIRD = conditions_of(flag_comparisons | answer_comparisons(('Q-1', 'Q-2')))


@given(FIRST, SECOND, THIRD, THIRD, st.booleans(), st.booleans())
def test_a_question_is_within_reach_just_where_some_answers_lead_to_it(
        first, second, part, third, first_may_not_apply, second_may_not_apply):
    version = version_of(
        section('S-1', question('Q-1', applies_if=first, not_applicable=first_may_not_apply),
                question('Q-2', applies_if=second, not_applicable=second_may_not_apply)),
        section('S-2', question('Q-3', applies_if=third), applies_if=part))
    ways = [answers(*given_) for given_ in product((None, *AnswerOption), repeat=2)]

    assert Reach(version).possible(part, third) is any(
        version.questions['Q-3'] in applicable(version, whose, way).questions
        for whose in everybody(first, second, part, third) for way in ways)


@given(versions(on_answers=False))
def test_a_checklist_may_ask_nothing_just_where_it_asks_somebody_nothing(version):
    parts = [part.applies_if for part in version.content.sections]
    parts += [asked.applies_if for asked in version.questions.values()]
    known = [condition for condition in parts if condition]
    people = list(everybody(*known))
    assume(len(people) <= 2000)

    assert Reach(version).may_ask_nothing() is any(
        not applicable(version, whose).questions for whose in people)


@given(cases())
def test_what_somebody_sees_is_within_reach(case):
    version, reach = case.version, Reach(case.version)
    shown = applicable(version, case.profile, case.answers)

    for part, asked in shown.sections:
        bounds = reach.section_points(part)
        assert bounds.exact
        assert bounds.questions[0] <= len(asked) <= bounds.questions[1]
        assert bounds.points[0] <= sum(q.weight for q in asked) <= bounds.points[1]
        for one in asked:
            assert reach.possible(part.applies_if, one.applies_if)
    assert shown.questions or reach.may_ask_nothing()
