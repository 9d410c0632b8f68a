"""Who a business says it is: identifiers, numbers, activities, and nothing typed is lost."""
import json

import pytest

from tests import journeys
from tests.journeys import CAFE

COMPANY, PERSON = 'legal_entity', 'sole_proprietor'
INN_COMPANY, INN_PERSON = '7707083893', '500100732259'
OGRN_COMPANY, OGRN_PERSON = '1027700132195', '304500116000157'


def wide(digits):
    return ''.join(chr(ord(digit) + 0xFEE0) for digit in digits)


def arabic(digits):
    return ''.join(chr(ord(digit) - ord('0') + 0x660) for digit in digits)


ACCEPTED = [
    (COMPANY, 'inn', INN_COMPANY, INN_COMPANY), (PERSON, 'inn', INN_PERSON, INN_PERSON),
    (COMPANY, 'ogrn', OGRN_COMPANY, OGRN_COMPANY), (PERSON, 'ogrn', OGRN_PERSON, OGRN_PERSON),
    (COMPANY, 'inn', ' 7707 083 893 ', INN_COMPANY),
    (COMPANY, 'inn', '7707\u00a0083\u00a0893', INN_COMPANY),
    (COMPANY, 'inn', '\ufeff7707083893\u200b', INN_COMPANY),
    (COMPANY, 'inn', '', ''), (PERSON, 'ogrn', '', '')]
REFUSED = [
    *((COMPANY, 'inn', INN_COMPANY[:place] + str((int(digit) + 1) % 10) + INN_COMPANY[place + 1:])
      for place, digit in enumerate(INN_COMPANY)),
    *((PERSON, 'inn', INN_PERSON[:place] + str((int(digit) + 1) % 10) + INN_PERSON[place + 1:])
      for place, digit in enumerate(INN_PERSON)),
    (COMPANY, 'inn', INN_PERSON), (PERSON, 'inn', INN_COMPANY), (COMPANY, 'inn', '0' * 10),
    (PERSON, 'inn', '0' * 12), (COMPANY, 'inn', INN_COMPANY[:-1]), (COMPANY, 'inn', '7' * 400),
    (COMPANY, 'inn', wide(INN_COMPANY)), (COMPANY, 'inn', arabic(INN_COMPANY)),
    (COMPANY, 'inn', '77О7О83893'), (COMPANY, 'inn', '77O7O83893'), (COMPANY, 'inn', 'l707083893'),
    (COMPANY, 'inn', '770708389²'), (COMPANY, 'inn', '7707083893.0'), (COMPANY, 'inn', '-1'),
    (COMPANY, 'inn', '7707083893;'), (COMPANY, 'inn', '7_707083893'), (COMPANY, 'inn', '1e9'),
    (COMPANY, 'ogrn', OGRN_PERSON), (PERSON, 'ogrn', OGRN_COMPANY),
    (COMPANY, 'ogrn', OGRN_COMPANY[:-1] + '6'), (COMPANY, 'ogrn', wide(OGRN_COMPANY)),
    (COMPANY, 'ogrn', '0' * 13), (PERSON, 'ogrn', '9' + OGRN_PERSON[1:])]


@pytest.fixture
def form(client):
    return client.page('/find/').main_form


def sent(client, form, **changes):
    typed = {**CAFE, 'territory': form.choices('territory')[0], **changes}
    return client.send(form, url='/find/', **typed)


def with_number(legal_form, name, number):
    return {'legal_form': legal_form, 'inn': '', 'ogrn': '', name: number}


@pytest.mark.parametrize(('legal_form', 'name', 'typed', 'kept'), ACCEPTED)
def test_numbers_are_kept_without_their_gaps(client, form, database, legal_form, name, typed, kept):
    answer = sent(client, form, **with_number(legal_form, name, typed))

    assert answer.status_code == 303
    data = json.loads(database.value('SELECT data FROM respondent_profile'))
    assert data.get(name, '') == kept


@pytest.mark.abuse('A27')
@pytest.mark.asvs('2.2.1', '2.2.2')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_wrong_numbers_are_refused_with_a_word_and_stay(client, form, database):
    for legal_form, name, typed in REFUSED:
        answer = sent(client, form, **with_number(legal_form, name, typed))

        assert answer.status_code == 422, typed
        assert [anchor for anchor, _ in answer.page.problems] == [f'#{name}'], typed
        assert answer.page.main_form.values[name] == typed.strip(), typed
    assert database.counts()['respondent_profile'] == 0


