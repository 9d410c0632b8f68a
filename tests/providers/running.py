"""A provider as a process, and a browser that goes there and comes back."""
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from checklist.config import ROOT, Settings
from checklist.provider_settings import EsiaSettings, OidcSettings
from checklist.providers.configured import configured_providers
from checklist.providers.identity import Provider
from checklist.providers.oidc import OidcProvider
from checklist.services.identities import link_identity
from tests.browsing import Client
from tests.databases import Database
from tests.factories import committed
from tests.postgresql import free_port

CLIENT, SECRET = 'checklist', 'a secret of the client'
CALLBACK = 'http://127.0.0.1:8000/sign-in/with/{}/answer'
READY_SECONDS = 20.0
SIGNER = Path(__file__).parent / 'signer.py'


class Running:
    """A provider of the tests."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.port = free_port()
        self.address = f'http://127.0.0.1:{self.port}'
        self.process = subprocess.Popen(
            [sys.executable, '-W', 'ignore', '-m', f'tests.providers.{module}', str(self.port),
             *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)
        self._wait()

    def control(self, **wanted: Any) -> list[dict[str, str]]:
        """Say what it shall do from now on, and return what it was asked so far."""
        answer = requests.post(f'{self.address}/control', json=wanted, timeout=5)
        seen: list[dict[str, str]] = answer.json()['seen']
        return seen

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            try:
                socket.create_connection(('127.0.0.1', self.port), 0.2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError('The provider does not start.')


def led_on(answer: Any) -> str:
    """Return where a page leads on by itself, or a redirect."""
    if answer.status_code == 200:
        refresh: str = answer.headers['Refresh']
        target = refresh.removeprefix('0; url=')
        assert target in answer.page.links
        return target
    assert answer.status_code == 303, answer.page.text
    return str(answer.location)


def visit(address: str) -> str:
    """Go to a provider and return the path that it leads back to."""
    answer = requests.get(address, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers['Location'])
    return f'{parts.path}?{parts.query}'


def begin(client: Client, key: str = 'oidc', target: str = '') -> str:
    """Press the button on the sign-in page; return the address at the provider."""
    page = client.page(f'/sign-in/?next={target}' if target else '/sign-in/')
    return led_on(client.send(page.form(f'/sign-in/with/{key}')))


def come_in(client: Client, key: str = 'oidc', target: str = '') -> Any:
    """Sign in through a provider and return what the way back answers."""
    return client.get(visit(begin(client, key, target)))


def agree(client: Client, names: Sequence[str] = ('consent',)) -> Any:
    """Agree on the page that opens an account."""
    page = client.page('/sign-in/new')
    form = next(form for form in page.forms if 'consent' in form.names)
    return client.send(form, url='/sign-in/new', **dict.fromkeys(names, 'y'))


def press_link(client: Client, key: str = 'oidc') -> Any:
    """Link an identity on the page of one's account and return what the way back answers."""
    form = client.page('/account/security').form(f'/account/identities/{key}/link')
    return client.get(visit(led_on(client.send(form))))


def told(client: Client, answer: Any) -> str:
    """Return what the next page says of it."""
    return client.page(led_on(answer)).text


def is_in(client: Client) -> bool:
    return bool(client.get('/account/security').status_code == 200)


def client_of(running: Running, **settings: Any) -> OidcProvider:
    """Return a provider that knows nothing yet but the issuer."""
    return OidcProvider(OidcSettings(**{
        'issuer': running.address, 'client_id': CLIENT, 'client_secret': SECRET, 'name': 'Вход',
        **settings}))


def client_of_esia(running: Running, folder: Path, signer: Sequence[str] = (),
                   **settings: Any) -> Provider:
    """Return what asks the stand-in for ЕСИА; it signs with the key of the client."""
    found = EsiaSettings(**{
        'url': running.address, 'client_id': CLIENT, 'certificate': folder / 'esia.pem',
        'signer': signer or signing(folder, 'client'), **settings})
    return configured_providers(Settings(esia=found))[0]


def signing(folder: Path, name: str) -> list[str]:
    """Return a command that signs with a key of the tests, as one with ГОСТ would look."""
    return ['openssl', 'cms', '-sign', '-binary', '-outform', 'DER', '-noattr', '-signer',
            str(folder / f'{name}.pem'), '-inkey', str(folder / f'{name}.key')]


def signing_by_program(folder: Path, name: str) -> list[str]:
    """Return a command that signs by a library."""
    return [sys.executable, str(SIGNER), str(folder / f'{name}.pem'), str(folder / f'{name}.key')]


def link(database: Database, account_id: str, running: Running, name: str = 'olga') -> None:
    """Link an account with somebody at the provider."""
    committed(database, lambda: link_identity(
        account_id, 'oidc', f'{running.address} {name}', now=datetime.now(UTC)))
