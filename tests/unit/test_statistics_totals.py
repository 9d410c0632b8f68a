"""All questions together: added up once, they say what all of them say one by one."""
import json

from hypothesis import given
from hypothesis import strategies as st

from checklist.statistics.frames import Group, Split, read_split, read_splits, write_splits
from checklist.statistics.letters import ANSWER_LETTERS
from checklist.statistics.shares import tally
from checklist.statistics.totals import Total, read_totals, tally_totals, total_of, write_totals
from tests.unit import strategies  # noqa: F401  (its settings of Hypothesis)

QUESTIONS = ('Q-1', 'Q-2', 'Q-3')
fives = st.integers(2, 60).map(lambda number: 5 * number)


@st.composite
def splits(draw):
    letters = draw(st.permutations(ANSWER_LETTERS))
    return Split(letters[0], draw(st.dictionaries(
        st.sampled_from(letters[1:]), fives, max_size=4)))


groups = st.builds(Group, fives, st.dictionaries(
    st.sampled_from([*QUESTIONS, '@verdict', '@same']), splits()))


@given(st.lists(st.none() | groups, max_size=5))
def test_totals_add_up_to_what_every_question_of_every_frame_adds_up_to(frames):
    slow = tally((group and group.businesses, group and group.splits.get(code))
                 for group in frames for code in QUESTIONS)

    totals = [read_totals(write_totals({'E': group}))['E'] if group else None for group in frames]

    assert tally_totals((len(QUESTIONS), group and group.businesses, total)
                        for group, total in zip(frames, totals, strict=True)) == slow


def test_a_total_has_sums_of_questions_only():
    group = Group(50, {'Q-1': Split('Y', {'N': 20}), 'Q-2': Split('N', {'A': 15}),
                       '@verdict': Split('P', {'B': 10})})

    assert total_of(group) == Total(2, {'N': 55, 'Y': 30, 'A': 15}, {'N': 2, 'Y': 1, 'A': 1}, 'NY')


def test_a_group_of_which_no_question_can_be_told_counts_with_its_size():
    found = tally_totals([(3, 20, read_totals(write_totals({'E': Group(20, {})}))['E']),
                          (3, 30, None), (2, None, None)])

    assert (found.frames, found.sized, found.everybody, found.counted) == (8, 6, 150, 0)


@given(st.dictionaries(st.sampled_from(['P', 'E', '75701', '75701|P', '']), groups),
       st.sampled_from(['P', 'E', '75701', '75701|P', '', '7', '01']))
def test_one_group_is_read_as_among_all(table, key):
    """Legal form P stands beside the letter P of those that passed."""
    for _, body in write_splits(table):
        every = read_splits(body)

        assert read_split(body, key) == ({key: every[key]} if key in every else {})


def test_a_letter_is_not_taken_for_a_group():
    body = json.dumps({'E': ['B', {'P': 15}]}, separators=(',', ':'))

    assert read_split(body, 'P') == {}
    assert read_splits(body).get('P', None) is None
