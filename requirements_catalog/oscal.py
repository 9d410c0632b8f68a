"""Catalogs in OSCAL (1.x, JSON or YAML): groups, controls, and controls within controls."""
import re
from collections.abc import Iterator, Mapping
from typing import Any

from requirements_catalog.imported import ImportedCatalog, in_tree_order, listed, words
from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.problems import CatalogError, Problem, said

MAX_DEPTH = 40
_INSERT = re.compile(r'\{\{\s*(?:insert:\s*param,\s*)?([\w.-]+)\s*\}\}')
# Parts that are not what is asked: what it means, and how it is assessed.
_GUIDANCE = frozenset({'guidance', 'overview', 'supplemental-guidance', 'discussion'})
_EVIDENCE = frozenset({'assessment-method', 'assessment-objects', 'assessment'})
_OBJECTIVE = frozenset({'assessment-objective', 'objective'})
_ONE_OR_MORE = 'one-or-more'


def read_oscal(data: Any, source: str = 'catalog.json') -> ImportedCatalog:
    """Return what an OSCAL document says; CatalogError if it is none, or not a catalog."""
    catalog = data.get('catalog') if isinstance(data, Mapping) else None
    if not isinstance(catalog, Mapping):
        raise CatalogError([Problem(source, 0, 0, said(
            'this is not an OSCAL catalog: a profile has to be resolved first'))])
    reader = _Reader(catalog, source)
    metadata = catalog.get('metadata')
    items = in_tree_order(reader.inside(catalog, None, 0), source, reader.problems)
    return ImportedCatalog(
        ItemCatalog(_identifier(metadata), words(metadata, 'title'),
                    words(metadata, 'version'), items),
        'OSCAL', source, words(metadata, 'language') or 'en', _publisher(metadata),
        problems=tuple(reader.problems))


def _identifier(metadata: Any) -> str:
    """Return what a catalog is known by: its uuid is another one in each publication."""
    documents = listed(metadata, 'document-ids')
    return words(documents[0], 'identifier') if documents else words(metadata, 'title')


def _publisher(metadata: Any) -> str:
    parties = listed(metadata, 'parties')
    return words(parties[0], 'name') if parties else ''


class _Reader:
    """Walks through one catalog."""

    def __init__(self, catalog: Mapping[str, Any], source: str) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.parameters = {words(parameter, 'id'): parameter
                           for parameter in _all_parameters(catalog, 0)}

    def inside(self, owner: Mapping[str, Any], parent: str | None,
               depth: int) -> Iterator[Item]:
        """Yield the groups and controls of something, each followed by what is inside it."""
        if depth > MAX_DEPTH:
            self.problems.append(Problem(self.source, 0, 0, said(
                'nested deeper than %(most)s levels', most=MAX_DEPTH)))
            return
        for number, group in enumerate(listed(owner, 'groups'), 1):
            name = words(group, 'id') or f'{parent or "group"}-{number}'
            yield Item(name, parent, _label(group), words(group, 'title'),
                       self._prose(group, None), answerable=False)
            yield from self.inside(group, name, depth + 1)
        for control in sorted(listed(owner, 'controls'), key=_by_sort_id(owner)):
            yield self._control(control, parent)
            yield from self.inside(control, words(control, 'id'), depth + 1)

    def _control(self, control: Mapping[str, Any], parent: str | None) -> Item:
        return Item(
            words(control, 'id'), parent, _label(control), words(control, 'title'),
            self._prose(control, None), retired=_is_withdrawn(control),
            extra=tuple(self._extra(control)))

    def _extra(self, control: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, kinds in (('guidance', _GUIDANCE), ('objective', _OBJECTIVE),
                            ('evidence', _EVIDENCE)):
            if text := self._prose(control, kinds):
                yield name, text
        for link in listed(control, 'links'):
            if words(link, 'rel') in ('incorporated-into', 'moved-to'):
                yield words(link, 'rel'), words(link, 'href').lstrip('#')

    def _prose(self, owner: Mapping[str, Any], kinds: frozenset[str] | None) -> str:
        """Return the text of the parts of some kinds, or of all that say what is asked."""
        beside = _GUIDANCE | _OBJECTIVE | _EVIDENCE
        chosen = [part for part in listed(owner, 'parts')
                  if (words(part, 'name') in kinds if kinds
                      else words(part, 'name') not in beside)]
        return '\n'.join(line for part in chosen for line in self._lines(part, 0))

    def _lines(self, part: Mapping[str, Any], depth: int) -> Iterator[str]:
        """Yield a part with its printed mark, and the parts inside it further in."""
        text = self._filled_in(words(part, 'prose'), 0)
        if text:
            yield '  ' * max(depth - 1, 0) + ' '.join(filter(None, (_label(part), text)))
        if depth < MAX_DEPTH:
            for inner in listed(part, 'parts'):
                yield from self._lines(inner, depth + 1)

    def _filled_in(self, text: str, depth: int) -> str:
        return _INSERT.sub(lambda match: self._parameter(match[1], depth), text)

    def _parameter(self, name: str, depth: int) -> str:
        """Return what stands for a parameter: its value, its choices, or what it is called."""
        parameter = self.parameters.get(name)
        if parameter is None or depth > 5:
            return f'[{name}]'
        values = parameter.get('values')
        if isinstance(values, list) and values:
            return ', '.join(map(str, values))
        select = parameter.get('select')
        if isinstance(select, Mapping) and isinstance(select.get('choice'), list):
            choices = '; '.join(self._filled_in(str(choice), depth + 1)
                                for choice in select['choice'])
            how_many = ' (one or more)' if words(select, 'how-many') == _ONE_OR_MORE else ''
            return f'[Selection{how_many}: {choices}]'
        return f'[Assignment: {words(parameter, "label") or name}]'


def _all_parameters(owner: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    yield from listed(owner, 'params')
    if depth <= MAX_DEPTH:
        for name in ('groups', 'controls'):
            for inner in listed(owner, name):
                yield from _all_parameters(inner, depth + 1)


def _property(owner: Mapping[str, Any], name: str) -> str:
    """Return a property, rather the one that is of no class."""
    found = [prop for prop in listed(owner, 'props') if words(prop, 'name') == name]
    found.sort(key=lambda prop: bool(words(prop, 'class')))
    return words(found[0], 'value') if found else ''


def _label(owner: Mapping[str, Any]) -> str:
    return _property(owner, 'label')


def _is_withdrawn(control: Mapping[str, Any]) -> bool:
    return _property(control, 'status').casefold() == 'withdrawn'


def _by_sort_id(owner: Mapping[str, Any]) -> Any:
    """Return a key that orders controls by their sort-id where each has one."""
    every = all(_property(control, 'sort-id') for control in listed(owner, 'controls'))
    return lambda control: _property(control, 'sort-id') if every else ''
