"""Signing in through another site with a real browser, whose cookies and policies are strict."""
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from checklist.access import Role
from checklist.config import Settings
from checklist.provider_settings import OidcSettings
from checklist.providers.configured import configured_providers
from tests.accounts import session, staff
from tests.browser.measures import accessibility_violations, sideways
from tests.databases import Database, make_app
from tests.postgresql import free_port
from tests.providers.running import CLIENT, SECRET, Running

pytestmark = pytest.mark.browser


@pytest.fixture
def home(sqlite_database: Database, tmp_path: Path) -> Iterator[str]:
    """The service as localhost; its provider is 127.0.0.1, which is another site."""
    sqlite_database.reset()
    address = f'http://localhost:{free_port()}'
    provider = Running('oidc', CLIENT, SECRET, f'{address}/sign-in/with/oidc/answer')
    settings = OidcSettings(provider.address, CLIENT, SECRET, 'Портал')
    app = make_app(sqlite_database.url, tmp_path, public_url=address)
    app.extensions['providers'] = {
        'oidc': configured_providers(Settings(oidc=settings))[0]}
    server = make_server('localhost', int(address.rpartition(':')[2]), app, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()
    provider.stop()
    sqlite_database.dispose()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale='ru', viewport={'width': 360, 'height': 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on('console', lambda message: complaints.append(message.text))
    yield page
    context.close()
    assert [text for text in complaints if 'Content Security Policy' in text] == []


def violations(page: Page) -> list[str]:
    """Return what keeps somebody out of a page on a phone."""
    return [*accessibility_violations(page), *sideways(page)]


def test_a_newcomer_comes_back_from_the_provider_to_the_consent(home: str, page: Page) -> None:
    page.goto(f'{home}/sign-in/')
    assert violations(page) == []

    page.get_by_role('button', name='Войти через «Портал»').click()
    page.wait_for_url('**/sign-in/new')

    assert violations(page) == []
    page.get_by_role('checkbox').check()
    page.get_by_role('button', name='Открыть').click()
    page.wait_for_url('**/companies/')


def test_staff_links_and_comes_in_although_its_cookie_is_strict(
        home: str, page: Page, sqlite_database: Database, browser: Browser) -> None:
    token = session(sqlite_database, staff(sqlite_database, Role.INSPECTOR))
    page.context.add_cookies([{'name': 'account', 'value': token, 'url': home,
                               'sameSite': 'Strict'}])
    page.goto(f'{home}/account/security')
    page.get_by_role('button', name='Связать').click()
    page.get_by_text('Теперь вы можете входить через «Портал»').wait_for()
    assert violations(page) == []
    page.context.clear_cookies()

    page.goto(f'{home}/sign-in/')
    page.get_by_role('button', name='Войти через «Портал»').click()

    page.wait_for_url('**/sign-in/code**')
    page.get_by_label('Код').wait_for()
