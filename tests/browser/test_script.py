"""What JavaScript adds to pages that are complete without it."""
import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewVisitor
from tests.browser.screens import BusinessScreen, LinkScreen, StartScreen
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser


def test_activities_are_suggested_while_words_are_typed(visitor: Visitor) -> None:
    business = StartScreen.open(visitor).find()
    business.page.locator('#activity').press_sequentially('парикмахер', delay=20)

    expect(business.suggestions.first).to_have_attribute(
        'value', re.compile(r'^96\.02\S* .*парикмахер'))
    expect(business.suggestions.first).to_have_attribute('lang', 'ru')


def test_a_suggestion_that_was_chosen_is_understood(visitor: Visitor) -> None:
    visitor.expected = {422}
    business = StartScreen.open(visitor).find()
    business.page.locator('#activity').press_sequentially('кафе')
    chosen = business.suggestions.nth(0)
    expect(chosen).to_have_count(1)
    business.page.locator('#activity').fill(chosen.get_attribute('value') or '')

    business.go_on()

    assert not business.matches
    assert len(business.problems) == 3  # Who, where and how many are still to be said.


def test_the_secret_link_is_copied(new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'])
    visitor.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    visitor.open(f'{world.paths["draft"]}/link')
    link, button = LinkScreen(visitor), visitor.page.locator('[data-copy]')

    button.click()

    expect(button.locator('[aria-live]')).to_have_text(visitor.words('Copied'))
    assert visitor.page.evaluate('navigator.clipboard.readText()') == link.address


def test_buttons_that_need_a_script_are_not_shown_without_it(
        new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'], script=False)
    visitor.open(f'{world.paths["draft"]}/link')

    assert visitor.page.locator('main button:visible').count() == 0


@pytest.mark.parametrize('how', ['Escape', 'outside'])
def test_the_menu_closes(visitor: Visitor, how: str) -> None:
    visitor.open('/about')
    menu, summary = visitor.page.locator('.menu'), visitor.page.locator('.menu summary')
    summary.click()
    expect(menu).to_have_attribute('open', '')

    if how == 'Escape':
        visitor.page.keyboard.press('Escape')
    else:
        visitor.page.mouse.click(10, 700)

    expect(menu).not_to_have_attribute('open', '')
    if how == 'Escape':
        expect(summary).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(visitor: Visitor) -> None:
    visitor.expected = {422}
    StartScreen.open(visitor).find().go_on()
    business = BusinessScreen(visitor)

    expect(visitor.page.locator('.summary-box')).to_be_focused()
    for link in visitor.page.locator('.summary-box a').all():
        link.click()
        target = (link.get_attribute('href') or '').removeprefix('#')
        expect(visitor.page.locator(f'#{target}')).to_be_focused()
    assert len(business.problems) == 4
