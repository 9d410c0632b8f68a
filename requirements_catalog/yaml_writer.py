"""Checklists as YAML, laid out like the files that people write in ``data/``.

A thing with fields of its own has a line for each; a text in two languages, a clause or a
condition stands on one line, and a text of several lines on as many. What holds its default
is left out. ``write_exchange`` is the one format in which a version is given to others: a whole
``CatalogVersion`` with the acts, liabilities and features it names, so that nothing else is
needed to read it.
"""
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any

from requirements_catalog.canonical import fingerprint
from requirements_catalog.conditions import AllOf, AnyOf, Comparison, Not, write_condition
from requirements_catalog.model import CatalogVersion, ChecklistFile
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES, LocalText
from requirements_catalog.wholeness import read_whole
from requirements_catalog.yaml_source import read_source

MAX_BYTES = 32_000_000
_BLOCKS = frozenset({
    'content', 'kind_of_control', 'authority', 'policy', 'acts', 'liabilities', 'features',
    'requirements', 'clauses', 'sections', 'questions', 'sanctions', 'lineage'})
_IN_LINES = frozenset({'clauses', 'sanctions', 'lineage'})
_WIDEST = 80
"""The longest condition that stands on one line."""
_PLAIN = re.compile(r'[A-Za-z][A-Za-z0-9_.-]*')
# Words without quotes that YAML takes for something else than a text.
_TAKEN = frozenset({'y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null'})
# What may stand in a file as it is: all but controls, strange line ends and byte order marks.
_STRANGE = re.compile('[^\\t\\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd'
                      '\U00010000-\U0010ffff]')
_LINES = re.compile(r'(?:\S|\S.*\S)(?:\n+(?:\S|\S.*\S))+\n?')


def write_exchange(version: CatalogVersion) -> str:
    """Return a whole version as one YAML file."""
    content = version.content
    return (f'# {content.checklist} v{content.version}, sha256 {fingerprint(version)}\n'
            + _written(_plain(version)))


def read_exchange(text: str, file: str = 'version.yaml') -> CatalogVersion:
    """Return the version that a file holds; CatalogError tells all that is wrong with it."""
    return read_whole(read_source(file, text, MAX_BYTES))


def write_checklist(content: ChecklistFile) -> str:
    """Return a checklist as the file ``data/checklists/<code>/v<number>.yaml``."""
    return _written(_plain(content))


def _plain(value: Any) -> Any:
    """Return a value as plain data, its fields in the order of the model; days stay days."""
    if isinstance(value, LocalText):
        texts = dict(value.by_language)
        return {language: texts[language] for language in LANGUAGES if language in texts}
    if isinstance(value, (AllOf, AnyOf, Not, Comparison)):
        return write_condition(value)
    if isinstance(value, tuple):
        return list(map(_plain, value))
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)
                if field.default is MISSING or getattr(value, field.name) != field.default}
    return value


def _written(data: Mapping[str, Any]) -> str:
    return ''.join(f'{line}\n' for line in _fields(data, ''))


def _fields(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    """Yield the lines of named values, one under another."""
    for name, value in data.items():
        if name in _BLOCKS and value and isinstance(value, list) and isinstance(value[0], Mapping):
            yield f'{indent}{name}:'
            for item in value:
                yield from _item(item, f'{indent}  ', name in _IN_LINES)
        elif name in _BLOCKS and isinstance(value, Mapping):
            yield f'{indent}{name}:'
            yield from _fields(value, f'{indent}  ')
        elif name == 'applies_if' and len(_flow(value)) > _WIDEST and 'not' not in value:
            [(key, parts)] = value.items()
            yield f'{indent}{name}:'
            yield f'{indent}  {key}:'
            yield from (f'{indent}    - {_flow(part)}' for part in parts)
        elif _is_text_of_lines(value):
            yield f'{indent}{name}:'
            yield from _text_of_lines(value, f'{indent}  ')
        else:
            yield f'{indent}{name}: {_flow(value)}'


def _item(data: Mapping[str, Any], indent: str, in_line: bool) -> Iterator[str]:
    """Yield the lines of one thing of a list."""
    if in_line:
        yield f'{indent}- {_flow(data)}'
        return
    lines = _fields(data, f'{indent}  ')
    yield f'{indent}- {next(lines).lstrip(" ")}'
    yield from lines


def _is_text_of_lines(value: Any) -> bool:
    return (isinstance(value, Mapping) and FIRST_LANGUAGE in value
            and any('\n' in str(text) for text in value.values()))


def _text_of_lines(texts: Mapping[str, str], indent: str) -> Iterator[str]:
    for language, text in texts.items():
        if not _LINES.fullmatch(text) or _STRANGE.search(text) or '\t' in text:
            yield f'{indent}{language}: {_quoted(text)}'
            continue
        yield f'{indent}{language}: {"|" if text.endswith(chr(10)) else "|-"}'
        for line in text.removesuffix('\n').split('\n'):
            yield f'{indent}  {line}' if line else ''


def _flow(value: Any, name: str = '') -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return f'{{{", ".join(f"{key}: {_flow(item, key)}" for key, item in value.items())}}}'
    if isinstance(value, list):
        return f'[{", ".join(map(_flow, value))}]'
    if value is None or isinstance(value, bool):
        return {None: 'null', True: 'true', False: 'false'}[value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(value)
    plain = name not in LANGUAGES and _PLAIN.fullmatch(value) and value.casefold() not in _TAKEN
    return value if plain else _quoted(value)


def _quoted(text: str) -> str:
    return _STRANGE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f'\\U{ord(match[0]):08x}'
