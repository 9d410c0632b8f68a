"""The difference of two versions in plain words, by what it means for a respondent."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from checklist.reports.catalog_values import ValueWording
from checklist.reports.field_words import field_words
from checklist.reports.findings import part_names
from requirements_catalog.changes import Change, ChangeKind, compare
from requirements_catalog.meanings import Meaning
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText

# What every next version differs in, and what is told elsewhere.
_BOOKKEEPING = frozenset({'version', 'supersedes', 'lineage'})
_STRICTEST = tuple(Meaning)


@dataclass(frozen=True)
class ChangedField:
    """A field in words; ``wording`` is a text that is worth reading side by side."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    wording: bool


@dataclass(frozen=True)
class ChangedThing:
    """What became of one thing, by all that changed in it, and what that means."""

    thing: Thing
    code: str
    name: str
    meaning: Meaning
    kinds: tuple[ChangeKind, ...]
    fields: tuple[ChangedField, ...]
    moved: tuple[str, str] | None = None


@dataclass(frozen=True)
class VersionDifference:
    """Two versions and everything that differs, by meaning; empty meanings are left out."""

    old: CatalogVersion
    new: CatalogVersion
    groups: dict[Meaning, tuple[ChangedThing, ...]]

    @property
    def total(self) -> int:
        return sum(map(len, self.groups.values()))


def difference_of(old: CatalogVersion, new: CatalogVersion) -> VersionDifference:
    """Return what differs between two versions, in the reader's language."""
    found = tuple(_Writer(old, new).things())
    groups = {meaning: tuple(thing for thing in found if thing.meaning is meaning)
              for meaning in Meaning}
    return VersionDifference(old, new, {key: things for key, things in groups.items() if things})


class _Writer:
    def __init__(self, old: CatalogVersion, new: CatalogVersion) -> None:
        self.changes = [change for change in compare(old, new).changes
                        if change.field not in _BOOKKEEPING]
        self.old, self.new = ValueWording(old), ValueWording(new)
        self.names = {**part_names(old), **part_names(new)}
        self.sections = {**_sections(old), **_sections(new)}
        self.words = field_words()

    def things(self) -> Iterator[ChangedThing]:
        """Yield each thing once, wherever its changes stand in the difference."""
        found: dict[tuple[Thing, str], list[Change]] = {}
        for change in self.changes:
            found.setdefault((change.thing, change.code), []).append(change)
        for (thing, code), changes in found.items():
            yield self._thing(thing, code, changes)

    def _thing(self, thing: Thing, code: str, changes: list[Change]) -> ChangedThing:
        meaning = min((change.meaning for change in changes), key=_STRICTEST.index)
        kinds = tuple(kind for kind in ChangeKind if any(
            change.kind is kind for change in changes))
        return ChangedThing(
            thing, code, self.names.get(code, (thing, ''))[1], meaning, kinds,
            tuple(self._fields(changes)), self._moved(changes))

    def _fields(self, changes: Iterable[Change]) -> Iterator[ChangedField]:
        for change in changes:
            if change.field:
                yield ChangedField(
                    self.words.get(change.field, change.field),
                    self.old.lines(change.field, change.old),
                    self.new.lines(change.field, change.new), _is_wording(change))

    def _moved(self, changes: Iterable[Change]) -> tuple[str, str] | None:
        """Return from where to where a question went; within a section only its number counts."""
        for change in changes:
            if change.kind is ChangeKind.MOVED and change.old_place and change.new_place:
                return (self._place(change.old_place), self._place(change.new_place))
        return None

    def _place(self, place: Any) -> str:
        section = self.sections.get(place.section, '')
        return f'{section}, № {place.number}' if section else f'№ {place.number}'


def _sections(version: CatalogVersion) -> dict[str, str]:
    return {code: name for code, (thing, name) in part_names(version).items()
            if thing is Thing.SECTION}


def _is_wording(change: Change) -> bool:
    return isinstance(change.old, LocalText) and isinstance(change.new, LocalText)
