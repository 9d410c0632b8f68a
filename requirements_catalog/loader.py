"""The folder of catalog files to one checked catalog."""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from requirements_catalog.integrity import ChecklistCheck, check_library
from requirements_catalog.library import Library
from requirements_catalog.model import (
    CatalogVersion, ChecklistFile, Feature, KindOfControl, LegalAct, Liability,
    SelfExaminationPolicy, SupervisoryAuthority, Territory)
from requirements_catalog.problems import CatalogError, Problem
from requirements_catalog.reading import read_as
from requirements_catalog.yaml_source import Source, read_source

DATA = Path(__file__).parent / 'data'

# Where each kind of shared thing is kept: a file, or a folder of files by topic.
SHARED: dict[str, type] = {
    'acts': LegalAct,
    'liabilities': Liability,
    'kinds_of_control': KindOfControl,
    'authorities': SupervisoryAuthority,
    'policies': SelfExaminationPolicy,
    'territories': Territory,
    'features': Feature,
}
FOLDERS = {'acts': 'legal_acts', 'liabilities': 'liabilities'}


@dataclass(frozen=True)
class Catalog:
    """Everything the catalog folder says, checked."""

    library: Library
    versions: tuple[CatalogVersion, ...]

    @cached_property
    def newest(self) -> dict[str, CatalogVersion]:
        """The version of the highest number of each checklist, by the checklist's code."""
        ordered = sorted(self.versions, key=lambda version: version.content.version)
        return {version.content.checklist: version for version in ordered}


def load_catalog(folder: Path = DATA) -> Catalog:
    """Read the whole folder; CatalogError carries every problem of every file."""
    library = load_library(folder)
    versions, problems = [], []
    for path in sorted((folder / 'checklists').glob('*/v*.yaml')):
        try:
            versions.append(load_version(path, library, folder))
        except CatalogError as error:
            problems.extend(error.problems)
    if problems:
        raise CatalogError(problems)
    return Catalog(library, tuple(versions))


def load_version(path: Path, library: Library, folder: Path = DATA) -> CatalogVersion:
    """Read one version of a checklist with all it refers to."""
    source = _source(path, folder)
    content = read_as(source, ChecklistFile)
    problems = list(ChecklistCheck(source, content, library).problems())
    if (content.checklist, f'v{content.version}') != (path.parent.name, path.stem):
        problems.append(source.problem(
            ('version',), f'{content.checklist} version {content.version} belongs in'
                          f' {content.checklist}/v{content.version}.yaml'))
    if problems:
        raise CatalogError(problems)
    return library.resolve(content)


def load_library(folder: Path = DATA) -> Library:
    """Read the files that all checklists share."""
    things: dict[str, dict[str, Any]] = {name: {} for name in SHARED}
    problems: list[Problem] = []
    placed: list[tuple[Source, str, Any]] = []
    for name, kind in SHARED.items():
        for path in _files(folder, name):
            try:
                source = _source(path, folder)
                entries = read_as(source, tuple[kind, ...])  # type: ignore[valid-type]
            except CatalogError as error:
                problems.extend(error.problems)
                continue
            placed.extend((source, name, entry) for entry in entries)
            problems.extend(_keep(source, entries, things[name]))
    library = Library(**things)
    if not problems:
        problems.extend(check_library(placed, library))
    if problems:
        raise CatalogError(problems)
    return library


def _keep(source: Source, entries: tuple[Any, ...], known: dict[str, Any]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        if entry.code in known:
            yield source.problem((index, 'code'), f'the code "{entry.code}" is taken already')
        known[entry.code] = entry


def _files(folder: Path, name: str) -> list[Path]:
    if name in FOLDERS:
        return sorted((folder / FOLDERS[name]).glob('*.yaml'))
    path = folder / f'{name}.yaml'
    return [path] if path.exists() else []


def _source(path: Path, folder: Path) -> Source:
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
    try:
        return read_source(name, path.read_text(encoding='utf-8'))
    except UnicodeDecodeError as error:
        raise CatalogError([Problem(name, 1, 1, 'the file is not UTF-8')]) from error
