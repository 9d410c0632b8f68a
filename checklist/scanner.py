"""Asking a virus scanner about a file: clamd, by its INSTREAM command."""
import socket
from dataclasses import dataclass
from struct import pack

CHUNK = 64 * 1024
SECONDS = 60.0
LONGEST_REPLY = 4096


class ScannerAway(Exception):
    """The scanner cannot be reached or has no verdict; the file has to wait."""


@dataclass(frozen=True)
class Scanner:
    """clamd at ``address``: the path of a socket, or host:port."""

    address: str

    def is_clean(self, body: bytes) -> bool:
        """Return whether nothing was found in a file, or raise ScannerAway."""
        try:
            reply = self._ask(body)
        except (OSError, ValueError) as error:
            raise ScannerAway(f'clamd: {error}') from error
        if reply.endswith(b'OK'):
            return True
        if reply.endswith(b'FOUND'):
            return False
        raise ScannerAway(f'clamd answered {reply[:200]!r}.')

    def _ask(self, body: bytes) -> bytes:
        with self._connect() as connection:
            connection.settimeout(SECONDS)
            connection.sendall(b'zINSTREAM\0')
            for start in range(0, len(body), CHUNK):
                part = body[start:start + CHUNK]
                connection.sendall(pack('!I', len(part)) + part)
            connection.sendall(pack('!I', 0))
            with connection.makefile('rb') as answer:
                return answer.read(LONGEST_REPLY).rstrip(b'\0\r\n ')

    def _connect(self) -> socket.socket:
        if not self.address.startswith('/'):
            host, _, port = self.address.rpartition(':')
            return socket.create_connection((host, int(port)), SECONDS)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(SECONDS)
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection
