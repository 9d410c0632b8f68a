"""Catalogs to measure: files of every format that the service reads, and ones made for it."""
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from requirements_catalog.conditions import comparisons
from requirements_catalog.entries import AnyCatalog
from requirements_catalog.formats import read_any
from requirements_catalog.imported import ImportedCatalog
from requirements_catalog.loader import DATA, Catalog, load_catalog, load_library, load_version
from requirements_catalog.model import (
    CatalogQuestion, CatalogSection, CatalogVersion, ChecklistFile)
from requirements_catalog.texts import LocalText

COPIES = 150
CODE = re.compile(r'(?<=\b[A-Z]{2})-(?=[RS]?[0-9])')
PARTS = re.compile(r'^(?:requirements|sections):\n', re.MULTILINE)


def read_catalog(path: Path) -> AnyCatalog:
    """Return the catalog in a file; a checklist belongs to the folder of files around it."""
    found = read_any(path)
    if isinstance(found, ChecklistFile):
        above = path.resolve().parents
        folder = above[2] if above[1].name == 'checklists' else DATA
        return load_version(path, load_library(folder), folder)
    return found.catalog if isinstance(found, ImportedCatalog) else found


def generated_pair(timed: Callable[[Callable[[], Catalog]], Catalog]
                   ) -> tuple[CatalogVersion, CatalogVersion]:
    """Return a version of 6,000 questions, as two files hold them, and one that follows it."""
    with TemporaryDirectory() as place:
        generate(Path(place) / 'catalog', 2)
        one, other = timed(lambda: load_catalog(Path(place) / 'catalog')).versions
    old = replace(one, content=replace(
        one.content, sections=one.content.sections + other.content.sections,
        requirements=one.content.requirements + other.content.requirements),
        **{name: tuple({thing.code: thing for version in (one, other)
                        for thing in getattr(version, name)}.values())
           for name in ('acts', 'liabilities', 'features')})
    return old, _successor(old)


def _successor(old: CatalogVersion) -> CatalogVersion:
    """Return a version in which some of everything has changed."""
    sections = list(old.content.sections)
    named = {comparison.name for section in sections for question in section.questions
             for comparison in comparisons(question.applies_if)}
    sections[::7] = sections[::7][::-1]
    requirements = tuple(
        replace(one, clauses=one.clauses[::-1]) if place % 5 == 0 else one
        for place, one in enumerate(old.content.requirements))
    changed = tuple(
        _changed(place, section) if named.isdisjoint(one.code for one in section.questions)
        else section for place, section in enumerate(sections))
    return replace(old, content=replace(
        old.content, version=2, sections=changed, requirements=requirements))


def _changed(place: int, section: CatalogSection) -> CatalogSection:
    questions = list(section.questions[place % 20 == 0:])
    if place % 6 == 0:
        questions[0] = _reworded(questions[0])
    if place % 10 == 0:
        questions[-1] = replace(questions[-1], code=f'{questions[-1].code}-again')
    if place % 15 == 0:
        questions[-1] = _reworded(questions[-1])
    return replace(section, questions=tuple(questions))


def _reworded(question: CatalogQuestion) -> CatalogQuestion:
    words = ['Скажите,', *str(question.text).split()[:-1], 'ныне?']
    return replace(question, text=LocalText.of({'ru': ' '.join(words)}))


def generate(place: Path, files: int) -> None:
    """Write a catalog of 150 copies of the shipped checklists into so many files."""
    shutil.copytree(DATA, place, ignore=shutil.ignore_patterns('checklists'))
    shipped = sorted((DATA / 'checklists').glob('*/v1.yaml'))
    copies = [_copy(path, number) for number, path in enumerate(islice(cycle(shipped), COPIES))]
    size = COPIES // files
    for number in range(files):
        _write(place, f'generated-{number}', copies[number * size:][:size])


def _copy(path: Path, number: int) -> tuple[str, str, str]:
    """Return the head, the requirements and the sections of a file under codes of their own."""
    text = CODE.sub(f'{number}-', path.read_text('utf-8'))
    head, requirements, sections = PARTS.split(text.replace('{ru: "', f'{{ru: "{number} '))
    return head, requirements, sections


def _write(place: Path, code: str, copies: list[tuple[str, str, str]]) -> None:
    path = place / 'checklists' / code / 'v1.yaml'
    path.parent.mkdir(parents=True)
    head = re.sub(r'^checklist: .*', f'checklist: {code}', copies[0][0], flags=re.MULTILINE)
    requirements, sections = (''.join(copy[part] for copy in copies) for part in (1, 2))
    path.write_text(f'{head}requirements:\n{requirements}sections:\n{sections}', 'utf-8')
