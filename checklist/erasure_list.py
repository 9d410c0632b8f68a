"""The list of what was erased, in a file outside the database.

A database that comes back from a backup has again what was erased since. The list says what, by
keyed digests of ids that tell nobody anything, so that it is erased again before anybody sees it.
Self-inspections stand in it by their ids, which are random, open nothing, and are in the journal.
"""
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Erased:
    """What went at once: an account with its companies, or what its owners have deleted."""

    at: str
    account: str = ''
    companies: tuple[str, ...] = ()
    inspections: tuple[str, ...] = ()


@dataclass(frozen=True)
class ErasureList:
    """One line of JSON for each erasure, only ever added to."""

    path: Path

    def add(self, erased: Erased) -> None:
        """Add a line; when this returns it is on the disk."""
        new = not self.path.exists()
        line = json.dumps(asdict(erased)) + '\n'
        with open(self.path, 'ab+', opener=_for_us_alone) as file:
            file.write(self._mended(file.tell(), line).encode())
            file.flush()
            os.fsync(file.fileno())
        if new:
            _flush_folder(self.path.parent)

    def __iter__(self) -> Iterator[Erased]:
        """Yield what is listed; a line that a power cut has torn was never promised."""
        if not self.path.exists():
            return
        for line in self.path.read_text('utf-8').splitlines():
            try:
                fields = json.loads(line)
                yield Erased(fields['at'], fields['account'], tuple(fields['companies']),
                             tuple(fields.get('inspections', ())))
            except (ValueError, KeyError, TypeError):
                continue

    def _mended(self, size: int, line: str) -> str:
        """Return a line that does not run on from a torn one."""
        return line if not size or self.path.read_bytes().endswith(b'\n') else f'\n{line}'


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
