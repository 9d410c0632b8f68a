"""The classifier of activities: found by code and by words in any of their forms."""
import pytest

from requirements_catalog.activities import all_activities, find_activities, get_activity


def codes(text, **options):
    return [activity.code for activity in find_activities(text, **options)]


def test_the_classifier_is_whole_and_every_activity_has_its_section():
    activities = all_activities()

    assert len(activities) > 2500
    assert activities['56.10'].section == 'I'
    assert all(len(activity.section) == 1 for activity in activities.values())


@pytest.mark.parametrize('typed', ['56.1', ' 56.1 ', '56.1.', '56.1, рестораны'])
def test_a_code_finds_itself_and_what_lies_below(typed):
    found = codes(typed)

    assert found[:2] == ['56.1', '56.10']
    assert all(code.startswith('56.1') for code in found)


@pytest.mark.parametrize('typed', ['ресторан', 'рестораны', 'РЕСТОРАНОВ', 'услуги ресторанов'])
def test_words_are_found_in_any_of_their_forms(typed):
    assert '56.10' in codes(typed)


def test_all_the_words_must_stand_in_the_title():
    assert codes('ресторан космический') == []


@pytest.mark.parametrize('typed', ['', ' ', 'а', '5', '!!!', '99.99.99'])
def test_what_means_nothing_finds_nothing(typed):
    assert codes(typed) == []


def test_only_the_best_are_returned():
    assert codes('торговля', most=3) == codes('торговля')[:3]
    assert len(codes('торговля')) == 20


def test_the_letter_with_dots_is_like_the_one_without():
    assert codes('производство одежды рабочеё') == codes('производство одежды рабочее')


@pytest.mark.parametrize(('text', 'code'), [
    ('56.10 Деятельность ресторанов', '56.10'), (' 56.10', '56.10'), ('56.99', None),
    ('рестораны', None), ('', None)])
def test_an_activity_is_known_by_the_code_at_the_beginning(text, code):
    activity = get_activity(text)

    assert (activity and activity.code) == code
