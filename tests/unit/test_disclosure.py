"""Disclosure control: what is hidden, what is rounded, and what cannot be told from the rest."""
from itertools import combinations

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.statistics.counting import KEY_BITS, count, latest
from checklist.statistics.dimensions import TABLES, Dimension, table_name
from checklist.statistics.disclosure import protect, publish, round_to_nearest, rounded
from checklist.statistics.letters import SIGNALS, letters_of
from tests.statistics_rows import (
    BROKEN, CAFE, CODES, MET, MONTH, SHOP, Kind, counts_of, frame_of, plain, rows, rows_of,
    shuffled)
from tests.unit import strategies  # noqa: F401  (its settings of Hypothesis)

TERRITORY, FORM = Dimension.TERRITORY, Dimension.LEGAL_FORM
KEYS = 1 << KEY_BITS
THRESHOLD, BASE, OFF = 10, 5, 4

traits = st.builds('{}{}{}{}'.format, st.sampled_from(['75603', '75701', '75738']),
                   st.sampled_from('EP'), st.sampled_from('GI'), st.sampled_from('12'))
marks = st.builds('{}{}{}4{}'.format, st.sampled_from('YNUA-'), st.sampled_from('YN'),
                  st.sampled_from('PB'), st.sampled_from('+-'))
months: st.SearchStrategy[list[Kind]] = st.lists(
    st.tuples(st.integers(1, 40), traits, marks), max_size=12)


def truth(found, table, key):
    """Return the marks of everybody in a group, found in a loop."""
    axes = table.split('*') if table else []
    names = dict(zip(axes, key.split('|'), strict=True)) if axes else {}
    return [marks for _, _, mine, marks in plain(found) if all(
        name == {'territory': mine[:5], 'legal_form': mine[5], 'activity': mine[6],
                 'size': mine[7]}[axis] for axis, name in names.items())]


def published(frame, found):
    """Yield every number of a frame with the true one."""
    for table, groups in frame.tables.items():
        for key, group in groups.items():
            here = truth(found, table, key)
            yield group.businesses, len(here)
            for item, split in group.splits.items():
                if item in (*CODES, '@verdict', '@score', '@pace'):
                    place = (*CODES, '@verdict', '@score', '@pace').index(item)
                    for letter, number in split.measured.items():
                        yield number, sum(mine[place] == letter for mine in here)


@pytest.mark.abuse('A6')
@given(months)
def test_every_number_shown_is_of_ten_or_more_and_rounded(kinds):
    found = rows_of(kinds)
    for shown, true in published(publish(count(found, CODES, MONTH)), found):
        assert true >= THRESHOLD
        assert shown % BASE == 0
        assert shown >= THRESHOLD
        assert abs(shown - true) <= OFF


@pytest.mark.abuse('A6')
@given(months)
def test_the_letter_that_is_left_has_ten_or_more(kinds):
    counts = count(rows_of(kinds), CODES, MONTH)
    protection = protect(counts)
    for axes in TABLES:
        largest = counts.parts[axes].max(axis=-1)
        assert (largest[protection.splits[axes]] >= THRESHOLD).all()
        rest = counts.parts[axes].argmax(axis=-1)[..., None]
        assert not numpy.take_along_axis(protection.measured[axes], rest, -1).any()


@pytest.mark.abuse('A6')
@given(months)
def test_of_every_line_nothing_is_hidden_or_two_groups_of_ten_together(kinds):
    counts = count(rows_of(kinds), CODES, MONTH)
    protection = protect(counts)
    for axes in TABLES:
        for place in range(len(axes)):
            whole = axes[:place] + axes[place + 1:]
            for numbers, shown, known in (
                    (counts.sizes, protection.groups, protection.groups),
                    (counts.parts, protection.measured, protection.known)):
                hidden = numpy.where(shown[axes], 0, numbers[axes])
                mass, groups = hidden.sum(axis=place), (hidden > 0).sum(axis=place)
                told, any_shown = known[whole], shown[axes].any(axis=place)
                assert (~told | (mass == 0) | (mass >= THRESHOLD) | ~any_shown).all()
                assert (~told | (groups != 1) | ~any_shown).all()
                assert not (~told & any_shown).any()


@pytest.mark.abuse('A6')
@given(months)
def test_nothing_is_shown_inside_of_what_is_hidden(kinds):
    frame = publish(count(rows_of(kinds), CODES, MONTH))
    for one, other in combinations(Dimension, 2):
        for key, group in frame.tables[table_name((one, other))].items():
            first, second = key.split('|')
            wholes = (frame.tables[one][first], frame.tables[other][second], frame.tables[''][''])
            for whole in wholes:
                assert set(group.splits) <= set(whole.splits)
    for dimension in Dimension:
        assert frame.tables[''] or not frame.tables[dimension]


@given(months, st.integers(0, 99))
def test_the_order_of_rows_changes_nothing_that_is_published(kinds, seed):
    found = rows_of(kinds)

    assert publish(count(found, CODES, MONTH)) == publish(
        count(shuffled(found, seed), CODES, MONTH))


