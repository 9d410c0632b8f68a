"""How each kind of field of the catalog is typed into a form and read out of it again.

A shape turns a value into the flat texts that a browser sends, draws fields from them, and makes
the value anew. So a page that comes back, a row that is added and a merge all handle one thing:
what was typed, by name.
"""
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Length, Optional

from forms.base import text_field
from forms.companies import DayField
from forms.inspections import whole
from forms.part_checks import AtLeast, RussianFirst, not_before
from forms.part_labels import Label
from forms.profiles import WholeNumber
from requirements_catalog.texts import LANGUAGES, LocalText

Flat = Mapping[str, Any]
Fields = Iterator[tuple[str, Any]]
Choices = Iterable[tuple[str, Any]]
_ROW = re.compile(r'(\d+)(-.*)')
MOST_ROWS = 100
_LANGUAGES = {'ru': _l('in Russian'), 'en': _l('in English')}
_EMPTY = _l('Fill in this field.')
_CHOOSE = _l('Choose one.')


@dataclass(frozen=True)
class Shape:
    """One field of a part; ``needed`` says that it may not stay empty."""

    label: Label
    needed: bool = True

    kind = 'text'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield name, text_field(self.label.text, self.label.most, *self.checks(),
                               long=self.label.long)

    def read(self, name: str, data: Flat) -> Any:
        return data[name] or (None if not self.needed else '')

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {name: value or ''}

    def checks(self, message: Any = _EMPTY) -> list[Any]:
        return [DataRequired(message)] if self.needed else [Optional()]


class LocalTextShape(Shape):
    """A text in each language; Russian is needed, or at least where there is any other."""

    kind = 'texts'

    def fields(self, name: str, flat: Flat) -> Fields:
        for language in LANGUAGES:
            first = language == LANGUAGES[0]
            check = (DataRequired(_EMPTY) if self.needed else RussianFirst(name)) if first \
                else Optional()
            label = _l('%(label)s, %(language)s', label=self.label.text,
                       language=_LANGUAGES[language])
            yield f'{name}-{language}', text_field(label, self.label.most, check,
                                                   long=self.label.long)

    def read(self, name: str, data: Flat) -> Any:
        texts = {language: data[f'{name}-{language}'] for language in LANGUAGES}
        found = {language: text for language, text in texts.items() if text}
        return LocalText.of(found) if found else None

    def flat(self, name: str, value: Any) -> dict[str, str]:
        texts = dict(value.by_language) if value else {}
        return {f'{name}-{language}': texts.get(language, '') for language in LANGUAGES}


class NumberShape(Shape):
    """A whole number within its bounds."""

    kind = 'number'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield name, text_field(self.label.text, 12, *self.checks(), WholeNumber(self.label.most),
                               AtLeast(self.label.least), *not_before(name, self.label))

    def read(self, name: str, data: Flat) -> Any:
        return whole(data[name])

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {name: '' if value is None else str(value)}


class FlagShape(Shape):
    """Yes or no, as a box to tick."""

    kind = 'flag'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield name, BooleanField(self.label.text)

    def read(self, name: str, data: Flat) -> Any:
        return bool(data[name])

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {name: 'y'} if value else {}


class LegalDay(DayField):
    """A day that may lie long before the service: acts of the last century are in force."""

    first_year = 1900


class DayShape(Shape):
    """A day of the calendar."""

    kind = 'day'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield name, LegalDay(self.label.text, [*self.checks(), *not_before(name, self.label)])

    def read(self, name: str, data: Flat) -> Any:
        return data[name]

    def flat(self, name: str, value: date | None) -> dict[str, str]:
        return {name: value.isoformat() if value else ''}


