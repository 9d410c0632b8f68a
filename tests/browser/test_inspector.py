"""An inspector's morning: from the overview to a requirement, to a territory and back."""
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import NewVisitor
from tests.browser.inspector_pages import QUESTION, ROOT
from tests.browser.measures import look
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser

TABS = 120


@pytest.fixture
def inspector(new_visitor: NewVisitor, world: World) -> Visitor:
    """An inspector at a desk."""
    visitor = new_visitor(width=1280, height=800)
    world.people.sign_in(visitor, 'inspector')
    return visitor


def test_an_inspector_looks_into_what_is_hard(inspector: Visitor) -> None:
    page = inspector.page
    inspector.open('/authority/')
    inspector.press(page.locator('main a.button'))
    look(inspector)
    assert page.locator('h1').inner_text() == 'Статистика'

    hardest = page.locator('section[aria-labelledby=broken] li').first
    said = hardest.inner_text()
    inspector.press(hardest.locator('a'))
    look(inspector)
    assert page.locator('h1').inner_text() in said
    share = re.search(r'(\d+)\s%', said)
    assert share
    assert f'{share[1]}\xa0%' in page.locator('section[aria-labelledby=answers]').inner_text()

    inspector.press(tile(inspector, 'Челябинский городской округ'))
    look(inspector)
    assert page.locator('h1').inner_text() == 'Челябинский городской округ'

    inspector.press(page.locator('section[aria-labelledby=requirements] li a').first)
    assert '/questions/' in page.url


def test_the_map_is_walked_with_the_keyboard_and_read_aloud(inspector: Visitor) -> None:
    inspector.open(f'{ROOT}map?question=FS-001')
    town = tile(inspector, 'Магнитогорский городской округ')

    assert re.fullmatch(r'Магнитогорский городской округ: (не меньше )?≥?\s*\d+\s% из .+',
                        spoken(town))
    assert spoken(tile(inspector, 'Миасский городской округ')) == 'Миасский городской округ: скрыто'
    reach(inspector, town)
    assert town.evaluate('item => getComputedStyle(item).outlineStyle') != 'none'
    inspector.follow(lambda: inspector.page.keyboard.press('Enter'))
    assert inspector.page.locator('h1').inner_text() == 'Магнитогорский городской округ'


def test_a_heat_table_is_walked_with_the_keyboard(new_visitor: NewVisitor, world: World) -> None:
    """On a telephone the table is wider than the window, and its frame scrolls by itself."""
    visitor = new_visitor()
    world.people.sign_in(visitor, 'inspector')
    visitor.open(f'{ROOT}data?rows=requirement&columns=size')
    frame = visitor.page.locator('.heat')

    reach(visitor, frame)

    assert scrolls(visitor, frame)
    assert frame.get_attribute('role') == 'region'
    assert frame.locator('th[scope=row]').first.is_visible()
    assert frame.locator('th[scope=col]').count() == 6


def test_a_question_to_the_data_is_an_address(inspector: Visitor) -> None:
    page = inspector.page
    inspector.open(f'{ROOT}data')
    page.locator('#rows').select_option('territory')
    page.locator('#columns').select_option('legal_form')
    page.locator('#measure').select_option('businesses')
    inspector.press(page.locator('main form button'))
    shown = page.locator('.heat').inner_text()

    parts = urlsplit(page.url)
    inspector.open(f'{parts.path}?{parts.query}')

    assert page.locator('.heat').inner_text() == shown
    assert page.locator('#columns').input_value() == 'legal_form'


def test_pictures_have_their_tables_without_a_script(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(script=False)
    world.people.sign_in(visitor, 'inspector')
    visitor.open(QUESTION)

    behind = visitor.page.locator('section[aria-labelledby=by_territory] details')
    behind.locator('summary').click()

    assert behind.locator('tbody tr').count() == 43


def scrolls(visitor: Visitor, frame: Locator) -> bool:
    """Press the right arrow until the frame that has the focus has moved."""
    for _ in range(50):
        visitor.page.keyboard.press('ArrowRight')
        visitor.page.wait_for_timeout(50)
        if frame.evaluate('item => item.scrollLeft') > 0:
            return True
    return False


def tile(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator(f'a.tile[title="{name}"]')


def spoken(item: Locator) -> str:
    """Return what a screen reader says of a link: everything that is not kept from it."""
    words: str = item.evaluate("""item => {
        const copy = item.cloneNode(true);
        copy.querySelectorAll('[aria-hidden=true]').forEach(each => each.remove());
        return copy.textContent.replace(/\\s+/g, ' ').trim();
    }""")
    return words


def reach(visitor: Visitor, item: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(TABS):
        visitor.page.keyboard.press('Tab')
        if item.evaluate('item => item === document.activeElement'):
            return
    raise AssertionError('The Tab key does not lead there.')
