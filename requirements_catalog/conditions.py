"""Conditions on a profile and on earlier answers, as data.

A condition is a tree of ``all``, ``any`` and ``not`` over comparisons of one fact. In files it
is written the way it is stored::

    all:
      - {fact: legal_form, in: [legal_entity, sole_proprietor]}
      - {fact: activities, has: "56"}
      - not: {fact: features, has: kitchen}
      - {answer: FS-010, eq: "yes"}
"""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Union

from requirements_catalog.problems import said

Value = Union[str, int, tuple[str, ...]]
Condition = Union['AllOf', 'AnyOf', 'Not', 'Comparison']


class Operator(StrEnum):
    """The comparisons a condition may make."""

    EQ = 'eq'
    NE = 'ne'
    IN = 'in'
    GT = 'gt'
    GTE = 'gte'
    LT = 'lt'
    LTE = 'lte'
    HAS = 'has'


ORDERED = frozenset({Operator.GT, Operator.GTE, Operator.LT, Operator.LTE})


class Source(StrEnum):
    """What a comparison looks at: a fact of the profile or an earlier answer."""

    FACT = 'fact'
    ANSWER = 'answer'


@dataclass(frozen=True)
class Comparison:
    """One fact of the profile, or one earlier answer, against one value."""

    source: Source
    name: str
    operator: Operator
    value: Value


@dataclass(frozen=True)
class AllOf:
    """Holds when each part holds."""

    parts: tuple['Condition', ...]


@dataclass(frozen=True)
class AnyOf:
    """Holds when at least one part holds."""

    parts: tuple['Condition', ...]


@dataclass(frozen=True)
class Not:
    """Holds when its part does not."""

    part: 'Condition'


def parts_of(condition: Condition | None) -> tuple[Condition, ...]:
    """Return the conditions that a condition is made of; a comparison is made of none."""
    if condition is None or isinstance(condition, Comparison):
        return ()
    return (condition.part,) if isinstance(condition, Not) else condition.parts


def comparisons(condition: Condition | None) -> Iterator[Comparison]:
    """Yield every comparison of a condition, from left to right."""
    if isinstance(condition, Comparison):
        yield condition
    for part in parts_of(condition):
        yield from comparisons(part)


def read_condition(data: Any) -> Condition:
    """Make a condition of plain data; ValueError says what is wrong with it."""
    if not isinstance(data, Mapping):
        raise ValueError(said('a condition is a mapping'))
    if set(data) == {'not'}:
        return Not(read_condition(data['not']))
    for key, kind in (('all', AllOf), ('any', AnyOf)):
        if set(data) == {key}:
            return kind(_read_parts(key, data[key]))
    return _read_comparison(data)


def write_condition(condition: Condition) -> dict[str, Any]:
    """Return the plain data that ``read_condition`` reads back."""
    if isinstance(condition, Comparison):
        value = condition.value
        plain = list(value) if isinstance(value, tuple) else value
        return {condition.source.value: condition.name, condition.operator.value: plain}
    if isinstance(condition, Not):
        return {'not': write_condition(condition.part)}
    key = 'all' if isinstance(condition, AllOf) else 'any'
    return {key: [write_condition(part) for part in condition.parts]}


def _read_parts(key: str, data: Any) -> tuple[Condition, ...]:
    if not isinstance(data, list) or not data:
        raise ValueError(said('%(key)s takes a list of at least one condition', key=repr(key)))
    return tuple(read_condition(part) for part in data)


def _read_comparison(data: Mapping[Any, Any]) -> Comparison:
    sources = [source for source in Source if source.value in data]
    operators = [operator for operator in Operator if operator.value in data]
    if len(data) != 2 or len(sources) != 1 or len(operators) != 1:
        raise ValueError(said('a comparison has one %(sources)s and one of %(operators)s',
                              sources='"fact" or "answer"', operators=', '.join(Operator)))
    source, operator = sources[0], operators[0]
    name = data[source.value]
    if not isinstance(name, str):
        raise ValueError(said('%(source)s takes a code', source=repr(source.value)))
    read = _read_texts if operator is Operator.IN else _read_value
    return Comparison(source, name, operator, read(operator, data[operator.value]))


def _read_texts(operator: Operator, value: Any) -> Value:
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise ValueError(said('%(operator)s takes a list of at least one text',
                              operator=repr(operator.value)))
    return tuple(value)


def _read_value(operator: Operator, value: Any) -> Value:
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise ValueError(said('%(operator)s takes a text or a whole number (quote "yes" and "no")',
                              operator=repr(operator.value)))
    return value
