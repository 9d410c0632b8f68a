"""Pairs of versions of one checklist, as editors make them: moved, reworded, dropped, added."""
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from requirements_catalog.items import Item, ItemCatalog
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogQuestion, CatalogSection, CatalogVersion
from tests.unit import examples, strategies
from tests.unit.examples import section, text, version_of


def link(kind: str, old: str, new: str, change: str | None = None, **more: Any) -> LineageLink:
    """Return a link between codes given in one text each."""
    return LineageLink(kind=LineageKind(kind), old=tuple(old.split()), new=tuple(new.split()),
                       change=ChangeClass(change) if change else None, **more)


def asking(*questions: CatalogQuestion, lineage: tuple[LineageLink, ...] = (),
           **changes: Any) -> CatalogVersion:
    """Return a version of one section with the questions given."""
    return version_of(*questions, lineage=lineage, **changes)


def items(*rows: str) -> ItemCatalog:
    """Return a catalog of rows "id parent text"; a parent of "-" stands at the top."""
    parts = [row.split(' ', 2) for row in rows]
    parents = {parent for _, parent, _ in parts}
    return ItemCatalog('c', 'catalog', '1', tuple(
        Item(code, None if parent == '-' else parent, str(number), '', words, code not in parents)
        for number, (code, parent, words) in enumerate(parts)))


@st.composite
def _edited(draw: st.DrawFn, one: CatalogQuestion) -> CatalogQuestion:
    return replace(one, **draw(st.fixed_dictionaries({}, optional={
        'text': st.sampled_from([text('Есть ли договор?'), text('Есть ли журнал учёта?')]),
        'explanation': st.just(text('Иначе')), 'weight': st.integers(1, 3),
        'critical': st.booleans(), 'not_applicable': st.booleans(),
        'code': st.sampled_from(['Q-7', 'Q-8', 'Q-9']).map(lambda code: f'{code}-{one.code}'),
        'requirement': st.sampled_from(['R-1', 'R-2']),
        'applies_if': st.none() | strategies.conditions()})))


@st.composite
def _rearranged(draw: st.DrawFn, version: CatalogVersion) -> tuple[CatalogSection, ...]:
    """Return the questions, edited, fewer and in any order, under sections of any order."""
    kept = draw(st.permutations(list(version.questions.values())))
    kept = kept[:draw(st.integers(1, len(kept)))]
    codes = draw(st.lists(st.sampled_from(['S-1', 'S-2', 'S-3', 'S-4']), min_size=1,
                          max_size=3, unique=True))
    placed: dict[str, list[CatalogQuestion]] = {code: [] for code in codes}
    for one in kept:
        changed = draw(_edited(one)) if draw(st.booleans()) else one
        placed[draw(st.sampled_from(codes))].append(changed)
    return tuple(section(code, *questions, title=draw(st.sampled_from([text('А'), text('Б')])))
                 for code, questions in placed.items())


@st.composite
def pairs(draw: st.DrawFn) -> tuple[CatalogVersion, CatalogVersion]:
    """Return a version and one that editors might make of it."""
    old = draw(strategies.versions())
    sections = draw(_rearranged(old))
    asked = {one.requirement for part in sections for one in part.questions}
    requirements = tuple(examples.requirement(
        code, **draw(st.fixed_dictionaries({}, optional={
            'text': st.just(text('новая обязанность')), 'liabilities': st.just(()),
            'clauses': st.just((examples.clause(unit='пункт 9'),))})))
        for code in draw(st.permutations(sorted(asked))))
    new = examples.library(**{'policies': {'p': draw(strategies.policies())}}).resolve(
        examples.content(*sections, version=2, requirements=requirements,
                         title=draw(st.sampled_from([text('Пожар'), old.content.title]))))
    return old, new
