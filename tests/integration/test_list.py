"""The list of self-inspections: rows of one checklist can be told apart."""
from dataclasses import replace

import pytest

from checklist.services.profiles import Respondent
from tests.factories import COMPLETE, NAME, RESPONDENT, YES, begin, publish, submit
from tests.journeys import open_held
from tests.unit.examples import profile

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)

ACTIVITY = 'Деятельность ресторанов и кафе'
CHELYABINSK, TROITSK = '75701', '75752'


def rows_of(client):
    """Return the rows of the list by the addresses they lead to."""
    items = client.page('/inspections/').root.first('', class_='tasks').all('li')
    return {item.first('a')['href']: item.text for item in items}


def test_rows_say_who_where_which_version_and_what_came_of_it(client, database):
    published = publish(database)
    named = replace(RESPONDENT, profile=replace(RESPONDENT.profile, territory=CHELYABINSK))
    nameless = Respondent(profile=profile(activities=('56.10.1',), territory=TROITSK))
    met = {code: YES for code in (*COMPLETE, 'Q-5')}
    failed, passed = (begin(database, draft, published, who)
                      for draft, who in ((COMPLETE, named), (met, nameless)))
    draft = begin(database, {'Q-1': YES}, published, nameless)
    for held in (failed, passed):
        submit(database, held)
    for held in (failed, passed, draft):
        open_held(client, held)

    rows = rows_of(client)

    assert all('версия 1' in row for row in rows.values())
    row = rows[f'{failed.path}/result']
    assert NAME in row and 'Челябинский' in row and '60,0 %' in row and 'Не пройдена' in row
    row = rows[f'{passed.path}/result']
    assert ACTIVITY in row and 'Троицкий' in row and '100,0 %' in row and 'Пройдена' in row
    row = rows[f'{draft.path}/']
    assert ACTIVITY in row and 'Черновик' in row and '1 из 4' in row and '%' not in row
