"""What is asked, as far as it bears on the answer: the common ground of plans and suggestions.

Checklists of this service and catalogs of any other format come down to entries. Printed
numbers are no part of them: they change under questions that stay what they were.
"""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from requirements_catalog.conditions import Condition
from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.model import CatalogQuestion, CatalogSection, CatalogVersion
from requirements_catalog.texts import LocalText

AnyCatalog = CatalogVersion | ItemCatalog
Wording = LocalText | str

# Signs that are set in different ways and say the same.
_SIGNS = str.maketrans({'«': '"', '»': '"', '“': '"', '”': '"', '„': '"', '’': "'", '‘': "'",
                        '—': '-', '–': '-', '‑': '-', 'ё': 'е', 'Ё': 'Е', '…': '...'})
# What formats say of an item besides what is asked: where it comes from, whom it is for, what
# may prove it.
_BESIDE = frozenset({'clause', 'evidence', 'typical_evidence', 'implementation_groups'})


@dataclass(frozen=True)
class Entry:
    """One question of a checklist, or one answerable item of another catalog.

    ``bearing`` holds by name all wordings that decide what an answer means. ``conditions`` and
    ``not_applicable`` decide who answers and how.
    """

    code: str
    parent: str
    bearing: tuple[tuple[str, Wording], ...]
    answer_set: str = ''
    not_applicable: bool = True
    conditions: tuple[Condition | None, ...] = ()

    @cached_property
    def wording(self) -> str:
        """What is asked, in one text."""
        named = dict(self.bearing)
        return ' '.join(str(named[name]) for name in ('title', 'text') if name in named).strip()

    @cached_property
    def content(self) -> tuple[tuple[str, str], ...]:
        """All that bears on the answer, comparable and in the first language."""
        return tuple((name, plain(str(wording))) for name, wording in self.bearing)


@dataclass(frozen=True)
class Entries:
    """The entries of one catalog by code, and the headings above each parent by its code."""

    asked: Mapping[str, Entry]
    headings: Mapping[str, tuple[str, ...]]


def entries_of(catalog: AnyCatalog) -> Entries:
    if isinstance(catalog, CatalogVersion):
        return Entries({entry.code: entry for entry in _of_version(catalog)},
                       {section.code: (plain(str(section.title)),)
                        for section in catalog.content.sections})
    return Entries({entry.code: entry for entry in _of_items(catalog)}, _headings(catalog))


def plain(text: str) -> str:
    """Return a text without what editors change and readers do not see: spaces and signs."""
    return ' '.join(text.translate(_SIGNS).split())


def same_wording(old: Wording, new: Wording) -> bool:
    """Return whether two texts say the same in each language that both are written in."""
    if isinstance(old, str) or isinstance(new, str):
        return plain(str(old)) == plain(str(new))
    return all(old.lacks(language) or plain(old.in_language(language)) == plain(text)
               for language, text in new.by_language if text.strip())


def same_content(old: Entry, new: Entry) -> bool:
    """Return whether all that bears on the answer is the same in the first language."""
    return old.bearing == new.bearing or old.content == new.content


def changed_wordings(old: Entry, new: Entry) -> tuple[str, ...]:
    """Return the names of the wordings that bear on the answer and are not what they were."""
    if old.bearing == new.bearing:
        return ()
    before, after = dict(old.bearing), dict(new.bearing)
    return tuple(name for name in dict.fromkeys((*after, *before))
                 if not same_wording(before.get(name, ''), after.get(name, '')))


def _of_version(version: CatalogVersion) -> Iterator[Entry]:
    for section in version.content.sections:
        for question in section.questions:
            yield _of_question(version, section, question)


def _of_question(version: CatalogVersion, section: CatalogSection,
                 question: CatalogQuestion) -> Entry:
    requirement = version.requirement_of(question)
    return Entry(
        question.code, section.code,
        (('text', question.text), ('explanation', question.explanation),
         ('requirement', requirement.text), ('periodicity', requirement.periodicity)),
        question.answer_set, question.not_applicable,
        (version.content.applies_if, section.applies_if, question.applies_if))


def _of_items(catalog: ItemCatalog) -> Iterator[Entry]:
    for item in catalog.items:
        if item.answerable and not item.retired:
            yield Entry(item.id, item.parent or '', (
                ('title', item.title), ('text', item.text), *_extras(item)))


def _extras(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what else an item says; what it says several times, in one text."""
    said: dict[str, list[str]] = {}
    for name, text in item.extra:
        if name not in _BESIDE:
            said.setdefault(name, []).append(text)
    yield from ((name, '\n'.join(texts)) for name, texts in said.items())


def _headings(catalog: ItemCatalog) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {'': ()}
    for item in catalog.items:
        found[item.id] = (*found.get(item.parent or '', ()), plain(f'{item.title} {item.text}'))
    return found
