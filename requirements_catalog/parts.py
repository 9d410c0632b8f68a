"""A version taken apart into things that have a code and a place, and put together again."""
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from requirements_catalog.items import ItemCatalog
from requirements_catalog.model import CatalogVersion


class Thing(StrEnum):
    """The things that make up a version. The last four are there once and need no code.

    Catalogs of other formats are made up of items alone.
    """

    SECTION = 'section'
    QUESTION = 'question'
    REQUIREMENT = 'requirement'
    ACT = 'act'
    LIABILITY = 'liability'
    FEATURE = 'feature'
    ITEM = 'item'
    CHECKLIST = 'checklist'
    POLICY = 'policy'
    AUTHORITY = 'authority'
    KIND_OF_CONTROL = 'kind_of_control'


Key = tuple[Thing, str]
"""A thing and its code; the code of a thing that is there once is empty."""

SINGLE = frozenset({Thing.CHECKLIST, Thing.POLICY, Thing.AUTHORITY, Thing.KIND_OF_CONTROL})
# Fields in which others of these things are kept, apart from what they say themselves.
HOLDERS = frozenset({'sections', 'questions', 'requirements'})


@dataclass(frozen=True)
class Place:
    """Where a thing stands: in which section, after which other, and as which of its kind.

    Only questions stand in a section, and items under others. ``number`` counts from 1,
    questions through the whole checklist, as they are numbered on pages.
    """

    section: str
    after: str
    number: int


@dataclass(frozen=True)
class Parts:
    """All things of a version, and the codes of each kind in their order, by section."""

    things: Mapping[Key, Any]
    orders: Mapping[Key, tuple[str, ...]]

    def places(self) -> dict[Key, Place]:
        """Return where every thing with a code stands."""
        found: dict[Key, Place] = {}
        counts: Counter[Thing] = Counter()
        for (thing, section), codes in self.orders.items():
            for after, code in zip(('', *codes), codes, strict=False):
                counts[thing] += 1
                found[thing, code] = Place(section, after, counts[thing])
        return found


def take_apart(version: CatalogVersion) -> Parts:
    """Return the things of a version; sections come without their questions."""
    content = version.content
    orders: dict[Key, tuple[str, ...]] = {}
    things: dict[Key, Any] = {
        (Thing.CHECKLIST, ''): replace(content, sections=(), requirements=()),
        (Thing.POLICY, ''): version.policy, (Thing.AUTHORITY, ''): version.authority,
        (Thing.KIND_OF_CONTROL, ''): version.kind_of_control}
    for thing, section, members in _members(version):
        orders[thing, section] = tuple(member.code for member in members)
        things |= {(thing, member.code): member for member in members}
    for part in content.sections:
        things[Thing.SECTION, part.code] = replace(part, questions=())
    return Parts(things, orders)


def take_items_apart(catalog: ItemCatalog) -> Parts:
    """Return the items of a catalog, each without its parent, and their order under each."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    for item in catalog.items:
        children[item.parent or ''].append(item.id)
    return Parts(
        {(Thing.ITEM, item.id): replace(item, parent=None) for item in catalog.items},
        {(Thing.ITEM, parent): tuple(codes) for parent, codes in children.items()})


def put_together(parts: Parts) -> CatalogVersion:
    """Return the version that was taken apart."""
    def members(thing: Thing, section: str = '') -> tuple[Any, ...]:
        return tuple(parts.things[thing, code] for code in parts.orders.get((thing, section), ()))

    sections = tuple(replace(section, questions=members(Thing.QUESTION, section.code))
                     for section in members(Thing.SECTION))
    content = replace(parts.things[Thing.CHECKLIST, ''], sections=sections,
                      requirements=members(Thing.REQUIREMENT))
    return CatalogVersion(
        content=content, policy=parts.things[Thing.POLICY, ''],
        authority=parts.things[Thing.AUTHORITY, ''],
        kind_of_control=parts.things[Thing.KIND_OF_CONTROL, ''],
        acts=members(Thing.ACT), liabilities=members(Thing.LIABILITY),
        features=members(Thing.FEATURE))


def _members(version: CatalogVersion) -> Iterator[tuple[Thing, str, Iterable[Any]]]:
    content = version.content
    yield Thing.SECTION, '', content.sections
    for section in content.sections:
        yield Thing.QUESTION, section.code, section.questions
    yield Thing.REQUIREMENT, '', content.requirements
    yield Thing.ACT, '', version.acts
    yield Thing.LIABILITY, '', version.liabilities
    yield Thing.FEATURE, '', version.features
