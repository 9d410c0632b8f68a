"""What sheets, columns and the choices in cells are called, in both languages.

The wording is data in ``labels.yaml``. A field that has none yet goes by its name in the code.
"""
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from requirements_catalog.texts import LANGUAGES
from requirements_catalog.workbook.sheets import Column, Sheet
from requirements_catalog.yaml_source import read_source

_FILE = Path(__file__).with_name('labels.yaml')
_LANGUAGE_NAMES = {'ru': {'ru': 'рус.', 'en': 'англ.'}, 'en': {'ru': 'Russian', 'en': 'English'}}


@dataclass(frozen=True)
class Label:
    """A header or a title, and the sentence that explains it."""

    name: str
    note: str


def sheet_label(sheet: Sheet, language: str) -> Label:
    return _label('sheets', sheet.key, language)


def column_label(column: Column, language: str) -> Label:
    """Return the header of a column; a text in several languages says which it is in."""
    label = _label('columns', column.label, language)
    if column.language is None:
        return label
    name = f'{label.name} ({_LANGUAGE_NAMES[language][column.language]})'
    return Label(name, label.note)


def option_label(option: Enum, language: str) -> str:
    known: dict[str, dict[str, str]] = _labels()['options']
    texts = known.get(f'{type(option).__name__}.{option.value}', {})
    return texts.get(language, str(option.value))


def flag_label(flag: bool, language: str) -> str:
    label: str = _labels()['options']['flag.yes' if flag else 'flag.no'][language]
    return label


def card_headers(language: str) -> list[str]:
    headers: list[str] = _labels()['card'][language]
    return headers


def about(language: str) -> tuple[str, list[str]]:
    """Return the title and the lines of the sheet that says how to use the others."""
    page = _labels()['about'][language]
    return page['title'], page['lines']


def column_names(column: Column) -> set[str]:
    """Return every header by which a column is found, ready to be compared."""
    return {normal_name(column_label(column, language).name) for language in LANGUAGES} | {
        normal_name('.'.join(column.path))}


def sheet_names(sheet: Sheet) -> set[str]:
    return {normal_name(sheet_label(sheet, language).name) for language in LANGUAGES} | {
        normal_name(sheet.key)}


def normal_name(name: str) -> str:
    """Return a header without the star of required fields, its spaces and case evened out."""
    return ' '.join(name.replace('*', ' ').split()).casefold()


def _label(part: str, key: str, language: str) -> Label:
    known: dict[str, dict[str, list[str]]] = _labels()[part]
    name, note = known.get(key, {}).get(language, (key.rpartition('.')[2], ''))
    return Label(name, note)


@lru_cache(maxsize=1)
def _labels() -> Any:
    return read_source(_FILE.name, _FILE.read_text(encoding='utf-8')).data
