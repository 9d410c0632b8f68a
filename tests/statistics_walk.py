"""A walk over the statistics of an authority by every address, and by those of others.

Addresses are found by following links from the first page, so that no list of them can be out of
date; a test sees to it that they lead to every route there is.
"""
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit
from zipfile import ZipFile

from flask import Flask
from pypdf import PdfReader
from werkzeug.exceptions import HTTPException

from tests.browsing import LEFT_OUT, Answer

START = '/authority/statistics/'
BLUEPRINTS = ('statistics', 'statistics_files', 'statistics_reports')
# Names that no form of ours has, for those who guess.
GUESSED = ('authority', 'authority_id', 'authority_code', 'tenant', 'checklists', 'codes', 'sort',
           'filter', 'frame', 'frame_id', 'version_id', 'month', 'period')
# Of addresses that differ in their values only, so many are opened.
ALIKE = 1
_THOUSANDS = re.compile(r'(?<=\d)[\u00a0\u202f\u2009](?=\d{3})')

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Address:
    """An address in parts, so that what it names can be changed."""

    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, url: str) -> 'Address':
        parts = urlsplit(url)
        return cls(unquote(parts.path), tuple(parse_qsl(parts.query, keep_blank_values=True)))

    def __str__(self) -> str:
        return f'{self.path}?{urlencode(self.query)}' if self.query else self.path

    def swapped(self, changes: Mapping[str, str]) -> 'Address':
        """Return the address with other values for those that are named in it."""
        path = '/'.join(_changed(part, changes) for part in self.path.split('/'))
        return Address(path, tuple(
            (name, value if value.isdigit() and name != 'version' else changes.get(value, value))
            for name, value in self.query))

    def with_query(self, *pairs: tuple[str, str]) -> 'Address':
        """Return the address with these values in place of those of the same names."""
        names = {name for name, _ in pairs}
        return Address(self.path, (*(pair for pair in self.query if pair[0] not in names), *pairs))


def walk(app: Flask, get: Callable[[str], Answer]) -> dict[Address, Answer]:
    """Open what can be reached by links and forms; of addresses that are alike, a few."""
    waiting, seen, alike = [Address.of(START)], dict[Address, Answer](), Counter[object]()
    while waiting:
        address = waiting.pop(0)
        kind = shape_of(app, address)
        if address in seen or alike[kind] >= ALIKE:
            continue
        alike[kind] += 1
        answer = seen[address] = get(str(address))
        if answer.mimetype == 'text/html':
            waiting += _next(answer, address)
    return seen


def endpoint_of(app: Flask, path: str) -> tuple[str, Mapping[str, object]]:
    """Return where a path leads, with what it names; nothing where it leads nowhere."""
    try:
        return app.url_map.bind('localhost').match(path)
    except HTTPException:
        return '', {}


def shape_of(app: Flask, address: Address) -> object:
    """Return in what addresses differ by more than the values of what they ask for."""
    endpoint, arguments = endpoint_of(app, address.path)
    tables = tuple(sorted((name, str(value)) for name, value in arguments.items()
                          if name.startswith('table') or name.endswith('format')))
    return endpoint, tables, frozenset(name for name, _ in address.query)


def endpoints(app: Flask, *methods: str) -> set[str]:
    """Return the routes that inspectors have."""
    return {rule.endpoint for rule in app.url_map.iter_rules()
            if rule.endpoint.split('.')[0] in BLUEPRINTS and (rule.methods or set()) & {*methods}}


def attempts(address: Address, own: Mapping[str, str],
             other: Mapping[str, str]) -> Iterator[Address]:
    """Yield an address with what it names replaced by what is another's, in every way."""
    for kind, value in own.items():
        yield address.swapped({value: other[kind]})
    yield address.swapped({value: other[kind] for kind, value in own.items()})
    for name, value in address.query:
        for kind, mine in own.items():
            if value == mine:
                theirs = other[kind]
                yield address.with_query((name, mine), (name, theirs))
                yield address.with_query((name, theirs), (name, mine))
                yield address.with_query((name, f'{mine},{theirs}'))


def guesses(address: Address, other: Mapping[str, str], names: set[str]) -> Iterator[Address]:
    """Yield an address that asks for another's things by every name there is, and by more."""
    for name in sorted(names | {*GUESSED}):
        yield address.with_query((name, other.get(_kind(name), other['authority'])))


def readable(answer: Answer) -> str:
    """Return all words of an answer: what a page, a sheet, a document or a header says."""
    body = answer.get_data()
    if body.startswith(b'%PDF'):
        reader = PdfReader(BytesIO(body))
        pieces = [page.extract_text() for page in reader.pages] + [str(reader.metadata)]
        words = ''.join(''.join(pieces).split())
    elif body.startswith(b'PK'):
        with ZipFile(BytesIO(body)) as archive:
            words = ' '.join(archive.read(name).decode(errors='replace') + name
                             for name in archive.namelist())
    else:
        words = unescape(body.decode())
    headers = ' '.join(f'{name}: {unquote(value)}' for name, value in answer.headers)
    return _THOUSANDS.sub('', f'{words} {headers}')


def canaries_in(answer: Answer, canaries: set[str]) -> set[str]:
    """Return which texts and numbers stand in an answer; numbers by themselves only."""
    text = readable(answer)
    return {canary for canary in canaries if (
        re.search(rf'(?<!\d){canary}(?!\d)', text) if canary.isdigit() else canary in text)}


def told_apart(answer: Answer, named: Mapping[str, str]) -> tuple[int, str]:
    """Return an answer without what was asked for, its id and its token, to compare it."""
    text = unescape(answer.get_data().decode(errors='replace'))
    for kind, value in named.items():
        if kind != 'version':
            text = text.replace(value, kind)
    text = re.sub(r'(value="|[«“>])\d(?=["»”<])', r'\1version', text)
    return answer.status_code, re.sub('[0-9a-f]{12,}|name="csrf_token" value="[^"]*"', '', text)


def _next(answer: Answer, base: Address) -> list[Address]:
    """Return the addresses that a page leads to."""
    found = answer.page.links + [
        f'{form.action or base.path}?{urlencode(form.values)}' for form in answer.page.forms
        if form.method.lower() != 'post']
    inside = [link for link in found if link.startswith(START.rstrip('/'))]
    return [Address.of(link) for link in inside if not LEFT_OUT.match(link)]


def _changed(part: str, changes: Mapping[str, str]) -> str:
    """Return a part of a path with another name in it; a file keeps what follows its name."""
    stem, dot, rest = part.partition('.')
    return changes.get(stem, stem) + dot + rest


def _kind(name: str) -> str:
    return {'first': 'month', 'last': 'month', 'period': 'month', 'checklists': 'checklist',
            'codes': 'checklist', 'version_id': 'version'}.get(name, name)
