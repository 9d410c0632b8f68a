"""An integer solver attacks what is published of random months and finds no group under 10."""
import pytest

from checklist.statistics import disclosure
from tests.attack import told
from tests.statistics_data import random_rows

AT_A_TIME = 5


def sizes_of(first):
    """Return seeds with the number of businesses of each month: 20 to 460."""
    return [(seed, 20 + 40 * (seed % 12)) for seed in range(first, first + AT_A_TIME)]


@pytest.mark.abuse('A6', 'A7')
@pytest.mark.parametrize('first', range(0, 100, AT_A_TIME))
def test_no_small_group_can_be_told_from_all_that_is_published_of_a_month(first):
    assert {seed: found for seed, businesses in sizes_of(first)
            if (found := told(random_rows(seed, businesses)))} == {}


def test_the_attack_finds_what_suppression_along_lines_hides(monkeypatch):
    """Without it, one of these months gives a small group away: the attack does attack."""
    monkeypatch.setattr(disclosure, '_complemented', lambda numbers, shown, lines: shown)

    assert told(random_rows(2, 100)) != []
