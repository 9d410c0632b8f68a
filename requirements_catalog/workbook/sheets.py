"""The sheets of a workbook and their columns, made of the dataclasses of the catalog.

A thing that stands once is a card, with a field in each row; things that come many times are
tables. What hangs on another thing (a clause on its requirement) is a table of its own, with
the code of that other thing in its first column. So a field added to ``model.py`` has a place
here at once; only its wording in ``labels.yaml`` is to be written.
"""
from collections.abc import Iterator
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from enum import Enum, StrEnum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from requirements_catalog.conditions import Condition
from requirements_catalog.model import CatalogVersion
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES, LocalText


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = 'text'
    CODE = 'code'
    CODES = 'codes'
    WHOLE = 'whole'
    FLAG = 'flag'
    DAY = 'day'
    OPTION = 'option'
    CONDITION = 'condition'


@dataclass(frozen=True, eq=False)
class Column:
    """One column; they are told apart by what they are, since rows are looked up by them.

    ``path`` leads from the thing to the value, past the things inside it.

    ``label`` is the key of its wording; ``optional`` is the thing on the path that may be
    missing as a whole; ``blank`` fields say so where they are empty, having no default;
    ``lists`` is the sheet whose codes may stand here.
    """

    path: tuple[str, ...]
    kind: Kind
    label: str
    language: str | None = None
    required: bool = False
    optional: tuple[str, ...] = ()
    blank: bool = False
    options: type[Enum] | None = None
    lists: str | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """All things of one kind. ``field`` leads from the version, or from the parent, to them."""

    key: str
    thing: type
    field: tuple[str, ...]
    columns: tuple[Column, ...]
    card: bool = False
    parent: str | None = None
    required: bool = True

    @property
    def own_columns(self) -> tuple[Column, ...]:
        """The columns without the code of the parent."""
        return self.columns[bool(self.parent):]

    @property
    def children(self) -> tuple['Sheet', ...]:
        """The sheets whose rows hang on rows of this one."""
        return tuple(sheet for sheet in SHEETS if sheet.parent == self.key)


PARENT = '^'
"""The path of the column that names the thing on which a row hangs."""

# The fields that hold a code, and the sheet where it must stand; None where it may be elsewhere.
_CODES: dict[str, str | None] = {
    'ChecklistFile.kind_of_control': 'kind_of_control',
    'ChecklistFile.authority': 'authority', 'ChecklistFile.checklist': None,
    'CatalogQuestion.requirement': 'requirements', 'CatalogQuestion.answer_set': None,
    'Clause.act': 'acts', 'Liability.act': 'acts', 'ApprovedForm.act': 'acts',
    'LegalAct.superseded_by': None,
    'SelfExaminationPolicy.kind_of_control': 'kind_of_control',
    'SelfExaminationPolicy.authority': 'authority'}
# In which order people meet the sheets; those not named here come last.
_ORDER = ('content', 'sections', 'questions', 'requirements', 'clauses', 'acts', 'liabilities',
          'sanctions', 'features', 'lineage', 'policy', 'kind_of_control', 'authority')

_SCALARS = {str: Kind.TEXT, int: Kind.WHOLE, bool: Kind.FLAG, date: Kind.DAY}


def describe(version: type = CatalogVersion) -> tuple[Sheet, ...]:
    """Return every sheet of a workbook."""
    found = [sheet for part in _hints(version) for sheet in _sheets_of(part, (), None)]
    known = {key: place for place, key in enumerate(_ORDER)}
    return tuple(sorted(found, key=lambda sheet: known.get(sheet.key, len(known))))


@dataclass(frozen=True)
class _Part:
    """One field of a dataclass with its type, taken apart."""

    owner: type
    field: Field[Any]
    type: Any
    maybe: bool

    @property
    def label(self) -> str:
        return f'{self.owner.__name__}.{self.field.name}'

    @property
    def has_default(self) -> bool:
        return not (self.field.default is MISSING and self.field.default_factory is MISSING)

    @property
    def required(self) -> bool:
        return not (self.has_default or self.maybe)

    @property
    def rows(self) -> type | None:
        """The dataclass of which the field holds many, if it does."""
        inner = get_args(self.type)[0] if get_origin(self.type) is tuple else None
        return inner if inner and is_dataclass(inner) else None


def _hints(owner: type) -> Iterator[_Part]:
    for field in fields(owner):
        kind, maybe = _without_none(field.type)
        yield _Part(owner, field, kind, maybe)


def _without_none(kind: Any) -> tuple[Any, bool]:
    if kind == Condition | None:
        return Condition, True
    if get_origin(kind) in (Union, UnionType) and NoneType in get_args(kind):
        inner, = (part for part in get_args(kind) if part is not NoneType)
        return inner, True
    return kind, False


def _sheets_of(part: _Part, above: tuple[str, ...], parent: str | None) -> Iterator[Sheet]:
    """Yield the sheet of a field that holds things, and the sheets of what hangs on those."""
    thing = part.rows or part.type
    path = (*above, part.field.name)
    key = part.field.name
    hanging = [Column((PARENT,), Kind.CODE, f'{thing.__name__}.{PARENT}', required=True,
                      lists=parent)] if parent else []
    yield Sheet(key, thing, path, (*hanging, *_columns(thing, (), ())),
                card=not part.rows, parent=parent, required=part.required)
    for inner in _hints(thing):
        if inner.rows:
            yield from _sheets_of(inner, () if part.rows else path, key if part.rows else None)


def _columns(owner: type, above: tuple[str, ...],
             optional: tuple[str, ...]) -> Iterator[Column]:
    for part in _hints(owner):
        path = (*above, part.field.name)
        if is_dataclass(part.type) and part.type is not LocalText:
            inner: Any = part.type
            yield from _columns(inner, path, path if part.maybe else optional)
        elif not part.rows:
            yield from _columns_of(part, path, optional)


def _columns_of(part: _Part, path: tuple[str, ...],
                optional: tuple[str, ...]) -> Iterator[Column]:
    blank = part.maybe and not part.has_default
    if part.type is LocalText:
        for language in LANGUAGES:
            yield Column((*path, language), Kind.TEXT, part.label, language,
                         part.required and language == FIRST_LANGUAGE, optional, blank)
    else:
        yield Column(path, _kind(part), part.label, None, part.required, optional, blank,
                     part.type if _is_option(part) else None, _CODES.get(part.label))


def _kind(part: _Part) -> Kind:
    if part.type == Condition:
        return Kind.CONDITION
    if part.type == tuple[str, ...]:
        return Kind.CODES
    if _is_option(part):
        return Kind.OPTION
    if part.field.name == 'code' or part.label in _CODES:
        return Kind.CODE
    return _SCALARS[part.type]


def _is_option(part: _Part) -> bool:
    return isinstance(part.type, type) and issubclass(part.type, Enum)


SHEETS = describe()
