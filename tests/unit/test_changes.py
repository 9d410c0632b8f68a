"""The difference of two versions: complete, as small as can be, and told by what it means."""
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.canonical import fingerprint
from requirements_catalog.changes import Change, ChangeKind, WrongBase, apply, compare
from requirements_catalog.loader import load_catalog
from requirements_catalog.meanings import Meaning
from requirements_catalog.parts import Place, Thing
from requirements_catalog.sequences import longest_rising
from tests.unit import strategies
from tests.unit.evolution import asking, items, link, pairs
from tests.unit.examples import (
    KITCHEN, act, clause, has, liability, library, policy, question, requirement, section, text,
    version_of)

EXAMPLE = version_of(
    section('S-1', question('Q-1'), question('Q-2'), question('Q-3')),
    section('S-2', question('Q-4', requirement='R-2')))


def changes(old, new):
    return [(change.kind, change.thing, change.code, change.field)
            for change in compare(old, new).changes]


def with_question(version, code, **changed):
    """Return a version in which one question says something else."""
    sections = tuple(replace(part, questions=tuple(
        replace(one, **changed) if one.code == code else one for one in part.questions))
        for part in version.content.sections)
    return strategies.with_sections(version, *sections)


def in_order(*codes):
    return version_of(*(question(code) for code in codes))


@given(pairs())
def test_a_difference_applied_to_the_old_version_gives_the_new_one(pair):
    old, new = pair

    made = apply(compare(old, new), old)

    assert fingerprint(made) == fingerprint(new)


@given(strategies.versions(), strategies.versions())
def test_a_difference_leads_between_any_two_versions(old, new):
    assert apply(compare(old, new), old) == new


@given(strategies.versions())
def test_a_version_does_not_differ_from_itself(version):
    assert compare(version, version).changes == ()


def test_the_shipped_checklists_can_be_made_of_one_another():
    versions = load_catalog().versions
    for old in versions:
        for new in versions:
            assert apply(compare(old, new), old) == new


@pytest.mark.parametrize(('before', 'after', 'moved'), [
    ('ABCDE', 'BCDEA', 'A'), ('ABCDE', 'EABCD', 'E'), ('ABCDE', 'ACBDE', 1),
    ('ABCDE', 'EDCBA', 4), ('ABCDE', 'XACEY', ''), ('ABC', 'ABC', '')])
def test_no_more_is_moved_than_has_to_be(before, after, moved):
    found = [change.code for change in compare(in_order(*before), in_order(*after)).changes
             if change.kind is ChangeKind.MOVED]

    assert len(found) == moved if isinstance(moved, int) else found == list(moved)


@given(st.lists(st.integers(), unique=True, max_size=8))
def test_what_stays_is_rising_and_the_longest(numbers):
    places = longest_rising(numbers)
    kept = [numbers[place] for place in places]
    best = max((bin(mask).count('1') for mask in range(1 << len(numbers))
                if _rises([n for i, n in enumerate(numbers) if mask >> i & 1])), default=0)

    assert places == sorted(places)
    assert _rises(kept)
    assert len(kept) == best


def _rises(numbers):
    return all(one < other for one, other in zip(numbers, numbers[1:], strict=False))


def test_a_question_that_changes_its_section_is_moved_and_knows_both_places():
    new = version_of(
        section('S-1', question('Q-1'), question('Q-3')),
        section('S-2', question('Q-4', requirement='R-2'), question('Q-2')))

    found, = compare(EXAMPLE, new).changes

    assert found == Change(
        kind=ChangeKind.MOVED, thing=Thing.QUESTION, code='Q-2', questions=('Q-2',),
        old_place=Place('S-1', 'Q-1', 2), new_place=Place('S-2', 'Q-4', 4))


@pytest.mark.parametrize(('changed', 'meaning'), [
    ({'text': text('Ведёте ли вы журнал Q-1?')}, Meaning.CONFIRM),
    ({'text': text('Исправны ли весы и термометры на складе?')}, Meaning.ASK),
    ({'text': text('Есть ли  журнал Q-1?')}, Meaning.NOTHING),
    ({'explanation': text('Иначе.')}, Meaning.CONFIRM),
    ({'weight': 3}, Meaning.SCORE), ({'critical': True}, Meaning.SCORE),
    ({'not_applicable': False}, Meaning.ASK), ({'applies_if': has(KITCHEN)}, Meaning.ASK)])
def test_a_changed_field_is_told_by_what_it_means(changed, meaning):
    new = with_question(EXAMPLE, 'Q-1', **changed)

    found, = compare(EXAMPLE, replace(new, features=())).changes

    assert (found.code, found.field, found.meaning) == ('Q-1', *changed, meaning)
    assert found.old == getattr(EXAMPLE.questions['Q-1'], found.field)
    assert found.new == changed[found.field]


