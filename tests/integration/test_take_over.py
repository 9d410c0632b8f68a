"""Taking over what was begun without an account, and what begins in a company at once."""
import pytest

from checklist.views import printing
from tests import journeys
from tests.accounts import account, sign_up, signed_in
from tests.browsing import Client
from tests.companies import INN, NAME, company, joined, place
from tests.factories import COMPLETE, begin, submitted
from tests.journeys import open_held
from tests.routes import NOWHERE

PAGE = '/companies/take-over'


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def olga(database):
    return account(database)


@pytest.fixture
def client(database, olga):
    return signed_in(database, olga)


def take_over(client, held, **choices):
    """Send the page with some fields of one self-inspection changed."""
    form = client.page(PAGE).main_form
    changes = {f'{held.id}-{name}': value for name, value in choices.items()}
    return client.send(form, url=PAGE, **changes)


def home_of(database, held):
    row = database.rows('SELECT person_id, object_id FROM self_inspection WHERE id = :id',
                        id=held.id)[0]
    return row.person_id, row.object_id


def test_who_signs_up_is_led_to_what_the_browser_has_begun(database):
    client = Client(database.app)
    open_held(client, begin(database, COMPLETE))
    sign_up(client, database)

    assert client.page(PAGE).heading == 'Перенести в учётную запись'


def test_taking_over_makes_a_company_of_what_was_said(client, database):
    held = submitted(database)
    open_held(client, held)

    answer = take_over(client, held, name=NAME, inn=INN)

    person_id, object_id = home_of(database, held)
    assert answer.status_code == 303, answer.page.problems
    assert answer.location == f'/companies/{person_id}/'
    row = database.rows('SELECT name, inn FROM controlled_person')[0]
    assert (row.name, row.inn) == (NAME, INN)
    assert object_id == database.value('SELECT id FROM controlled_object')
    assert f'{held.path}/result' in client.page(answer.location).links


@pytest.mark.parametrize('finished', [False, True])
def test_the_secret_link_works_no_more(client, app, database, finished):
    held = submitted(database) if finished else begin(database, COMPLETE)
    open_held(client, held)
    other = Client(app, '198.51.100.1')
    open_held(other, held)
    assert other.get(f'{held.path}/check').status_code != 404

    take_over(client, held, name=NAME)

    assert other.get(f'/inspections/resume/{held.key}').status_code == 404
    for page in ('/', '/result', '/check', '/sections/1', '/report.pdf', '/delete'):
        assert other.get(held.path + page).status_code == 404, page
    with client.session_transaction() as session:
        assert session['keys'] == []
    assert client.get(f'{held.path}/delete').status_code == 200
    page = client.page(f'{held.path}/link')
    assert held.key not in page.html and '/inspections/resume/' not in page.html


def test_what_is_not_ticked_stays_as_it_is(client, database):
    taken, left = begin(database, COMPLETE), begin(database, COMPLETE)
    open_held(client, taken)
    open_held(client, left)

    take_over(client, taken, name=NAME, **{'taken': 'y'})
    assert home_of(database, left)[0] is not None  # both are ticked at first

    third = begin(database, COMPLETE)
    open_held(client, third)
    refused = take_over(client, third, taken=None, name=NAME)
    assert refused.status_code == 422
    assert home_of(database, third) == (None, None)
    assert client.get(f'/inspections/resume/{third.key}').status_code == 303


def test_two_of_the_same_new_company_make_one(client, database):
    helds = [begin(database, COMPLETE), submitted(database)]
    for held in helds:
        open_held(client, held)
    form = client.page(PAGE).main_form

    client.send(form, url=PAGE, **{f'{held.id}-name': NAME for held in helds})

    assert database.value('SELECT count(*) FROM controlled_person') == 1
    assert database.value('SELECT count(*) FROM controlled_object') == 1


def test_an_own_company_with_the_same_number_is_chosen_at_first(client, database, olga):
    company(database, olga, 'ООО «Иная»', '5003052454')
    person_id = company(database, olga, NAME, '7707083893')
    journeys.describe_business(client, inn='7707083893')
    with client.session_transaction() as session:
        del session['profile']
    anonymous = Client(database.app)
    journeys.describe_business(anonymous, inn='7707083893')
    path = journeys.identify(journeys.begin(anonymous, 'fire-safety-small'))
    with anonymous.session_transaction() as theirs, client.session_transaction() as session:
        session['keys'] = theirs['keys']

    form = client.page(PAGE).main_form

    assert form.values[f'{path.split("/")[2]}-company'] == person_id


@pytest.mark.abuse('A3')
@pytest.mark.parametrize('choice', ['company', 'object'])
def test_nobody_takes_over_into_what_is_not_theirs(client, database, olga, choice):
    """A3: a foreign company or object is not found, and nothing has changed."""
    boris = account(database, 'boris@example.ru')
    theirs = company(database, boris)
    foreign = {'company': theirs, 'object': place(database, boris, theirs)}[choice]
    held = begin(database, COMPLETE)
    open_held(client, held)
    before = database.checksum()

    answers = [take_over(client, held, name=NAME, **{choice: wanted})
               for wanted in (foreign, NOWHERE)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].page.text[:-20] == answers[1].page.text[:-20]
    assert database.checksum() == before


