"""Where a score stands in a group: bands, shares, and what can be said of hidden ones."""
from decimal import Decimal

from checklist.statistics import disclosure, method
from checklist.statistics.figures import outcome
from checklist.statistics.frames import Split
from checklist.statistics.letters import SCORE, letters_of
from checklist.statistics.scores import standing


def stands(percent, size, split):
    return standing(Decimal(percent), outcome([(size, split)], letters_of(SCORE)))


def test_bands_go_from_the_top_and_meet():
    place = stands('86.6', 100, Split('3', {'4': 20, '2': 15, '1': 10, '0': 10, '-': 10}))

    assert [(band.least, band.most) for band in place.bands] == [
        (90, 100), (80, 90), (70, 80), (50, 70), (0, 50)]
    assert (place.own.least, place.own.figure.number) == (80, 35)


def test_shares_are_of_those_who_have_a_score():
    place = stands('86.6', 100, Split('3', {'4': 20, '2': 15, '1': 10, '0': 10, '-': 10}))

    assert place.scored == 90
    assert place.above.percent == 22 and not place.above.at_least
    assert place.below.percent == 39 and not place.own.at_most


def test_the_most_frequent_band_is_the_most_it_can_be_where_others_are_hidden():
    place = stands('86.6', 100, Split('3', {'4': 20}))

    assert place.own.at_most and place.own.share.percent == 80
    assert not place.bands[0].at_most
    assert place.above.percent == 20
    assert place.below is None


def test_a_side_with_the_most_frequent_band_and_hidden_ones_is_not_told():
    place = stands('95', 100, Split('3', {'4': 20}))

    assert place.above is None and place.below is None
    assert place.own.share.percent == 20


def test_a_side_of_which_part_is_hidden_is_the_least_it_can_be():
    place = stands('95', 100, Split('4', {'2': 20, '1': 15}))

    assert place.below.percent == 35 and place.below.at_least


def test_a_hidden_band_is_neither_zero_nor_a_share():
    place = stands('10', 100, Split('4', {'3': 30}))

    assert place.own.share is None and not place.own.figure.readable


def test_what_pages_say_of_the_method_is_what_it_does():
    assert (method.FEWEST, method.STEP) == (disclosure.THRESHOLD, disclosure.BASE)
