"""The catering checklist by the SanPiN of 2026: what its second version changes, and for whom."""
from collections import Counter

import pytest

from checklist.answer_plan import Fate, apply_plan
from checklist.answers import GivenAnswer
from requirements_catalog.canonical import fingerprint
from requirements_catalog.changes import ChangeKind, apply, compare
from requirements_catalog.loader import load_catalog
from requirements_catalog.meanings import Meaning
from requirements_catalog.parts import Thing
from requirements_catalog.plan import plan
from requirements_catalog.steps import Outcome, Why
from requirements_catalog.suggestions import suggest
from tests.unit.examples import NO, YES

OLD_ACT, NEW_ACT = 'sanpin-3590-20', 'sanpin-4282-26'


@pytest.fixture(scope='module')
def versions():
    return [version for version in load_catalog().versions
            if version.content.checklist == 'public-catering']


def clauses(version, act):
    return [clause for requirement in version.content.requirements
            for clause in requirement.clauses if clause.act == act]


def test_the_first_version_is_what_was_published(versions):
    assert fingerprint(versions[0]).startswith('5c7d8994de0a')
    assert versions[1].content.supersedes == fingerprint(versions[0])


def test_no_clause_of_the_repealed_act_is_named_that_nobody_knows(versions):
    old, new = versions

    assert any('не сверен' in clause.unit for clause in clauses(old, OLD_ACT))
    assert not any('не сверен' in clause.unit for clause in clauses(new, OLD_ACT))
    assert not any(clause.current for clause in clauses(new, OLD_ACT))
    assert all(clause.current for clause in clauses(new, NEW_ACT))
    assert len(clauses(new, NEW_ACT)) > len(clauses(old, NEW_ACT))


def test_every_question_that_is_not_carried_has_a_reason_of_its_author(versions):
    made = plan(*versions)
    unexplained = [step.code for step in made.steps
                   if step.outcome is not Outcome.CARRIED and not step.reasons]

    assert unexplained == []
    assert all(drop.reasons for drop in made.dropped)
    assert suggest(*versions) == ()


def test_most_answers_are_carried_and_the_rest_is_asked(versions):
    made = plan(*versions)

    assert Counter(step.outcome for step in made.steps) == {
        Outcome.CARRIED: 35, Outcome.CONFIRM: 3, Outcome.ASKED: 5}
    assert {step.code: step.why for step in made.of(Outcome.CONFIRM)} == {
        'CT-020': Why.MEANING, 'CT-042': Why.SPLIT, 'CT-043': Why.SPLIT}
    assert {step.code for step in made.of(Outcome.ASKED)} == {
        'CT-013', 'CT-041', 'CT-044', 'CT-046', 'CT-047'}
    assert [drop.code for drop in made.dropped] == ['CT-040']


def test_the_difference_makes_the_second_version_of_the_first(versions):
    old, new = versions
    difference = compare(old, new)

    assert fingerprint(apply(difference, old)) == fingerprint(new)
    moved = [change.code for change in difference.changes
             if change.thing is Thing.QUESTION and change.kind is ChangeKind.MOVED]
    assert sorted(moved) == ['CT-011', 'CT-016', 'CT-019']
    law = difference.by_meaning()[Meaning.LAW]
    assert all(change.questions for change in law)


def test_whoever_answered_for_shared_toilets_keeps_that_answer(versions):
    old, _ = versions
    answers = {code: GivenAnswer(YES) for code in old.questions if code != 'CT-024'}
    answers['CT-029'] = GivenAnswer(NO, 'бутылка у мойки')
    counted = set(answers)

    found = apply_plan(plan(*versions), answers, counted)

    assert found.answers['CT-045'] == GivenAnswer(YES)
    assert found.to_confirm['CT-042'] == GivenAnswer(NO, 'бутылка у мойки')
    assert {row.old: row.fate for row in found.rows if row.fate is not Fate.CARRIED} == {
        'CT-013': Fate.ASKED, 'CT-020': Fate.CONFIRM, 'CT-029': Fate.CONFIRM,
        'CT-040': Fate.DROPPED}
