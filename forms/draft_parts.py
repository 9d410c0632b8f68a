"""Forms of the parts of a version, made from the dataclasses of the catalog."""
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, get_args, get_origin

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField
from wtforms.validators import Length

from forms.base import BaseForm
from forms.part_conditions import ConditionShape, Subjects
from forms.part_labels import LABELS, OPTIONS, UNTYPED, Label
from forms.part_shapes import (
    BoxesShape, Choices, ChoiceShape, DayShape, FlagShape, Flat, GroupShape, LocalTextShape,
    NumberShape, RowsShape, Shape)
from requirements_catalog.conditions import Condition
from requirements_catalog.texts import LocalText

_SIMPLE: Mapping[type, type[Shape]] = {
    LocalText: LocalTextShape, str: Shape, int: NumberShape, bool: FlagShape, date: DayShape}
# Fields that hold codes of other parts, and which ones may be chosen.
_REFERENCES = {'act': 'acts', 'superseded_by': 'acts', 'requirement': 'requirements',
               'liabilities': 'liabilities'}
SECTION = Label(_l('Section'))


@dataclass(frozen=True)
class Context:
    """What a part may name, and the condition that its page was drawn from."""

    choices: Mapping[str, Choices] = field(default_factory=dict)
    subjects: Subjects = Subjects()
    condition: Condition | None = None


class PartForm(BaseForm):
    """One part, with the revision its page was drawn from and that of a merge."""

    shapes: Mapping[str, Shape] = {}
    revision = HiddenField(validators=[Length(max=9)])
    shown = HiddenField(validators=[Length(max=9)])

    def values(self) -> dict[str, Any]:
        """Return what was typed, by field of the part; only for a form without errors."""
        data = self.data
        return {name: shape.read(name, data) for name, shape in self.shapes.items()}


def shapes_of(kind: type, context: Context) -> dict[str, Shape]:
    """Return the fields of a dataclass that people type, each with its shape."""
    return {each.name: _shape(f'{kind.__name__}.{each.name}', each.type, context)
            for each in fields(kind) if f'{kind.__name__}.{each.name}' not in UNTYPED}


def question_shapes(kind: type, context: Context) -> dict[str, Shape]:
    """Return the fields of a question, first of all the section in which it stands."""
    section = ChoiceShape(SECTION, True, context.choices['sections'])
    return {'section': section, **shapes_of(kind, context)}


def flat_values(shapes: Mapping[str, Shape], part: Any) -> dict[str, str]:
    """Return a part as a browser would send it."""
    found: dict[str, str] = {}
    for name, shape in shapes.items():
        if hasattr(part, name):
            found |= shape.flat(name, getattr(part, name))
    return found


def make_part_form(shapes: Mapping[str, Shape], flat: Flat) -> PartForm:
    """Return a form filled in with what was typed, with as many rows as that has."""
    made = {name: each for field_name, shape in shapes.items()
            for name, each in shape.fields(field_name, flat)}
    form_class = type('FieldsForm', (PartForm,), {**made, 'shapes': shapes})
    form: PartForm = form_class(MultiDict(flat))
    return form


def _shape(name: str, hint: Any, context: Context) -> Shape:
    label = LABELS[name]
    if hint == Condition | None:
        return ConditionShape(label, False, context.subjects, context.condition)
    needed = NoneType not in get_args(hint)
    plain = hint if needed else next(each for each in get_args(hint) if each is not NoneType)
    reference = _REFERENCES.get(name.partition('.')[2])
    if get_origin(plain) is tuple:
        if reference:
            return BoxesShape(label, False, context.choices[reference])
        return RowsShape(label, False, _group(Label(label.text), True, get_args(plain)[0], context))
    if reference:
        return ChoiceShape(label, needed, context.choices[reference])
    if issubclass(plain, StrEnum):
        choices = [(member.value, text) for member, text in OPTIONS[plain].items()]
        return ChoiceShape(label, needed, choices, plain)
    if plain not in _SIMPLE and is_dataclass(plain):
        return _group(label, needed, plain, context)  # type: ignore[arg-type]
    return _SIMPLE[plain](label, needed)


def _group(label: Label, needed: bool, kind: type, context: Context) -> GroupShape:
    return GroupShape(label, needed, kind, shapes_of(kind, context))
