"""Counting a month: one row for each business, and every number of every table."""
import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.statistics.counting import KEY_BITS, count, latest, record_keys
from checklist.statistics.dimensions import TABLES, Dimension
from checklist.statistics.letters import ALL_YES, MANY_NOT_APPLICABLE, SAME, letters_of
from tests.statistics_rows import (
    BROKEN, CAFE, CODES, MET, MONTH, SHOP, counts_of, plain, rows, rows_of, shuffled)
from tests.unit import strategies  # noqa: F401  (its settings of Hypothesis)

submissions = st.lists(st.tuples(
    st.integers(0, 6), st.integers(0, 9), st.sampled_from([CAFE, SHOP]),
    st.sampled_from([MET, BROKEN, 'UYB2-'])), max_size=30)


def number(counts, axes, item, letter, *categories):
    """Return one number of the counts by the names of what it counts."""
    where = tuple(counts.categories[dimension].index(category)
                  for dimension, category in zip(axes, categories, strict=True))
    return counts.parts[axes][(*where, counts.items.index(item), letters_of(item).index(letter))]


def test_of_a_business_the_last_of_the_month_is_kept_whatever_the_version():
    first = rows([(1, 10, CAFE, MET), (2, 30, CAFE, MET), (1, 20, CAFE, BROKEN)])
    second = rows([(2, 20, SHOP, MET), (3, 1, SHOP, MET), (1, 15, SHOP, MET)])

    kept = latest([first, second])

    assert [plain(each) for each in kept] == [
        [(2, 30, CAFE, MET), (1, 20, CAFE, BROKEN)], [(3, 1, SHOP, MET)]]


def test_those_without_an_inn_are_kept_out():
    kept, = latest([rows([(0, 10, CAFE, MET), (5, 10, CAFE, MET), (0, 20, CAFE, BROKEN)])])

    assert plain(kept) == [(5, 10, CAFE, MET)]


def test_a_month_of_nobody_with_an_inn_is_counted_as_nobody():
    kept, = latest([rows([(0, 10, CAFE, MET)])])

    counts = count(kept, CODES, MONTH)

    assert len(kept) == 0
    assert counts.sizes[()] == 0
    assert counts.sizes[Dimension.TERRITORY,].shape == (0,)


@given(submissions, submissions)
def test_each_business_stands_once_with_the_newest_it_sent(first, second):
    kept = latest([rows(first), rows(second)])

    newest = {}
    for business, moment, *_ in first + second:
        newest[business] = max(moment, newest.get(business, 0))
    newest.pop(0, None)
    assert sorted((business, moment) for each in kept for business, moment, *_ in plain(each)
                  ) == sorted(newest.items())


@given(submissions)
def test_every_number_of_every_table_is_what_a_loop_counts(given_rows):
    found = rows(given_rows)
    counts = count(found, CODES, MONTH)

    for axes in TABLES:
        assert counts.sizes[axes].sum() == len(found)
        for where in numpy.ndindex(counts.sizes[axes].shape):
            names = {dimension: counts.categories[dimension][place]
                     for dimension, place in zip(axes, where, strict=True)}
            here = [marks for _, _, traits, marks in plain(found) if all(
                name in (traits[:5], *traits[5:]) for name in names.values())]
            assert counts.sizes[axes][where] == len(here)
            for place, item in enumerate((*CODES, '@verdict', '@score', '@pace')):
                for letter in letters_of(item):
                    assert number(counts, axes, item, letter, *names.values()) == sum(
                        marks[place] == letter for marks in here)


@given(submissions, st.integers(0, 99))
def test_the_order_of_rows_does_not_matter(given_rows, seed):
    found = rows(given_rows)

    one, other = count(found, CODES, MONTH), count(shuffled(found, seed), CODES, MONTH)

    assert (one.categories, one.items) == (other.categories, other.items)
    for name in ('sizes', 'parts', 'size_keys', 'part_keys'):
        for axes in TABLES:
            assert (getattr(one, name)[axes] == getattr(other, name)[axes]).all()


def test_categories_are_those_that_occur_in_order():
    counts = counts_of((1, '75738PG0', MET), (1, '?????E?4', MET), (1, CAFE, MET))

    assert dict(counts.categories) == {
        Dimension.TERRITORY: ('75701', '75738', '?????'), Dimension.LEGAL_FORM: ('E', 'P'),
        Dimension.ACTIVITY: ('?', 'G', 'I'), Dimension.SIZE: ('0', '1', '4')}


@pytest.mark.parametrize(('answers', 'all_yes'), [
    ('YYY', 1), ('YY-', 1), ('---', 1), ('YYN', 0), ('YYA', 0), ('YYU', 0)])
def test_straight_lining_is_yes_to_everything_that_was_asked(answers, all_yes):
    counts = counts_of((1, CAFE, f'{answers}P4-'), codes=('Q-1', 'Q-2', 'Q-3'))

    assert number(counts, (), ALL_YES, '+') == all_yes
    assert number(counts, (), ALL_YES, '-') == 1 - all_yes


@pytest.mark.parametrize(('out', 'asked', 'many'), [
    (33, 100, 0), (34, 100, 1), (1, 3, 1), (1, 4, 0), (0, 0, 0)])
def test_more_than_a_third_is_many_not_applicable(out, asked, many):
    answers = 'A' * out + 'Y' * (asked - out) + '-' * (100 - asked)

    counts = counts_of((1, CAFE, f'{answers}P4-'), codes=[f'Q-{n}' for n in range(100)])

    assert number(counts, (), MANY_NOT_APPLICABLE, '+') == many


@pytest.mark.parametrize(('alike', 'same'), [(4, 0), (5, 5), (6, 6)])
def test_identical_answers_stand_out_from_five_businesses_on(alike, same):
    counts = counts_of((alike, CAFE, 'NYC3-'), (1, CAFE, 'NNC0-'), (9, SHOP, 'YYP4-'))

    assert number(counts, (), SAME, '+') == same  # To say yes nine times is told apart.
    assert number(counts, (), SAME, '-') == alike + 10 - same


def test_a_letter_of_another_item_is_refused():
    with pytest.raises(ValueError, match='@verdict has a letter'):
        counts_of((1, CAFE, 'YYX4-'))


def test_keys_of_a_business_are_other_in_another_month_and_look_like_chance():
    businesses = numpy.arange(1, 4097)

    one, other = record_keys(businesses, 202610), record_keys(businesses, 202611)

    assert (one == record_keys(businesses, 202610)).all()
    assert (one != other).mean() > 0.99
    assert 0 <= one.min() and one.max() < 1 << KEY_BITS
    assert abs(one.mean() / (1 << KEY_BITS) - 0.5) < 0.02


def test_the_key_of_a_number_is_that_of_those_who_are_counted_in_it():
    found = rows_of([(20, CAFE, MET), (7, SHOP, BROKEN)])
    counts = count(found, CODES, MONTH)

    keys = record_keys(found.businesses, MONTH)

    assert counts.size_keys[()] == keys.sum()
    assert counts.size_keys[Dimension.TERRITORY,].tolist() == [keys[:20].sum(), keys[20:].sum()]
    place, letter = counts.items.index('Q-1'), letters_of('Q-1').index('N')
    assert counts.part_keys[()][place, letter] == keys[20:].sum()
