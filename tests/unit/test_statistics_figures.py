"""Adding up what is published: numbers, margins, and what stays hidden."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.statistics.figures import (
    APPLICABLE, HIDDEN, ROUNDING, Figure, Share, outcome, size_figure)
from checklist.statistics.frames import (
    Frame, Group, Split, read_sizes, read_splits, write_sizes, write_splits)
from checklist.statistics.letters import ANSWER_LETTERS
from checklist.statistics.shares import tally
from tests.unit import strategies  # noqa: F401  (its settings of Hypothesis)

fives = st.integers(2, 60).map(lambda number: 5 * number)


@st.composite
def splits(draw):
    """Return a split as disclosure control makes them, with the size of its group."""
    letters = draw(st.permutations(ANSWER_LETTERS))
    measured = draw(st.dictionaries(st.sampled_from(letters[1:]), fives, max_size=4))
    return sum(measured.values()) + draw(fives), Split(letters[0], measured)


frames = st.lists(st.one_of(splits(), fives.map(lambda size: (size, None)),
                            st.just((None, None))), max_size=6)


def test_sizes_add_up_with_their_margins():
    assert size_figure([20, 35]) == Figure(55, 2 * ROUNDING, shown=2)
    assert size_figure([]) == Figure()


def test_a_hidden_month_makes_a_sum_the_least_it_can_be():
    figure = size_figure([20, None, 35])

    assert figure == Figure(55, 2 * ROUNDING, shown=2, hidden=1)
    assert (figure.readable, figure.at_least) == (True, True)


def test_only_hidden_months_tell_no_number():
    figure = size_figure([None, None])

    assert figure == Figure(hidden=2)
    assert not figure.readable


def test_the_letter_that_is_left_is_what_the_measured_ones_leave():
    found = outcome([(50, Split('Y', {'N': 15, 'A': 10}))], ANSWER_LETTERS)

    assert found.businesses == found.counted == Figure(50, ROUNDING, shown=1)
    assert found.letters['Y'] == Figure(25, 3 * ROUNDING, shown=1, merged=True)
    assert found.letters['N'] == Figure(15, ROUNDING, shown=1)
    assert found.letters['U'] == HIDDEN


def test_what_rounding_has_made_too_large_leaves_nothing_and_not_less():
    assert Split('Y', {'N': 20, 'A': 15}).of('Y', 30) == 0


def test_a_split_that_is_hidden_is_no_zero():
    found = outcome([(30, None), (50, Split('Y', {'N': 20}))], ANSWER_LETTERS)

    assert found.businesses == Figure(80, 2 * ROUNDING, shown=2)
    assert found.counted == Figure(50, ROUNDING, shown=1, hidden=1)
    assert found.letters['N'] == Figure(20, ROUNDING, shown=1, hidden=1)
    assert found.share('N') == Share(25, at_least=True, of=80)


@pytest.mark.parametrize(('hidden', 'share'), [(50, Share(20, True, 100)), (55, None)])
def test_there_is_no_share_where_more_than_half_is_hidden(hidden, share):
    assert outcome([(hidden, None), (50, Split('Y', {'N': 20}))], ANSWER_LETTERS
                   ).share('N') == share


def test_a_share_says_that_there_are_months_of_which_nothing_is_told():
    found = outcome([(None, None), (50, Split('Y', {'N': 20}))], ANSWER_LETTERS)

    assert found.share('N') == Share(40, at_least=False, of=50, partial=True)


def test_a_split_without_its_group_tells_nothing():
    found = outcome([(None, Split('Y', {'N': 10}))], ANSWER_LETTERS)

    assert not found.counted.readable
    assert found.share('N') is None


def test_a_share_of_those_to_whom_it_applies_leaves_the_others_out():
    found = outcome([(100, Split('Y', {'N': 30, 'A': 20, '-': 10}))], ANSWER_LETTERS)

    assert found.share('N') == Share(30, at_least=False, of=100)
    assert found.not_met == found.share('N', APPLICABLE) == Share(43, at_least=False, of=70)


def test_a_share_of_nobody_is_none():
    found = outcome([(30, Split('A', {'N': 10}))], 'NA')

    assert found.share('N', ()) is None


def test_a_letter_that_alone_is_shown_of_those_asked_has_no_share_of_them():
    """Thirty have broken it and up to nine met it, who count with those who were not asked."""
    found = outcome([(100, Split('-', {'N': 30}))], ANSWER_LETTERS)

    assert found.not_met is None
    assert found.share('N') == Share(30, at_least=False, of=100)
    assert outcome([(100, Split('-', {'N': 30, 'Y': 10}))], ANSWER_LETTERS).not_met == Share(
        75, at_least=False, of=40, at_most=True)


@pytest.mark.parametrize(('rest', 'measured', 'at_most'), [
    ('-', {'N': 30, 'Y': 10}, True), ('A', {'N': 30, 'Y': 10}, True),
    ('N', {'Y': 10}, True), ('-', {'N': 30, 'Y': 10, 'U': 10}, False),
    ('N', {'Y': 10, 'U': 10}, False), ('Y', {'N': 30}, False)])
def test_a_share_is_the_most_it_can_be_where_hidden_answers_are_in_it_or_out_of_its_whole(
        rest, measured, at_most):
    found = outcome([(100, Split(rest, measured))], ANSWER_LETTERS)

    assert found.not_met.at_most is at_most


def test_a_number_that_hidden_answers_count_in_is_the_most_it_can_be():
    whole = outcome([(100, Split('Y', {'N': 30, 'U': 10, 'A': 10, '-': 10}))], ANSWER_LETTERS)
    found = outcome([(100, Split('Y', {'N': 30})), (50, None)], ANSWER_LETTERS)

    assert [letter for letter in ANSWER_LETTERS if whole.holds_hidden(letter)] == []
    assert [letter for letter in ANSWER_LETTERS if found.holds_hidden(letter)] == ['Y']


def test_rounding_makes_no_share_above_a_hundred():
    found = outcome([(30, Split('Y', {'N': 35}))], ANSWER_LETTERS)

    assert found.share('N') == Share(100, at_least=False, of=30)


@pytest.mark.abuse('A6')
@given(st.lists(st.sampled_from([(None, None), (40, None)]), max_size=5))
def test_where_every_split_is_hidden_no_letter_is_told(hidden):
    found = outcome(hidden, ANSWER_LETTERS)

    assert found.counted == Figure(hidden=len(hidden))
    for letter in ANSWER_LETTERS:
        assert found.letters[letter] == Figure(hidden=len(hidden))
        assert found.share(letter) is None
    assert found.not_met is None


@given(frames, st.randoms())
def test_months_add_up_in_any_order(given_frames, chance):
    mixed = given_frames.copy()
    chance.shuffle(mixed)

    assert outcome(mixed, ANSWER_LETTERS) == outcome(given_frames, ANSWER_LETTERS)


@given(frames, frames)
def test_two_periods_add_up_to_the_whole(early, late):
    whole = outcome(early + late, ANSWER_LETTERS)
    first, second = outcome(early, ANSWER_LETTERS), outcome(late, ANSWER_LETTERS)

    assert whole.businesses == first.businesses + second.businesses
    assert whole.counted == first.counted + second.counted
    for letter in ANSWER_LETTERS:
        assert whole.letters[letter] == first.letters[letter] + second.letters[letter]


@given(frames)
def test_tallies_of_pages_say_what_figures_say(given_frames):
    """There are two ways to add up, one of them fast; both tell the same."""
    found, fast = outcome(given_frames, ANSWER_LETTERS), tally(given_frames)

    for letter in ANSWER_LETTERS:
        for outside in ('', 'A-', '-'):
            if letter not in outside:
                among = [other for other in ANSWER_LETTERS if other not in outside]
                assert fast.share(letter, outside) == found.share(letter, among)


@pytest.mark.abuse('A6')
@given(frames)
def test_a_figure_holds_nothing_but_published_numbers(given_frames):
    """Take one month away and the figure changes by what is published of it, or by nothing."""
    whole = outcome(given_frames, ANSWER_LETTERS)
    for place, (size, split) in enumerate(given_frames):
        others = outcome(given_frames[:place] + given_frames[place + 1:], ANSWER_LETTERS)
        told = size is not None and split is not None
        for letter in ANSWER_LETTERS:
            number = split.of(letter, size) if told else None
            assert whole.letters[letter].number - others.letters[letter].number == (number or 0)
            assert whole.letters[letter].hidden - others.letters[letter].hidden == (
                number is None)


@given(frames)
def test_every_figure_counts_each_month_as_shown_or_as_hidden(given_frames):
    found = outcome(given_frames, ANSWER_LETTERS)

    for figure in (found.businesses, found.counted, *found.letters.values()):
        assert figure.shown + figure.hidden == len(given_frames)
        assert figure.number >= 0
        assert figure.readable or figure.number == figure.margin == 0


@given(st.dictionaries(st.sampled_from(['75701|E', '75738|P', '']), st.tuples(
    fives, st.dictionaries(st.sampled_from(['Q-1', '@verdict']), splits().map(
        lambda pair: pair[1])))))
def test_tables_come_back_from_json_as_they_were(groups):
    table = {key: Group(size, items) for key, (size, items) in groups.items()}

    bodies = dict(write_splits(table))
    read = {item: read_splits(body) for item, body in bodies.items()}

    assert read_sizes(write_sizes(table)) == {key: size for key, (size, _) in groups.items()}
    assert set(bodies) == {item for group in table.values() for item in group.splits}
    for key, group in table.items():
        assert {item: found[key] for item, found in read.items() if key in found} == group.splits
    for item, found in read.items():
        assert sorted(found) == sorted(key for key in table if item in table[key].splits)
        assert len(found) == len(list(found))


def test_a_frame_says_how_many_there_are_unless_that_is_hidden():
    assert Frame({'': {'': Group(25, {})}}).businesses == 25
    assert Frame({'': {}}).businesses is None
