"""Changing a version part by part: what is made is whole, and nothing else changes."""
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.canonical import fingerprint
from requirements_catalog.conditions import Comparison, Operator, Source
from requirements_catalog.editing import InUse, move_part, put_part, remove_part
from requirements_catalog.legal import ApprovedForm
from requirements_catalog.library import Library
from requirements_catalog.loader import load_catalog
from requirements_catalog.part_merge import merge_part, settle
from requirements_catalog.part_uses import complete, pruned
from requirements_catalog.part_lookup import find_part, fresh_code, parts, section_of
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText

VERSION = load_catalog().versions[0]
QUESTION = next(iter(VERSION.questions.values()))
CODES = list(VERSION.questions)
TEXT = LocalText.of({'ru': 'Есть ли огнетушитель?', 'en': 'Is there an extinguisher?'})


def russian(text):
    return LocalText.of({'ru': text, 'en': 'text'})


@pytest.mark.parametrize('kind', Thing)
def test_putting_a_part_back_changes_nothing(kind):
    for part in parts(VERSION, kind):
        assert put_part(VERSION, kind, part) == VERSION


def test_a_changed_question_stays_at_its_place():
    changed = put_part(VERSION, Thing.QUESTION, replace(QUESTION, text=TEXT))

    assert list(changed.questions) == CODES
    assert changed.questions[QUESTION.code].text == TEXT
    assert remove_part(changed, Thing.QUESTION, QUESTION.code) == remove_part(
        VERSION, Thing.QUESTION, QUESTION.code)


def test_a_question_put_into_another_section_leaves_its_own():
    home = VERSION.content.sections[-1]

    changed = put_part(VERSION, Thing.QUESTION, QUESTION, section=home.code)

    assert section_of(changed, QUESTION.code).code == home.code
    assert sorted(changed.questions) == sorted(CODES)


@given(st.sampled_from(CODES), st.integers(-50, 50))
def test_moving_keeps_all_questions_and_the_order_of_the_others(code, by):
    changed = move_part(VERSION, Thing.QUESTION, code, by)

    assert sorted(changed.questions) == sorted(CODES)
    assert ([each for each in changed.questions if each != code]
            == [each for each in CODES if each != code])
    assert section_of(changed, code).code == section_of(VERSION, code).code


def test_moving_one_place_and_back_changes_nothing():
    second = VERSION.content.sections[1].code

    there = move_part(VERSION, Thing.SECTION, second, 1)

    assert [section.code for section in there.content.sections].index(second) == 2
    assert move_part(there, Thing.SECTION, second, -1) == VERSION


@pytest.mark.parametrize(('kind', 'code', 'user'), [
    (Thing.SECTION, VERSION.content.sections[0].code, QUESTION.code),
    (Thing.REQUIREMENT, QUESTION.requirement, QUESTION.code),
    (Thing.ACT, VERSION.liabilities[0].act, VERSION.liabilities[0].code),
    (Thing.LIABILITY, VERSION.content.requirements[0].liabilities[0],
     VERSION.content.requirements[0].code)])
def test_what_others_name_cannot_be_removed(kind, code, user):
    with pytest.raises(InUse) as refusal:
        remove_part(VERSION, kind, code)

    assert user in refusal.value.codes


@pytest.mark.parametrize('kind', [Thing.SECTION, Thing.QUESTION, Thing.REQUIREMENT])
def test_a_fresh_code_is_nobodys(kind):
    assert fresh_code(VERSION, kind) not in {part.code for part in parts(VERSION, kind)}


def test_a_version_is_completed_from_the_library_and_pruned_to_itself():
    bare = replace(VERSION, acts=(), liabilities=(), features=())
    library = Library(acts=VERSION.acts_by_code, liabilities=VERSION.liabilities_by_code,
                      features={feature.code: feature for feature in VERSION.features})

    assert fingerprint(complete(bare, library)) == fingerprint(VERSION)
    spare = replace(VERSION.acts[0], code='spare')
    assert pruned(put_part(VERSION, Thing.ACT, spare)) == VERSION


def test_its_own_things_come_before_those_of_the_library():
    act = replace(VERSION.acts[0], number='changed')
    library = Library(acts=VERSION.acts_by_code)

    assert find_part(complete(put_part(VERSION, Thing.ACT, act), library), Thing.ACT,
                     act.code) == act


def test_changes_of_different_fields_are_both_kept():
    saved = replace(QUESTION, weight=3)
    mine = replace(QUESTION, critical=not QUESTION.critical)

    merged = merge_part(QUESTION, saved, mine)

    assert merged.conflicts == ()
    assert merged.part == replace(saved, critical=mine.critical)


