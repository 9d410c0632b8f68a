"""Self-inspections as letters and businesses as eight characters, at every border."""
from decimal import Decimal

import pytest

from checklist.answers import LETTERS
from checklist.scoring import Verdict
from checklist.statistics.dimensions import (
    SLICES, TABLES, TRAITS_LENGTH, Dimension, category_of, group_key, size_of, table_name,
    traits_of)
from checklist.statistics.letters import (
    ANSWER_LETTERS, DERIVED, KEPT, VERDICT_LETTERS, band_of, items_of, letters_of, marks_of)
from requirements_catalog.model import LegalForm
from tests.unit.examples import profile


@pytest.mark.parametrize(('percent', 'band'), [
    (None, '-'), ('0.0', '0'), ('49.9', '0'), ('50.0', '1'), ('69.9', '1'), ('70.0', '2'),
    ('79.9', '2'), ('80.0', '3'), ('89.9', '3'), ('90.0', '4'), ('100.0', '4')])
def test_a_score_falls_into_the_band_it_reaches(percent, band):
    assert band_of(percent if percent is None else Decimal(percent)) == band


@pytest.mark.parametrize(('packed', 'seconds', 'pace'), [
    ('YNA', 8.9, '+'), ('YNA', 9, '-'), ('YN-', 5.9, '+'), ('YN-', 6, '-'), ('YNA', None, '-'),
    ('---', 0, '-')])
def test_who_takes_under_three_seconds_for_each_answer_is_fast(packed, seconds, pace):
    marks = marks_of(packed, Verdict.PASSED, Decimal(100), seconds)

    assert marks == f'{packed}P4{pace}'


def test_each_verdict_of_what_is_submitted_has_a_letter_of_its_own():
    submitted = set(Verdict) - {Verdict.INCOMPLETE}

    assert set(VERDICT_LETTERS) == submitted
    assert len(set(VERDICT_LETTERS.values())) == len(submitted)
    assert {marks_of('', verdict, None, None)[0] for verdict in submitted} == set('PBCS')


def test_a_question_has_the_letters_of_every_answer_and_of_none():
    assert set(letters_of('Q-1')) == {*LETTERS.values(), '-'} == set(ANSWER_LETTERS)


def test_each_item_has_letters_that_differ():
    items = list(items_of(('Q-1', 'Q-2')))

    assert items == ['Q-1', 'Q-2', *KEPT, *DERIVED]
    assert all(len(set(letters_of(item))) == len(letters_of(item)) for item in items)


@pytest.mark.parametrize(('staff', 'size'), [
    (0, '0'), (1, '1'), (15, '1'), (16, '2'), (100, '2'), (101, '3'), (250, '3'), (251, '4'),
    (10_000, '4')])
def test_sizes_are_those_of_the_law_on_small_business(staff, size):
    assert size_of(staff) == size


@pytest.mark.parametrize(('changes', 'traits'), [
    ({}, '75701EI1'),
    ({'territory': '75701310'}, '75701EI1'),
    ({'territory': ''}, '?????EI1'),
    ({'territory': '757'}, '757??EI1'),
    ({'legal_form': LegalForm.SOLE_PROPRIETOR}, '75701PI1'),
    ({'activities': ()}, '75701E?1'),
    ({'activities': ('00.99',)}, '75701E?1'),
    ({'activities': ('47.11', '56.10')}, '75701EG1'),
    ({'staff': 0}, '75701EI0')])
def test_a_business_is_eight_characters(changes, traits):
    assert traits_of(profile(**changes)) == traits
    assert len(traits) == TRAITS_LENGTH


def test_the_characters_are_told_apart_by_dimension():
    found = {dimension: category_of('75701EI1', dimension) for dimension in Dimension}

    assert found == {Dimension.TERRITORY: '75701', Dimension.LEGAL_FORM: 'E',
                     Dimension.ACTIVITY: 'I', Dimension.SIZE: '1'}
    assert ''.join(found.values()) == '75701EI1'
    assert list(SLICES) == list(Dimension)


def test_every_form_has_a_letter():
    assert {traits_of(profile(legal_form=form))[5] for form in LegalForm} == {'E', 'P'}


def test_tables_are_the_whole_each_dimension_and_each_two():
    assert [table_name(axes) for axes in TABLES] == [
        '', 'territory', 'legal_form', 'activity', 'size', 'territory*legal_form',
        'territory*activity', 'territory*size', 'legal_form*activity', 'legal_form*size',
        'activity*size']


def test_a_table_has_one_name_in_whatever_order_it_is_asked_for():
    assert table_name((Dimension.SIZE, Dimension.TERRITORY)) == 'territory*size'
    assert group_key('75701', '1') == '75701|1'
    assert group_key() == ''
