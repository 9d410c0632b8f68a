"""An inspector of one authority walks the statistics by everything that another one has."""
import pytest

from checklist.access import Role
from tests.accounts import signed_in, staff
from tests.statistics_walk import (
    Address, attempts, canaries_in, endpoint_of, endpoints, guesses, readable, told_apart, walk)
from tests.statistics_world import NOBODY, OTHER, OWN, two_authorities

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


@pytest.fixture
def inspect(database):
    """Return a way to open addresses as the inspector of our side."""
    two_authorities(database)
    return opener(database, OWN)


def opener(database, side):
    """Return a way to open addresses as an inspector; limits are not what is looked at."""
    client = signed_in(database, staff(
        database, Role.INSPECTOR, f'{side.authority}@example.ru', side.authority))

    def get(url):
        database.execute('DELETE FROM rate_limit_counter')
        return client.get(str(url))

    return get


def names_of(seen):
    """Return the names of all fields and of everything that addresses ask for."""
    found = {name for address in seen for name, _ in address.query}
    return found | {name for answer in seen.values() if answer.mimetype == 'text/html'
                    for form in answer.page.forms for name in form.names}


def test_every_route_is_reached_and_no_link_leads_astray(app, database, inspect):
    seen = walk(app, inspect)

    assert {endpoint_of(app, address.path)[0] for address in seen} == endpoints(app, 'GET')
    assert {str(address): answer.status for address, answer in seen.items()
            if answer.status_code not in (200, 202)} == {}


def test_canaries_are_seen_by_those_whose_they_are(app, database, inspect):
    """Otherwise nothing would be shown by finding none."""
    for get, side in ((inspect, OWN), (opener(database, OTHER), OTHER)):
        found = {canary for answer in walk(app, get).values()
                 for canary in canaries_in(answer, side.canaries)}
        assert found == side.canaries


@pytest.mark.abuse('A1')
@pytest.mark.asvs('8.4.1', '8.2.2')
def test_no_byte_of_another_authority_is_seen_by_any_address(app, database, inspect):
    seen = walk(app, inspect)
    first = {endpoint_of(app, address.path)[0]: address for address in reversed(seen)}
    tried = {attempt for address in seen for attempt in attempts(address, OWN.ids, OTHER.ids)}
    tried |= {attempt for address in first.values()
              for attempt in guesses(address, OTHER.ids, names_of(seen))}

    answers = seen | {attempt: inspect(attempt) for attempt in tried - set(seen)}

    assert len(answers) > 4 * len(seen)
    assert [(str(address), canary) for address, answer in answers.items()
            for canary in canaries_in(answer, OTHER.canaries)] == []
    assert {answer.status_code for answer in answers.values()} <= {200, 202, 400, 404, 422}


@pytest.mark.abuse('A1')
@pytest.mark.asvs('8.2.2')
def test_what_is_anothers_is_as_if_it_did_not_exist(app, database, inspect):
    for address in walk(app, inspect):
        for kind, value in OWN.ids.items():
            theirs, none = (address.swapped({value: ids[kind]}) for ids in (OTHER.ids, NOBODY))
            if theirs != address:
                assert told_apart(inspect(theirs), OTHER.ids) == told_apart(
                    inspect(none), NOBODY), str(theirs)


@pytest.mark.abuse('A1')
@pytest.mark.parametrize('path', [
    '?checklist=list-of-beta', 'checklists/list-of-beta/questions/QB-1',
    'data?checklist=list-of-beta', 'map?checklist=list-of-beta'])
def test_a_checklist_of_another_authority_is_missing(app, database, inspect, path):
    answer = inspect(f'/authority/statistics/{path}')

    assert answer.status_code == 404
    assert 'Бетаканарейка' not in readable(answer)


def test_months_of_a_checklist_stay_with_the_authority_they_were_frozen_for(
        app, database, inspect):
    answer = inspect(Address.of('/authority/statistics/').with_query(
        ('checklist', 'moved-list'), ('first', '2026-09'), ('last', '2026-10')))

    assert answer.status_code == 200
    assert canaries_in(answer, OTHER.canaries) == set()


@pytest.mark.abuse('A1')
@pytest.mark.asvs('8.4.1')
def test_a_report_of_another_authority_cannot_be_asked_for(database, inspect):
    """Nor one of a month that only the other one has; an authority in a form is not looked at."""
    client = signed_in(database, staff(
        database, Role.INSPECTOR, 'c@example.ru', OWN.authority))
    before = database.value('SELECT count(*) FROM statistics_report')
    form = {'csrf_token': client.token(), 'authority': OTHER.authority,
            'authority_code': OTHER.authority, 'period': OTHER.month}

    statuses = [client.post(f'/authority/statistics/reports/{month}', data=form).status_code
                for month in (OTHER.month, NOBODY['month'], OWN.month)]

    assert statuses == [404, 404, 303]
    assert database.value('SELECT count(*) FROM statistics_report') == before
