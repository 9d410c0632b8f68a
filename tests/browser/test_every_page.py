"""Every page, the failures too: accessible, never wider than the window, named, in one language."""
import re
from pathlib import Path

import pytest
from playwright.sync_api import Response

from checklist.app import create_app
from checklist.config import Settings
from tests.browser.account_pages import ACCOUNT_PAGES, NO_ACCOUNT_PAGE
from tests.browser.conftest import NewVisitor
from tests.browser.every_page import NO_PAGE, PAGES, At, Row
from tests.browser.inspector_pages import INSPECTOR_PAGES, NO_INSPECTOR_PAGE
from tests.browser.measures import accessibility_violations, sideways, small_targets
from tests.browser.visitor import Visitor
from tests.browser.workshop_pages import NO_WORKSHOP_PAGE, WORKSHOP_PAGES
from tests.browser.world import World
from tests.pages import Page

pytestmark = pytest.mark.browser

PHONE = {'width': 360, 'height': 740}
# A window of 1280 px enlarged to 200 % has room for 640.
ENLARGED = {'width': 640, 'height': 400}
DESKTOP = {'width': 1280, 'height': 800}
APPEARANCES = (('auto', 'light'), ('auto', 'dark'), ('contrast', 'light'), ('contrast', 'dark'))
# Failures that cannot be brought about from outside; the others are rows of the table.
FAILURES = (403, 422, 500, 503)
ERROR = {'ru': 'Ошибка: ', 'en': 'Error: '}
# Names that are the same in every language, Roman numbers, addresses, and what programs read.
_NAMES = re.compile(
    r'https?://\S+|\S+@\S+|[\w.-]+\.ru\S*|\S+\.pdf\b|\b[0-9]{8}-[0-9A-F]{8}\b|\b([IVXLC]+|PDF'
    r'|JSON|YAML|ICS|CSV|XLSX|LibreOffice|ZIP|SHA'
    r'|Excel|QR|cookie|JavaScript|WCAG|AAA?|HTML|CSS|SVG|axe|Golos|Text|Esc'
    r'|Tab|TOTP|JPEG|PNG|English|Firefox|Linux|SQLite|PostgreSQL|Python|SMTP|UTC)\b')

EVERY = (*PAGES, *ACCOUNT_PAGES, *WORKSHOP_PAGES, *INSPECTOR_PAGES)
every_page = pytest.mark.parametrize('row', EVERY, ids=str)
every_failure = pytest.mark.parametrize('code', FAILURES)


@pytest.mark.asvs('3.4.3', '14.2.3', '14.3.3')
@every_page
def test_a_page_keeps_nobody_out(new_visitor: NewVisitor, world: World, row: Row) -> None:
    visitor, response = open_row(new_visitor, world, row, 'ru')

    assert presents_itself(visitor, response, row.erroneous)
    assert look_through(visitor) == []
    assert english_words(visitor) == set()


@every_page
def test_a_page_also_speaks_english(new_visitor: NewVisitor, world: World, row: Row) -> None:
    visitor, response = open_row(new_visitor, world, row, 'en')

    assert presents_itself(visitor, response, row.erroneous)
    assert sideways(visitor.page) == []


@every_failure
def test_a_page_of_failure_keeps_nobody_out(
        new_visitor: NewVisitor, failing: str, code: int) -> None:
    visitor = new_visitor(failing)
    visitor.expected = {code}
    response = visitor.open(f'/fail/{code}')

    assert response.status == code
    assert presents_itself(visitor, response, erroneous=False)
    assert look_through(visitor) == []
    assert english_words(visitor) == set()


def test_no_two_pages_have_the_same_title(new_visitor: NewVisitor, world: World) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'])
    endpoints: dict[str, set[str]] = {}
    for row in PAGES:
        if isinstance(row.open, At) and row.status == 200 and row.known:
            html = visitor.context.request.get(row.open.address(world)).text()
            endpoints.setdefault(Page(html).title, set()).add(row.endpoint)

    assert {title: found for title, found in endpoints.items() if len(found) > 1} == {}


def test_every_route_has_a_row(tmp_path: Path) -> None:
    app = create_app(Settings(
        var=tmp_path, secret_key='x' * 32, database_url=f'sqlite:///{tmp_path / "none.db"}'))

    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert endpoints == {row.endpoint for row in EVERY if row.endpoint} | {
        *NO_PAGE, *NO_ACCOUNT_PAGE, *NO_WORKSHOP_PAGE, *NO_INSPECTOR_PAGE}


@pytest.mark.parametrize(('appearance', 'paper'), [
    ('light', 'rgb(251, 249, 245)'), ('dark', 'rgb(23, 22, 19)'),
    ('contrast', 'rgb(255, 255, 255)')])
def test_the_chosen_view_stays(new_visitor: NewVisitor, appearance: str, paper: str) -> None:
    visitor = new_visitor(script=False)
    visitor.open('/about')
    visitor.page.locator('.menu summary').click()
    visitor.press(visitor.page.locator(f'.menu button[value={appearance}]'))

    visitor.open('/privacy')

    assert visitor.page.locator('html').get_attribute('data-appearance') == appearance
    assert visitor.page.evaluate('getComputedStyle(document.body).backgroundColor') == paper


def test_the_language_can_be_chosen_where_only_a_form_leads(visitor: Visitor) -> None:
    visitor.expected = {422}
    visitor.send('/inspections/', '/enter', code='AAAA')

    visitor.speak('en')

    assert visitor.page.locator('html').get_attribute('lang') == 'en'
    assert visitor.page.locator('h1').inner_text() == (
        'Check your business before an inspector does')


def open_row(new_visitor: NewVisitor, world: World, row: Row,
             language: str) -> tuple[Visitor, Response]:
    cookies = world.cookies if row.known else world.strangers
    visitor = new_visitor(language=language, storage_state=cookies[language])
    visitor.expected = {row.status}
    response = row.open(visitor, world)
    assert response.status == row.status
    return visitor, response


def presents_itself(visitor: Visitor, response: Response, erroneous: bool) -> bool:
    """Return whether a page names its language, its one heading and what went wrong."""
    page = visitor.page
    assert response.headers['content-type'] == 'text/html; charset=utf-8'
    assert page.locator('html').get_attribute('lang') == visitor.words.language
    assert page.title().startswith(ERROR[visitor.words.language]) == erroneous
    return page.locator('h1').count() == 1


def look_through(visitor: Visitor) -> list[str]:
    """Return what is wrong with a page in any view and at any width."""
    page = visitor.page
    found = []
    for appearance, scheme in APPEARANCES:
        page.emulate_media(color_scheme=scheme)
        page.evaluate('name => document.documentElement.dataset.appearance = name', appearance)
        page.set_viewport_size(PHONE)
        found += [f'{appearance} {scheme}: {item}' for item in accessibility_violations(page)]
        for size in (PHONE, ENLARGED):
            page.set_viewport_size(size)
            found += [f'{appearance} {size["width"]}: {item}' for item in sideways(page)]
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        found += [f'small: {item}' for item in small_targets(page)]
    return found


def english_words(visitor: Visitor) -> set[str]:
    """Return words in Latin letters that a Russian page says for no reason."""
    words: list[str] = visitor.page.evaluate("""() => {
      for (const item of document.querySelectorAll('.code, .secret, [lang=en]')) item.remove();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode.data);
      return texts;
    }""")
    return {word for text in words for word in re.findall('[A-Za-z]{3,}', _NAMES.sub(' ', text))}
