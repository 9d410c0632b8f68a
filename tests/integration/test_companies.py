"""The page of a company, its objects, and what forms may change of them."""
from datetime import timedelta

import pytest

from checklist.extensions import db
from tests import journeys
from tests.accounts import account, signed_in
from tests.clock import today
from tests.companies import INN, NAME, begun, company, joined, place
from tests.factories import publish

AN_HOUR = timedelta(hours=1)
DETAILS = {'legal_form': 'legal_entity', 'name': NAME, 'inn': INN, 'ogrn': '1027700132195',
           'kpp': '773601001'}


@pytest.fixture
def olga(database):
    return account(database)


@pytest.fixture
def person_id(database, olga):
    return company(database, olga)


@pytest.fixture
def client(database, olga):
    return signed_in(database, olga)


def listed(page):
    """Return the self-inspections in the list of a company, in its order."""
    section = page.root.first('section', id='list')
    return [link['href'].split('/')[2] for link in section.all('a')
            if link['href'].startswith('/inspections/')]


def test_a_company_is_added_with_checked_numbers(client, database):
    form = client.page('/companies/new').main_form

    wrong = client.send(form, url='/companies/new', **{**DETAILS, 'inn': '7707083894'})
    person = client.send(form, url='/companies/new', **{
        **DETAILS, 'legal_form': 'sole_proprietor', 'inn': '500100732259',
        'ogrn': '304500116000157'})
    answer = client.send(form, url='/companies/new', **DETAILS)

    assert (wrong.status_code, person.status_code) == (422, 422)
    assert '7707083894' in wrong.page.html
    assert 'нет КПП' in person.page.text
    assert client.page(answer.location).heading == NAME
    row = database.rows('SELECT inn, ogrn, kpp FROM controlled_person')[0]
    assert tuple(row) == (INN, '1027700132195', '773601001')


@pytest.mark.abuse('A20')
def test_no_form_of_a_company_reaches_a_column_that_is_not_its_own(
        client, database, olga, person_id):
    """A20: every column of every table is sent along; no table takes the value."""
    columns = {column.name for table in db.metadata.tables.values() for column in table.columns}
    object_id = place(database, olga, person_id)
    base = f'/companies/{person_id}'
    urls = ['/companies/new', f'{base}/details', f'{base}/objects/new',
            f'{base}/objects/{object_id}/', f'{base}/members']
    own = {'name': NAME, 'legal_form': 'legal_entity', 'inn': INN, 'ogrn': '', 'kpp': '',
           'title': 'Кафе', 'address': 'Ленина, 1', 'activity': '56.10.1', 'staff': '3',
           'activity_code': '', 'territory': '75701', 'email': 'boris@example.ru'}
    for url in urls:
        form = next(item for item in client.page(url).forms
                    if set(item.names) & {'name', 'title', 'email'})
        fields = {name: own[name] for name in form.names if name in own}
        extra = {name: 'evil7' for name in columns - set(form.names)}
        answer = client.send(form, url=url, **{**extra, **fields})
        assert answer.status_code == 303, (url, answer.page.problems)

    for name in db.metadata.tables:
        assert 'evil7' not in repr(database.rows(f'SELECT * FROM {name}')), name
    assert database.value('SELECT count(*) FROM membership WHERE account_id = :id', id=olga) == 2


def test_an_object_keeps_what_was_said_of_it_for_the_next_time(client, database, person_id):
    form = client.page(f'/companies/{person_id}/objects/new').main_form
    page = client.press(form, url=f'/companies/{person_id}/objects/new', title='Кафе у вокзала',
                        address='Вокзальная, 1', activity='56.10.1', territory='75701',
                        staff='7')
    url = f'/companies/{person_id}/objects/' + database.value(
        'SELECT id FROM controlled_object') + '/features'
    page = journeys.answer_features(client, page, url)
    assert 'Кафе у вокзала' in page.text

    page = client.press(page.form('/check'))

    assert f'{NAME} · Кафе у вокзала' in page.text
    path = journeys.identify(journeys.begin(client, 'fire-safety-small'))
    row = database.rows('SELECT * FROM self_inspection')[0]
    assert (row.person_id, row.object_id) == (
        person_id, database.value('SELECT id FROM controlled_object'))
    assert f'"name":"{NAME}"' in row.profile and '"staff":7' in row.profile
    assert client.get(f'{path}/').status_code == 200


def test_a_deleted_object_leaves_its_self_inspections_with_the_company(
        client, database, olga, person_id):
    object_id = place(database, olga, person_id)
    held = begun(database, person_id, object_id)

    client.send(client.page(f'/companies/{person_id}/objects/{object_id}/delete').main_form,
                url=f'/companies/{person_id}/objects/{object_id}/delete')

    assert database.value('SELECT count(*) FROM controlled_object') == 0
    row = database.rows('SELECT person_id, object_id FROM self_inspection')[0]
    assert tuple(row) == (person_id, None)
    assert listed(client.page(f'/companies/{person_id}/')) == [held.id]


