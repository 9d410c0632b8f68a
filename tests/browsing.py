"""A client for the tests: every request has a session of its own, as in production.

What a request did not commit is gone when it ends, so a test sees only what was committed.
"""
import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask, Response
from flask.testing import FlaskClient

from tests.pages import Form, Page

# Looking at these changes nothing, but they are not pages to go on from.
LEFT_OUT = re.compile(r'^(https?:|mailto:|#|/static/)')
MOST = 200


class Answer(Response):
    """A response that can be read as a page."""

    @cached_property
    def page(self) -> Page:
        assert self.mimetype == 'text/html', f'{self.status}: {self.mimetype}'
        return Page(self.get_data(as_text=True))


class Client(FlaskClient):
    """One browser: it keeps cookies and sends what the forms of a page hold."""

    def __init__(self, app: Flask, visitor: str = '192.0.2.1') -> None:
        super().__init__(app, response_wrapper=Answer)
        self.environ_base = {'REMOTE_ADDR': visitor, 'HTTP_USER_AGENT': 'tests'}

    def open(self, *arguments: Any, **keywords: Any) -> Any:
        """Send a request and take the whole answer, so that no file of it stays open."""
        return super().open(*arguments, **{'buffered': True, **keywords})

    def page(self, url: str, status: int = 200) -> Page:
        """Open an address, going where it leads, and read the page."""
        answer = self.get(url, follow_redirects=True)
        assert answer.status_code == status, (url, answer.status, answer.page.text)
        return answer.page

    def token(self) -> str:
        """Return a token for a form that was not read from a page."""
        return self.page('/about').forms[0].values['csrf_token']

    def send(self, form: Form, button: str = '', url: str = '', json: bool = False,
             **changes: Any) -> Any:
        """Send a form as a browser does, with some fields changed; None leaves one out."""
        values = {**form.values, **_pressed(form, button), **changes}
        data = {name: value for name, value in values.items() if value is not None}
        headers = {'Accept': 'application/json'} if json else {}
        return self.post(form.action or url, data=data, headers=headers)

    def press(self, form: Form, button: str = '', url: str = '', **changes: Any) -> Page:
        """Send a form and go where the answer leads."""
        answer = self.send(form, button, url, **changes)
        assert answer.status_code == 303, (answer.status, answer.page.text)
        return self.page(answer.location)


def _pressed(form: Form, value: str) -> dict[str, str]:
    buttons = [button for button in form.buttons if not value or button['value'] == value]
    assert buttons or not value, f'no button {value!r}'
    first = buttons[0] if buttons else None
    return {first['name']: first['value']} if first and first['name'] else {}


def crawl(get: Callable[[str], Any], start: str) -> dict[str, Any]:
    """Open every page that can be reached by links; return the answers by address."""
    waiting, seen = [start], dict[str, Any]()
    while waiting and len(seen) < MOST:
        address = waiting.pop().split('#')[0]
        if not address or address in seen or LEFT_OUT.match(address):
            continue
        answer = seen[address] = get(address)
        found = [answer.location] if answer.location else []
        if answer.mimetype == 'text/html':
            found += answer.page.links + [form.action for form in answer.page.forms]
        waiting += [link for link in found if link.startswith('/')]
    return seen
