"""The common shape of catalogs: what can be compared whatever format it came in.

Checklists of this service, OSCAL catalogs, checklists of ЕРКНМ and libraries of CISO Assistant
all come down to items in a tree, some of which are answered.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogSection, CatalogVersion, ChecklistFile)


@dataclass(frozen=True)
class Item:
    """One part of a catalog: a section, or something that is answered.

    ``id`` is the stable identity, ``number`` what is printed beside the text. ``retired`` items
    are kept to be read and are no longer asked. ``extra`` holds what else the format says of an
    item, in the order in which it says so.
    """

    id: str
    parent: str | None
    number: str
    title: str
    text: str
    answerable: bool = True
    retired: bool = False
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class ItemCatalog:
    """The items of one catalog in their order, parents before their children."""

    id: str
    title: str
    version: str
    items: tuple[Item, ...]


def items_of(version: CatalogVersion) -> ItemCatalog:
    """Return a version of a checklist in the common shape, its texts in Russian."""
    return items_of_checklist(version.content)


def items_of_checklist(content: ChecklistFile) -> ItemCatalog:
    """Return a checklist in the common shape without the shared things it names."""
    return ItemCatalog(content.checklist, str(content.title), str(content.version),
                       tuple(_items(content)))


def _items(content: ChecklistFile) -> Iterator[Item]:
    numbers = count(1)
    requirements = {requirement.code: requirement for requirement in content.requirements}
    for place, section in enumerate(content.sections, 1):
        yield Item(section.code, None, str(place), str(section.title), '', answerable=False)
        for question in section.questions:
            yield _question_item(requirements[question.requirement], section, question,
                                 next(numbers))


def _question_item(requirement: CatalogRequirement, section: CatalogSection,
                   question: CatalogQuestion, number: int) -> Item:
    clauses = ('; '.join((clause.act, clause.unit)) for clause in requirement.clauses)
    return Item(
        question.code, section.code, str(number), str(requirement.topic), str(question.text),
        extra=(('requirement', str(requirement.text)),
               ('explanation', str(question.explanation)),
               *(('clause', clause) for clause in clauses)))
