"""A real server, a real browser, and visitors who are watched."""
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.service import Service, failing_service
from tests.browser.visitor import Visitor
from tests.browser.world import World, make_world

CHROMIUM = Path('/usr/bin/chromium')
FLAGS = ('--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
         '--disable-background-networking', '--disable-component-update', '--disable-sync')

NewVisitor = Callable[..., Visitor]
_networks = (f'10.{number // 250}.{number % 250}.1' for number in count(1))


@pytest.fixture(scope='session')
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    service = Service(tmp_path_factory.mktemp('service'))
    service.start()
    try:
        yield service
    finally:
        service.stop()


@pytest.fixture(scope='session')
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an application whose pages fail as asked."""
    with failing_service(tmp_path_factory.mktemp('failing')) as address:
        yield address


@pytest.fixture(scope='session')
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope='session')
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f'There is no {CHROMIUM}: install the packages chromium and libatomic1')
    playwright: Playwright = request.getfixturevalue('playwright')
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope='session')
def world(browser: Browser, playwright: Playwright, service: Service) -> Iterator[World]:
    """Self-inspections in every state, all known to one browser."""
    requests = [playwright.request.new_context(
        base_url=service.url, extra_http_headers={'X-Forwarded-For': next(_networks)})
        for _ in range(2)]
    yield make_world(requests[0], requests[1], service.database)
    for request in requests:
        request.dispose()


@pytest.fixture
def new_visitor(browser: Browser, service: Service) -> Iterator[NewVisitor]:
    """Make visitors, each with a browser and a network of their own; none may see a fault."""
    visitors = []

    def make(url: str = service.url, **options: Any) -> Visitor:
        visitors.append(Visitor(browser, url, next(_networks), **options))
        return visitors[-1]

    yield make
    problems = [problem for visitor in visitors for problem in visitor.problems()]
    for visitor in visitors:
        visitor.close()
    assert problems == []


@pytest.fixture
def visitor(new_visitor: NewVisitor) -> Visitor:
    """A visitor with a telephone."""
    return new_visitor()
