"""Rows of the page of a part: added and taken out by buttons, with nothing saved."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import abort

from forms.inspections import whole
from forms.part_conditions import add_condition, remove_condition
from forms.part_shapes import add_row, remove_row, rows_of
from requirements_catalog.parts import Thing

_YES = 'y'
# What stands in a new part before anybody types.
_FIRST: Mapping[Thing, Mapping[str, str]] = {
    Thing.QUESTION: {'weight': '1', 'not_applicable': _YES},
    Thing.REQUIREMENT: {'content_kind': 'duty', 'severity': 'medium', 'periodicity': 'always'},
    Thing.FEATURE: {'kind': 'flag', 'maximum': '100000'}}
_ROWS = {Thing.REQUIREMENT: 'clauses', Thing.LIABILITY: 'sanctions'}


def initial(kind: Thing, today: date) -> dict[str, str]:
    """Return what a new part holds before anything is typed."""
    flat = {'provenance-as_of': today.isoformat(), **_FIRST.get(kind, {})}
    return _with_row(_ROWS[kind], flat, today) if kind in _ROWS else flat


def changed_rows(typed: Mapping[str, str], today: date) -> tuple[dict[str, Any], str]:
    """Do what a button asks with what was typed; return also where the focus goes."""
    flat = dict(typed)
    verb, _, rest = flat.pop('action', '').partition(':')
    name, *places = rest.split(':')
    numbers = [whole(place) or 0 for place in places]
    if verb == 'add' and not numbers:
        return _with_row(name, flat, today), f'{name}-{rows_of(name, flat)}'
    if verb == 'remove' and len(numbers) == 1:
        return remove_row(name, numbers[0], flat), name
    if verb == 'condition' and len(numbers) == 1:
        group = f'{name}-{numbers[0]}'
        return add_condition(name, numbers[0], flat), f'{group}-{rows_of(group, flat)}'
    if verb == 'drop' and len(numbers) == 2:
        return remove_condition(name, numbers[0], numbers[1], flat), name
    return abort(400)


def _with_row(name: str, flat: Mapping[str, Any], today: date) -> dict[str, Any]:
    row = f'{name}-{rows_of(name, flat)}'
    first = {f'{row}-cited': _YES, f'{row}-current': _YES,
             f'{row}-provenance-as_of': today.isoformat()} if name == 'clauses' else {}
    return {**add_row(name, flat), **first}
