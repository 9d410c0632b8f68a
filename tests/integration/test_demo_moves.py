"""A demonstration shows a draft that is told of a newer version, and can be moved to it."""
from datetime import UTC, datetime

import pytest

from checklist.answer_plan import Fate
from checklist.services.demo_moves import add_demo_move
from checklist.services.inspections import Viewer, get_inspection
from checklist.services.moves import get_move
from tests.factories import committed

BEFORE_THE_FIRST = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def key(database):
    return committed(database, lambda: add_demo_move(datetime.now(UTC)))[1]


def test_it_is_on_the_first_version_and_is_told_of_the_second(client, key):
    page = client.page(f'/inspections/resume/{key}')

    assert 'Действует новая версия' in page.text and 'Завершить по версии 1' in page.text
    assert any(link.endswith('/new-version') for link in page.links)


def test_its_move_carries_asks_to_confirm_and_drops(database, client, key):
    address = client.get(f'/inspections/resume/{key}').location.rstrip('/')

    answer = client.send(client.page(f'{address}/new-version').form('/new-version'))

    *_, inspection_id, _, move_id = answer.location.split('/')
    move = committed(database, lambda: get_move(
        get_inspection(inspection_id, Viewer(key)), move_id))
    assert {row.fate for row in move.rows} >= {Fate.CARRIED, Fate.CONFIRM, Fate.DROPPED}
    assert move.new.version.content.version == 2
    assert client.get(answer.location).status_code == 200


def test_there_is_none_where_nothing_newer_is_in_force(database):
    assert committed(database, lambda: add_demo_move(BEFORE_THE_FIRST)) is None
