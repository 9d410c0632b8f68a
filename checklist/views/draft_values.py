"""Values of a part in words, to be compared by people."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from checklist.reports.condition_wording import ConditionWording
from checklist.templating import day
from forms.part_labels import OPTIONS
from forms.part_shapes import BoxesShape, ChoiceShape, GroupShape, RowsShape, Shape
from requirements_catalog.model import CatalogVersion
from requirements_catalog.part_merge import FieldConflict
from requirements_catalog.texts import LocalText


@dataclass(frozen=True)
class Conflict:
    """A field that two people changed, in words."""

    field: str
    label: str
    saved: tuple[str, ...]
    mine: tuple[str, ...]


def conflicts_of(version: CatalogVersion, shapes: Mapping[str, Shape],
                 conflicts: tuple[FieldConflict, ...]) -> list[Conflict]:
    """Return conflicts as a page shows them."""
    wording = ConditionWording(version)
    return [_conflict(shapes[each.field.partition('.')[0]], each, wording) for each in conflicts]


def _conflict(shape: Shape, conflict: FieldConflict, wording: ConditionWording) -> Conflict:
    language = conflict.field.partition('.')[2]
    label = str(shape.label.text)
    if language:
        label = gettext('%(label)s, %(language)s', label=label, language={
            'ru': gettext('in Russian'), 'en': gettext('in English')}[language])
    sides = (tuple(_lines(shape, value, wording)) or (gettext('nothing'),)
             for value in (conflict.saved, conflict.mine))
    return Conflict(conflict.field, label, *sides)


def _lines(shape: Shape, value: Any, wording: ConditionWording) -> Iterator[str]:
    """Yield a value in words, a row to a line."""
    if isinstance(shape, RowsShape):
        for row in value:
            yield '; '.join(_lines(shape.row, row, wording))
    elif isinstance(shape, GroupShape) and value is not None:
        for name, inner in shape.shapes.items():
            for line in _lines(inner, getattr(value, name), wording):
                yield f'{inner.label.text}: {line}'
    elif isinstance(shape, BoxesShape):
        names = dict(shape.choices)
        yield from (str(names.get(code, code)) for code in value)
    elif shape.kind == 'condition':
        yield from filter(None, [wording.sentence(value)])
    else:
        yield from filter(None, [_word(shape, value)])


def _word(shape: Shape, value: Any) -> str:
    if isinstance(value, bool):
        return gettext('Yes') if value else gettext('No')
    if isinstance(value, date):
        return day(value)
    if isinstance(value, LocalText):
        return ' / '.join(text for _, text in reversed(value.by_language))
    if isinstance(shape, ChoiceShape):
        names = OPTIONS.get(type(value)) or dict(shape.choices)
        return str(names.get(value, value or ''))
    return '' if value is None else str(value)
