"""Changing a version under work, one part at a time; each change gives a new version.

What is made here is always whole: no part names another that is not there. Whether it may be
published is for ``lint.py`` to say.
"""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from requirements_catalog.model import CatalogQuestion, CatalogSection, CatalogVersion
from requirements_catalog.part_uses import users
from requirements_catalog.part_lookup import SHARED, parts, section_of
from requirements_catalog.parts import Thing

T = TypeVar('T')


class InUse(ValueError):
    """A part that others name cannot be removed; ``codes`` are those others."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(', '.join(self.codes))


def put_part(version: CatalogVersion, kind: Thing, part: Any, *,
             section: str = '') -> CatalogVersion:
    """Return the version with a part in place of the one of its code, or added at the end.

    A new question needs the section it goes into; another section moves it there.
    """
    if kind is Thing.CHECKLIST:
        return replace(version, content=part)
    if kind is Thing.POLICY:
        return replace(version, policy=part)
    if kind is Thing.QUESTION:
        return _put_question(version, part, section)
    return _with(version, kind, _put(parts(version, kind), part))


def remove_part(version: CatalogVersion, kind: Thing, code: str) -> CatalogVersion:
    """Return the version without a part; raise InUse where another part names it."""
    found = tuple(dict.fromkeys(users(version, kind, code)))
    if found:
        raise InUse(found)
    if kind is Thing.QUESTION:
        return _each_section(version, lambda section: replace(
            section, questions=_without(section.questions, code)))
    return _with(version, kind, _without(parts(version, kind), code))


def move_part(version: CatalogVersion, kind: Thing, code: str, by: int) -> CatalogVersion:
    """Return the version with a part that many places further down among its like, or up."""
    if kind is Thing.QUESTION:
        return _each_section(version, lambda section: replace(
            section, questions=_moved(section.questions, code, by)))
    return _with(version, kind, _moved(parts(version, kind), code, by))


def _put_question(version: CatalogVersion, question: CatalogQuestion,
                  section: str) -> CatalogVersion:
    home = section or section_of(version, question.code).code

    def changed(each: CatalogSection) -> CatalogSection:
        questions = (_put(each.questions, question) if each.code == home
                     else _without(each.questions, question.code))
        return replace(each, questions=questions)

    return _each_section(version, changed)


def _each_section(version: CatalogVersion,
                  change: Callable[[CatalogSection], CatalogSection]) -> CatalogVersion:
    return _with(version, Thing.SECTION, tuple(map(change, version.content.sections)))


def _with(version: CatalogVersion, kind: Thing, things: tuple[Any, ...]) -> CatalogVersion:
    name = SHARED.get(kind) or ('sections' if kind is Thing.SECTION else 'requirements')
    changed: Mapping[str, Any] = {name: things}
    if kind in SHARED:
        return replace(version, **changed)
    return replace(version, content=replace(version.content, **changed))


def _put(things: tuple[T, ...], thing: T) -> tuple[T, ...]:
    codes = [_code(each) for each in things]
    if _code(thing) not in codes:
        return (*things, thing)
    return tuple(thing if code == _code(thing) else each
                 for code, each in zip(codes, things, strict=True))


def _without(things: tuple[T, ...], code: str) -> tuple[T, ...]:
    return tuple(thing for thing in things if _code(thing) != code)


def _moved(things: tuple[T, ...], code: str, by: int) -> tuple[T, ...]:
    place = next((index for index, thing in enumerate(things) if _code(thing) == code), None)
    if place is None:
        return things
    rest = list(_without(things, code))
    rest.insert(max(0, min(place + by, len(rest))), things[place])
    return tuple(rest)


def _code(thing: Any) -> str:
    return str(thing.code)
