"""Where a score stands among others, as far as the published numbers tell."""
from decimal import Decimal

import pytest

from checklist.statistics.figures import Share, outcome
from checklist.statistics.frames import Split
from checklist.statistics.letters import SCORE, letters_of
from checklist.statistics.periods import Period
from checklist.statistics.scores import is_at_most, standing


def scores(size, rest, **measured):
    """Return how scores came out: bands from the top are b4 to b0."""
    numbers = {band[1:].replace('_', '-'): number for band, number in measured.items()}
    return outcome([(size, Split(rest, numbers))], letters_of(SCORE))


EVERY_BAND = scores(100, '4', b3=20, b2=15, b1=15, b0=10)


@pytest.mark.parametrize(('percent', 'least', 'above', 'below'), [
    ('95', 90, None, 60), ('85', 80, 40, 40), ('50', 50, 75, 10), ('12.5', 0, 90, None)])
def test_a_score_has_a_band_with_shares_above_and_below(percent, least, above, below):
    found = standing(Decimal(percent), EVERY_BAND)

    assert found.own.least == least
    assert (found.above and found.above.percent, found.below and found.below.percent) == (
        above, below)


def test_bands_reach_from_the_top_to_zero():
    found = standing(Decimal(75), EVERY_BAND)

    assert [(band.least, band.most) for band in found.bands] == [
        (90, 100), (80, 90), (70, 80), (50, 70), (0, 50)]
    assert sum(band.figure.number for band in found.bands) == found.scored == 100
    assert [band.own for band in found.bands] == [False, False, True, False, False]


def test_a_band_in_which_hidden_ones_are_counted_is_at_most_so_large():
    found = scores(60, '4', b3=20)

    assert is_at_most(found, '4', '43210')
    assert not is_at_most(found, '3', '43210')
    assert standing(Decimal(85), found).above is None
    assert not is_at_most(EVERY_BAND, '4', '43210')


def test_where_bands_below_are_hidden_their_share_is_not_told():
    found = standing(Decimal(85), scores(60, '4', b3=20))

    assert found.below is None


def test_a_share_of_bands_of_which_one_is_hidden_is_at_least_so_large():
    found = standing(Decimal(85), scores(60, '3', b4=15, b2=10, b1=10, b_=10))

    assert found.scored == 50
    assert (found.above, found.below) == (Share(30, False, 50), Share(40, True, 50))


def test_where_those_without_a_score_are_most_nobody_can_be_placed():
    """Bands that are hidden count with them, one's own too: nobody is above all of its like."""
    found = standing(Decimal(20), scores(60, '-', b4=20, b3=15))

    assert (found.above, found.below) == (None, None)


def test_where_nobody_has_a_score_nobody_stands_above():
    found = standing(Decimal(20), scores(60, '-'))

    assert (found.scored, found.above, found.below) == (0, None, None)


def test_a_period_is_its_months():
    period = Period(202611, 202702)

    assert period.months == (202611, 202612, 202701, 202702)
    assert (period.length, period.before) == (4, Period(202607, 202610))
    assert 202612 in period and 202703 not in period
