"""What changed between two states of a version, thing by thing, for those who judge them."""
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from checklist.reports.condition_wording import ConditionWording
from checklist.reports.field_words import field_words, value_in_words
from checklist.reports.findings import part_names
from requirements_catalog.changes import Change, ChangeKind, compare
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import Thing

# What every next version differs in, and what is told elsewhere.
_BOOKKEEPING = frozenset({'version', 'supersedes', 'lineage'})


@dataclass(frozen=True)
class FieldChange:
    """A field in words, with the old and the new value where a line can tell them."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class ThingChange:
    """What became of one thing, by all that changed in it."""

    thing: Thing
    code: str
    name: str
    kinds: frozenset[ChangeKind]
    fields: tuple[FieldChange, ...] = field(default=())


def changes_between(old: CatalogVersion, new: CatalogVersion) -> tuple[ThingChange, ...]:
    """Return everything that changed, dropped things first; nothing where nothing did."""
    names = {**part_names(old), **part_names(new)}
    changes = [change for change in compare(old, new).changes
               if change.field not in _BOOKKEEPING]
    return tuple(
        ThingChange(thing, code, names.get(code, (thing, ''))[1],
                    frozenset(change.kind for change in group),
                    tuple(_fields(group, ConditionWording(old), ConditionWording(new))))
        for (thing, code), group in (
            (key, list(each)) for key, each in groupby(
                changes, key=lambda change: (change.thing, change.code))))


def _fields(changes: list[Change], before: ConditionWording,
            after: ConditionWording) -> Iterator[FieldChange]:
    words = field_words()
    for change in changes:
        if change.field == 'applies_if':
            yield FieldChange(words[change.field], before.sentence(change.old),
                              after.sentence(change.new))
        elif change.field:
            yield FieldChange(words.get(change.field, change.field),
                              value_in_words(change.old), value_in_words(change.new))
