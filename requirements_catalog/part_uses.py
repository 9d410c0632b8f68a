"""Which parts of a version name which others, and what must stand in it therefore."""
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from requirements_catalog.conditions import Condition, Source, comparisons
from requirements_catalog.library import Library, features_of
from requirements_catalog.model import CatalogVersion, ChecklistFile
from requirements_catalog.part_lookup import SHARED, find_part, parts
from requirements_catalog.parts import Thing


def complete(version: CatalogVersion, library: Library) -> CatalogVersion:
    """Return the version with every shared thing it names; its own come before the library's.

    Things that nothing names stay: an editor adds an act before the clause that cites it.
    """
    own = {kind: {part.code: part for part in parts(version, kind)} for kind in SHARED}
    codes = named(version)
    liabilities = {**library.liabilities, **own[Thing.LIABILITY]}
    codes[Thing.ACT] |= {liabilities[code].act for code in codes[Thing.LIABILITY]}
    for kind, attribute in SHARED.items():
        missing = sorted(codes[kind] - own[kind].keys())
        own[kind] |= {code: getattr(library, attribute)[code] for code in missing}
    shared: Mapping[str, Any] = {
        attribute: tuple(own[kind][code] for code in sorted(own[kind]))
        for kind, attribute in SHARED.items()}
    return replace(version, **shared)


def pruned(version: CatalogVersion) -> CatalogVersion:
    """Return the version without the shared things that nothing in it names."""
    codes = named(version)
    liabilities = _kept(version.liabilities, codes[Thing.LIABILITY])
    acts = codes[Thing.ACT] | {liability.act for liability in liabilities}
    return replace(version, liabilities=liabilities, acts=_kept(version.acts, acts),
                   features=_kept(version.features, codes[Thing.FEATURE]))


def _kept(things: tuple[Any, ...], codes: set[str]) -> tuple[Any, ...]:
    return tuple(thing for thing in things if thing.code in codes)


def named(version: CatalogVersion) -> dict[Thing, set[str]]:
    """Return the codes of shared things that the content names by itself."""
    content = version.content
    acts = {clause.act for requirement in content.requirements for clause in requirement.clauses}
    if content.approved_form:
        acts.add(content.approved_form.act)
    return {Thing.ACT: acts, Thing.FEATURE: features_of(content), Thing.LIABILITY: {
        code for requirement in content.requirements for code in requirement.liabilities}}


def users(version: CatalogVersion, kind: Thing, code: str) -> Iterator[str]:
    """Yield the codes of the parts that name one part."""
    content = version.content
    if kind is Thing.SECTION:
        section = find_part(version, kind, code)
        yield from (question.code for question in section.questions)
    elif kind is Thing.QUESTION:
        yield from (where for where, condition in _conditions(content)
                    if _asks(condition, Source.ANSWER, code))
    elif kind is Thing.REQUIREMENT:
        yield from (question.code for question in version.questions.values()
                    if question.requirement == code)
    else:
        yield from _users_of_shared(version, kind, code)


def _users_of_shared(version: CatalogVersion, kind: Thing, code: str) -> Iterator[str]:
    content = version.content
    for requirement in content.requirements:
        if kind is Thing.LIABILITY and code in requirement.liabilities:
            yield requirement.code
        if kind is Thing.ACT and any(clause.act == code for clause in requirement.clauses):
            yield requirement.code
    if kind is Thing.ACT:
        yield from (each.code for each in version.liabilities if each.act == code)
        if content.approved_form and content.approved_form.act == code:
            yield content.checklist
    if kind is Thing.FEATURE:
        yield from (where for where, condition in _conditions(content)
                    if _asks(condition, Source.FACT, code))


def _conditions(content: ChecklistFile) -> Iterator[tuple[str, Condition | None]]:
    yield content.checklist, content.applies_if
    for section in content.sections:
        yield section.code, section.applies_if
        for question in section.questions:
            yield question.code, question.applies_if


def _asks(condition: Condition | None, source: Source, code: str) -> bool:
    return any(comparison.source is source and code in (comparison.name, comparison.value)
               for comparison in comparisons(condition))
