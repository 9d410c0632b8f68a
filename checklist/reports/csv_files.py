"""Comma-separated values that no spreadsheet takes for formulas.

Fields are separated by commas and lines end in CR LF (RFC 4180); a byte order mark tells Excel
that the text is UTF-8.
"""
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

MARK = '\ufeff'
LINE_END = '\r\n'
_QUOTED = re.compile('[",;\r\n\t]')
# Where a cell can begin, also in a spreadsheet that separates by other signs, and what makes a
# formula of it (OWASP, CSV Injection).
_FORMULA = re.compile('(^|[,;|\t\r\n])(?=[\\s\0]*[=+\\-@＝＋－＠])|^(?=[\t\r\n])')


def csv_file(names: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """Return rows under the names of their columns; None becomes an empty field."""
    lines = [_line(names), *(_line(row) for row in rows)]
    return (MARK + ''.join(lines)).encode()


def _line(values: Sequence[str | int | None]) -> str:
    return ','.join(_field(value) for value in values) + LINE_END


def _field(value: str | int | None) -> str:
    if isinstance(value, str):
        return _text(value)
    return '' if value is None else str(value)


@lru_cache(maxsize=2000)  # Tables name the same questions and groups in many rows.
def _text(value: str) -> str:
    harmless = _FORMULA.sub(r"\1'", value)
    if harmless == value and not _QUOTED.search(value):
        return value
    return '"' + harmless.replace('"', '""') + '"'
