"""Parts of pages that are drawn once and filled in many times.

Most of a page is the same for everybody, and drawing it is nearly all of the page's cost. So a
part is drawn once with marks in the places that differ, cut at the marks, and joined again on
each request.
"""
import re
from collections.abc import Mapping

from markupsafe import Markup

_MARK = re.compile('\x02([^\x03]*)\x03')


def mark(name: str) -> Markup:
    """Return what stands for a value while a part is drawn."""
    return Markup(f'\x02{name}\x03')


class Drawn:
    """A part of a page that was drawn with marks."""

    def __init__(self, text: str) -> None:
        # Splitting by one group gives text and mark in turn.
        self._parts = _MARK.split(text)
        self._names = self._parts[1::2]

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the part with values in their places, each already escaped."""
        parts = self._parts.copy()
        parts[1::2] = [values.get(name, '') for name in self._names]
        return ''.join(parts)