def test_the_list_is_filtered_by_what_was_chosen(client, database, olga, person_id):
    object_id = place(database, olga, person_id)
    published = publish(database)
    draft = begun(database, person_id, published=published)
    finished = begun(database, person_id, object_id, finished=True, days_ago=3,
                     published=published)
    old = begun(database, person_id, object_id, finished=True, days_ago=40, published=published)
    url = f'/companies/{person_id}/'

    def found(**chosen):
        answer = client.get(url, query_string=chosen)
        assert answer.status_code == 200
        return listed(answer.page)

    assert found() == [draft.id, finished.id, old.id]
    assert found(state='draft') == [draft.id]
    assert found(object=object_id) == [finished.id, old.id]
    assert found(object='-') == [draft.id]
    assert found(state='submitted', since=str(today() - timedelta(days=10))) == [finished.id]
    assert found(until=str(today() - timedelta(days=10))) == [old.id]
    assert found(checklist=published.code) == [draft.id, finished.id, old.id]
    assert found(checklist='fire-safety-small') == []
    assert found(state='%', object='') == [draft.id, finished.id, old.id]
    assert 'Укажите дату' in client.get(url, query_string={'since': '31.02.2026'}).page.text


def test_more_than_a_page_has_pages(client, database, person_id):
    published = publish(database)
    helds = [begun(database, person_id, published=published, days_ago=day) for day in range(27)]
    url = f'/companies/{person_id}/'

    first = listed(client.page(url))
    second = listed(client.page(next(link for link in client.page(url).links
                                     if 'page=2' in link).partition('#')[0]))

    assert first + second == [held.id for held in helds]
    assert client.get(f'{url}?page=3').status_code == 404
    assert client.get(f'{url}?page=999999999').status_code == 404


def test_a_company_is_deleted_only_by_its_name_and_with_everything(
        client, database, olga, person_id):
    place(database, olga, person_id)
    held = begun(database, person_id, finished=True)
    url = f'/companies/{person_id}/delete'
    form = next(item for item in client.page(url).forms if 'name' in item.names)

    assert client.send(form, url=url, name='ООО «Другая»').status_code == 422
    assert database.value('SELECT count(*) FROM controlled_person') == 1
    assert client.send(form, url=url, name=NAME).status_code == 303

    counts = database.counts()
    assert not any(counts[name] for name in (
        'controlled_person', 'controlled_object', 'membership', 'self_inspection', 'submission',
        'document', 'verification'))
    assert client.get(f'{held.path}/result').status_code == 404
    assert [row.action for row in database.rows(
        'SELECT action FROM journal_entry WHERE tenant = :id ORDER BY id', id=person_id)][-2:] == [
            'delete', 'delete_company']


@pytest.mark.asvs('7.5.3')
def test_deleting_a_company_asks_once_more_who_it_is(database, olga, person_id):
    client = signed_in(database, olga, age=AN_HOUR)

    assert client.get(f'/companies/{person_id}/delete').location.startswith('/account/confirm')
    answer = client.post(f'/companies/{person_id}/delete',
                         data={'csrf_token': client.token(), 'name': NAME})
    assert answer.location.startswith('/account/confirm')
    assert database.value('SELECT count(*) FROM controlled_person') == 1


@pytest.mark.asvs('16.2.1')
def test_the_owner_reads_who_looked_once_an_hour(client, database, olga, person_id):
    boris_id = account(database, 'boris@example.ru')
    joined(database, person_id, boris_id)
    boris = signed_in(database, boris_id, '192.0.2.2')
    held = begun(database, person_id, finished=True)
    for page in ('result', 'result.json', 'plan.xlsx', 'record.json', 'result'):
        assert boris.get(f'{held.path}/{page}').status_code == 200

    reads = "SELECT * FROM journal_entry WHERE action = 'read'"
    assert [(row.account_id, row.tenant, row.object_id) for row in database.rows(reads)] == [
        (boris_id, person_id, held.id)]
    client.get(f'{held.path}/result')
    assert len(database.rows(reads)) == 2
    page = client.page(f'/companies/{person_id}/journal')
    row = next(row for row in page.rows() if row[2].startswith('просмотрен результат')
               and 'boris' in row[1])
    assert row[1] == 'boris@example.ru'

    client.post(f'/companies/{person_id}/members/{boris_id}/remove',
                data={'csrf_token': client.token()})
    page = client.page(f'/companies/{person_id}/journal')
    assert 'boris' not in page.text
    assert any(row[1:2] == ['Бывший участник'] for row in page.rows())


def test_the_journal_holds_nothing_of_other_companies(client, database, olga, person_id):
    boris_id = account(database, 'boris@example.ru')
    theirs = company(database, boris_id, 'ООО «Иная»', '5003052454')
    begun(database, theirs, finished=True)

    rows = client.page(f'/companies/{person_id}/journal').rows()

    assert len(rows) == 2  # the head, and that the own company was added
