"""An inspector of one authority walks the statistics by everything that another one has."""
import pytest

from checklist.access import Role
from tests.accounts import signed_in, staff
from tests.statistics_walk import (
    Address, attempts, canaries_in, endpoint_of, endpoints, guesses, readable, told_apart, walk)
from tests.statistics_world import NOBODY, OTHER, OWN, two_authorities

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


@pytest.fixture
def inspector(database):
    two_authorities(database)
    return signed_in(database, staff(database, Role.INSPECTOR, authority=OWN.authority))


def names_of(seen):
    """Return the names of all fields and of everything that addresses ask for."""
    found = {name for address in seen for name, _ in address.query}
    return found | {name for answer in seen.values() if answer.mimetype == 'text/html'
                    for form in answer.page.forms for name in form.names}


def unlimited(database, client, address):
    """Open an address as if it were the first one: limits are not what is looked at."""
    database.execute('DELETE FROM rate_limit_counter')
    return client.get(str(address))


def test_the_walk_leads_to_every_route(app, database, inspector):
    seen = walk(inspector, app)

    assert {endpoint_of(app, address.path)[0] for address in seen} == endpoints(app, 'GET')
    assert {str(address): answer.status for address, answer in seen.items()
            if answer.status_code not in (200, 202)} == {}


def test_canaries_are_seen_by_those_whose_they_are(app, database, inspector):
    """Otherwise nothing would be shown by finding none."""
    theirs = signed_in(database, staff(database, Role.INSPECTOR, 'b@example.ru', OTHER.authority))

    for client, side in ((inspector, OWN), (theirs, OTHER)):
        found = {canary for answer in walk(client, app).values()
                 for canary in canaries_in(answer, side.canaries)}
        assert found == side.canaries


@pytest.mark.abuse('A1')
@pytest.mark.asvs('8.4.1', '8.2.2')
def test_no_byte_of_another_authority_is_seen_by_any_address(app, database, inspector):
    seen = walk(inspector, app)
    first = {endpoint_of(app, address.path)[0]: address for address in reversed(seen)}
    tried = {attempt for address in seen for attempt in attempts(address, OWN.ids, OTHER.ids)}
    tried |= {attempt for address in first.values()
              for attempt in guesses(address, OTHER.ids, names_of(seen))}

    answers = seen | {attempt: unlimited(database, inspector, attempt)
                      for attempt in tried - set(seen)}

    assert len(answers) > 4 * len(seen)
    assert [(str(address), canary) for address, answer in answers.items()
            for canary in canaries_in(answer, OTHER.canaries)] == []
    assert {answer.status_code for answer in answers.values()} <= {200, 202, 400, 404, 422}


@pytest.mark.abuse('A1')
@pytest.mark.asvs('8.2.2')
def test_what_is_anothers_is_as_if_it_did_not_exist(app, database, inspector):
    for address in walk(inspector, app):
        for kind, value in OWN.ids.items():
            theirs, none = (address.swapped({value: ids[kind]}) for ids in (OTHER.ids, NOBODY))
            if theirs != address:
                assert told_apart(unlimited(database, inspector, theirs), OTHER.ids) == told_apart(
                    unlimited(database, inspector, none), NOBODY), str(theirs)


@pytest.mark.abuse('A1')
@pytest.mark.parametrize('path', [
    '?checklist=list-of-beta', 'checklists/list-of-beta/questions/QB-1',
    'data?checklist=list-of-beta', 'map?checklist=list-of-beta'])
def test_a_checklist_of_another_authority_is_missing(app, database, inspector, path):
    answer = inspector.get(f'/authority/statistics/{path}')

    assert answer.status_code == 404
    assert 'Бетаканарейка' not in readable(answer)


def test_months_of_a_checklist_stay_with_the_authority_they_were_frozen_for(
        app, database, inspector):
    answer = inspector.get(str(Address.of('/authority/statistics/').with_query(
        ('checklist', 'moved-list'), ('first', '2026-09'), ('last', '2026-10'))))

    assert answer.status_code == 200
    assert canaries_in(answer, OTHER.canaries) == set()
