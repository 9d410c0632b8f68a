"""Conditions typed as rows: each compares one fact or one earlier answer, and rows stand in groups.

A group takes all of its rows or any of them, and so do the groups together. What is nested
deeper, as files can bring it, is a row that is shown as it is, kept, or taken out.
"""
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, HiddenField, SelectChoice, SelectField
from wtforms.validators import DataRequired, Length, ValidationError

from forms.base import text_field
from forms.inspections import LABELS as ANSWERS
from forms.part_shapes import MOST_ROWS, Fields, Flat, Shape, add_row, remove_row, rows_of
from forms.profiles import LEGAL_FORMS, WholeNumber
from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source)
from requirements_catalog.expressions import write_expression

MOST_NUMBER = 10_000_000
KEPT = 'kept'
_ACTIVITY = re.compile(r'[0-9]{2}(\.[0-9]{1,2}){0,2}')
JOINS = {'all': _l('All of these'), 'any': _l('At least one of these')}
_HAS = {'has': _l('there is'), 'not': _l('there is none')}
_IS = {'eq': _l('is'), 'ne': _l('is not')}
_NUMBERS = {'gte': _l('at least'), 'gt': _l('more than'), 'lte': _l('at most'),
            'lt': _l('less than'), 'eq': _l('exactly'), 'ne': _l('other than')}
_DOES = {'has': _l('does this'), 'not': _l('does not do this')}
_ANSWERED = {'eq': _l('the answer is'), 'ne': _l('the answer is not')}


@dataclass(frozen=True)
class Subjects:
    """What conditions may look at: keys like ``flag:kitchen`` with their names, by group."""

    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    territories: Mapping[str, str] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """Return what people call a subject, '' for one that is not here."""
        return next((names[key] for names in self.groups.values() if key in names), '')

    def __contains__(self, key: str) -> bool:
        return bool(self.name(key))


@dataclass(frozen=True)
class Row:
    """One row as a page draws it."""

    name: str
    kind: str
    title: str


