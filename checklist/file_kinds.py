"""What kinds of files are taken as evidence, told by how they begin and never by their name."""
import unicodedata
from enum import StrEnum

# In bytes of UTF-8, since the file systems of those who download count so.
LONGEST_NAME = 200
HEAD = 16

_UNSEEN = frozenset({'Cc', 'Cf', 'Cs', 'Co', 'Cn', 'Zl', 'Zp'})


class FileKind(StrEnum):
    """A kind of file that can be checked and cleaned."""

    PDF = 'pdf'
    JPEG = 'jpeg'
    PNG = 'png'

    @property
    def media_type(self) -> str:
        return 'application/pdf' if self is FileKind.PDF else f'image/{self.value}'

    @property
    def endings(self) -> tuple[str, ...]:
        """The endings of its names, the usual one first."""
        return ('.jpg', '.jpeg') if self is FileKind.JPEG else (f'.{self.value}',)


_BEGINNINGS = (
    (FileKind.PDF, b'%PDF-'),
    (FileKind.JPEG, b'\xff\xd8\xff'),
    (FileKind.PNG, b'\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR'))


def kind_of(head: bytes) -> FileKind | None:
    """Return the kind of a file by its first bytes, or None for all that is not taken.

    A PDF may by its standard begin with up to 1 kB of something else. Files that are two things
    at once live on that, so it is not allowed here.
    """
    return next((kind for kind, beginning in _BEGINNINGS if head.startswith(beginning)), None)


def clean_name(typed: str, kind: FileKind) -> str:
    """Return a name under which a file can be shown and downloaded without harm.

    It is one line without a path, without characters that cannot be seen or that turn the text
    around, not too long, and its ending says what the file is.
    """
    base = unicodedata.normalize('NFC', typed.replace('\\', '/').rpartition('/')[2])
    seen = ''.join(character if unicodedata.category(character) not in _UNSEEN else ' '
                   for character in base)
    name = ' '.join(seen.split()).strip('. ') or 'file'
    ending = next((item for item in kind.endings if name.lower().endswith(item)), '')
    stem = name[:len(name) - len(ending)] or 'file'
    ending = name[len(name) - len(ending):] if ending else kind.endings[0]
    return _cut(stem, LONGEST_NAME - len(ending)) + ending


def _cut(text: str, most: int) -> str:
    """Cut a text to a number of bytes without cutting a character."""
    return text.encode()[:most].decode(errors='ignore').rstrip()
