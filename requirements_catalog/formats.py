"""Any catalog file, recognised by what is in it: one door for all formats that are read."""
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from requirements_catalog.ciso import read_ciso
from requirements_catalog.erknm import is_erknm, read_erknm
from requirements_catalog.imported import ImportedCatalog
from requirements_catalog.items import ItemCatalog, items_of, items_of_checklist
from requirements_catalog.model import CatalogVersion, ChecklistFile
from requirements_catalog.oscal import read_oscal
from requirements_catalog.problems import CatalogError, Problem, said
from requirements_catalog.reading import Placed, read_as
from requirements_catalog.wholeness import read_whole
from requirements_catalog.workbook import read_workbook
from requirements_catalog.yaml_source import (
    MAX_VALUES, Source, has_too_many_values, read_source)

MAX_BYTES = 32_000_000
_PACKED = (b'PK', b'\xd0\xcf\x11\xe0')

Found = CatalogVersion | ChecklistFile | ImportedCatalog


def read_any(given: Path | bytes, file: str = '') -> Found:
    """Return what a file holds, in its own shape; CatalogError if it is of no known format."""
    file = file or (given.name if isinstance(given, Path) else 'file')
    data = given.read_bytes() if isinstance(given, Path) else given
    if data.startswith(_PACKED):
        return read_workbook(data, file)
    if len(data) > MAX_BYTES:
        raise _refusal(file, 'the file is larger than %(most)s bytes', most=MAX_BYTES)
    try:
        text = data.decode('utf-8-sig')
    except UnicodeDecodeError as error:
        raise _refusal(file, 'the file is not in UTF-8') from error
    source = _json_source(file, text) if text.lstrip()[:1] in ('{', '[') else read_source(
        file, text, MAX_BYTES)
    return _recognised(source, file)


def read_items(given: Path | bytes, file: str = '') -> ItemCatalog:
    """Return the items of a catalog of any format."""
    found = read_any(given, file)
    if isinstance(found, CatalogVersion):
        return items_of(found)
    return found.catalog if isinstance(found, ImportedCatalog) else items_of_checklist(found)


def read_imported(given: Path | bytes, file: str = '') -> ImportedCatalog:
    """Return a catalog that somebody else publishes; CatalogError for one of this service."""
    found = read_any(given, file)
    if not isinstance(found, ImportedCatalog):
        raise _refusal(file or 'file', 'this is a checklist of this service, not a catalog of'
                                       ' another format')
    return found


def _recognised(source: Placed, file: str) -> Found:
    data = source.data
    names = set(data) if isinstance(data, Mapping) else set()
    if {'content', 'policy'} <= names:
        return read_whole(source)
    if {'checklist', 'sections'} <= names:
        return read_as(source, ChecklistFile)
    if names & {'catalog', 'profile'}:
        return read_oscal(data, file)
    if 'objects' in names:
        return read_ciso(data, file)
    if is_erknm(data):
        return read_erknm(data, file)
    raise _refusal(file, 'this is no format of catalogs that is known here')


class _JsonSource(Source):
    """Data of JSON; there is no telling where in the file a part of it stands."""

    def problem(self, path: Any, message: str) -> Problem:
        return Problem(self.file, 0, 0, f'{".".join(map(str, path))}: {message}')

    name_problem = problem


def _json_source(file: str, text: str) -> Source:
    if has_too_many_values(text):
        raise _refusal(file, 'the file has more than %(most)s values', most=MAX_VALUES)
    try:
        return _JsonSource(file, '', json.loads(text))
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            raise CatalogError([Problem(file, error.lineno, error.colno, said(
                'this is not JSON'))]) from error
        raise _refusal(file, 'this is not JSON that can be read') from error


def _refusal(file: str, template: str, **values: Any) -> CatalogError:
    return CatalogError([Problem(file, 0, 0, said(template, **values))])
