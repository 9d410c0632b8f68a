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
    assert frame.locator('th[scope=col]').count() == 4
    said = visitor.page.locator('section[aria-labelledby=answer]').inner_text()
    assert re.search('Скрыты целиком: .*Больше 250 работников', said)


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


@pytest.mark.parametrize('path', ['', 'data', 'map', QUESTION.removeprefix(ROOT)])
def test_on_a_telephone_the_answer_comes_before_the_choices(
        new_visitor: NewVisitor, world: World, path: str) -> None:
    visitor = new_visitor(script=False)
    world.people.sign_in(visitor, 'inspector')
    visitor.open(f'{ROOT}{path}')
    folded = visitor.page.locator('main form[method=get]')

    assert not folded.is_visible()
    visitor.page.locator('.filters > summary').click()

    assert folded.is_visible()


def test_a_table_of_few_rows_is_read_without_scrolling_on_a_telephone(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor()
    world.people.sign_in(visitor, 'inspector')
    visitor.open(QUESTION)
    frame = visitor.page.locator('section[aria-labelledby=answers] .scroll')

    assert frame.evaluate('item => item.scrollWidth - item.clientWidth') <= 0
    assert frame.locator('td[data-label="Организации"]').count() == 6


def test_what_is_wrong_in_the_choices_opens_them(new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor()
    visitor.expected.add(422)
    world.people.sign_in(visitor, 'inspector')
    visitor.open(f'{ROOT}data?rows=size&columns=size')

    assert visitor.page.locator('#columns').is_visible()


def test_at_a_desk_the_choices_stand_open(inspector: Visitor) -> None:
    inspector.open(f'{ROOT}data')

    assert inspector.page.locator('#columns').is_visible()
    assert not inspector.page.locator('.filters > summary').is_visible()


@pytest.mark.parametrize(('path', 'item'), [
    ('data?rows=requirement&columns=month', '.heat td'), ('map?question=FS-001', '.tile')])
def test_without_colours_a_level_is_an_edge_and_what_is_hidden_a_dashed_frame(
        new_visitor: NewVisitor, world: World, path: str, item: str) -> None:
    visitor = new_visitor(forced_colors='active')
    world.people.sign_in(visitor, 'inspector')
    visitor.open(f'{ROOT}{path}')
    edge = 'item => parseFloat(getComputedStyle(item).borderInlineStartWidth)'
    style = 'item => getComputedStyle(item).borderInlineStartStyle'

    highest = visitor.page.locator(f'{item}.heat-5').first
    assert highest.evaluate(edge) > 5
    for low in visitor.page.locator(f'{item}.heat-0').all()[:1]:
        assert low.evaluate(edge) < 2
    assert visitor.page.locator(f'{item}.hatched').first.evaluate(style) == 'dashed'


def test_in_high_contrast_the_map_is_a_list_that_can_be_read_on_a_telephone(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor()
    world.people.sign_in(visitor, 'inspector')
    visitor.open(f'{ROOT}map?question=FS-001')
    visitor.page.locator('.menu > summary').click()
    visitor.press(visitor.page.locator('.menu button[value=contrast]'))
    tiles = visitor.page.locator('.tile')

    assert tiles.count() == 43
    assert tiles.locator('.tile__name:visible').count() == 43
    cut = tiles.evaluate_all('all => all.filter(one => one.scrollWidth > one.clientWidth).length')
    assert cut == 0
    hidden = visitor.page.locator('.tile.hatched').first
    assert hidden.evaluate('one => getComputedStyle(one).backgroundImage') == 'none'


def test_print_has_the_figures_and_no_choices(inspector: Visitor) -> None:
    inspector.open(f'{ROOT}data?rows=requirement&columns=month')
    inspector.page.emulate_media(media='print')

    assert inspector.page.locator('.heat').evaluate(
        'item => getComputedStyle(item).overflowX') == 'visible'
    for away in ('.filters', '.subnav', '.header', '.take'):
        assert not inspector.page.locator(away).is_visible()


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
