"""Canonical JSON and the fingerprint of what it says.

The fingerprint is the identity of a version: the same content has the same fingerprint
whatever the order of keys, the layout of the file or the form of its Unicode, and other
content has another. The rules are those of RFC 8785 for the values that occur here: objects
with sorted keys, no white space, UTF-8. Numbers are whole, so their notation is unambiguous.
Texts are put into Unicode NFC first.
"""
import hashlib
import json
import unicodedata
from typing import Any

from requirements_catalog.model import CatalogVersion
from requirements_catalog.serialization import CONVERTER


def canonical_json(data: Any) -> str:
    """Return the one JSON text of plain data; ValueError for a number that is not whole."""
    return json.dumps(_normal(data), ensure_ascii=False, sort_keys=True, separators=(',', ':'))


def sha256(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8 as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_version(version: CatalogVersion) -> str:
    """Return a version as canonical JSON."""
    return canonical_json(CONVERTER.unstructure(version))


def read_version(text: str) -> CatalogVersion:
    """Return the version that ``write_version`` wrote."""
    return CONVERTER.structure(json.loads(text), CatalogVersion)


def fingerprint(version: CatalogVersion) -> str:
    return sha256(write_version(version))


def _normal(data: Any) -> Any:
    if isinstance(data, str):
        return unicodedata.normalize('NFC', data)
    if isinstance(data, dict):
        return {_normal(key): _normal(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_normal(item) for item in data]
    if data is None or isinstance(data, (bool, int)):
        return data
    raise ValueError(f'canonical JSON has no place for {data!r}')