def test_two_changes_of_one_text_conflict_in_that_language_alone():
    base = replace(QUESTION, text=TEXT)
    saved = replace(base, text=LocalText.of({'ru': 'Одно?', 'en': 'Is there an extinguisher?'}))
    mine = replace(base, text=LocalText.of({'ru': 'Другое?', 'en': 'Other?'}))

    merged = merge_part(base, saved, mine)

    assert [(each.field, each.saved, each.mine) for each in merged.conflicts] == [
        ('text.ru', 'Одно?', 'Другое?')]
    assert dict(merged.part.text.by_language) == {'ru': 'Одно?', 'en': 'Other?'}


@given(st.sampled_from(['a', 'b', 'c']), st.sampled_from(['a', 'b', 'c']),
       st.sampled_from([1, 2]), st.sampled_from([1, 2]))
def test_merging_is_the_same_from_both_sides(one, other, weight, heavier):
    base = replace(QUESTION, text=russian('a'), weight=1)
    left, right = (replace(base, text=russian(text), weight=points)
                   for text, points in ((one, weight), (other, heavier)))

    here, there = merge_part(base, left, right), merge_part(base, right, left)

    assert [each.field for each in here.conflicts] == [each.field for each in there.conflicts]
    if not here.conflicts:
        assert here.part == there.part


def test_a_part_that_is_not_there_is_not_found():
    with pytest.raises(KeyError):
        find_part(VERSION, Thing.REQUIREMENT, 'nobody')
    with pytest.raises(KeyError):
        section_of(VERSION, 'nobody')


def test_the_parts_that_are_there_once_need_no_code():
    assert find_part(VERSION, Thing.CHECKLIST, '') is VERSION.content
    assert find_part(VERSION, Thing.POLICY, '') is VERSION.policy


def test_a_spare_part_is_removed_and_nothing_else():
    spare = replace(VERSION.content.requirements[0], code='spare')

    assert remove_part(put_part(VERSION, Thing.REQUIREMENT, spare),
                       Thing.REQUIREMENT, 'spare') == VERSION


def test_without_a_number_to_go_on_from_parts_are_counted():
    act = replace(VERSION.acts[0], code='the-act')

    assert fresh_code(replace(VERSION, acts=(act,)), Thing.ACT) == 'act-002'
    assert fresh_code(VERSION, Thing.QUESTION, ['FS-777']) == 'FS-778'


def test_what_a_condition_asks_for_is_in_use():
    asked = Comparison(Source.ANSWER, CODES[0], Operator.EQ, 'yes')
    second = replace(VERSION.questions[CODES[1]], applies_if=asked)
    version = put_part(VERSION, Thing.QUESTION, second)
    feature = VERSION.features[0].code

    with pytest.raises(InUse) as question:
        remove_part(version, Thing.QUESTION, CODES[0])
    with pytest.raises(InUse):
        remove_part(version, Thing.FEATURE, feature)

    assert question.value.codes == (second.code,)


def test_the_act_of_the_approved_form_is_in_use():
    act = replace(VERSION.acts[0], code='form-act')
    content = replace(VERSION.content, approved_form=ApprovedForm(act='form-act', unit='1'))
    version = put_part(replace(VERSION, content=content), Thing.ACT, act)

    with pytest.raises(InUse) as refusal:
        remove_part(version, Thing.ACT, 'form-act')

    assert refusal.value.codes == (VERSION.content.checklist,)
    assert act in pruned(version).acts


def test_moving_what_is_not_there_changes_nothing():
    assert move_part(VERSION, Thing.REQUIREMENT, 'nobody', 1) == VERSION


def test_without_an_approved_form_its_act_is_not_named():
    bare = replace(VERSION, content=replace(VERSION.content, approved_form=None))

    assert pruned(bare).content.approved_form is None


def test_the_act_that_a_clause_cites_is_in_use():
    requirement = VERSION.content.requirements[0]

    with pytest.raises(InUse) as refusal:
        remove_part(VERSION, Thing.ACT, requirement.clauses[0].act)

    assert requirement.code in refusal.value.codes


def test_of_several_conflicts_those_that_are_mine_are_settled():
    base = replace(QUESTION, weight=1, critical=False)
    merged = merge_part(base, replace(base, weight=2, critical=True),
                        replace(base, weight=3, text=TEXT))

    assert settle(merged, set()) == merged.part
    assert settle(merged, {'weight'}).weight == 3