def test_what_the_author_calls_editorial_needs_nothing_from_anybody():
    old = asking(question('Q-1', text=text('Ведётся журнал?')))
    new = asking(question('Q-1', text=text('Ведёте ли журнал?')),
                 lineage=(link('reworded', 'Q-1', 'Q-1', 'editorial'),))

    found = [change for change in compare(old, new).changes if change.thing is Thing.QUESTION]

    assert [change.meaning for change in found] == [Meaning.NOTHING]


def test_a_dropped_and_an_added_question_are_told_apart():
    old, new = in_order('Q-1', 'Q-2'), in_order('Q-1', 'Q-3')
    new = with_question(new, 'Q-3', text=text('Исправны ли весы и термометры?'))

    found = compare(old, new).by_meaning()

    assert [change.code for change in found[Meaning.DROPPED]] == ['Q-2']
    assert [change.code for change in found[Meaning.ASK]] == ['Q-3']


def of_requirement(**changed):
    acts = {'act-1': act(), 'act-2': act('act-2')}
    fines = {'fine-1': liability(), 'fine-2': liability('fine-2')}
    return version_of(question('Q-1'), shared=library(acts=acts, liabilities=fines),
                      requirements=(requirement('R-1', **changed),))


@pytest.mark.parametrize(('changed', 'meaning'), [
    ({'clauses': (clause(unit='пункт 2'),)}, Meaning.LAW),
    ({'clauses': (clause(current=False),)}, Meaning.LAW),
    ({'clauses': (clause(valid_to=date(2027, 3, 1)),)}, Meaning.LAW),
    ({'clauses': (clause(provenance=replace(clause().provenance, source='газета')),)},
     Meaning.NOTHING),
    ({'text': text('другая обязанность R-1')}, Meaning.CONFIRM),
    ({'remedy': text('Купите весы')}, Meaning.NOTHING),
    ({'evidence': text('весы')}, Meaning.NOTHING), ({'remedy_days': 3}, Meaning.NOTHING)])
def test_a_change_of_a_requirement_names_its_questions(changed, meaning):
    found, = compare(of_requirement(), of_requirement(**changed)).changes

    assert (found.thing, found.meaning) == (Thing.REQUIREMENT, meaning)
    assert found.questions == ('Q-1',)


def test_an_act_and_a_fine_that_come_or_go_are_changes_of_the_law():
    new = of_requirement(clauses=(clause('act-2'),), liabilities=('fine-2',))

    found = compare(of_requirement(), new).by_meaning()[Meaning.LAW]

    assert {(change.thing, change.code, change.kind) for change in found if not change.field} == {
        (Thing.ACT, 'act-2', ChangeKind.ADDED), (Thing.LIABILITY, 'fine-1', ChangeKind.DROPPED),
        (Thing.LIABILITY, 'fine-2', ChangeKind.ADDED)}


def test_another_threshold_changes_the_score():
    old, new = (version_of(question('Q-1'), judged_by=policy(threshold_percent=share))
                for share in (80, 90))

    found, = compare(old, new).changes

    assert (found.field, found.old, found.new, found.meaning) == (
        'threshold_percent', 80, 90, Meaning.SCORE)


@pytest.mark.parametrize('base', [
    in_order('Q-1'), in_order('Q-1', 'Q-2', 'Q-3'),
    with_question(in_order('Q-1', 'Q-2'), 'Q-2', text=text('Иначе?'))])
def test_a_difference_is_refused_by_a_version_that_it_was_not_made_for(base):
    difference = compare(in_order('Q-1', 'Q-2'),
                         with_question(in_order('Q-1', 'Q-3'), 'Q-1', weight=2))

    with pytest.raises(WrongBase):
        apply(difference, with_question(base, 'Q-1', weight=3))


def test_catalogs_of_other_formats_are_compared_item_by_item():
    old = items('p - Doors', 'p1 p Is the door clean', 'p2 p Is the lock whole',
                'p3 p Is the handle whole', 'q - Roof', 'q1 q Is the roof dry')
    new = items('p - Doors', 'p2 p Is the lock whole', 'p1 p Is the door clean and dry',
                'q - Roofs', 'p3 q Is the handle whole', 'q2 q Is there snow')

    found = {(change.kind, change.code, change.field): change.meaning
             for change in compare(old, new).changes if change.field != 'number'}

    assert found == {
        (ChangeKind.DROPPED, 'q1', ''): Meaning.DROPPED,
        (ChangeKind.ADDED, 'q2', ''): Meaning.ASK,
        (ChangeKind.MOVED, 'p2', ''): Meaning.NOTHING,
        (ChangeKind.MOVED, 'p3', ''): Meaning.NOTHING,
        (ChangeKind.CHANGED, 'p1', 'text'): Meaning.CONFIRM,
        (ChangeKind.CHANGED, 'q', 'text'): Meaning.NOTHING}
