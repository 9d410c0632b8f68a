"""How the commands of the catalog name versions, changes and acts that end."""
import json
from typing import Any

import click

from checklist.services.radar import Ending
from requirements_catalog.canonical import fingerprint
from requirements_catalog.changes import Change
from requirements_catalog.model import CatalogVersion
from requirements_catalog.serialization import CONVERTER
from requirements_catalog.texts import LocalText

LONGEST = 60


def title(version: CatalogVersion) -> str:
    """Return what people call a version."""
    return f'{version.content.checklist} v{version.content.version}'


def named(version: CatalogVersion) -> dict[str, Any]:
    """Return by what programs know a version."""
    return {'checklist': version.content.checklist, 'version': version.content.version,
            'fingerprint': fingerprint(version)}


def change_data(change: Change) -> dict[str, Any]:
    """Return a change as plain data."""
    return {'kind': change.kind, 'thing': change.thing, 'code': change.code,
            'field': change.field, 'meaning': change.meaning, 'questions': change.questions,
            'old': CONVERTER.unstructure(change.old), 'new': CONVERTER.unstructure(change.new)}


def change_line(change: Change) -> str:
    """Return a change as a line."""
    where = f'{change.thing} {change.code}'.strip() + (change.field and f'.{change.field}')
    values = [_short(value) for value in (change.old, change.new)] if change.field else []
    told = f': {values[0]} -> {values[1]}' if values else ''
    return f'{change.kind} {where} [{change.meaning}]{told}'


def _short(value: Any) -> str:
    text = ' '.join(str(value).split()) if isinstance(value, LocalText) else repr(value)
    return text if len(text) <= LONGEST else f'{text[:LONGEST - 1]}…'


def ending_data(authority: str, ending: Ending) -> dict[str, Any]:
    """Return an act that ends, with all that rests on it, as plain data."""
    return {'authority': authority, 'act': ending.act.code, 'ends_on': str(ending.ends_on),
            'ending_clauses': ending.units,
            'uses': [{**named(use.version), 'draft': use.draft.id if use.draft else None,
                      'clauses': use.units, 'questions': use.questions, 'begun': use.told}
                     for use in ending.uses]}


def print_json(data: Any) -> None:
    """Print data for programs."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
