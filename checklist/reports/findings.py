"""What the lint rules found, said in the language of the reader and by the place it is at."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from checklist.reports.field_words import field_words, value_in_words
from checklist.reports.wording import local
from requirements_catalog.lint import Finding
from requirements_catalog.model import CatalogVersion
from requirements_catalog.part_lookup import SHARED, parts
from requirements_catalog.parts import Thing
from requirements_catalog.problems import Level, Said

# Values that are codes of acts; people know acts by their short names.
_ACTS = frozenset({'act', 'successor'})


@dataclass(frozen=True)
class Told:
    """A finding in words, with the code of what it is about and what that is called."""

    rule: str
    where: str
    name: str
    thing: Thing | None
    sentence: str


def findings_by_level(version: CatalogVersion,
                      findings: Iterable[Finding]) -> Mapping[Level, tuple[Told, ...]]:
    """Return findings in words, by how much they matter; every level is there."""
    names = part_names(version)
    told = [(finding.level, _tell(version, names, finding)) for finding in findings]
    return {level: tuple(each for of, each in told if of is level) for level in Level}


def _tell(version: CatalogVersion, names: Mapping[str, tuple[Thing, str]],
          finding: Finding) -> Told:
    thing, name = names.get(finding.where, (None, ''))
    return Told(finding.rule, finding.where, name, thing,
                _sentence(translated(version, finding.message)))


def translated(version: CatalogVersion, message: str) -> str:
    """Return a message in the reader's language, with acts and days as people know them."""
    if not isinstance(message, Said):
        return message
    values = {name: _value(version, name, value) for name, value in message.values.items()}
    return str(gettext(message.template, **values))


def _value(version: CatalogVersion, name: str, value: Any) -> str:
    if isinstance(value, Said):
        return translated(version, value)
    if isinstance(value, date):
        return value_in_words(value)
    if name in _ACTS and value in version.acts_by_code:
        return local(version.acts_by_code[value].short)
    return _fields(value) if name == 'fields' else str(value)


def _fields(listed: str) -> str:
    """Return names of fields in words; a dot leads into a part that has a code or no name."""
    words = field_words()
    return ', '.join(' – '.join(words.get(part, part) for part in name.split('.'))
                     for name in listed.split(', '))


def _sentence(text: str) -> str:
    """Return a message as a sentence that stands alone."""
    return f'{text[:1].upper()}{text[1:]}' + ('' if text.endswith('.') else '.')


def part_names(version: CatalogVersion) -> dict[str, tuple[Thing, str]]:
    """Return what each code of a version stands for."""
    found: dict[str, tuple[Thing, str]] = {}
    for kind in (*SHARED, Thing.REQUIREMENT, Thing.SECTION, Thing.QUESTION):
        for part in parts(version, kind):
            found[part.code] = kind, local(_title(part))
    return found


def _title(part: Any) -> Any:
    for field in ('topic', 'title', 'text', 'offence'):
        if hasattr(part, field):
            return getattr(part, field)
    return getattr(part, 'question', '')
