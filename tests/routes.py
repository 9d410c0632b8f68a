"""Every address of the application, so that a new page cannot be forgotten by a test."""
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from tests.factories import Held

NOWHERE = 'A' * 26


@dataclass(frozen=True)
class Route:
    """One address with one method."""

    endpoint: str
    method: str
    url: str
    arguments: frozenset[str]

    def __str__(self) -> str:
        return f'{self.method} {self.endpoint}'


def routes(app: Flask, held: Held | None = None, *, code: str = 'fire-safety-small',
           verification: str = NOWHERE) -> list[Route]:
    """Return all routes with addresses for one self-inspection; nobody's where none is given."""
    inspection_id, key = (held.id, held.key) if held else (NOWHERE, NOWHERE)
    values = {'inspection_id': inspection_id, 'key': key, 'number': 1,
              'filename': 'css/site.css', 'code': code, 'question_code': 'Q-1',
              'evidence_id': NOWHERE, 'kind': 'requirement',
              'format_name': 'yaml', 'month': '2026-10', 'file_type': 'csv',
              'table_format': 'csv'}
    return sorted(_routes(app, {**values}, verification), key=str)


def _routes(app: Flask, values: dict[str, object], verification: str) -> Iterator[Route]:
    adapter = app.url_map.bind('localhost')
    for rule in app.url_map.iter_rules():
        given = {name: values.get(name, NOWHERE) for name in rule.arguments}
        if rule.endpoint == 'verification.verify':
            given['code'] = verification
        for method in sorted((rule.methods or set()) & {'GET', 'POST'}):
            yield Route(rule.endpoint, method, adapter.build(rule.endpoint, given, method),
                        frozenset(rule.arguments))
