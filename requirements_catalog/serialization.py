"""Plain data to and from the dataclasses of the catalog, by cattrs.

cattrs reads the types of ``model.py``, so that the format is written down once.
"""
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import lru_cache
from reprlib import repr as shorten
from typing import Any, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn

from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, read_condition, write_condition)
from requirements_catalog.problems import said
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES, LocalText

# Beyond this JSON readers in other languages round whole numbers.
LARGEST_NUMBER = 2 ** 53 - 1


def _read_day(value: Any, _: type) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise ValueError(said('expected a day like 2026-09-01, found %(found)s',
                              found=shorten(value))) from error


def _read_text(value: Any, _: type) -> str:
    if not isinstance(value, str):
        raise ValueError(said('expected a text, found %(found)s (quote numbers and "yes", "no")',
                              found=shorten(value)))
    return value


def _read_whole(value: Any, _: type) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(said('expected a whole number, found %(found)s', found=shorten(value)))
    if abs(value) > LARGEST_NUMBER:
        raise ValueError(said('expected a number of at most %(most)s', most=LARGEST_NUMBER))
    return value


def _read_flag(value: Any, _: type) -> bool:
    if not isinstance(value, bool):
        raise ValueError(said('expected true or false, found %(found)s', found=shorten(value)))
    return value


def _read_option(value: Any, kind: type[Enum]) -> Enum:
    found = _members(kind).get(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(said('expected one of %(choices)s, found %(found)s',
                              choices=', '.join(_members(kind)), found=shorten(value)))
    return found


@lru_cache
def _members(kind: type[Enum]) -> dict[str, Enum]:
    return {member.value: member for member in kind}


def _read_local_text(value: Any, _: type) -> LocalText:
    if not isinstance(value, Mapping) or not all(
            isinstance(text, str) and text.strip() for text in value.values()):
        raise ValueError(said('expected a text in each language, like %(example)s',
                              example='{ru: "…", en: "…"}'))
    if FIRST_LANGUAGE not in value:
        raise ValueError(said('the text in %(language)s is missing',
                              language=repr(FIRST_LANGUAGE)))
    unknown = set(value) - set(LANGUAGES)
    if unknown:
        raise ValueError(said('unknown languages: %(languages)s',
                              languages=', '.join(sorted(map(str, unknown)))))
    return LocalText.of(value)


def _read_condition(value: Any, _: Any) -> Condition | None:
    return None if value is None else read_condition(value)


def _write_local_text(text: LocalText) -> dict[str, str]:
    return dict(text.by_language)


def _write_without_defaults(kind: type, converter: Converter) -> Callable[[Any], dict[str, Any]]:
    """Leave out fields that hold their default, so that a new field changes no fingerprint."""
    return make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True)


def _read_fields(kind: type, converter: Converter) -> Callable[[Any, Any], Any]:
    read: Callable[[Any, Any], Any] = make_dict_structure_fn(
        kind, converter, _cattrs_forbid_extra_keys=True)

    def read_mapping(value: Any, _: Any) -> Any:
        if not isinstance(value, Mapping):
            raise ValueError(said('expected named fields, found %(found)s', found=shorten(value)))
        return read(value, kind)

    return read_mapping


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _read_items(converter: Converter) -> Callable[[Any, Any], Any]:
    """Return a reader of lists only: by itself cattrs would take a text letter by letter."""
    read = converter.get_structure_hook(tuple[Any, ...])

    def read_list(value: Any, kind: Any) -> Any:
        if not isinstance(value, list):
            raise ValueError(said('expected a list, found %(found)s', found=shorten(value)))
        return read(value, kind)

    return read_list


# StrEnum stands here because its members are texts too, and would be read as such.
_SCALARS: dict[type, Callable[[Any, Any], Any]] = {
    str: _read_text, int: _read_whole, bool: _read_flag, date: _read_day,
    StrEnum: _read_option, LocalText: _read_local_text}


def make_converter() -> Converter:
    """Return a converter that refuses unknown fields and never guesses a type."""
    converter = Converter()
    for kind, read in _SCALARS.items():
        converter.register_structure_hook(kind, read)
    converter.register_structure_hook(Condition | None, _read_condition)
    converter.register_structure_hook_func(_is_tuple, _read_items(converter))
    converter.register_structure_hook_factory(
        is_dataclass, lambda kind: _read_fields(kind, converter))
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_unstructure_hook_factory(
        is_dataclass, lambda kind: _write_without_defaults(kind, converter))
    for kind in (AllOf, AnyOf, Not, Comparison):
        converter.register_unstructure_hook(kind, write_condition)
    converter.register_unstructure_hook(LocalText, _write_local_text)
    return converter


CONVERTER = make_converter()