@dataclass(frozen=True)
class Group:
    """Rows that are taken together, as a page draws them."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ConditionShape(Shape):
    """A condition; ``base`` is the one the page was drawn from."""

    subjects: Subjects = Subjects()
    base: Condition | None = None

    kind = 'condition'

    def fields(self, name: str, flat: Flat) -> Fields:
        yield f'{name}-join', _select(JOINS)
        yield f'{name}-count', HiddenField(validators=[Length(max=3)])
        for group in self.groups(name, flat):
            yield f'{group.name}-join', _select(JOINS)
            yield f'{group.name}-count', HiddenField(validators=[Length(max=3)])
            for row in group.rows:
                yield f'{row.name}-what', HiddenField(validators=[Length(max=100), self._known])
                yield from self._row_fields(row)

    def groups(self, name: str, flat: Flat) -> Iterator[Group]:
        """Yield the groups of what was typed."""
        for place in range(rows_of(name, flat)):
            group = f'{name}-{place}'
            rows = (f'{group}-{index}' for index in range(rows_of(group, flat)))
            yield Group(group, tuple(self._row(row, flat) for row in rows))

    def read(self, name: str, data: Flat) -> Any:
        typed = {key: value for key, value in data.items() if key.startswith(f'{name}-')}
        if typed == self.flat(name, self.base):
            return self.base
        groups = list(self.groups(name, data))
        join = data[f'{name}-join']
        parts: list[Condition] = []
        for group in groups:
            inner = [self._condition(row, data) for row in group.rows]
            same = data[f'{group.name}-join'] == join or len(groups) == 1
            parts += inner if same else [_joined(data[f'{group.name}-join'], inner)]
        only = data[f'{groups[0].name}-join'] if len(groups) == 1 else join
        return _joined(only, parts) if parts else None

    def flat(self, name: str, value: Any) -> dict[str, str]:
        join, groups = _grouped(value)
        found = {f'{name}-join': join, f'{name}-count': str(len(groups))}
        for place, (inner, parts) in enumerate(groups):
            found |= {f'{name}-{place}-join': inner, f'{name}-{place}-count': str(len(parts))}
            for index, part in enumerate(parts):
                row = self._typed(part)
                found |= {f'{name}-{place}-{index}-{key}': text for key, text in row.items()}
        return found

    def kept(self, data: Flat, row: str) -> Condition | None:
        """Return the part of the condition that a row keeps as it is."""
        return self._kept.get(data.get(f'{row}-value') or '')

    @property
    def _kept(self) -> dict[str, Condition]:
        return {write_expression(part): part for _, parts in _grouped(self.base)[1]
                for part in parts}

    def _row(self, name: str, flat: Flat) -> Row:
        what = flat.get(f'{name}-what') or ''
        return Row(name, what.partition(':')[0], self.subjects.name(what))

    def _row_fields(self, row: Row) -> Fields:
        if row.kind == KEPT:
            yield f'{row.name}-value', HiddenField(validators=[self._still_there])
            return
        signs, value = {
            'flag': (_HAS, None),
            'number': (_NUMBERS, text_field(
                row.title, 9, DataRequired(_l('Enter a number.')), WholeNumber(MOST_NUMBER))),
            'form': (_IS, _select({str(key): text for key, text in LEGAL_FORMS.items()})),
            'activities': (_DOES, text_field(
                _l('Code of the activity'), 200, DataRequired(_l('Enter a code.')), _activity)),
            'territory': (_IS, _select(self.subjects.territories)),
            'answer': (_ANSWERED, _select({str(key): text for key, text in ANSWERS.items()})),
        }.get(row.kind, (_IS, None))
        yield f'{row.name}-is', _select(signs)
        if value is not None:
            yield f'{row.name}-value', value

    def _condition(self, row: Row, data: Flat) -> Condition:
        if row.kind == KEPT:
            return self._kept[data[f'{row.name}-value']]
        sign, value = data[f'{row.name}-is'], data.get(f'{row.name}-value')
        code = data[f'{row.name}-what'].partition(':')[2]
        if row.kind in ('flag', 'activities'):
            name, what = ('features', code) if row.kind == 'flag' else ('activities', _code(value))
            found = Comparison(Source.FACT, name, Operator.HAS, what)
            return found if sign == 'has' else Not(found)
        if row.kind == 'answer':
            return Comparison(Source.ANSWER, code, Operator(sign), str(value))
        if row.kind == 'number':
            return Comparison(Source.FACT, code, Operator(sign), int(value or 0))
        name = 'legal_form' if row.kind == 'form' else 'territory'
        return Comparison(Source.FACT, name, Operator(sign), str(value))

    def _typed(self, part: Condition) -> dict[str, str]:
        found = _plain(part)
        if found is None or found['what'] not in self.subjects:
            return {'what': KEPT, 'value': write_expression(part)}
        return found

    def _known(self, form: Form, field: Field) -> None:
        if field.data != KEPT and field.data not in self.subjects:
            raise ValidationError(_l('This cannot be asked here: take the row out.'))

    def _still_there(self, form: Form, field: Field) -> None:
        if field.data not in self._kept:
            raise ValidationError(_l('This cannot be asked here: take the row out.'))


def add_condition(name: str, group: int, flat: Flat) -> dict[str, Any]:
    """Return what was typed with the fact that was chosen as one more row of a group."""
    place = f'{name}-{group}'
    what = flat.get(f'{place}-add') or ''
    if not what or rows_of(place, flat) >= MOST_ROWS:
        return dict(flat)
    grown = dict(flat) if group < rows_of(name, flat) else {
        **add_row(name, flat), f'{place}-join': 'all'}
    row = f'{place}-{rows_of(place, grown)}'
    return {**add_row(place, grown), f'{row}-what': what}


def remove_condition(name: str, group: int, index: int, flat: Flat) -> dict[str, Any]:
    """Return what was typed without one row, and without its group where that was the last."""
    place = f'{name}-{group}'
    left = remove_row(place, index, flat)
    return left if rows_of(place, left) else remove_row(name, group, left)


def _select(choices: Mapping[str, Any]) -> SelectField:
    return SelectField(choices=[SelectChoice(value, text) for value, text in choices.items()])


def _activity(form: Form, field: Field) -> None:
    if not _ACTIVITY.fullmatch(_code(field.data)):
        raise ValidationError(_l('Enter a code like 56, 56.1 or 56.10.1.'))


def _code(typed: str | None) -> str:
    """Return the code of what is suggested as a code with its name."""
    return (typed or '').partition(' ')[0]


def _joined(join: str, parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    return AllOf(tuple(parts)) if join == 'all' else AnyOf(tuple(parts))


def _grouped(condition: Condition | None) -> tuple[str, list[tuple[str, list[Condition]]]]:
    """Return how the groups of a condition are joined, and each with its rows."""
    if condition is None:
        return 'all', []
    if not isinstance(condition, (AllOf, AnyOf)):
        return 'all', [('all', [condition])]
    join = _join(condition)
    groups: list[tuple[str, list[Condition]]] = []
    loose = False
    for part in condition.parts:
        if isinstance(part, (AllOf, AnyOf)):
            groups.append((_join(part), list(part.parts)))
        elif loose:
            groups[-1][1].append(part)
        else:
            groups.append((join, [part]))
        loose = not isinstance(part, (AllOf, AnyOf))
    return join, groups


def _join(condition: AllOf | AnyOf) -> str:
    return 'all' if isinstance(condition, AllOf) else 'any'


def _plain(part: Condition) -> dict[str, str] | None:
    """Return a comparison as a row, or None for what has no row of its own."""
    negated = isinstance(part, Not)
    inner = part.part if isinstance(part, Not) else part
    if not isinstance(inner, Comparison) or isinstance(inner.value, tuple):
        return None
    if inner.operator is Operator.HAS:
        sign = 'not' if negated else 'has'
        if inner.name == 'features':
            return {'what': f'flag:{inner.value}', 'is': sign}
        return {'what': 'activities', 'is': sign, 'value': str(inner.value)}
    if negated:
        return None
    row = {'is': inner.operator.value, 'value': str(inner.value)}
    if inner.source is Source.ANSWER:
        return {'what': f'answer:{inner.name}', **row}
    if inner.name in ('legal_form', 'territory'):
        return {'what': 'form' if inner.name == 'legal_form' else 'territory', **row}
    return {'what': f'number:{inner.name}', **row}
