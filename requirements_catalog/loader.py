"""The folder of catalog files to one checked catalog."""
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from requirements_catalog.authorities import (
    KindOfControl, SelfExaminationPolicy, SupervisoryAuthority, Territory)
from requirements_catalog.integrity import ChecklistCheck
from requirements_catalog.legal import LegalAct, Liability
from requirements_catalog.library import Library
from requirements_catalog.model import CatalogVersion, ChecklistFile, Feature
from requirements_catalog.problems import CatalogError, Problem
from requirements_catalog.reading import read_as
from requirements_catalog.succession import succession_problems
from requirements_catalog.shared_integrity import check_library
from requirements_catalog.yaml_source import Source, place_of, read_source

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
    """Read the whole folder; CatalogError carries every problem of every file.

    Where the shared files have problems, the checklists are only read and not compared with
    them, so that one mistake is not reported a hundred times.
    """
    problems: list[Problem] = []
    checked: list[tuple[Source, CatalogVersion]] = []
    library = None
    with _kept(problems):
        library = load_library(folder)
    for path in sorted((folder / 'checklists').rglob('*.y*ml')):
        with _kept(problems):
            source, content = _read_checklist(path, folder)
            if library:
                checked.append((source, _check_version(path, source, content, library)))
    problems.extend(succession_problems(checked))
    if problems or library is None:
        raise CatalogError(problems)
    versions = sorted((version for _, version in checked),
                      key=lambda version: (version.content.checklist, version.content.version))
    return Catalog(library, tuple(versions))


def load_version(path: Path, library: Library, folder: Path = DATA) -> CatalogVersion:
    """Read one version of a checklist with all it refers to."""
    return _check_version(path, *_read_checklist(path, folder), library)


def load_library(folder: Path = DATA) -> Library:
    """Read the files that all checklists share."""
    things: dict[str, dict[str, Any]] = {name: {} for name in SHARED}
    problems: list[Problem] = []
    placed: list[tuple[Source, int, Any]] = []
    for name, kind, path in _shared_files(folder):
        with _kept(problems):
            source = _source(path, folder)
            entries = read_as(source, tuple[kind, ...])  # type: ignore[valid-type]
            placed.extend((source, index, entry) for index, entry in enumerate(entries))
            problems.extend(_keep(source, entries, things[name]))
    library = Library(**things)
    if not problems:
        problems.extend(check_library(placed, library))
    if problems:
        raise CatalogError(problems)
    return library


@contextmanager
def _kept(problems: list[Problem]) -> Iterator[None]:
    """Keep the problems of a CatalogError and go on."""
    try:
        yield
    except CatalogError as error:
        problems.extend(error.problems)


def _read_checklist(path: Path, folder: Path) -> tuple[Source, ChecklistFile]:
    source = _source(path, folder)
    return source, read_as(source, ChecklistFile)


def _check_version(path: Path, source: Source, content: ChecklistFile,
                   library: Library) -> CatalogVersion:
    problems = list(ChecklistCheck(source, content, library).problems())
    if (content.checklist, f'v{content.version}.yaml') != (path.parent.name, path.name):
        problems.append(source.problem(
            ('version',), f'{content.checklist} version {content.version} belongs in'
                          f' {content.checklist}/v{content.version}.yaml'))
    if problems:
        raise CatalogError(problems)
    return library.resolve(content)


def _keep(source: Source, entries: tuple[Any, ...], known: dict[str, Any]) -> Iterator[Problem]:
    for index, entry in enumerate(entries):
        if entry.code in known:
            yield source.problem((index, 'code'), f'the code {entry.code!r} is taken already')
        known[entry.code] = entry


def _shared_files(folder: Path) -> Iterator[tuple[str, Any, Path]]:
    if not folder.is_dir():
        raise CatalogError([Problem(str(folder), 0, 0, 'there is no such folder')])
    for name, kind in SHARED.items():
        pattern = f'{FOLDERS[name]}/*.yaml' if name in FOLDERS else f'{name}.yaml'
        for path in sorted(folder.glob(pattern)):
            yield name, kind, path


def _source(path: Path, folder: Path) -> Source:
    name = str(path.relative_to(folder)) if path.is_relative_to(folder) else path.name
    content = path.read_bytes()
    try:
        return read_source(name, content.decode())
    except UnicodeDecodeError as error:
        before = content[:error.start].decode()
        place = place_of(before, len(before))
        raise CatalogError([Problem(name, *place, 'the file is not UTF-8')]) from error
