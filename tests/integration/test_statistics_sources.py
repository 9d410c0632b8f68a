"""What pages of statistics tell comes from frozen tables: never from what somebody submitted."""
import json
import re
from datetime import UTC, datetime

import pytest

from checklist.access import Role
from checklist.services.observations import business_digest, observation_id
from checklist.statistics.dimensions import Dimension
from checklist.statistics.periods import write_month
from tests.accounts import signed_in, staff
from tests.golden_data import OCTOBER, SEPTEMBER, make_golden
from tests.factories import INN, NAME, NOTE, OGRN, SMALL
from tests.observed import freeze
from tests.statistics_walk import canaries_in, readable, walk

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
INNS = [f'{7400000000 + number}' for number in range(160)]
HEAT = '/authority/statistics/download/data-heat.json?checklist={}&measure=businesses'


@pytest.fixture
def inspect(database):
    """Return a way to open addresses as an inspector of the authority of the golden data."""
    versions = make_golden(database)
    freeze(database, NOW)
    client = signed_in(database, staff(
        database, Role.INSPECTOR, authority=versions[1].version.content.authority))

    def get(url):
        database.execute('DELETE FROM rate_limit_counter')
        return client.get(str(url))

    return get


def observed_of(database):
    """Return what rows of observations had: the ids of self-inspections, and the digests."""
    with database.app.app_context():
        return [*(observation_id(row.id) for row in database.rows(
            'SELECT id FROM self_inspection')), *map(business_digest, INNS)]


def words_of(answers):
    """Return what pages say, without their ids and tokens; documents made anew say when."""
    return {str(address): re.sub(
        r'[0-9a-f]{12,}|name="csrf_token" value="[^"]*"|\s*Set-Cookie:.*', '', readable(answer))
        for address, answer in answers.items() if 'xlsx' not in str(address)}


@pytest.mark.abuse('A6', 'A7')
def test_pages_and_files_say_the_same_when_all_that_was_submitted_is_gone(
        app, database, inspect):
    before = words_of(walk(app, inspect))
    with database.connection() as connection:
        for trigger, in connection.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name IN ('submission', 'self_inspection')").all():
            connection.exec_driver_sql(f'DROP TRIGGER {trigger}')
    for table in ('observation', 'verification', 'submission', 'document', 'self_inspection'):
        database.execute(f'DELETE FROM {table}')

    after = words_of(walk(app, inspect))

    assert database.value('SELECT count(*) FROM observation') == 0
    assert len(before) > 20
    assert after == before


@pytest.mark.abuse('A2')
@pytest.mark.asvs('8.2.3')
def test_nothing_of_a_single_self_inspection_is_on_any_page(app, database, inspect):
    single = {NAME, INN, OGRN, NOTE, 'Сломан замок', *(
        str(value) for row in database.rows(
            'SELECT i.id, i.key_hash, s.document_hash, s.submission_key, v.code FROM submission s'
            ' JOIN self_inspection i ON i.id = s.inspection_id'
            ' JOIN verification v ON v.inspection_id = i.id') for value in row), *(
        str(value) for value in observed_of(database)), *INNS}
    assert database.value('SELECT count(*) FROM observation') == 0  # Both months are frozen.

    for address, answer in walk(app, inspect).items():
        assert canaries_in(answer, single) == set(), str(address)


@pytest.mark.abuse('A6', 'A7')
@pytest.mark.parametrize('axis', list(Dimension))
def test_every_number_of_a_table_is_added_up_from_frozen_ones(app, database, inspect, axis):
    """By hand: the groups of each month are read from their frozen tables and added up."""
    frozen = {}
    for row in database.rows(
            'SELECT f.month, t.body FROM frozen_table t JOIN frozen_frame f ON f.id = t.frame_id'
            " WHERE f.checklist_code = :code AND t.item = '' AND t.grouping = :axis",
            code=SMALL, axis=axis.value):
        for key, number in json.loads(row.body).items():
            frozen.setdefault((write_month(row.month), key), []).append(number)

    found = inspect(f'{HEAT.format(SMALL)}&rows={axis.value}&columns=month').get_json()

    cells = [cell for row in found['rows'] for cell in row.values() if isinstance(cell, dict)]
    told = sorted(cell['value'] for cell in cells if cell['value'])
    assert told == sorted(map(sum, frozen.values()))
    assert {SEPTEMBER, OCTOBER} == {int(month.replace('-', '')) for month, _ in frozen}
