"""Catalogs that others publish, in the common shape: OSCAL and CISO Assistant."""
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from requirements_catalog.items import Item, ItemCatalog

# Parts of OSCAL controls that explain or test them, and state nothing.
_BESIDE = frozenset({'guidance', 'objective', 'assessment', 'assessment-objective',
                     'assessment-method'})


def read_items(path: Path) -> ItemCatalog:
    """Return the items of a file."""
    text = path.read_text('utf-8')
    if path.suffix == '.json':
        return _of_oscal(json.loads(text)['catalog'])
    data = yaml.load(text, yaml.CSafeLoader)
    return _of_library(data, str(data.get('version', '')))


def _of_oscal(catalog: dict[str, Any]) -> ItemCatalog:
    return ItemCatalog(catalog['uuid'], catalog['metadata']['title'],
                       catalog['metadata']['version'], tuple(_parts(catalog, None)))


def _parts(holder: dict[str, Any], parent: str | None) -> Iterator[Item]:
    for group in holder.get('groups', ()):
        code = group.get('id') or group['title']
        yield Item(code, parent, '', group['title'], '', answerable=False)
        yield from _parts(group, code)
    for control in holder.get('controls', ()):
        facts = {fact['name']: fact['value'] for fact in control.get('props', ())}
        yield Item(control['id'], parent, facts.get('label', ''), control['title'],
                   ' '.join(_prose(control.get('parts', ()))),
                   retired=facts.get('status', '').casefold() == 'withdrawn')
        yield from _parts(control, control['id'])


def _prose(parts: list[dict[str, Any]]) -> Iterator[str]:
    for part in parts:
        if part.get('name') not in _BESIDE:
            yield part.get('prose', '')
            yield from _prose(part.get('parts', ()))


def _of_library(data: dict[str, Any], version: str) -> ItemCatalog:
    objects = data['objects']
    framework = objects.get('framework') or objects['frameworks'][0]
    return ItemCatalog(framework['urn'], str(framework.get('name')), version, tuple(
        Item(node['urn'], node.get('parent_urn'), str(node.get('ref_id') or ''),
             str(node.get('name') or ''), str(node.get('description') or ''),
             bool(node.get('assessable')), extra=tuple(
                 (name, json.dumps(node[name], ensure_ascii=False, sort_keys=True))
                 for name in ('annotation', 'questions', 'typical_evidence') if node.get(name)))
        for node in framework['requirement_nodes']))
