"""Catalogs that others publish: read as they are, and made a draft that people review.

Nothing of the law is invented on the way. A draft cites the catalog it was made of, item by
item, and says of each citation that nobody has verified it; every text bears a mark until
somebody has read it.
"""
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.legal import Clause, LegalAct, Provenance
from requirements_catalog.library import Library
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogSection, CatalogVersion, ChecklistFile,
    ContentKind, Severity)
from requirements_catalog.problems import CatalogError, Problem, Said, said
from requirements_catalog.texts import LocalText

REVIEW = {'ru': '[проверить]', 'en': '[review]'}
"""The mark of a text that nobody has read since it was imported."""
FILL_IN = LocalText.of({'ru': '[заполнить]', 'en': '[fill in]'})
_LONGEST_SHORT = 60


@dataclass(frozen=True)
class Citation:
    """An act as a file names it: only what the file says."""

    title: str
    number: str = ''
    adopted_on: date | None = None
    unit: str = ''


@dataclass(frozen=True)
class ImportedCatalog:
    """A catalog of somebody else. ``language`` is that of its texts, ``source`` the file.

    ``citations`` holds the acts that the file names for an item, by the id of the item.
    """

    catalog: ItemCatalog
    format: str
    source: str
    language: str = 'en'
    issuer: str = ''
    citations: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A checklist to be reviewed, with the acts that its clauses name."""

    content: ChecklistFile
    acts: tuple[LegalAct, ...]

    def version(self, library: Library) -> CatalogVersion:
        """Return the draft with all it names; the library has the authority and the policy."""
        acts = {act.code: act for act in self.acts}
        return replace(library, acts={**library.acts, **acts}).resolve(self.content)


def in_tree_order(items: Iterable[Item], file: str, problems: list[Problem]) -> tuple[Item, ...]:
    """Return items with parents before their children, and tell of those that have no place."""
    known: dict[str, Item] = {}
    for item in items:
        if item.id in known:
            _tell(problems, file, said('%(id)s is there twice', id=item.id))
        known.setdefault(item.id, item)
    children: dict[str | None, list[Item]] = {}
    for item in known.values():
        if item.parent is not None and item.parent not in known:
            _tell(problems, file, said('%(id)s belongs to %(parent)s, which is not there',
                                       id=item.id, parent=item.parent))
            item = replace(item, parent=None)
        children.setdefault(item.parent, []).append(item)
    ordered = tuple(_below(children))
    if len(ordered) < len(known):
        _tell(problems, file, said('some items belong to themselves: %(ids)s', ids=', '.join(
            sorted(set(known) - {item.id for item in ordered})[:5])))
    return ordered


def _below(children: Mapping[str | None, list[Item]]) -> Iterator[Item]:
    waiting = list(reversed(children.get(None, [])))
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(reversed(children.get(item.id, [])))


def _tell(problems: list[Problem], file: str, message: Said) -> None:
    problems.append(Problem(file, 0, 0, message))


def to_draft(imported: ImportedCatalog, *, checklist: str, kind_of_control: str, authority: str,
             on: date) -> Draft:
    """Return a draft of the items that are still asked; ``on`` is the day of the import."""
    return _Drafting(imported, on).draft(checklist, kind_of_control, authority)


class _Drafting:
    """Makes one draft."""

    def __init__(self, imported: ImportedCatalog, on: date) -> None:
        self.imported = imported
        self.on = on
        self.provenance = Provenance(source=imported.source, as_of=on, verified=False)
        self.asked = [item for item in imported.catalog.items
                      if item.answerable and not item.retired]
        self.codes = _codes(imported.catalog.items)
        self.acts: dict[str, LegalAct] = {}

    def draft(self, checklist: str, kind_of_control: str, authority: str) -> Draft:
        if not self.asked:
            raise CatalogError([Problem(self.imported.source, 0, 0, said(
                'the file has nothing that could be asked'))])
        requirements = tuple(map(self._requirement, self.asked))
        title = self._text(self.imported.catalog.title or checklist)
        content = ChecklistFile(
            checklist=checklist, version=1, title=title, short=title, summary=title,
            audience=FILL_IN, kind_of_control=kind_of_control, authority=authority,
            effective_from=self.on, as_of=self.on, requirements=requirements,
            sections=tuple(self._sections()))
        return Draft(content, tuple(self.acts[code] for code in sorted(self.acts)))

    def _text(self, text: str) -> LocalText:
        """Return a text with the mark; in another language it stands where Russian will be."""
        marked = {'ru': f'{REVIEW["ru"]} {text}'}
        if self.imported.language == 'en':
            marked['en'] = f'{REVIEW["en"]} {text}'
        return LocalText.of(marked)

    def _requirement(self, item: Item) -> CatalogRequirement:
        text = self._text(item.text or item.title or item.number)
        return CatalogRequirement(
            code=f'{self.codes[item.id]}.R', topic=self._text(item.title or _short(item.text)),
            text=text, content_kind=ContentKind.DUTY, severity=Severity.MEDIUM,
            clauses=tuple(self._clauses(item)), evidence=self._said(item, 'evidence'),
            remedy=FILL_IN, remedy_days=0)

    def _sections(self) -> Iterator[CatalogSection]:
        """Yield a section for each heading right above something that is asked."""
        items = {item.id: item for item in self.imported.catalog.items}
        sections: dict[str | None, list[Item]] = {}
        for item in self.asked:
            above = item.parent
            while above is not None and items[above].answerable:
                above = items[above].parent
            sections.setdefault(above, []).append(item)
        for above, asked in sections.items():
            heading = items[above].title or items[above].number or _short(
                items[above].text) if above else self.imported.catalog.title
            yield CatalogSection(
                code=f'{self.codes[above] if above else "top"}.S',
                title=self._text(heading or self.codes.get(above or '', 'S')),
                questions=tuple(map(self._question, asked)))

    def _question(self, item: Item) -> CatalogQuestion:
        code = self.codes[item.id]
        asked = [text for name, text in item.extra if name == 'question']
        return CatalogQuestion(
            code=code, requirement=f'{code}.R',
            text=self._text('\n'.join(asked) or item.text or item.title or item.number),
            explanation=self._said(item, 'guidance', 'annotation'))

    def _said(self, item: Item, *names: str) -> LocalText:
        texts = [text for name, text in item.extra if name in names and text.strip()]
        return self._text('\n\n'.join(texts)) if texts else FILL_IN

    def _clauses(self, item: Item) -> Iterator[Clause]:
        """Yield the acts that the file names for an item, or else the catalog itself."""
        cited = self.imported.citations.get(item.id) or (Citation(
            self.imported.catalog.title, self.imported.catalog.version,
            unit=item.number or item.id),)
        for citation in cited:
            yield Clause(act=self._act(citation), unit=citation.unit or '[заполнить]',
                         provenance=self.provenance)

    def _act(self, citation: Citation) -> str:
        name = f'{citation.title}\n{citation.number}\n{citation.adopted_on or ""}'
        code = f'imported-{sha256(name.encode()).hexdigest()[:12]}'
        if code not in self.acts:
            title = self._text(citation.title or citation.number)
            issuer = self._text(self.imported.issuer) if self.imported.issuer else FILL_IN
            self.acts[code] = LegalAct(
                code=code, kind=FILL_IN, number=citation.number,
                adopted_on=citation.adopted_on, title=title, short=title, issuer=issuer,
                provenance=self.provenance)
        return code


def _codes(items: Iterable[Item]) -> dict[str, str]:
    """Return a code for each id, made of its last part and fit for addresses."""
    codes: dict[str, str] = {}
    taken: set[str] = set()
    for item in items:
        tail = re.split(r'[:/]', item.id.rstrip(':/'))[-1]
        code = re.sub(r'[^A-Za-z0-9._-]+', '-', tail).strip('._-') or 'item'
        if code.casefold() in taken:
            code = f'{code}-{sha256(item.id.encode()).hexdigest()[:8]}'
        taken.add(code.casefold())
        codes[item.id] = code
    return codes


def _short(text: str) -> str:
    first = text.strip().partition('\n')[0]
    return first if len(first) <= _LONGEST_SHORT else f'{first[:_LONGEST_SHORT].rstrip()}…'


def words(data: Any, name: str) -> str:
    """Return a text of a mapping, or a number as text; '' for anything else."""
    value = data.get(name) if isinstance(data, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, (str, int, float, date)):
        return ''
    return str(value).strip()


def listed(data: Any, name: str) -> list[Any]:
    """Return the mappings of a list; whatever else stands there is passed over."""
    value = data.get(name) if isinstance(data, Mapping) else None
    return [item for item in value if isinstance(item, Mapping)] if isinstance(
        value, list) else []
