"""Pages are light: what a telephone loads for the first question, over the wire."""
from typing import Any

import pytest

from tests.browser.conftest import NewVisitor
from tests.browser.world import World

pytestmark = pytest.mark.browser

MOST_BYTES = 44_000
KINDS = {'Stylesheet', 'Script', 'Font'}


def test_style_script_and_letters_of_a_question_weigh_little(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'])
    wire = visitor.context.new_cdp_session(visitor.page)
    kinds: dict[str, str] = {}
    bytes_of: dict[str, int] = {}

    def note_kind(event: dict[str, Any]) -> None:
        kinds[event['requestId']] = event['type']

    def note_size(event: dict[str, Any]) -> None:
        bytes_of[event['requestId']] = event['encodedDataLength']

    wire.on('Network.responseReceived', note_kind)
    wire.on('Network.loadingFinished', note_size)
    wire.send('Network.enable')
    wire.send('Network.setCacheDisabled', {'cacheDisabled': True})
    visitor.page.goto(f'{world.paths["fresh"]}/sections/1', wait_until='networkidle')

    loaded = {kinds[item]: size for item, size in bytes_of.items() if kinds[item] in KINDS}
    assert set(loaded) == KINDS
    assert sum(size for item, size in bytes_of.items() if kinds[item] in KINDS) < MOST_BYTES


def test_a_second_page_loads_no_file_again(new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'])
    visitor.open(f'{world.paths["fresh"]}/sections/1')
    # Whoever leaves before the sign of the site has come loads it on the next page.
    visitor.page.wait_for_load_state('networkidle')
    visitor.open(f'{world.paths["fresh"]}/sections/3')

    loaded: list[str] = visitor.page.evaluate(
        'performance.getEntriesByType("resource").filter(entry => entry.transferSize)'
        '.map(entry => entry.name)')
    assert loaded == []