@pytest.mark.asvs('1.4.2')
@pytest.mark.parametrize(('staff', 'status'), [
    ('0', 303), ('12', 303), (' 12 ', 303), ('100000', 303), ('100001', 422), ('-1', 422),
    ('1.5', 422), ('1,5', 422), ('1e3', 422), ('²', 422), ('９', 422), ('٣', 422), ('', 422),
    ('9' * 400, 422), ('0x10', 422), ('1_0', 422), ('+5', 422), ('много', 422), ('1 000', 422)])
def test_the_number_of_workers_is_a_whole_number(client, form, database, staff, status):
    answer = sent(client, form, staff=staff)

    assert answer.status_code == status
    if status == 422:
        assert [anchor for anchor, _ in answer.page.problems] == ['#staff']
        assert answer.page.main_form.values['staff'] == staff.strip()


@pytest.mark.parametrize('changes', [
    {'legal_form': ''}, {'legal_form': 'state'}, {'territory': ''}, {'territory': '99999'},
    {'activity': ''}, {'activity': 'несуществующее занятие'}, {'activity': '99.99.99'},
    {'name': 'a' * 201}, {'name': 'до\u202eпосле'}])
def test_everything_typed_stays_when_something_is_wrong(client, form, changes):
    answer = sent(client, form, **changes)

    values = answer.page.main_form.values
    assert answer.status_code == 422
    assert len(answer.page.problems) == 1
    assert values['inn'] == CAFE['inn']
    assert values['name'] == changes.get('name', CAFE['name'])
    assert values.get('activity') == changes.get('activity', CAFE['activity'])


def test_words_lead_to_activities_to_choose_from(client, form, database):
    answer = sent(client, form, activity='ремонт')
    page = answer.page

    codes = page.main_form.choices('activity_code')
    assert answer.status_code == 422
    assert len(codes) > 1
    assert client.send(page.main_form, url='/find/', activity_code=codes[1]).status_code == 303
    assert f'"activities":["{codes[1]}"]' in database.value('SELECT data FROM respondent_profile')


def test_a_code_that_no_longer_fits_the_words_is_not_taken(client, form, database):
    answer = sent(client, form, activity='парикмахерские', activity_code='01.11')

    assert answer.status_code in (303, 422)
    assert database.counts()['respondent_profile'] == 0 or '01.11' not in database.value(
        'SELECT data FROM respondent_profile')


def test_suggestions_are_given_as_one_types(client):
    found = client.get('/find/activities?q=кафе').json

    assert 0 < len(found) <= 12
    assert set(found[0]) == {'code', 'title'}
    assert client.get('/find/activities?q=').json == []


def test_a_second_profile_takes_the_place_of_the_first(client, form, database):
    sent(client, form)
    sent(client, form, name='Другое имя')

    assert database.counts()['respondent_profile'] == 1
    assert 'Другое имя' in database.value('SELECT data FROM respondent_profile')


def test_the_facts_of_a_checklist_are_asked_once(client, database):
    journeys.describe_business(client)
    journeys.begin(client, 'fire-safety-small')
    kept = database.value('SELECT data FROM respondent_profile')

    answer = client.send(client.page('/checklists/fire-safety-small').form('/inspections/'))

    assert '/inspections/new/' not in answer.location
    assert '"features":{' in kept
    assert database.counts()['self_inspection'] == 2


def test_a_fact_that_is_not_answered_is_asked_for_and_the_rest_stays(client, database):
    journeys.describe_business(client)
    client.send(client.page('/checklists/fire-safety-small').form('/inspections/'))
    form = client.page('/inspections/new/fire-safety-small').main_form
    facts = {name: 'yes' if form.choices(name) else '7' for name in form.names
             if name != 'csrf_token'}
    missing = next(iter(facts))

    answer = client.send(form, url='/inspections/new/fire-safety-small',
                         **{**facts, missing: None})

    assert answer.status_code == 422
    assert len(answer.page.problems) == 1
    values = answer.page.main_form.values
    assert {name: values[name] for name in facts if name != missing} == {
        name: value for name, value in facts.items() if name != missing}
    assert database.counts()['self_inspection'] == 0


@pytest.mark.abuse('A20')
@pytest.mark.asvs('15.3.3')
def test_extra_fields_do_not_reach_the_profile(client, form, database):
    sent(client, form, id='X' * 26, updated_at='2000-01-01', data='{}', features='{"kitchen":1}')

    row = database.rows('SELECT * FROM respondent_profile')[0]
    assert row.id != 'X' * 26
    assert str(row.updated_at) > '2020'
    assert 'kitchen' not in row.data
