"""Conditions as data: what may be written, and what is read from it."""
import json

import pytest
from hypothesis import given

from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Not, Operator, Source, comparisons, parts_of, read_condition,
    write_condition)
from tests.unit.examples import answered, fact, has
from tests.unit.strategies import conditions


@pytest.mark.parametrize(('data', 'condition'), [
    ({'fact': 'staff', 'gt': 5}, fact('staff', 'gt', 5)),
    ({'fact': 'features', 'has': 'kitchen'}, has('kitchen')),
    ({'fact': 'legal_form', 'in': ['legal_entity']}, fact('legal_form', 'in', ('legal_entity',))),
    ({'answer': 'Q-1', 'eq': 'yes'}, answered('Q-1', 'yes')),
    ({'not': {'fact': 'staff', 'lte': 0}}, Not(fact('staff', 'lte', 0))),
    ({'all': [{'fact': 'staff', 'gt': 5}]}, AllOf((fact('staff', 'gt', 5),))),
    ({'any': [{'fact': 'staff', 'gt': 5}, {'answer': 'Q-1', 'ne': 'no'}]},
     AnyOf((fact('staff', 'gt', 5), answered('Q-1', 'no', 'ne')))),
])
def test_a_condition_is_read_from_plain_data(data, condition):
    assert read_condition(data) == condition


@pytest.mark.parametrize(('data', 'message'), [
    ('staff', 'a condition is a mapping'),
    ([], 'a condition is a mapping'),
    ({}, 'a comparison has one "fact" or "answer"'),
    ({'not': {'fact': 'staff'}}, 'a comparison has one "fact" or "answer"'),
    ({'fact': 'staff', 'gt': 5, 'lt': 9}, 'a comparison has one "fact" or "answer"'),
    ({'fact': 'staff', 'answer': 'Q-1'}, 'a comparison has one "fact" or "answer"'),
    ({'fact': 'staff', 'gt': 5, 'note': 'x'}, 'a comparison has one "fact" or "answer"'),
    ({'gt': 5, 'note': 'x'}, 'a comparison has one "fact" or "answer"'),
    ({'fact': 'staff', 'more': 5}, 'a comparison has one "fact" or "answer"'),
    ({'all': []}, "'all' takes a list of at least one condition"),
    ({'any': {'fact': 'staff', 'gt': 5}}, "'any' takes a list of at least one condition"),
    ({'all': [], 'any': []}, 'a comparison has one "fact" or "answer"'),
    ({'fact': 5, 'gt': 5}, "'fact' takes a code"),
    ({'answer': None, 'eq': 'yes'}, "'answer' takes a code"),
    ({'answer': 'Q-1', 'eq': True}, 'quote "yes" and "no"'),
    ({'fact': 'staff', 'gt': 1.5}, "'gt' takes a text or a whole number"),
    ({'fact': 'staff', 'eq': ['a']}, "'eq' takes a text or a whole number"),
    ({'fact': 'territory', 'in': '75701'}, "'in' takes a list of at least one text"),
    ({'fact': 'territory', 'in': []}, "'in' takes a list of at least one text"),
    ({'fact': 'territory', 'in': [75701]}, "'in' takes a list of at least one text"),
])
def test_anything_else_is_refused_with_the_reason(data, message):
    with pytest.raises(ValueError, match=message):
        read_condition(data)


@given(conditions(('Q-1', 'Q-2')))
def test_what_is_written_is_read_back(condition):
    written = json.loads(json.dumps(write_condition(condition)))

    assert read_condition(written) == condition


def test_comparisons_come_from_left_to_right_and_from_every_depth():
    first, second, third = has('kitchen'), fact('staff', 'gt', 5), answered('Q-1', 'yes')

    found = comparisons(AllOf((first, Not(AnyOf((second, third))))))

    assert list(found) == [first, second, third]
    assert list(comparisons(None)) == []


@given(conditions())
def test_only_a_comparison_has_no_parts(condition):
    assert (parts_of(condition) == ()) is isinstance(condition, Comparison)
    assert parts_of(None) == ()


def test_operators_and_sources_are_the_words_of_the_files():
    assert list(Operator) == ['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'has']
    assert list(Source) == ['fact', 'answer']
