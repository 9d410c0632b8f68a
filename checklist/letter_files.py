"""The folder into which messages are written where no mail server is set."""
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.parser import BytesHeaderParser
from email.policy import default
from pathlib import Path


@dataclass(frozen=True)
class LetterFiles:
    """Messages as files; each holds an address, so none is kept for long."""

    folder: Path

    def remove_of(self, address: str) -> None:
        """Remove everything that was written to an address."""
        wanted = _comparable(address)
        for path in self.folder.glob('*.eml'):
            if wanted == _recipient(path):
                path.unlink(missing_ok=True)

    def remove_before(self, moment: float, kind: str = '') -> None:
        """Remove what was written before a moment, of one kind or of all."""
        for path in self.folder.glob(f'*-{kind}-*' if kind else '*'):
            if path.is_file() and path.stat().st_mtime < moment:
                path.unlink(missing_ok=True)


def _recipient(path: Path) -> str:
    try:
        with path.open('rb') as file:
            header = BytesHeaderParser(policy=default).parse(file)['To']
        return _comparable(header.addresses[0].addr_spec) if header else ''
    except (OSError, IndexError, HeaderParseError):
        return ''


def _comparable(address: str) -> str:
    """Return an address with its host as the network knows it, as it stands in a message."""
    name, _, host = address.rpartition('@')
    try:
        return f'{name}@{host.encode("idna").decode()}'.lower()
    except UnicodeError:
        return address.lower()
