"""What an inspector takes along: a table, and the report of a month that the worker prints."""
import time
from pathlib import Path

import pytest
from playwright.sync_api import Download

from tests.browser.conftest import NewVisitor
from tests.browser.documents import pdf_text, without_spaces, workbook_text
from tests.browser.inspector_pages import ROOT
from tests.browser.measures import look
from tests.browser.screens import REPORT_SECONDS
from tests.browser.visitor import Visitor
from tests.browser.world import World

pytestmark = pytest.mark.browser

MONTH = '2026-09'


@pytest.fixture
def inspector(new_visitor: NewVisitor, world: World) -> Visitor:
    visitor = new_visitor()
    world.people.sign_in(visitor, 'inspector')
    return visitor


def body(download: Download) -> bytes:
    return Path(download.path()).read_bytes()


def test_an_inspector_asks_for_a_report_and_gets_it(inspector: Visitor) -> None:
    """Nothing is pressed while it is being made: the page asks for it by itself."""
    inspector.open(f'{ROOT}reports')
    files: list[Download] = []
    inspector.page.on('download', lambda download: files.append(download))
    row = inspector.page.locator('.tasks li', has_text='сентябрь 2026')
    row.locator('button').click(no_wait_after=True)

    deadline = time.monotonic() + REPORT_SECONDS
    while not files and time.monotonic() < deadline:
        inspector.page.wait_for_timeout(500.0)

    said = pdf_text(body(files[0]))
    assert files[0].suggested_filename == f'statistics-mchs-74-{MONTH}.pdf'
    if inspector.page.url.endswith('.pdf'):    # Otherwise it was ready before anybody waited.
        assert inspector.page.locator('h1').inner_text() == 'Отчёт готов'
        look(inspector)
    assert without_spaces('Самопроверки в цифрах: сентябрь 2026') in said
    inspector.open(f'{ROOT}reports')
    assert 'Готов' in row.inner_text()


def test_an_inspector_takes_a_table_along(inspector: Visitor) -> None:
    inspector.open(f'{ROOT}?first={MONTH}&last={MONTH}')
    link = inspector.page.locator('a[href*="overview-broken.xlsx"]')

    with inspector.page.expect_download() as found:
        link.click()

    said = workbook_text(body(found.value))
    assert found.value.suggested_filename == f'overview-broken-{MONTH}-{MONTH}.xlsx'
    assert 'скрыто' in said
