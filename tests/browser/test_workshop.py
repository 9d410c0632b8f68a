"""The workshop by keyboard and in two windows: order, saving by itself, and what is typed."""
import pytest

from tests.browser.conftest import NewVisitor
from tests.browser.visitor import Visitor
from tests.browser.workshop_pages import DRAFT, QUESTION
from tests.browser.world import World

pytestmark = pytest.mark.browser

SAVED = "() => /\\d\\d:\\d\\d/.test(document.querySelector('[data-status]').textContent)"


def editor_at(new_visitor: NewVisitor, world: World, path: str, **options: object) -> Visitor:
    visitor = new_visitor(width=1280, height=800, **options)
    world.people.sign_in(visitor, 'editor')
    visitor.open(path.format(**world.people.things))
    return visitor


@pytest.mark.parametrize('script', [True, False])
def test_a_question_is_moved_by_keyboard_and_keeps_the_focus(
        new_visitor: NewVisitor, world: World, script: bool) -> None:
    visitor = editor_at(new_visitor, world, DRAFT + '/', script=script)
    page = visitor.page
    down = page.locator('button[value^="question:"][value$=":down"]').nth(1)
    name = down.get_attribute('value')
    before = page.locator('main ol.tasks').first.inner_text()

    down.focus()
    for _ in range(2):
        visitor.follow(lambda: page.keyboard.press('Enter'))
        focused = page.locator('button:focus')
        assert focused.get_attribute('value') == name
    assert page.locator('main ol.tasks').first.inner_text() != before
    page.keyboard.press('Shift+Tab')
    up = page.locator(f'button[value="{str(name).replace(":down", ":up")}"]:focus')
    for _ in range(2):
        up.wait_for(state='attached')
        visitor.follow(lambda: page.keyboard.press('Enter'))

    assert page.locator('main ol.tasks').first.inner_text() == before


def test_at_the_edge_the_other_button_has_the_focus(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = editor_at(new_visitor, world, DRAFT + '/')
    page = visitor.page
    up = page.locator('button[value^="question:"][value$=":up"]').nth(1)
    name = str(up.get_attribute('value'))

    up.focus()
    visitor.follow(lambda: page.keyboard.press('Enter'))

    assert page.locator('button:focus').get_attribute('value') == name.replace(':up', ':down')
    visitor.follow(lambda: page.keyboard.press('Enter'))


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_the_places_of_a_draft_stand_in_one_line_at_a_desk(
        new_visitor: NewVisitor, world: World, language: str) -> None:
    visitor = editor_at(new_visitor, world, DRAFT + '/')
    visitor.speak(language)

    places = visitor.page.locator('.subnav--wide')

    assert places.locator('a').count() == 8
    assert places.evaluate('item => item.clientHeight') < 60


def test_what_is_typed_saves_itself(new_visitor: NewVisitor, world: World) -> None:
    visitor = editor_at(new_visitor, world, QUESTION)
    page = visitor.page
    for text in ('Сохранится ли это?', 'Сохранится ли и это?'):
        revision = page.locator('[name=revision]').input_value()
        page.locator('#text-ru').fill(text)
        page.wait_for_function(
            'seen => document.querySelector("[name=revision]").value !== seen', arg=revision)
        page.wait_for_function(SAVED)

    visitor.open(page.url)

    assert page.locator('#text-ru').input_value() == 'Сохранится ли и это?'


def test_a_window_that_is_behind_stops_and_joins_both_by_a_button(
        new_visitor: NewVisitor, world: World) -> None:
    first = editor_at(new_visitor, world, QUESTION)
    second = editor_at(new_visitor, world, QUESTION)
    second.expected = {409}
    first.send_here('/parts/', **{'explanation-ru': 'Пояснил коллега.'})

    second.page.locator('#text-ru').fill('Спросил я?')
    button = second.page.locator('[data-conflict-button]')
    button.wait_for(state='visible')
    second.press(button)
    second.open(QUESTION.format(**world.people.things))

    assert second.page.locator('#text-ru').input_value() == 'Спросил я?'
    assert second.page.locator('#explanation-ru').input_value() == 'Пояснил коллега.'


def test_a_new_row_has_the_focus(new_visitor: NewVisitor, world: World) -> None:
    visitor = editor_at(new_visitor, world, DRAFT + '/parts/requirement/FS-R02')
    count = int(visitor.page.locator('[name=clauses-count]').input_value())

    visitor.press(visitor.page.locator('button[value="add:clauses"]'))

    assert visitor.page.locator(':focus').get_attribute('id') == f'clauses-{count}'
