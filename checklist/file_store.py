"""Files that people gave us, under random names in a folder that no web server serves.

A file is written beside its place, flushed to the disk and only then put in its place, and its
folder is flushed too: after a power cut it is there whole or not at all.
"""
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile('[A-Z2-7]{26}')


@dataclass(frozen=True)
class FileStore:
    """Files in ``folder``, in folders of their own by the first two letters of their names.

    One company may keep so many files in it, of so many bytes together.
    """

    folder: Path
    most_files: int = 500
    most_bytes: int = 500 * 1024 * 1024

    def write(self, name: str, body: bytes) -> None:
        """Keep a file for good, in place of one that has this name already."""
        place = self._place(name)
        self._make_folder(place.parent)
        # mkstemp makes files that only this user can read and write.
        descriptor, passing = tempfile.mkstemp(prefix='.', dir=place.parent)
        try:
            with os.fdopen(descriptor, 'wb') as file:
                file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(passing, place)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(passing)
            raise
        _flush_folder(place.parent)

    def read(self, name: str) -> bytes | None:
        """Return a file, or None where it is gone."""
        try:
            return self._place(name).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, name: str) -> None:
        self._place(name).unlink(missing_ok=True)

    def holds(self, name: str) -> bool:
        return self._place(name).is_file()

    def older_than(self, moment: float) -> Iterator[Path]:
        """Yield everything that was written before a moment, leftovers of a crash too."""
        for path in self.folder.glob('*/*'):
            with suppress(FileNotFoundError):
                if path.is_file() and path.stat().st_mtime < moment:
                    yield path

    def _place(self, name: str) -> Path:
        """Return where a file lies. Whatever is no id of ours never becomes a path."""
        if not _NAME.fullmatch(name):
            raise ValueError('This is no name of a file of ours.')
        return self.folder / name[:2] / name

    def _make_folder(self, folder: Path) -> None:
        for path in (self.folder, folder):
            if not path.is_dir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
                _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