@dataclass(frozen=True)
class ChoiceShape(Shape):
    """One of several; ``option`` makes the value of a code."""

    choices: Choices = ()
    option: type[StrEnum] | type[str] = str

    @property
    def kind(self) -> str:  # type: ignore[override]
        return 'radios' if self.option is not str and len(tuple(self.choices)) < 5 else 'select'

    def fields(self, name: str, flat: Flat) -> Fields:
        none = [] if self.kind == 'radios' else [SelectChoice('', _l('Choose'))]
        field = RadioField if self.kind == 'radios' else SelectField
        yield name, field(self.label.text, self.checks(_CHOOSE), choices=[
            *none, *(SelectChoice(value, text) for value, text in self.choices)])

    def read(self, name: str, data: Flat) -> Any:
        return self.option(data[name]) if data[name] else None

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {name: str(value) if value else ''}


@dataclass(frozen=True)
class BoxesShape(Shape):
    """Any of several, each a box of its own name: no field of ours is sent twice."""

    choices: Choices = ()

    kind = 'boxes'

    def fields(self, name: str, flat: Flat) -> Fields:
        for code, text in self.choices:
            yield f'{name}-{code}', BooleanField(text)

    def read(self, name: str, data: Flat) -> Any:
        return tuple(code for code, _ in self.choices if data[f'{name}-{code}'])

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {f'{name}-{code}': 'y' for code in value}


@dataclass(frozen=True)
class GroupShape(Shape):
    """Fields that belong together; one that may be missing is, when its first field is empty."""

    made_of: type[Any] = object
    shapes: Mapping[str, Shape] = ()  # type: ignore[assignment]

    kind = 'group'

    def fields(self, name: str, flat: Flat) -> Fields:
        for inner, shape in self.shapes.items():
            for field_name, field in shape.fields(f'{name}-{inner}', flat):
                yield field_name, field

    def read(self, name: str, data: Flat) -> Any:
        values = {inner: shape.read(f'{name}-{inner}', data)
                  for inner, shape in self.shapes.items()}
        empty = not self.needed and not next(iter(values.values()))
        return None if empty else self.made_of(**values)

    def flat(self, name: str, value: Any) -> dict[str, str]:
        return {} if value is None else {
            key: text for inner, shape in self.shapes.items()
            for key, text in shape.flat(f'{name}-{inner}', getattr(value, inner)).items()}


@dataclass(frozen=True)
class RowsShape(Shape):
    """Any number of groups, one below the other."""

    row: GroupShape = GroupShape(Label(''))

    kind = 'rows'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield f'{name}-count', HiddenField(validators=[Length(max=3)])
        for index in range(rows_of(name, flat)):
            yield from self.row.fields(f'{name}-{index}', flat)

    def read(self, name: str, data: Flat) -> Any:
        return tuple(self.row.read(f'{name}-{index}', data)
                     for index in range(rows_of(name, data)))

    def flat(self, name: str, value: Any) -> dict[str, str]:
        found = {f'{name}-count': str(len(value))}
        for index, each in enumerate(value):
            found |= self.row.flat(f'{name}-{index}', each)
        return found


def rows_of(name: str, flat: Flat) -> int:
    """Return how many rows of a name there are in what was typed."""
    return min(whole(flat.get(f'{name}-count')) or 0, MOST_ROWS)


def add_row(name: str, flat: Flat) -> dict[str, Any]:
    """Return what was typed with an empty row more."""
    return {**flat, f'{name}-count': str(min(rows_of(name, flat) + 1, MOST_ROWS))}


def remove_row(name: str, index: int, flat: Flat) -> dict[str, Any]:
    """Return what was typed without one row; those after it move up."""
    found: dict[str, Any] = {}
    for key, value in flat.items():
        match = _ROW.fullmatch(key.removeprefix(f'{name}-')) if key.startswith(f'{name}-') else None
        place = int(match[1]) if match else -1
        if match and place >= index:
            key = f'{name}-{place - 1}{match[2]}' if place > index else ''
        if key:
            found[key] = value
    return {**found, f'{name}-count': str(max(0, rows_of(name, flat) - 1))}
