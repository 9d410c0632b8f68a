"""The difference of two versions, thing by thing and field by field.

A difference holds all it takes to make the new version of the old one, so that nothing that
changed can be missing from it. What is kept in its place is as much as can be.
"""
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from requirements_catalog.entries import AnyCatalog
from requirements_catalog.items import ItemCatalog, items_of
from requirements_catalog.meanings import Meaning, Meanings
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import (
    HOLDERS, SINGLE, Key, Parts, Place, Thing, put_together, take_apart, take_items_apart)
from requirements_catalog.plan import plan
from requirements_catalog.sequences import inserted, longest_rising


class ChangeKind(StrEnum):
    """What became of one thing, or of one field of it."""

    ADDED = 'added'
    DROPPED = 'dropped'
    MOVED = 'moved'
    CHANGED = 'changed'


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change, and what it means for a respondent.

    ``field`` is named where a field changed; otherwise ``old`` and ``new`` are whole things.
    ``questions`` are the codes of the questions it bears on, of the new version or, where they
    are dropped, of the old one.
    """

    kind: ChangeKind
    thing: Thing
    code: str
    field: str = ''
    old: Any = None
    new: Any = None
    old_place: Place | None = None
    new_place: Place | None = None
    meaning: Meaning = Meaning.NOTHING
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """Every change between two versions: the things in their order, dropped ones first."""

    changes: tuple[Change, ...]

    def by_meaning(self) -> dict[Meaning, tuple[Change, ...]]:
        """Return the changes by what they mean for a respondent; every meaning is there."""
        return {meaning: tuple(change for change in self.changes if change.meaning is meaning)
                for meaning in Meaning}


class WrongBase(ValueError):
    """A difference does not belong to the version it is applied to."""


def compare(old: AnyCatalog, new: AnyCatalog) -> Difference:
    """Return all that changed from one catalog to another, item by item if one has no more."""
    if isinstance(old, CatalogVersion) and isinstance(new, CatalogVersion):
        parts = take_apart(old), take_apart(new)
    else:
        old, new = _items(old), _items(new)
        parts = take_items_apart(old), take_items_apart(new)
    meanings = Meanings(old, new, plan(old, new))
    return Difference(tuple(
        replace(change, meaning=meanings.of(change), questions=meanings.questions(change))
        for change in _Comparison(*parts).changes()))


def _items(catalog: AnyCatalog) -> ItemCatalog:
    return items_of(catalog) if isinstance(catalog, CatalogVersion) else catalog


class _Comparison:
    """Two versions taken apart."""

    def __init__(self, old: Parts, new: Parts) -> None:
        self.old, self.new = old, new
        self.old_places, self.new_places = old.places(), new.places()

    def changes(self) -> Iterator[Change]:
        moved = set(self._moved())
        for key in self.old.things:
            if key not in self.new.things:
                yield self._change(ChangeKind.DROPPED, key, old=self.old.things[key])
        for key, thing in self.new.things.items():
            if key not in self.old.things:
                yield self._change(ChangeKind.ADDED, key, new=thing)
                continue
            if key in moved:
                yield self._change(ChangeKind.MOVED, key)
            yield from self._fields(key)

    def _moved(self) -> Iterator[Key]:
        """Yield what stands elsewhere than before: as little as will do."""
        for (thing, section), codes in self.new.orders.items():
            before = {code: place for place, code
                      in enumerate(self.old.orders.get((thing, section), ()))}
            stayed = [code for code in codes if code in before]
            kept = {stayed[place] for place in longest_rising([before[code] for code in stayed])}
            yield from ((thing, code) for code in codes
                        if code not in kept and (thing, code) in self.old.things)

    def _fields(self, key: Key) -> Iterator[Change]:
        old, new = self.old.things[key], self.new.things[key]
        if old == new:
            return
        for field in fields(new):
            values = getattr(old, field.name), getattr(new, field.name)
            if field.name not in HOLDERS and values[0] != values[1]:
                yield self._change(ChangeKind.CHANGED, key, field=field.name,
                                   old=values[0], new=values[1])

    def _change(self, kind: ChangeKind, key: Key, *, field: str = '', old: Any = None,
                new: Any = None) -> Change:
        return Change(kind=kind, thing=key[0], code=key[1], field=field, old=old, new=new,
                      old_place=self.old_places.get(key), new_place=self.new_places.get(key))


def apply(difference: Difference, old: CatalogVersion) -> CatalogVersion:
    """Return the new version that a difference leads to from the old one."""
    parts = take_apart(old)
    things = dict(parts.things)
    for change in difference.changes:
        _apply(change, things)
    return put_together(Parts(things, _orders(difference, parts, things)))


def _orders(difference: Difference, parts: Parts, things: Mapping[Key, Any]
            ) -> dict[Key, tuple[str, ...]]:
    """Return the codes of each kind in the new order: what stays, and the rest put between."""
    gone: set[Key] = set()
    following: defaultdict[Key, dict[str, str]] = defaultdict(dict)
    for change in difference.changes:
        if change.kind in (ChangeKind.DROPPED, ChangeKind.MOVED):
            gone.add((change.thing, change.code))
        if change.kind in (ChangeKind.ADDED, ChangeKind.MOVED) and change.new_place:
            place = change.new_place
            following[change.thing, place.section][place.after] = change.code
    return {(thing, section): tuple(inserted(
                [code for code in parts.orders.get((thing, section), ())
                 if (thing, code) not in gone], following[thing, section]))
            for thing, section in _containers(things)}


def _containers(things: Iterable[Key]) -> Iterator[Key]:
    """Yield every kind of thing, and for questions every section."""
    yield from ((thing, '') for thing in Thing if thing not in SINGLE)
    yield from ((Thing.QUESTION, code) for thing, code in things if thing is Thing.SECTION)


def _apply(change: Change, things: dict[Key, Any]) -> None:
    key = change.thing, change.code
    if (change.kind is ChangeKind.ADDED) is (key in things):
        raise WrongBase(f'{change.thing} {change.code} is not what it was')
    if change.kind is ChangeKind.ADDED:
        things[key] = change.new
    elif change.kind is ChangeKind.DROPPED:
        _expect(change, things.pop(key))
    elif change.kind is ChangeKind.CHANGED:
        _expect(change, getattr(things[key], change.field))
        things[key] = replace(things[key], **{change.field: change.new})


def _expect(change: Change, found: Any) -> None:
    if found != change.old:
        raise WrongBase(f'{change.thing} {change.code} is not what it was')
