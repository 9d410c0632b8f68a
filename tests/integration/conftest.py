"""Providers of identities: processes of their own that the application knows."""
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.providers.running import CALLBACK, CLIENT, SECRET, Running, client_of


@pytest.fixture(scope='session')
def oidc_process() -> Iterator[Running]:
    running = Running('oidc', CLIENT, SECRET, CALLBACK.format('oidc'))
    yield running
    running.stop()


@pytest.fixture
def provider(oidc_process: Running, app: Flask) -> Iterator[Running]:
    """An OpenID provider as it should be, which the application knows by its issuer."""
    oidc_process.control()
    app.extensions['providers'] = {'oidc': client_of(oidc_process)}
    yield oidc_process
    app.extensions['providers'] = {}
