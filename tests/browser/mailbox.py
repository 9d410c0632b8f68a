"""The messages that the service under test has written into its folder."""
import email
import re
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

PATIENCE = 90.0
_LINK = re.compile(r'https?://\S+')


def link_to(folder: Path, address: str, kind: str) -> str:
    """Wait for the newest message of a kind to an address and return the path of its link."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for message in _messages(folder, kind):
            if message['To'] == address:
                return urlsplit(_first_link(message)).path
        time.sleep(0.2)
    raise AssertionError(f'no message {kind} to {address}')


def _messages(folder: Path, kind: str) -> list[EmailMessage]:
    paths = sorted((folder / 'mail').glob(f'*-{kind}-*.eml'), reverse=True)
    return [email.message_from_bytes(path.read_bytes(), policy=default)  # type: ignore[misc]
            for path in paths]


def _first_link(message: EmailMessage) -> str:
    body = message.get_body(('plain',))
    assert body is not None
    found = _LINK.search(body.get_content())
    assert found is not None
    return found[0]
