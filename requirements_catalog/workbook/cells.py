"""Values of the catalog to cells and back, one kind of column at a time."""
import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any
from unicodedata import normalize

from requirements_catalog.conditions import write_condition
from requirements_catalog.expressions import read_expression, write_expression
from requirements_catalog.problems import said
from requirements_catalog.texts import LANGUAGES
from requirements_catalog.workbook.labels import flag_label, option_label
from requirements_catalog.workbook.sheets import Column, Kind

Cell = str | int | float | bool | date | None
LONGEST_TEXT = 32_767
# Spreadsheets count days from 1900 and take that year for a leap year; they show 15 digits.
_FIRST_DAY = date(1900, 3, 1)
_LARGEST_NUMBER = 10 ** 15
_ONLY_QUOTES = re.compile('"*')
_RUSSIAN_DAY = re.compile(r'(\d{1,2})\.(\d{1,2})\.(\d{4})')
_TRUE = {'да', 'yes', 'true', 'истина', '1', '+'}
_FALSE = {'нет', 'no', 'false', 'ложь', '0', '-'}


def to_cell(column: Column, value: Any, language: str) -> Cell:
    """Return what stands in the cell of a value; ValueError where no cell can hold it."""
    if value is None:
        return None
    return _WRITERS[column.kind](value, language)


def from_cell(column: Column, cell: Cell) -> Any:
    """Return the plain value that a cell with something in it states; None for mere spaces.

    ValueError says in plain words what is wrong with it.
    """
    kind = column.kind
    if kind != 'text' and isinstance(cell, str) and not cell.strip():
        return None
    return _READERS[kind](cell, column)


def _write_text(value: str, _: str) -> str:
    if _ONLY_QUOTES.fullmatch(value):
        return f'{value}""'
    if len(value.encode('utf-16-le')) // 2 > LONGEST_TEXT:
        raise ValueError(said('a cell holds no more than %(most)s characters', most=LONGEST_TEXT))
    if '\ufffe' in value or '\uffff' in value:
        raise ValueError(said('the text has a character that no spreadsheet can hold'))
    return value


def _write_codes(codes: tuple[str, ...], language: str) -> str | None:
    if any(re.search('[,;\n]', code) or code != code.strip() or not code for code in codes):
        raise ValueError(said('a code among several has no comma, semicolon or space around it'))
    return _write_text(', '.join(codes), language) if codes else None


def _write_whole(value: int, _: str) -> int | str:
    return value if abs(value) < _LARGEST_NUMBER else str(value)


def _write_day(value: date, _: str) -> date | str:
    return value if value >= _FIRST_DAY else value.isoformat()


_WRITERS: dict[Kind, Callable[[Any, str], Cell]] = {
    Kind.TEXT: _write_text, Kind.CODE: _write_text,
    Kind.CODES: _write_codes,
    Kind.WHOLE: _write_whole, Kind.FLAG: flag_label, Kind.DAY: _write_day,
    Kind.OPTION: option_label,
    Kind.CONDITION: lambda condition, language: _write_text(
        write_expression(condition, language), language)}


def _read_text(cell: Cell, _: Column) -> str:
    """Return a text. Numbers that a program made of digits are the digits again."""
    if isinstance(cell, bool):
        raise ValueError(said('the program made yes or no of this text: format the cell as text'
                              ' and write it again'))
    if isinstance(cell, date):
        raise ValueError(said('the program made a date of this text: format the cell as text'
                              ' and write it again'))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    text = normalize('NFC', str(cell))
    return text[:-2] if len(text) > 1 and _ONLY_QUOTES.fullmatch(text) else text


def _read_code(cell: Cell, column: Column) -> str:
    return _read_text(cell, column).strip()


def _read_codes(cell: Cell, column: Column) -> list[str]:
    codes = (code.strip() for code in re.split('[,;\n]', _read_text(cell, column)))
    return [code for code in codes if code]


def _read_whole(cell: Cell, _: Column) -> int:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    text = re.sub(r'[\s\u00a0\u202f]', '', text)
    if isinstance(cell, (bool, date)) or not re.fullmatch(r'-?[0-9]{1,16}', text):
        raise ValueError(said('expected a whole number, found %(found)s', found=repr(cell)))
    return int(text)


def _read_flag(cell: Cell, _: Column) -> bool:
    word = _word(cell)
    if word not in _TRUE | _FALSE:
        raise ValueError(said('expected yes or no, found %(found)s', found=repr(cell)))
    return word in _TRUE


def _read_day(cell: Cell, _: Column) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = str(cell).strip()
    try:
        if match := _RUSSIAN_DAY.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(said('expected a day like 01.09.2026, found %(found)s',
                              found=repr(cell))) from error


def _read_option(cell: Cell, column: Column) -> str:
    """Return the value of a choice, which goes by its name in any language or by its code."""
    found = _options(column.options).get(_word(cell)) if column.options else None
    if found is not None:
        return found
    choices = ', '.join(option_label(option, LANGUAGES[0]) for option in column.options or ())
    raise ValueError(said('expected one of %(choices)s, found %(found)s',
                          choices=choices, found=repr(cell)))


@lru_cache
def _options(options: type[Enum]) -> dict[str, str]:
    """Return the values of a choice by every name they go by; what comes first counts."""
    found: dict[str, str] = {}
    for option in options:
        for name in (*(option_label(option, language).casefold() for language in LANGUAGES),
                     str(option.value)):
            found.setdefault(name, str(option.value))
    return found


def _read_condition(cell: Cell, column: Column) -> dict[str, Any]:
    return write_condition(read_expression(_read_text(cell, column)))


def _word(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return ' '.join(str(cell).split()).casefold()


_READERS: dict[Kind, Callable[[Cell, Column], Any]] = {
    Kind.TEXT: _read_text, Kind.CODE: _read_code, Kind.CODES: _read_codes,
    Kind.WHOLE: _read_whole, Kind.FLAG: _read_flag, Kind.DAY: _read_day,
    Kind.OPTION: _read_option, Kind.CONDITION: _read_condition}
