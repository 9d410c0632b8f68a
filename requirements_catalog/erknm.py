"""Checklists in the shape of the register of control events (ЕРКНМ), as JSON.

A template of a checklist has questions with the acts they rest on; a template of requirements
has their wordings with the act of each. Both may stand in one file, alone or in a list. What
the register gives no id goes by the first digits of the hash of its text.
"""
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from requirements_catalog.imported import (
    Citation, ImportedCatalog, in_tree_order, listed, words)
from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.problems import CatalogError, Problem, said

_IDS = ('id', 'guid', 'uuid', 'code')
_TITLES = ('nameNpa', 'name', 'title')
_NUMBERS = ('numberNpa', 'number')
_DATES = ('dateNpa', 'date')
_UNITS = ('structuralUnit', 'unit', 'clause')


def is_erknm(data: Any) -> bool:
    return any(listed(template, 'questions') or listed(template, 'requirements')
               for template in _templates(data))


def read_erknm(data: Any, source: str = 'erknm.json') -> ImportedCatalog:
    """Return the questions and requirements of a file; CatalogError if it has neither."""
    templates = _templates(data)
    if not is_erknm(data):
        raise CatalogError([Problem(source, 0, 0, said(
            'the file has neither questions nor requirements'))])
    problems: list[Problem] = []
    reader = _Reader()
    items = in_tree_order(
        [item for template in templates for item in reader.items(template)], source, problems)
    first = templates[0]
    title = words(first, 'templateName') or words(first, 'supervisionType')
    return ImportedCatalog(
        ItemCatalog(_first(first, _IDS) or _hash(title), title,
                    words(first, 'approvalDetails') or words(first, 'version'), items),
        'ЕРКНМ', source, 'ru',
        words(first, 'organization') or words(first, 'organisation'),
        reader.citations, tuple(problems))


def _templates(data: Any) -> list[Mapping[str, Any]]:
    found = data if isinstance(data, list) else [data]
    return [template for template in found if isinstance(template, Mapping)]


class _Reader:
    """Reads templates one after another; ids are taken once."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}
        self.citations: dict[str, tuple[Citation, ...]] = {}

    def items(self, template: Mapping[str, Any]) -> Iterator[Item]:
        name = words(template, 'templateName') or words(template, 'supervisionType')
        heading = Item(self._id(template, name), None, '', name,
                       words(template, 'approvalDetails'), answerable=False)
        yield heading
        for number, question in enumerate(listed(template, 'questions'), 1):
            yield self._item(question, heading, words(question, 'number') or str(number),
                             words(question, 'question'), question.get('npaProps'))
        for number, requirement in enumerate(listed(template, 'requirements'), 1):
            text = words(requirement, 'props') or words(requirement, 'title')
            yield self._item(requirement, heading, str(number), text, requirement)

    def _item(self, data: Mapping[str, Any], heading: Item, number: str, text: str,
              acts: Any) -> Item:
        name = self._id(data, text)
        self.citations[name] = tuple(_citations(acts))
        clauses = (' '.join(filter(None, (each.title, each.number, each.unit)))
                   for each in self.citations[name])
        return Item(name, heading.id, number, '', text, retired=not text,
                    extra=tuple(('clause', clause) for clause in clauses))

    def _id(self, data: Mapping[str, Any], text: str) -> str:
        """Return the id of the register, or the hash of a text; the same text twice has two."""
        name = _first(data, _IDS) or _hash(text)
        self.taken[name] = self.taken.get(name, 0) + 1
        return name if self.taken[name] == 1 else f'{name}-{self.taken[name]}'


def _citations(acts: Any) -> Iterator[Citation]:
    for act in acts if isinstance(acts, list) else [acts]:
        if isinstance(act, str) and act.strip():
            yield Citation(act.strip())
        elif isinstance(act, Mapping) and (_first(act, _TITLES) or _first(act, _NUMBERS)):
            yield Citation(_first(act, _TITLES), _first(act, _NUMBERS), _day(act),
                           _first(act, _UNITS))


def _day(act: Mapping[str, Any]) -> date | None:
    text = _first(act, _DATES)
    try:
        if '.' in text:
            text = '-'.join(reversed(text.split('.')))
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((text for name in names if (text := words(data, name))), '')


def _hash(text: str) -> str:
    return sha256(' '.join(text.split()).casefold().encode()).hexdigest()[:12]