@pytest.mark.abuse('A8')
@given(months, st.integers(1, 40), st.integers(0, 5))
def test_who_submits_fifty_times_counts_once(kinds, business, seed):
    """Whatever the business said before its last word, what is published is the same."""
    once = plain(rows_of(kinds)) + [(business, 10_000, CAFE, BROKEN)]
    often = once + [(business, moment, SHOP, MET) for moment in range(-50, 0)]

    kept, = latest([rows(once)])
    kept_of_many, = latest([shuffled(rows(often), seed)])

    assert publish(count(kept_of_many, CODES, MONTH)) == publish(count(kept, CODES, MONTH))


@pytest.mark.abuse('A8')
def test_nine_who_submit_fifty_times_each_stay_hidden():
    kept, = latest([rows([(business, moment, CAFE, MET) for business in range(1, THRESHOLD)
                          for moment in range(50)])])

    assert not any(publish(count(kept, CODES, MONTH)).tables.values())


@pytest.mark.abuse('A8')
def test_who_leaves_the_inn_out_fifty_times_fills_no_group():
    kept, = latest([rows([(0, moment, CAFE, MET) for moment in range(50)]
                         + [(business, 0, CAFE, MET) for business in range(1, THRESHOLD)])])

    assert not any(publish(count(kept, CODES, MONTH)).tables.values())


@pytest.mark.parametrize(('number', 'nearest'), [
    (10, 10), (11, 10), (12, 10), (13, 15), (14, 15), (15, 15), (1_000_002, 1_000_000)])
def test_a_number_of_its_own_is_rounded_to_the_nearest_five(number, nearest):
    assert round_to_nearest(number) == nearest


@pytest.mark.parametrize(('over', 'share'), [(0, 0), (1, 0.2), (2, 0.4), (3, 0.6), (4, 0.8)])
def test_a_number_goes_up_as_often_as_it_is_far_from_below(over, share):
    """So that nothing is gained or lost over many numbers."""
    keys = range(0, KEYS, 64)

    up = [rounded(20 + over, key) == 25 for key in keys]

    assert sum(up) / len(up) == pytest.approx(share, abs=0.001)
    assert {rounded(20 + over, key) for key in keys} <= {20, 25}
    assert [rounded(20 + over, key + KEYS) for key in (0, 99, KEYS - 1)] == [
        rounded(20 + over, key) for key in (0, 99, KEYS - 1)]


def test_the_same_businesses_are_rounded_alike_wherever_they_are_counted():
    frame = frame_of((33, CAFE, MET), (24, CAFE, BROKEN))

    whole = frame.tables['']['']
    for groups in frame.tables.values():
        for group in groups.values():
            assert group.businesses == whole.businesses
            assert all(group.splits[item] == whole.splits[item] for item in group.splits)


@pytest.mark.parametrize(('number', 'shown'), [(THRESHOLD - 1, False), (THRESHOLD, True)])
def test_a_frame_of_under_ten_is_hidden_whole(number, shown):
    assert bool(frame_of((number, CAFE, MET)).tables['']) is shown


def test_one_hidden_group_takes_another_one_with_it():
    frame = frame_of((40, CAFE, MET), (20, SHOP, MET), (3, '75603EI1', MET))

    assert set(frame.tables['territory']) == {'75701'}


def test_hidden_groups_of_under_ten_together_take_another_one_with_them():
    counts = counts_of((40, CAFE, MET), (30, SHOP, MET), (4, '75603EI1', MET), (5, '75606EI1', MET))

    assert protect(counts).groups[TERRITORY,].tolist() == [False, False, True, False]


def test_two_large_hidden_groups_hide_nobody_else():
    counts = counts_of((40, CAFE, MET), (20, SHOP, MET), (6, '75603EI1', MET), (5, '75606EI1', MET))

    assert protect(counts).groups[TERRITORY,].tolist() == [False, False, True, True]


def test_where_hiding_the_smallest_is_not_enough_the_next_one_goes():
    """Nine of twelve cannot be told: with one of two hidden the other would be known."""
    frame = frame_of((12, CAFE, MET), (9, '75701PI1', MET), (30, '75738EI1', MET),
                     (30, '75738PI1', MET))

    crossed = frame.tables[table_name((TERRITORY, FORM))]
    assert not crossed


def test_a_split_of_which_only_the_rest_can_be_told_is_shown_of_large_groups_only():
    for number, shown in ((49, False), (50, True)):
        frame = frame_of((number, CAFE, MET))

        assert ('Q-1' in frame.tables[''][''].splits) is shown


def test_the_most_frequent_letter_is_left_and_the_others_are_measured():
    frame = frame_of((40, CAFE, 'YYP4-'), (15, CAFE, 'NYP4-'), (8, CAFE, 'UYP4-'))

    split = frame.tables[''][''].splits['Q-1']
    assert split.rest == 'Y'
    assert set(split.measured) == {'N'}


@pytest.mark.abuse('A6')
def test_signals_are_not_crossed_with_two_dimensions():
    frame = frame_of((40, CAFE, 'YYP4-'), (30, CAFE, 'NAB0+'))

    for axes in TABLES:
        for group in frame.tables[table_name(axes)].values():
            assert (set(SIGNALS) & set(group.splits) == set()) is (len(axes) == 2)
            assert set(CODES) <= set(group.splits)


def test_a_letter_that_no_item_has_is_never_told():
    frame = frame_of((60, CAFE, MET), (30, SHOP, BROKEN))

    for groups in frame.tables.values():
        for group in groups.values():
            for item, split in group.splits.items():
                assert {split.rest, *split.measured} <= set(letters_of(item))
