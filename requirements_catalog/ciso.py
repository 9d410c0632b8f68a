"""Libraries of CISO Assistant (YAML): the requirement nodes of their framework."""
from collections.abc import Iterator, Mapping
from typing import Any

from requirements_catalog.imported import ImportedCatalog, in_tree_order, listed, words
from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.problems import CatalogError, Problem, said

# What a library is read in: Russian if it has it, else English, else as it was written.
_WANTED = ('ru', 'en')
_EXTRA = ('annotation', 'typical_evidence')


def read_ciso(data: Any, source: str = 'library.yaml') -> ImportedCatalog:
    """Return the framework of a library; CatalogError if the file has none."""
    framework = _framework(data)
    if framework is None:
        raise CatalogError([Problem(source, 0, 0, said('the library has no framework'))])
    problems: list[Problem] = []
    locale = words(data, 'locale') or 'en'
    nodes = listed(framework, 'requirement_nodes')
    language = _language(nodes, locale)
    reader = _Reader('' if language == locale else language)
    items = in_tree_order(reader.items(nodes, source, problems), source, problems)
    return ImportedCatalog(
        ItemCatalog(words(framework, 'urn') or words(data, 'urn'),
                    reader.text(framework, 'name') or words(data, 'name'),
                    words(data, 'version'), items),
        'CISO Assistant', source, language, words(data, 'provider'), problems=tuple(problems))


def _framework(data: Any) -> Mapping[str, Any] | None:
    objects = data.get('objects') if isinstance(data, Mapping) else None
    framework = objects.get('framework') if isinstance(objects, Mapping) else None
    if isinstance(framework, list) and framework:
        framework = framework[0]
    if not isinstance(framework, Mapping) or not listed(framework, 'requirement_nodes'):
        return None
    return framework


def _language(nodes: list[Any], locale: str) -> str:
    """Return the language that is wanted most of those in which every text is there."""
    for language in _WANTED:
        if language == locale or all(_translated(node, language) for node in nodes):
            return language
    return locale


def _translated(node: Mapping[str, Any], language: str) -> bool:
    texts = node.get('translations')
    chosen = texts.get(language) if isinstance(texts, Mapping) else None
    return all(not words(node, name) or words(chosen, name) for name in ('name', 'description'))


class _Reader:
    """Reads nodes in one language; '' is the language in which they were written."""

    def __init__(self, language: str) -> None:
        self.language = language

    def text(self, owner: Mapping[str, Any], name: str) -> str:
        texts = owner.get('translations')
        chosen = texts.get(self.language) if self.language and isinstance(
            texts, Mapping) else None
        return words(chosen, name) or words(owner, name)

    def items(self, nodes: list[Any], source: str, problems: list[Problem]) -> Iterator[Item]:
        for number, node in enumerate(nodes, 1):
            if words(node, 'urn'):
                yield self._item(node)
            else:
                problems.append(Problem(source, 0, 0, said(
                    'node %(number)s has no urn and is left out', number=number)))

    def _item(self, node: Mapping[str, Any]) -> Item:
        return Item(
            words(node, 'urn'), words(node, 'parent_urn') or None, words(node, 'ref_id'),
            self.text(node, 'name'), self.text(node, 'description'),
            answerable=node.get('assessable') is True, extra=tuple(self._extra(node)))

    def _extra(self, node: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from ((name, text) for name in _EXTRA if (text := self.text(node, name)))
        groups = node.get('implementation_groups')
        if isinstance(groups, list) and groups:
            yield 'implementation_groups', ', '.join(map(str, groups))
        questions = node.get('questions')
        for question in questions.values() if isinstance(questions, Mapping) else ():
            if isinstance(question, Mapping) and (text := self.text(question, 'text')):
                yield 'question', text
                yield from (('choice', value) for choice in listed(question, 'choices')
                            if (value := self.text(choice, 'value')))
