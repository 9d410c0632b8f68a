"""What the page of a result says, and where it leads."""
import pytest

from tests.factories import COMPLETE, begin, submitted
from tests.journeys import open_held

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


def test_a_finished_self_inspection_can_be_deleted_from_its_result(client, database):
    held = submitted(database)
    open_held(client, held)
    result = client.page(f'{held.path}/result')
    link = list(result.root.first('main').all('a'))[-1]

    page = client.page(link['href'])

    assert page.heading == 'Удалить эту самопроверку?'
    assert 'черновик' not in page.text
    assert f'{held.path}/result' in page.links
    client.press(page.main_form, url=link['href'])
    assert client.get(f'{held.path}/result').status_code == 404


def test_a_draft_is_deleted_as_a_draft(client, database):
    held = begin(database, COMPLETE)
    open_held(client, held)

    page = client.page(f'{held.path}/delete')

    assert page.heading == 'Удалить этот черновик?'
    assert f'{held.path}/' in page.links
