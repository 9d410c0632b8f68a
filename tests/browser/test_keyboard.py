"""Everything can be done from the keyboard, and whoever does it sees where they are."""
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import NewVisitor
from tests.browser.measures import focused
from tests.browser.screens import QuestionsScreen
from tests.browser.visitor import Visitor
from tests.browser.world import CHECKLIST, World

pytestmark = pytest.mark.browser

PAGES = ('/', '/find/', '/inspections/', '/verify/', '{complete}/check', '{violated}/result')
MOST_STEPS = 200


@pytest.fixture
def section(new_visitor: NewVisitor, world: World) -> QuestionsScreen:
    visitor = new_visitor(storage_state=world.cookies['ru'], height=560)
    visitor.send(f'/checklists/{CHECKLIST}', '/inspections/')
    visitor.open(f'{visitor.page.url}sections/1')
    return QuestionsScreen(visitor)


def test_a_section_is_answered_and_saved_from_the_keyboard(section: QuestionsScreen) -> None:
    keyboard, codes = section.page.keyboard, section.codes
    for code in codes:
        walk_to(section.visitor, f'q-{code}-yes')
        keyboard.press('Space')
        keyboard.press('ArrowRight')  # From "yes" to "no", which opens the note.
        walk_to(section.visitor, f'q-{code}-note')
        keyboard.type('Потеряли ключ')
    walk_to(section.visitor, 'action')
    section.visitor.follow(lambda: keyboard.press('Enter'))

    section.page.go_back()
    assert {code: section.chosen(code) for code in codes} == dict.fromkeys(codes, 'no')
    assert section.note(codes[0]).input_value() == 'Потеряли ключ'


def test_the_first_key_leads_past_the_head_of_the_page(section: QuestionsScreen) -> None:
    section.page.keyboard.press('Tab')
    section.page.keyboard.press('Enter')

    assert focused(section.page) is not None
    assert section.page.evaluate('document.activeElement.id') == 'main'


@pytest.mark.parametrize('path', PAGES)
def test_whatever_has_the_focus_is_seen(
        new_visitor: NewVisitor, world: World, path: str) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'], height=560)
    visitor.open(path.format(**world.paths))

    hidden = [stop for stop in stops(visitor) if not is_seen(stop)]

    assert hidden == []


@pytest.mark.parametrize('key', ['Tab', 'Shift+Tab'])
def test_no_field_hides_under_the_progress(section: QuestionsScreen, key: str) -> None:
    hidden = [stop for stop in stops(section.visitor, key) if not is_seen(stop)]

    assert hidden == []


def is_seen(stop: dict[str, Any]) -> bool:
    return bool(stop['ring'] and stop['inside'] and not stop['covered'])


def stops(visitor: Visitor, key: str = 'Tab') -> Iterator[dict[str, Any]]:
    """Go through the page key by key until the end of it."""
    for _ in range(MOST_STEPS):
        visitor.page.keyboard.press(key)
        stop = focused(visitor.page)
        if stop is None:
            return
        yield stop
    raise AssertionError('The page does not let the focus go.')


def walk_to(visitor: Visitor, target: str) -> None:
    """Go on to a field; on the way every stop must be seen."""
    for stop in stops(visitor):
        assert is_seen(stop), stop
        if stop['id'] == target:
            return
    raise AssertionError(f'The keyboard does not come to {target}.')
