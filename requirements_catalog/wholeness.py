"""Whether a version that came as one piece holds together: what it names is there, and right.

Such a version carries its own acts, authority and policy, so it is checked against those and
not against the shared files. Two things may lie outside it: the successor of an act and the
other kinds of control of an authority.
"""
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from requirements_catalog.conditions import Source, comparisons
from requirements_catalog.integrity import ChecklistCheck
from requirements_catalog.library import Library, conditions_of
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Problem, said
from requirements_catalog.reading import Placed, Within, read_as
from requirements_catalog.serialization import CONVERTER
from requirements_catalog.shared_integrity import wrong_fields
from requirements_catalog.yaml_source import Path

_TABLES = ('acts', 'liabilities', 'features')
_CARDS = ('kind_of_control', 'authority', 'policy')
# Addresses that run something or bring their content along; none leads to a page of the law.
_ADDRESS = re.compile(
    r'\b(?:javascript|vbscript):|\bfile://|\bdata:(?:[\w.+-]+/[\w.+-]+)?[;,]', re.IGNORECASE)


def read_whole(source: Placed) -> CatalogVersion:
    """Return the version that a source holds; CatalogError carries everything wrong with it."""
    version = read_as(source, CatalogVersion)
    problems = list(problems_of(source, version))
    if problems:
        raise CatalogError(problems)
    return version


def faults_of(version: CatalogVersion) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a version that came from no file: a code and what is wrong there.

    Of the lineage nothing is said: it is held to the version before elsewhere.
    """
    told = replace(version, content=replace(version.content, lineage=()))
    for problem in problems_of(_Coded(CONVERTER.unstructure(told)), told):
        yield problem.file, problem.message


@dataclass(frozen=True)
class _Coded:
    """The data of a version; its problems bear the code of the part they are in for a place."""

    data: Any

    def problem(self, path: Path, message: str) -> Problem:
        code, part = '', self.data
        for step in path:
            # A field that holds its default is not there.
            part = part.get(step) if isinstance(part, dict) else part[step]
            code = part.get('code', code) if isinstance(part, dict) else code
        return Problem(code, 0, 0, message)

    name_problem = problem


def problems_of(source: Placed, version: CatalogVersion) -> Iterator[Problem]:
    library = _library_of(version)
    yield from ChecklistCheck(Within(source, ('content',)), version.content, library).problems()
    around = _with_what_lies_outside(library)
    for path, thing in _things(version):
        for name, message in wrong_fields(thing, around):
            yield source.problem((*path, name), message)
    for name in _TABLES:
        counts = Counter(thing.code for thing in getattr(version, name))
        for index, thing in enumerate(getattr(version, name)):
            if counts[thing.code] > 1:
                yield source.problem((name, index, 'code'), said(
                    'the code %(code)s is used more than once', code=thing.code))
    yield from _dangerous_texts(source)


def _things(version: CatalogVersion) -> Iterator[tuple[Path, Any]]:
    for name in _TABLES:
        yield from (((name, index), thing) for index, thing in enumerate(getattr(version, name)))
    for name in _CARDS:
        yield (name,), getattr(version, name)


def _library_of(version: CatalogVersion) -> Library:
    """Return what a version carries as a library; territories are those it names."""
    territories: dict[str, Any] = {
        str(value): None for condition in conditions_of(version.content)
        for comparison in comparisons(condition)
        if comparison.source is Source.FACT and comparison.name == 'territory'
        for value in (comparison.value if isinstance(comparison.value, tuple)
                      else (comparison.value,))}
    kept = {name: {thing.code: thing for thing in getattr(version, name)} for name in _TABLES}
    return Library(
        **kept, territories=territories,
        kinds_of_control={version.kind_of_control.code: version.kind_of_control},
        authorities={version.authority.code: version.authority},
        policies={version.policy.code: version.policy})


def _with_what_lies_outside(library: Library) -> Library:
    successors: dict[str, Any] = {
        act.superseded_by: act for act in library.acts.values() if act.superseded_by}
    kinds: dict[str, Any] = {
        code: None for authority in library.authorities.values()
        for code in authority.kinds_of_control}
    return replace(library, acts={**successors, **library.acts},
                   kinds_of_control={**kinds, **library.kinds_of_control})


def _dangerous_texts(source: Placed) -> Iterator[Problem]:
    """Yield the texts with addresses that a browser would run rather than open.

    Where each of them stands is worked out only if there is any.
    """
    if not any(':' in text and _ADDRESS.search(text) for text in _texts(source.data)):
        return
    found: list[tuple[Path, Any]] = [((), source.data)]
    while found:
        path, data = found.pop()
        if isinstance(data, dict):
            found.extend(((*path, name), value) for name, value in data.items())
        elif isinstance(data, list):
            found.extend(((*path, index), value) for index, value in enumerate(data))
        elif isinstance(data, str) and ':' in data and (match := _ADDRESS.search(data)):
            yield source.problem(path, said(
                'the address %(address)s is not of a page: only http and https are accepted',
                address=repr(match[0])))


def _texts(data: Any) -> Iterator[str]:
    waiting = [data]
    while waiting:
        data = waiting.pop()
        if isinstance(data, str):
            yield data
        elif isinstance(data, dict):
            waiting.extend(data.values())
        elif isinstance(data, list):
            waiting.extend(data)
