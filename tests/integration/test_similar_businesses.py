"""A result among the frozen results of similar businesses: the narrowest group to be shown."""
import pytest

from checklist.services.similar_businesses import similar_businesses
from checklist.statistics.dimensions import Dimension, traits_of
from tests.factories import (
    COMPLETE, RESPONDENT, begin, publish, small_version, submit)
from tests.journeys import open_held
from tests.observed import freeze, observe_all

OWN = traits_of(RESPONDENT.profile)
PLACE, KIND = OWN[:5], OWN[5:]
ELSEWHERE = '75759'
GOOD, FAIR = 'YYYYYP4-', 'NYYYYC2-'
NOTHING = 'Сравнить пока не с чем'


def businesses(count, traits, marks, first=0):
    return [(f'{first + place:010}', traits, marks) for place in range(count)]


@pytest.fixture
def version(database):
    return publish(database)


def like(database, version, traits=OWN):
    with database.app.app_context():
        return similar_businesses(version, traits)


def result_page(database, client, version):
    held = begin(database, COMPLETE, published=version)
    submit(database, held)
    open_held(client, held)
    return held, client.page(f'{held.path}/result')


def test_the_group_is_alike_in_two_things_where_it_is_large_enough(database, version):
    observe_all(database, version.id, businesses(40, OWN, GOOD) + businesses(30, OWN, FAIR, 100)
                + businesses(70, f'{ELSEWHERE}PG3', FAIR, 1000)
                + businesses(90, f'{ELSEWHERE}PG3', GOOD, 2000))
    freeze(database)

    found = like(database, version)

    assert len(found.alike) == 2
    assert found.scores.businesses.number == 70
    assert found.scores.letters['2'].number == 30


def test_a_group_that_is_too_small_gives_way_to_a_wider_one(database, version):
    """Nine at one's place: what they have is nobody's business, so all of one's kind are shown."""
    other_kind = f'{ELSEWHERE}{KIND}'
    observe_all(database, version.id, businesses(9, OWN, GOOD)
                + businesses(60, other_kind, GOOD, 100) + businesses(51, other_kind, FAIR, 300))
    freeze(database)

    found = like(database, version)

    assert Dimension.TERRITORY not in found.alike
    assert found.scores.businesses.number >= 115


def test_a_group_of_which_only_one_band_is_known_gives_way_too(database, version):
    observe_all(database, version.id, businesses(60, OWN, GOOD)
                + businesses(60, f'{ELSEWHERE}PG3', FAIR, 100))
    freeze(database)

    assert like(database, version).alike == {}


def test_another_version_is_not_compared(database, version):
    observe_all(database, version.id, businesses(40, OWN, GOOD) + businesses(30, OWN, FAIR, 100))
    freeze(database)
    second = publish(database, small_version(2))

    assert like(database, second) is None
    assert like(database, version) is not None


def test_only_the_last_months_are_compared(database, version):
    """The newest month that shows a group, and no older one than the last three."""
    for place, month in enumerate((202606, 202607, 202608, 202609)):
        count = 40 if month == 202606 else 5
        observe_all(database, version.id, businesses(count, OWN, GOOD, 1000 * place)
                    + businesses(count, OWN, FAIR, 1000 * place + 500), month)
    freeze(database)

    assert like(database, version) is None


def test_the_result_says_the_group_its_size_and_where_one_stands(database, client, version):
    observe_all(database, version.id, businesses(40, OWN, GOOD) + businesses(30, OWN, FAIR, 100)
                + businesses(30, OWN, 'NNNNNC0-', 200))
    freeze(database)

    _, page = result_page(database, client, version)
    others = page.root.first('section', id='others').text

    assert 'октябрь 2026' in others and 'около 100' in others
    assert 'вы здесь' in others
    assert '0–50 % баллов' in others
    assert '30 %' in others
    assert NOTHING not in others


def test_the_result_says_when_there_is_nothing_to_compare_with(database, client, version):
    observe_all(database, version.id, businesses(9, OWN, GOOD))
    freeze(database)

    _, page = result_page(database, client, version)

    assert NOTHING in page.root.first('section', id='others').text


def test_what_others_did_is_in_no_document(database, client, version):
    """Documents are made of the frozen record alone, so they are the same before and after."""
    held, _ = result_page(database, client, version)
    before = client.get(f'{held.path}/result.json').get_data()
    observe_all(database, version.id, businesses(40, OWN, GOOD) + businesses(30, OWN, FAIR, 100))
    freeze(database)

    assert client.get(f'{held.path}/result.json').get_data() == before
    assert NOTHING not in client.page(f'{held.path}/result').text


def test_nobody_is_compared_while_filling_in(database, client, version):
    observe_all(database, version.id, businesses(40, OWN, GOOD) + businesses(30, OWN, FAIR, 100))
    freeze(database)
    held = begin(database, COMPLETE, published=version)
    open_held(client, held)

    for path in (held.path + '/', held.section(1), f'{held.path}/check'):
        page = client.page(path)
        assert 'id="others"' not in client.get(path).get_data(as_text=True)
        assert 'похожих' not in page.text
