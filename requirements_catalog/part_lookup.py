"""Finding the parts of a version that an editor opens one at a time."""
import re
from collections.abc import Iterable
from typing import Any

from requirements_catalog.model import CatalogSection, CatalogVersion
from requirements_catalog.parts import SINGLE, Thing

_NUMBERED = re.compile(r'(.*?)(\d+)$')


SHARED = {Thing.ACT: 'acts', Thing.LIABILITY: 'liabilities', Thing.FEATURE: 'features'}


def parts(version: CatalogVersion, kind: Thing) -> tuple[Any, ...]:
    """Return all parts of a kind in their order."""
    if kind is Thing.CHECKLIST:
        return (version.content,)
    if kind is Thing.POLICY:
        return (version.policy,)
    if kind is Thing.QUESTION:
        return tuple(version.questions.values())
    if kind in SHARED:
        return tuple(getattr(version, SHARED[kind]))
    return version.content.sections if kind is Thing.SECTION else version.content.requirements


def find_part(version: CatalogVersion, kind: Thing, code: str) -> Any:
    """Return one part; KeyError if there is none. Those that are there once need no code."""
    for part in parts(version, kind):
        if kind in SINGLE or part.code == code:
            return part
    raise KeyError(code)


def section_of(version: CatalogVersion, question: str) -> CatalogSection:
    """Return the section a question stands in."""
    for section in version.content.sections:
        if any(item.code == question for item in section.questions):
            return section
    raise KeyError(question)


def fresh_code(version: CatalogVersion, kind: Thing, used: Iterable[str] = ()) -> str:
    """Return a code that no part of the kind has, numbered on from the newest of them.

    Codes that are ``used`` elsewhere, as by a question that was dropped, are not given again.
    """
    taken = [*dict.fromkeys((*(part.code for part in parts(version, kind)), *used))]
    numbered = [match for match in map(_NUMBERED.fullmatch, taken) if match]
    if not numbered:
        return f'{kind}-{len(taken) + 1:03}'
    prefix, digits = max(((match[1], match[2]) for match in numbered),
                         key=lambda pair: int(pair[1]))
    return f'{prefix}{int(digits) + 1:0{len(digits)}}'
