"""Merging what two people changed in one part of a version, field by field."""
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Any

from requirements_catalog.texts import LocalText


@dataclass(frozen=True)
class FieldConflict:
    """A field that two people changed in different ways; a text has its language in ``field``."""

    field: str
    saved: Any
    mine: Any


@dataclass(frozen=True)
class MergedPart:
    """A part with the changes of both sides; where they conflict it holds what was saved."""

    part: Any
    conflicts: tuple[FieldConflict, ...]


def merge_part(base: Any, saved: Any, mine: Any) -> MergedPart:
    """Merge the changes that two people made to one part since ``base``, field by field."""
    changed: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for field in fields(saved):
        values = [getattr(side, field.name) for side in (base, saved, mine)]
        merge = _merge_texts if all(isinstance(value, LocalText) for value in values) else _merge
        changed[field.name], found = merge(field.name, *values)
        conflicts += found
    return MergedPart(replace(saved, **changed), tuple(conflicts))


def settle(merge: MergedPart, mine: Collection[str]) -> Any:
    """Return the part once somebody has decided: ``mine`` names the fields that stay mine."""
    changed: dict[str, Any] = {}
    for conflict in merge.conflicts:
        name, _, language = conflict.field.partition('.')
        if conflict.field not in mine:
            continue
        value = conflict.mine
        if language:
            texts = dict(changed.get(name, getattr(merge.part, name)).by_language)
            texts[language] = value
            value = LocalText.of({key: text for key, text in texts.items() if text})
        changed[name] = value
    return replace(merge.part, **changed)


def _merge(name: str, base: Any, saved: Any, mine: Any) -> tuple[Any, list[FieldConflict]]:
    if mine in (base, saved):
        return saved, []
    if saved == base:
        return mine, []
    return saved, [FieldConflict(name, saved, mine)]


def _merge_texts(name: str, base: LocalText, saved: LocalText,
                 mine: LocalText) -> tuple[LocalText, list[FieldConflict]]:
    sides = [dict(side.by_language) for side in (base, saved, mine)]
    merged, conflicts = {}, []
    for language in sorted({key for side in sides for key in side}):
        text, found = _merge(f'{name}.{language}', *(side.get(language, '') for side in sides))
        merged[language] = text
        conflicts += found
    return LocalText.of({key: text for key, text in merged.items() if text}), conflicts
