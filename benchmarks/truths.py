"""What is known of a pair of catalogs: which old item became which new one.

It is known from the author's lineage, from a mapping that was published with the catalogs, or
from ids that stayed the same. A mapping is YAML, JSON or CSV: our lineage, pairs of codes, old
codes with their new ones, a mapping set of CISO Assistant, or tags as OWASP writes them.
"""
import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from requirements_catalog.entries import AnyCatalog, entries_of
from requirements_catalog.items import ItemCatalog
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.plan import lineage_of
from requirements_catalog.serialization import CONVERTER

Pair = tuple[str, str]

# "MODIFIED, MOVED TO v5.0.0-6.1.3, SPLIT TO v5.0.0-6.3.4", as OWASP maps its standards.
_STEP = re.compile(r'([A-Z][A-Z ]*[A-Z])\s+((?:[\w.]+-[\w.]+(?:,\s*)?)+)')
_DIGITS = re.compile(r'\d+(?:\.\d+)*$')


@dataclass(frozen=True)
class Truth:
    """Pairs of codes that belong together; ``changed`` are those that ask for another look.

    ``covered`` pairs are of items that another one covers, which are neither right nor wrong.
    ``source`` says how all this is known.
    """

    source: str
    pairs: frozenset[Pair]
    covered: frozenset[Pair] = frozenset()
    changed: frozenset[Pair] = frozenset()


def truth_of(old: AnyCatalog, new: AnyCatalog, path: Path | None) -> Truth:
    """Return what is known of a pair: from a file, from its author, or from its ids."""
    if path:
        names = _names(old), _names(new)
        links = [LineageLink(kind=link.kind, change=link.change, old=_resolved(link.old, names[0]),
                             new=_resolved(link.new, names[1]))
                 for link in _links(_data(path)) or ()]
        return _of_links(path.name, links, old, new)
    if lineage_of(new):
        return _of_links('author', lineage_of(new), old, new)
    return Truth('ids', frozenset((code, code) for code in _shared(old, new)))


def is_lineage(path: Path) -> bool:
    """Return whether a file says what became of items, instead of being a catalog."""
    try:
        return bool(_links(_data(path)))
    except (ValueError, yaml.YAMLError):
        return False


def _shared(old: AnyCatalog, new: AnyCatalog) -> list[str]:
    after = entries_of(new).asked
    return [code for code in entries_of(old).asked if code in after]


def _of_links(source: str, links: Iterable[LineageLink], old: AnyCatalog,
              new: AnyCatalog) -> Truth:
    """Return what links say, and of items that none speaks of what their ids say.

    That is how an author writes who names only what changed. A mapping that speaks of most old
    items speaks of all.
    """
    links = tuple(links)
    said = {code for link in links for code in link.old}
    silent = 2 * len(said) < len(entries_of(old).asked)
    kept = ((code, code) for code in _shared(old, new) if silent and code not in said)
    return Truth(
        source, frozenset((*kept, *(pair for link in links for pair in link.pairs))),
        frozenset((one, other) for link in links if link.kind is LineageKind.COVERED
                  for one in link.old for other in link.new),
        frozenset(pair for link in links for pair in link.pairs
                  if link.change in (ChangeClass.MEANING, ChangeClass.SCOPE)))


def _names(catalog: AnyCatalog) -> dict[str, str]:
    """Return the items by whatever a mapping may call them: id, printed number, its digits."""
    numbers = {item.id: item.number for item in catalog.items} if isinstance(
        catalog, ItemCatalog) else {}
    found: dict[str, str] = {}
    for code in entries_of(catalog).asked:
        number = numbers.get(code, '')
        for name in (code, number, _digits(number), code.rsplit(':', 1)[-1], _digits(code)):
            found.setdefault(name, code)
    return found


def _resolved(codes: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    found = (names.get(code) or names.get(_digits(code)) for code in codes)
    return tuple(code for code in found if code)


def _digits(name: str) -> str:
    digits = _DIGITS.search(name)
    return digits[0] if digits else name


def _data(path: Path) -> Any:
    text = path.read_bytes().decode('utf-8-sig', 'replace')
    if path.suffix == '.csv':
        return [row[:2] for row in csv.reader(text.splitlines()) if len(row) > 1]
    if path.suffix == '.json':
        return json.loads(text)
    return yaml.load(text, yaml.CSafeLoader) if path.suffix in ('.yml', '.yaml') else None


def _links(data: Any) -> list[LineageLink] | None:
    """Return the links of a file, or None where it has another shape than those we know."""
    if isinstance(data, Mapping) and 'sections' not in data and 'lineage' in data:
        data = data['lineage']
    if isinstance(data, list):
        return _of_list(data)
    if not isinstance(data, Mapping):
        return None
    if isinstance(data.get('objects'), Mapping):
        return _of_mapping_sets(data['objects'])
    if not data or not all(map(_is_target, data.values())):
        return None
    return [link for code, target in data.items() for link in _of_target(str(code), target)]


def _of_list(data: list[Any]) -> list[LineageLink] | None:
    if all(isinstance(link, Mapping) and 'kind' in link for link in data):
        return [CONVERTER.structure(link, LineageLink) for link in data]
    if all(isinstance(pair, list) and len(pair) == 2 for pair in data):
        return [_link(str(one), [str(other)]) for one, other in data]
    return None


def _of_mapping_sets(objects: Mapping[str, Any]) -> list[LineageLink] | None:
    found = objects.get('requirement_mapping_sets') or objects.get('requirement_mapping_set')
    if not found:
        return None
    sets = found if isinstance(found, list) else [found]
    return [_link(one['source_requirement_urn'], [one['target_requirement_urn']])
            for mapped in sets for one in mapped['requirement_mappings']]


def _is_target(value: Any) -> bool:
    """Return whether a value may say what became of one item."""
    if isinstance(value, Mapping):
        return len(value) == 1 and all(isinstance(text, str) for text in value.values())
    return value is None or isinstance(value, str) or (
        isinstance(value, list) and all(isinstance(code, str) for code in value))


def _of_target(code: str, target: Any) -> Iterator[LineageLink]:
    if isinstance(target, Mapping):
        target, = target.values()
        steps = [(kind, re.split(r',\s*', codes.strip(', ')))
                 for kind, codes in _STEP.findall(target)]
        yield from (_link(code, codes, covered='COVERED' in kind) for kind, codes in steps)
        if not steps:
            yield _link(code, [])
    else:
        yield _link(code, [target] if isinstance(target, str) else target or [])


def _link(old: str, new: list[str], *, covered: bool = False) -> LineageLink:
    kind = (LineageKind.COVERED if covered else LineageKind.REPLACED) if new else (
        LineageKind.DROPPED)
    return LineageLink(kind=kind, old=(old,), new=tuple(new))
