"""Statistics that everybody may read: pages and files say what was frozen, and nothing more."""
import csv
import io
from datetime import UTC, datetime

import pytest

from checklist.reports.open_data_dictionary import NAMES
from checklist.services.statistics import frame_heads, read_group_sizes, read_item
from checklist.statistics.dimensions import Dimension
from checklist.statistics.letters import MET, NOT_MET
from tests.factories import SMALL, publish, small_version
from tests.frozen_months import CHELYABINSK, SHIPPED, SMALL_PLACE, freeze_months
from tests.observed import freeze, observe_all

MONTH = f'/open-data/{SMALL}/2026-10'
PAGE = f'/statistics/{SMALL}/'
LATE = datetime(2026, 12, 5, tzinfo=UTC)


def businesses(count, marks, traits=f'{CHELYABINSK}EI1', first=0):
    return [(f'{first + place:010}', traits, marks) for place in range(count)]


@pytest.fixture
def version(database):
    return publish(database)


@pytest.fixture
def frozen(database, version):
    """A month of 100 businesses: 40 break the first question, 4 the second."""
    observe_all(database, version.id, [
        *businesses(60, 'YYYYYP4-'), *businesses(36, 'NYYYYC2-', first=100),
        *businesses(4, 'NNYYYC2-', f'{SMALL_PLACE}PI1', first=200)])
    freeze(database)
    return version


def table(answer):
    text = answer.get_data().decode('utf-8-sig')
    return list(csv.DictReader(io.StringIO(text, newline='')))


def test_a_page_says_what_is_hardest_with_its_denominator_and_clause(client, frozen):
    page = client.page(PAGE)
    hardest = [item.text for item in page.root.first('ol', class_='bars').all('li')]

    assert 'Проверили себя организаций и ИП: около 100.' in page.text
    assert len(hardest) == 1
    assert 'Есть ли журнал Q-1?' in hardest[0] and '40 % из 100' in hardest[0]
    assert 'закон act-1, пункт 1' in hardest[0]


def test_what_few_answered_is_hidden_and_not_zero(client, frozen):
    row = table(client.get(f'{MONTH}.csv'))[1]

    assert (row['question'], row['not_met'], row['not_met_margin']) == ('Q-2', 'hidden', 'hidden')
    assert row['not_met_percent'] == 'hidden'
    assert 'скрыто' in client.page(PAGE).text


def test_the_files_say_what_was_frozen(app, client, frozen):
    row = table(client.get(f'{MONTH}.csv'))[0]

    with app.app_context():
        head = frame_heads([SMALL])[0]
        split = read_item([head], (), 'Q-1')[head.id]['']
    assert int(row['businesses']) == head.businesses
    assert (int(row['met']), int(row['not_met'])) == (
        split.of(MET, head.businesses), split.of(NOT_MET, head.businesses))
    assert row['most_frequent'] == 'met'
    assert int(row['not_met_percent']) == round(100 * int(row['not_met']) / int(row['applicable']))


@pytest.mark.parametrize('path', [MONTH, f'{MONTH}/territories', '/open-data/all-months'])
def test_csv_and_json_say_the_same(client, frozen, path):
    rows, data = table(client.get(f'{path}.csv')), client.get(f'{path}.json').get_json()

    assert len(rows) == len(data['rows']) > 0
    for row, record in zip(rows, data['rows'], strict=True):
        hidden = set(record.pop('hidden'))
        assert {name: 'hidden' if name in hidden else str(record[name]) for name in NAMES} == row
        assert all((record[name] is None) == (name in hidden) for name in NAMES)


@pytest.mark.abuse('A6')
def test_a_small_place_is_hidden_among_the_territories(app, client, frozen):
    rows = table(client.get(f'{MONTH}/territories.csv'))

    places = {row['territory']: row['businesses'] for row in rows}
    with app.app_context():
        heads = frame_heads([SMALL])
        shown = read_group_sizes(heads, (Dimension.TERRITORY,))[heads[0].id]
    assert len(places) == 43
    assert places[SMALL_PLACE] == 'hidden'
    assert {place: int(number) for place, number in places.items() if number != 'hidden'} == shown


@pytest.mark.parametrize('path', [MONTH, f'{MONTH}/territories', '/open-data/all-months'])
def test_only_the_region_and_its_territories_are_public(client, frozen, path):
    """Nothing by legal form, activity or size, and no signal, verdict or score."""
    rows = client.get(f'{path}.json').get_json()['rows']

    assert {row['question'] for row in rows} == {'Q-1', 'Q-2', 'Q-3', 'Q-4', 'Q-5'}
    assert all(set(row) == {*NAMES, 'hidden'} for row in rows)


