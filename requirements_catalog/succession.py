"""Whether a version follows the one it names, and speaks of questions that there are."""
import re
from collections.abc import Container, Iterable, Iterator

from requirements_catalog.canonical import fingerprint
from requirements_catalog.lineage import LineageKind, wrong_links
from requirements_catalog.model import CatalogVersion, ChecklistFile
from requirements_catalog.problems import Problem, said
from requirements_catalog.yaml_source import Path, Source

_FINGERPRINT = re.compile('[0-9a-f]{64}')

Wrong = Iterator[tuple[Path, str]]
"""Where in a file something is wrong, and what."""


def wrong_lineage(content: ChecklistFile) -> Wrong:
    """Yield what is wrong with the lineage of a version, whatever the version before it holds."""
    if content.supersedes is not None and not _FINGERPRINT.fullmatch(content.supersedes):
        yield ('supersedes',), said('the fingerprint of a version has 64 digits from 0 to f')
    if content.lineage and content.supersedes is None:
        yield ('lineage',), said('name the version before by its fingerprint')
    for index, field, message in wrong_links(content.lineage):
        yield ('lineage', index, field), message
    codes = {question.code for section in content.sections for question in section.questions}
    yield from _unknown(content, 'new', codes)


def wrong_succession(old: CatalogVersion, new: CatalogVersion) -> Wrong:
    """Yield what the lineage of a version says that the version before it does not bear out."""
    yield from _unknown(new.content, 'old', old.questions)
    for path, code in _named(new.content, LineageKind.DROPPED, 'old', new.questions):
        yield path, said('%(code)s is dropped here, and yet asked: give a new question a new code',
                         code=code)
    for path, code in _named(new.content, LineageKind.ADDED, 'new', old.questions):
        yield path, said('%(code)s is added here, and yet the version before asks it', code=code)


def succession_problems(checked: Iterable[tuple[Source, CatalogVersion]]) -> Iterator[Problem]:
    """Yield what does not fit together between the versions of one folder.

    A version whose predecessors are all elsewhere is taken at its word.
    """
    versions = tuple(checked)
    for source, version in versions:
        if version.content.supersedes is not None:
            earlier = [other for _, other in versions if _precedes(other, version)]
            for path, message in _wrong_step(earlier, version):
                yield source.problem(path, message)


def _precedes(other: CatalogVersion, version: CatalogVersion) -> bool:
    return (other.content.checklist == version.content.checklist
            and other.content.version < version.content.version)


def _wrong_step(earlier: list[CatalogVersion], version: CatalogVersion) -> Wrong:
    by_print = {fingerprint(other): other for other in earlier}
    before = by_print.get(str(version.content.supersedes))
    if before:
        yield from wrong_succession(before, version)
    elif by_print:
        yield ('supersedes',), said('no earlier version has this fingerprint')


def _named(content: ChecklistFile, kind: LineageKind, field: str,
           codes: Container[str]) -> Wrong:
    """Yield the codes that links of one kind name and that there are."""
    for index, link in enumerate(content.lineage):
        for place, code in enumerate(getattr(link, field)):
            if link.kind is kind and code in codes:
                yield ('lineage', index, field, place), code


def _unknown(content: ChecklistFile, field: str, known: Container[str]) -> Wrong:
    for index, link in enumerate(content.lineage):
        for place, code in enumerate(getattr(link, field)):
            if code not in known:
                yield ('lineage', index, field, place), (
                    said("there is no question '%(code)s' here", code=code) if field == 'new' else
                    said("there is no question '%(code)s' in the version before", code=code))
