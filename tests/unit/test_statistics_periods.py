"""Periods of months, shares over many frames, and the map of tiles."""
import random

import pytest

from checklist.statistics.figures import outcome
from checklist.statistics.frames import Split
from checklist.statistics.letters import ANSWER_LETTERS, NOT_APPLICABLE, NOT_ASKED, NOT_MET
from checklist.statistics.periods import Period, back_from, read_month, write_month
from checklist.statistics.shares import tally
from requirements_catalog.loader import load_library
from requirements_catalog.tiles import tiles


def test_the_period_before_is_as_long_and_ends_where_this_one_begins():
    period = Period(202511, 202602)

    assert period.months == (202511, 202512, 202601, 202602)
    assert period.before == Period(202507, 202510)
    assert back_from(202602, 4) == period


@pytest.mark.parametrize(('text', 'month'), [
    ('2026-11', 202611), ('2026-13', None), ('202611', None), ('2026-1', None), ('', None),
    ('٢٠٢٦-11', None)])
def test_a_month_of_an_address_is_read_exactly(text, month):
    assert read_month(text) == month
    assert month is None or write_month(month) == text


def split(chance):
    rest, *others = chance.sample(ANSWER_LETTERS, 5)
    return Split(rest, {letter: chance.randrange(10, 60, 5) for letter in others
                        if chance.random() < 0.5})


def test_a_share_over_many_frames_is_that_of_the_slow_way():
    chance = random.Random(5)
    for _ in range(500):
        parts = [(chance.choice([None, 200, 400]), chance.choice([None, split(chance)]))
                 for _ in range(chance.randrange(0, 5))]

        slow = outcome(parts, ANSWER_LETTERS).share(NOT_MET, 'YNU')
        assert tally(parts).share(NOT_MET, NOT_APPLICABLE + NOT_ASKED) == slow


def test_there_is_no_share_where_more_than_half_is_hidden():
    """In a small group "not met" is shown in just the months in which it is frequent."""
    frequent, hidden = Split('Y', {'N': 10}), None

    assert tally([(25, frequent), (25, frequent), (25, hidden)]).share('N', '').percent == 27
    assert tally([(25, frequent), (25, hidden), (25, hidden)]).share('N', '') is None


def test_a_share_says_what_is_hidden_in_it():
    shown, without = Split('Y', {'N': 20}), Split('Y', {'U': 20})

    assert tally([(50, shown), (50, shown)]).share('N', '').at_least is False
    found = tally([(50, shown), (50, without), (None, None)]).share('N', '')
    assert (found.percent, found.at_least, found.of, found.partial) == (20, True, 100, True)


def test_each_municipality_has_a_tile_of_its_own():
    found = tiles()

    assert set(found) == set(load_library().territories)
    assert len({(tile.column, tile.row) for tile in found.values()}) == len(found) == 43
    for language in ('ru', 'en'):
        assert len({tile.sign.in_language(language) for tile in found.values()}) == 43
        assert max(len(tile.sign.in_language(language)) for tile in found.values()) == 4