def test_a_month_that_is_not_frozen_is_nowhere(client, database, version):
    observe_all(database, version.id, businesses(50, 'NYYYYC2-'))

    assert 'публикуется, когда он закончился' in client.page(PAGE).text
    for path in (f'{PAGE}2026-10/', f'{MONTH}.csv', f'{MONTH}/territories.json'):
        assert client.get(path).status_code == 404
    assert table(client.get('/open-data/all-months.csv')) == []


@pytest.mark.parametrize('path', [
    '/statistics/nothing/', '/statistics/nothing/2026-10/', f'{PAGE}2026-13/', f'{PAGE}x/',
    '/open-data/nothing/2026-10.csv', f'/open-data/{SMALL}/2026-1.csv', f'{MONTH}.xml'])
def test_what_is_not_there_is_missing(client, frozen, path):
    assert client.get(path).status_code == 404


@pytest.mark.abuse('A8')
def test_versions_of_one_month_stand_in_rows_of_their_own(client, database, frozen):
    """Each business once: the sum of the versions is the sum of the businesses."""
    second = publish(database, small_version(2))
    for version in (frozen, second):
        observe_all(database, version.id, businesses(40, 'NYYYYC2-', first=1000 * version.id),
                    month=202611)
    freeze(database, LATE)

    rows = table(client.get(f'/open-data/{SMALL}/2026-11.csv'))
    first = [row for row in rows if row['question'] == 'Q-1']

    assert [(row['version'], row['businesses']) for row in first] == [('1', '40'), ('2', '40')]
    assert 'Проверили себя организаций и ИП: около 80.' in client.page(PAGE).text


def test_files_may_be_kept_and_are_asked_for_by_their_mark(client, frozen):
    for path in (f'{MONTH}.csv', f'{MONTH}.json', '/open-data/dictionary.json'):
        answer = client.get(path)
        again = client.get(path, headers={'If-None-Match': answer.headers['ETag']})

        assert answer.headers['Cache-Control'] == 'public, max-age=3600', path
        assert answer.headers['Last-Modified'] == 'Thu, 05 Nov 2026 12:00:00 GMT', path
        assert (again.status_code, again.get_data()) == (304, b''), path


def test_files_belong_to_nobody(client, frozen):
    """What is kept between people must not differ by person: no cookie, no language."""
    answers = [client.get(f'{MONTH}.csv')]
    client.send(next(form for form in client.page('/about').forms
                     if '/language' in (form.action or '')), 'en')
    answers.append(client.get(f'{MONTH}.csv'))

    assert len({answer.get_data() for answer in answers}) == 1
    for answer in answers:
        assert 'Set-Cookie' not in answer.headers
        assert 'Cookie' not in answer.headers.get('Vary', '')


def test_a_new_month_changes_the_mark_of_all_months(client, database, frozen):
    before = client.get('/open-data/all-months.csv')
    observe_all(database, frozen.id, businesses(40, 'NYYYYC2-'), month=202611)
    freeze(database, LATE)
    after = client.get('/open-data/all-months.csv',
                       headers={'If-None-Match': before.headers['ETag']})

    assert after.status_code == 200
    assert {row['month'] for row in table(after)} == {'2026-10', '2026-11'}


def test_the_dictionary_names_every_column_and_every_file(client, frozen):
    dictionary = client.get('/open-data/dictionary.json').get_json(force=True)

    assert [column['name'] for column in dictionary['tableSchema']['columns']] == list(NAMES)
    for column in dictionary['tableSchema']['columns']:
        for name in ('dc:title', 'dc:description'):
            assert {text['@language'] for text in column[name] if text['@value']} == {'ru', 'en'}
    for entry in dictionary['tables']:
        answer = client.get(f'/open-data/{entry["url"]}')
        header = answer.get_data().decode('utf-8-sig').split('\r\n')[0]
        assert (answer.status_code, header) == (200, ','.join(NAMES))
        assert '</open-data/dictionary.json>; rel="describedby"' in answer.headers['Link']


def test_the_page_of_the_files_explains_every_column(client, frozen):
    text = client.page('/open-data/').text

    assert [name for name in NAMES if name not in text] == []


def test_shares_of_a_shipped_checklist_are_in_words_of_its_questions(client, database):
    freeze_months(database)
    page = client.page(f'/statistics/{SHIPPED}/')

    assert 'Определено ли письменно, кто отвечает за пожарную безопасность' in page.text
    assert 'октябрь 2026' in page.text
    assert 'ППР' in page.text


def test_what_hidden_answers_are_counted_in_is_the_most_it_can_be(client, database, version):
    """Most have broken it; three who do not know are hidden, and counted among them."""
    observe_all(database, version.id, businesses(70, 'NYYYYC2-') + businesses(
        27, 'YYYYYP4-', first=100) + businesses(3, 'UYYYYC2-', first=200))
    freeze(database)
    page = client.page(PAGE)

    hardest = page.root.first('ol', class_='bars').first('li').text
    assert 'не больше' in hardest
    assert 'не больше' in page.root.first('section', **{'aria-labelledby': 'trend-title'}).text
