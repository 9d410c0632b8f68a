"""Texts are quoted alike: 'so', or "so" around a single quote; docs and blocks with three."""
import io
import token
import tokenize
from collections.abc import Iterator

import pytest

from checklist.config import ROOT

FOLDERS = ('benchmarks', 'checklist', 'forms', 'requirements_catalog', 'tests')
# From Python 3.12 on a text with values in it comes in pieces, and others may stand inside.
_OPENS = getattr(token, 'FSTRING_START', None)
_CLOSES = getattr(token, 'FSTRING_END', None)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the whole of each text, without its prefix; not of texts in texts."""
    lines = source.splitlines(keepends=True)
    depth, start = 0, (0, 0)
    for item in tokenize.generate_tokens(io.StringIO(source).readline):
        if item.type == _OPENS:
            start = start if depth else item.start
            depth += 1
        elif item.type == _CLOSES:
            depth -= 1
        if depth or item.type not in (token.STRING, _CLOSES):
            continue
        begin = start if item.type == _CLOSES else item.start
        between = lines[begin[0] - 1:item.end[0]]
        between[-1] = between[-1][:item.end[1]]
        between[0] = between[0][begin[1]:]
        yield begin[0], ''.join(between).lstrip('bfruBFRU')


def misquoted(source: str) -> list[int]:
    """Return the lines of texts that are quoted in another way."""
    return [line for line, text in texts(source) if text.startswith("'''")
            or text.startswith('"') and not text.startswith('"""') and "'" not in text]


@pytest.mark.parametrize('folder', FOLDERS)
def test_every_text_is_quoted_as_the_others(folder):
    found = {str(path.relative_to(ROOT)): lines for path in (ROOT / folder).rglob('*.py')
             if 'versions' not in path.parts and (lines := misquoted(path.read_text()))}

    assert found == {}


@pytest.mark.parametrize(('source', 'lines'), [
    ("'a'", []), ('"a"', [1]), ('"it\'s"', []), ('"""a"""', []), ("'''a'''", [1]),
    ('x = 1\ny = f"{x}"', [2]), ("y = f'{x[\"a\"]}'", []), ('y = f"{x[\'a\']}"', []),
    ("y = rb'a'", []), ('y = rb"a"', [1])])
def test_the_check_knows_how_texts_are_quoted(source, lines):
    assert misquoted(source) == lines