def test_an_object_of_another_own_company_is_refused_with_words(client, database, olga):
    one, other = company(database, olga), company(database, olga, 'ООО «Иная»', '5003052454')
    object_id = place(database, olga, other)
    held = begin(database, COMPLETE)
    open_held(client, held)

    answer = take_over(client, held, company=one, object=object_id)

    assert answer.status_code == 422
    assert answer.page.errors == ['Ошибка: Этот объект относится к другой компании.']


@pytest.mark.abuse('A3')
def test_a_key_that_is_only_claimed_takes_nothing_over(client, database):
    held = begin(database, COMPLETE)
    with client.session_transaction() as session:
        session['keys'] = [(held.id, NOWHERE)]

    assert client.get(PAGE).location == '/companies/'


def test_taking_over_twice_is_impossible(client, app, database, olga):
    boris = signed_in(database, account(database, 'boris@example.ru'), '192.0.2.2')
    held = begin(database, COMPLETE)
    open_held(client, held)
    open_held(boris, held)
    form = boris.page(PAGE).main_form
    take_over(client, held, name=NAME)

    again = boris.send(form, url=PAGE, **{f'{held.id}-name': 'ООО «Чужая»'})

    assert again.location == '/companies/'
    assert database.value('SELECT name FROM controlled_person') == NAME


def test_the_journal_says_whose_it_is_now(client, database, olga):
    held = begin(database, COMPLETE)
    open_held(client, held)
    take_over(client, held, name=NAME)

    row = database.rows("SELECT * FROM journal_entry WHERE action = 'take_over'")[0]
    assert (row.object_id, row.tenant) == (held.id, home_of(database, held)[0])
    assert row.account_id == olga


def test_what_is_begun_while_signed_in_belongs_to_the_only_company(client, app, database, olga):
    person_id = company(database, olga)
    page = journeys.describe_business(client)
    path = journeys.identify(journeys.answer_features(
        client, client.press(page.form('/inspections/')), '/inspections/new/' + page.form(
            '/inspections/').values['checklist']))

    row = database.rows('SELECT person_id, key_hash FROM self_inspection')[0]
    assert row.person_id == person_id
    with client.session_transaction() as session:
        assert not session.get('keys')
    assert client.get(f'{path}/sections/1').status_code == 200
    assert Client(app, '198.51.100.1').get(f'{path}/sections/1').status_code == 404


def test_with_several_places_one_is_chosen_first(client, database, olga):
    person_id = company(database, olga)
    object_id = place(database, olga, person_id)
    journeys.describe_business(client)

    answer = client.send(client.page('/checklists/fire-safety-small').form('/inspections/'))
    assert answer.location == '/companies/choose'
    page = client.press(client.page(answer.location).main_form, url=answer.location,
                        place=f'{person_id}/{object_id}')
    assert f'{NAME} · Кафе' in page.text or page.heading == 'Что у вас есть и что вы делаете?'
    journeys.answer_features(client, page, '/find/features')
    journeys.begin(client, 'fire-safety-small')

    row = database.rows('SELECT person_id, object_id FROM self_inspection')[0]
    assert (row.person_id, row.object_id) == (person_id, object_id)


def test_a_new_round_keeps_company_and_object(client, database, olga):
    person_id = company(database, olga)
    object_id = place(database, olga, person_id)
    held = submitted(database)
    open_held(client, held)
    take_over(client, held, company=person_id, object=object_id)

    client.press(client.page(f'{held.path}/result').form('/renew'))

    rows = database.rows('SELECT person_id, object_id FROM self_inspection')
    assert [tuple(row) for row in rows] == [(person_id, object_id)] * 2
    with client.session_transaction() as session:
        assert session['keys'] == []


@pytest.mark.asvs('8.3.1')
def test_a_colleague_opens_it_and_after_leaving_does_not(client, database, olga):
    person_id = company(database, olga)
    held = submitted(database)
    open_held(client, held)
    take_over(client, held, company=person_id)
    boris_id = account(database, 'boris@example.ru')
    boris = signed_in(database, boris_id, '192.0.2.2')
    assert boris.get(f'{held.path}/result').status_code == 404

    joined(database, person_id, boris_id)
    assert boris.get(f'{held.path}/result').status_code == 200

    remove = client.page(f'/companies/{person_id}/members').form(f'/{boris_id}/remove')
    assert client.send(remove).status_code == 303
    assert boris.get(f'{held.path}/result').status_code == 404
    assert boris.get(f'/companies/{person_id}/').status_code == 404


def test_what_is_to_be_put_right_stands_among_the_tasks_of_the_company_at_once(client, database):
    held = submitted(database)
    open_held(client, held)

    take_over(client, held, name=NAME, inn=INN)

    kept = database.rows('SELECT question_code FROM remedy_task WHERE inspection_id = :id',
                         id=held.id)
    assert {row.question_code for row in kept} == {'Q-2', 'Q-4'}
