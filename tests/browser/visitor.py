"""A person with a browser of their own, watched for what should never happen in it."""
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, Request, Response

from tests.browser.words import Words

# Milliseconds; enough for a machine that does much else meanwhile.
PATIENCE = 45_000.0

_REPORT_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) =>
  reportViolation(`${event.violatedDirective}: ${event.blockedURI || event.sample}`));
"""
_STORED = 'localStorage.length + sessionStorage.length'
# Sends a form of the page with some fields changed, also such as no person could type.
_SEND = """
([action, fields]) => {
  const form = [...document.querySelectorAll('main form')].find((item) =>
    item.method === 'post' && (item.getAttribute('action') || location.pathname).includes(action));
  for (const [name, value] of Object.entries(fields)) {
    for (const old of form.querySelectorAll(`[name="${name}"]`)) old.disabled = true;
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name, value });
    form.append(input);
  }
  HTMLFormElement.prototype.submit.call(form);
}
"""


@dataclass
class Watch:
    """What happened in a browser that its user did not ask for."""

    errors: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    failed: Counter[int] = field(default_factory=Counter)

    def problems(self, expected: set[int]) -> list[str]:
        return [*self.errors, *self.violations, *self.dialogs, *self.strangers,
                *(f'status {status}' for status in self.failed if status not in expected)]


class Visitor:
    """One browser with one window to begin with; ``expected`` are the statuses it may meet."""

    def __init__(self, browser: Browser, url: str, network: str, *, width: int = 360,
                 height: int = 740, script: bool = True, language: str = 'ru',
                 **options: Any) -> None:
        self.url = url
        self.words = Words(language)
        self.script = script
        self.watch = Watch()
        self.expected: set[int] = set()
        self.context = browser.new_context(
            base_url=url, viewport={'width': width, 'height': height}, locale='ru-RU',
            java_script_enabled=script, reduced_motion='reduce',
            extra_http_headers={'X-Forwarded-For': network}, **options)
        self.context.set_default_timeout(PATIENCE)
        self._begin_to_watch()
        self.page: Page = self.context.new_page()

    def open(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response is not None
        return response

    def press(self, target: Locator) -> Response:
        """Press a link or a button and wait for the page it leads to."""
        return self.follow(target.click)

    def follow(self, act: Callable[[], Any]) -> Response:
        with self.page.expect_navigation() as navigation:
            act()
        return navigation.value

    def send(self, path: str, action: str, /, **fields: str) -> Response:
        """Open a page and send its form to ``action`` with some fields changed."""
        self.open(path)
        return self.send_here(action, **fields)

    def send_here(self, action: str, /, **fields: str) -> Response:
        return self.follow(lambda: self.page.evaluate(_SEND, [action, fields]))

    def speak(self, language: str) -> None:
        """Choose the language as people do, at the foot of the page."""
        self.words = Words(language)
        self.press(self.page.locator(f'footer button[value={language}]'))

    def window(self) -> Page:
        """Open one more window of the same browser."""
        return self.context.new_page()

    def problems(self) -> list[str]:
        """Return what should not have happened, or should not have been left in the browser."""
        cookies = {cookie['name'] for cookie in self.context.cookies() if not cookie['httpOnly']}
        stored = [page.url for page in self.context.pages
                  if page.url.startswith(self.url) and page.evaluate(_STORED)]
        return [*self.watch.problems(self.expected),
                *(f'cookie {name}' for name in cookies), *(f'storage {url}' for url in stored)]

    def close(self) -> None:
        self.context.close()

    def _begin_to_watch(self) -> None:
        if self.script:
            self.context.expose_function(
                'reportViolation', lambda text: self.watch.violations.append(text))
            self.context.add_init_script(_REPORT_VIOLATIONS)
        self.context.on('console', self._hear)
        self.context.on('weberror', lambda error: self.watch.errors.append(str(error.error)))
        self.context.on('dialog', self._refuse)
        self.context.on('request', self._see_request)
        self.context.on('response', self._see_response)

    def _hear(self, message: ConsoleMessage) -> None:
        # Addresses that fail are counted by their status, which says more.
        if message.type in ('error', 'warning') and not message.text.startswith(
                'Failed to load resource'):
            self.watch.errors.append(message.text)

    def _refuse(self, dialog: Dialog) -> None:
        self.watch.dialogs.append(f'{dialog.type}: {dialog.message}')
        dialog.dismiss()

    def _see_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != 'data' and f'{parts.scheme}://{parts.netloc}' != self.url:
            self.watch.strangers.append(request.url)

    def _see_response(self, response: Response) -> None:
        if response.status >= 400:
            self.watch.failed[response.status] += 1
