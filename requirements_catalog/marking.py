"""Two wordings of one text side by side, with what differs marked."""
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r'\s+|\w+|[^\w\s]')


@dataclass(frozen=True)
class Piece:
    """A stretch of a text that the other text has too, or has not."""

    text: str
    changed: bool


def mark_words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Return both texts in pieces; put together they are the texts again."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for name, a, b, c, d in matcher.get_opcodes():
        left.append(Piece(''.join(before[a:b]), name != 'equal'))
        right.append(Piece(''.join(after[c:d]), name != 'equal'))
    return _joined(left), _joined(right)


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return pieces without empty ones; a space between two marked words is marked with them."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if len(found) > 1 and piece.changed and found[-1].text.isspace() and found[-2].changed:
            middle, first = found.pop(), found.pop()
            piece = Piece(first.text + middle.text + piece.text, True)
        found.append(piece)
    return tuple(found)
