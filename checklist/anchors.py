"""The file of anchors: outside the database, one sealed line a day, on disk once it is written."""
import os
from dataclasses import dataclass
from pathlib import Path

from checklist.journal_chain import Anchor, Damage, read_anchor, write_anchor


@dataclass(frozen=True)
class Anchors:
    """The anchors of a file, the newest last, and the lines that are none of ours."""

    known: tuple[Anchor, ...] = ()
    foreign: tuple[Damage, ...] = ()

    @property
    def newest(self) -> Anchor | None:
        return self.known[-1] if self.known else None


def read_anchors(path: Path, key: str) -> Anchors:
    """Read a file of anchors; one that is not there yet has none."""
    try:
        lines = path.read_text(errors='replace').splitlines()
    except FileNotFoundError:
        return Anchors()
    read = [(number, read_anchor(key, line)) for number, line in enumerate(lines, 1)]
    return Anchors(
        tuple(anchor for _, anchor in read if anchor),
        tuple(Damage(path.name, f'line {number}', 'not an anchor of this service')
              for number, anchor in read if anchor is None))


def add_anchor(path: Path, key: str, anchor: Anchor) -> None:
    """Add an anchor to the file and wait until the disk has it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, 'r+b') as file:
        torn = file.seek(0, os.SEEK_END) and not _ends_a_line(descriptor)
        file.write(f'{chr(10) if torn else ""}{write_anchor(key, anchor)}\n'.encode())
        file.flush()
        os.fsync(descriptor)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _ends_a_line(descriptor: int) -> bool:
    return os.pread(descriptor, 1, os.fstat(descriptor).st_size - 1) == b'\n'
