"""Conditions as one line: what is written is read back, and what cannot be read says why."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.conditions import AllOf, AnyOf, Comparison, Not, Operator, Source
from requirements_catalog.expressions import read_expression, write_expression
from tests.unit import examples, strategies
from tests.unit.examples import answered, fact, has

NAMES = st.text(max_size=6) | st.sampled_from(
    ['and', 'или', 'да', 'ОКВЭД', 'answer', 'in', '56', '-5', '56.10', 'yes', 'has', 'all'])
TEXTUAL = st.builds(
    Comparison, st.sampled_from(Source), NAMES,
    st.sampled_from([Operator.EQ, Operator.NE, Operator.HAS]), NAMES)
LISTED = st.builds(Comparison, st.sampled_from(Source), NAMES, st.just(Operator.IN),
                   st.lists(NAMES, min_size=1, max_size=3).map(tuple))
NUMERIC = st.builds(
    Comparison, st.just(Source.FACT), st.sampled_from(['staff', 'seats', 'x y']),
    st.sampled_from([Operator.GT, Operator.LTE, Operator.EQ]), st.integers())


@pytest.mark.parametrize('language', ['ru', 'en'])
@given(condition=strategies.conditions_of(TEXTUAL | LISTED | NUMERIC))
def test_a_condition_is_read_back_as_it_was(language, condition):
    assert read_expression(write_expression(condition, language)) == condition


@pytest.mark.parametrize('language', ['ru', 'en'])
@given(condition=strategies.conditions(('Q-1', 'Q-2')))
def test_a_condition_of_a_catalog_is_read_back_as_it_was(language, condition):
    assert read_expression(write_expression(condition, language)) == condition


def test_a_condition_reads_like_a_sentence():
    condition = AnyOf((
        fact('activities', 'has', '56'),
        AllOf((has(examples.KITCHEN), fact('seats', 'gte', 25), Not(answered('Q-1', 'yes'))))))

    assert write_expression(condition, 'ru') == (
        'ОКВЭД: 56 или (признак: kitchen и seats >= 25 и не ответ Q-1 = да)')
    assert write_expression(condition, 'en') == (
        'activities: 56 or (features: kitchen and seats >= 25 and not answer Q-1 = yes)')


@pytest.mark.parametrize('text', [
    'признак:kitchen И staff≥3', 'features has kitchen and Работников >= 3',
    'features: «kitchen»\nand (staff >= 3)', 'признак: “kitchen” и staff >= 3'])
def test_languages_signs_and_quotes_may_be_mixed(text):
    assert read_expression(text) == AllOf((has('kitchen'), fact('staff', 'gte', 3)))


def test_and_binds_closer_than_or():
    assert read_expression('a = 1 or b = 2 and c = 3') == AnyOf((
        fact('a', 'eq', 1), AllOf((fact('b', 'eq', 2), fact('c', 'eq', 3)))))


@pytest.mark.parametrize(('text', 'message'), [
    ('', 'the condition breaks off'), ('staff >', 'the condition breaks off'),
    ('(staff > 1', 'the condition breaks off'), ('staff > 1)', "cannot go on with ')'"),
    ('staff 5', "cannot go on with '5'"), ('staff > 1 seats > 2', "cannot go on with 'seats'"),
    ('form in юрлицо', "cannot go on with 'юрлицо'"), ('and', "cannot go on with 'and'"),
    ('staff "=" 5', "cannot go on with '='"), ('staff = "5', "cannot go on with '\"5'"),
    ('(' * 10_000, 'deeper than 40 levels'), ('not ' * 10_000, 'deeper than 40 levels')])
def test_what_cannot_be_read_says_where_it_fails(text, message):
    with pytest.raises(ValueError, match='.') as caught:
        read_expression(text)

    assert message in str(caught.value)
