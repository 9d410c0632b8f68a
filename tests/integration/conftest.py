"""Providers of identities: processes of their own that the application knows."""
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.providers.certificates import certify
from tests.providers.running import (
    CALLBACK, CLIENT, SECRET, Running, client_of, client_of_esia)


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


@pytest.fixture(scope='session')
def esia_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys and certificates of the client, of ЕСИА, and of somebody else."""
    folder: Path = tmp_path_factory.mktemp('esia')
    for name in ('client', 'esia', 'other'):
        certify(folder, name)
    certify(folder, 'elliptic', elliptic=True)
    return folder


@pytest.fixture(scope='session')
def esia_process(esia_folder: Path) -> Iterator[Running]:
    running = Running('esia', CLIENT, CALLBACK.format('esia'), str(esia_folder))
    yield running
    running.stop()


@pytest.fixture
def esia(esia_process: Running, esia_folder: Path, app: Flask) -> Iterator[Running]:
    """The stand-in for ЕСИА, known to the application with a program that signs."""
    esia_process.control()
    app.extensions['providers'] = {'esia': client_of_esia(esia_process, esia_folder)}
    yield esia_process
    app.extensions['providers'] = {}
