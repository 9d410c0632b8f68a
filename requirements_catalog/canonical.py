"""Canonical JSON and the fingerprint of what it says.

The fingerprint is the identity of a version: the same content has the same fingerprint
whatever the order of keys, the layout of the file or the form of its Unicode, and other
content has another. The rules are those of RFC 8785 for the values that occur here: objects
with sorted keys, no white space, UTF-8. Numbers are whole and small enough for every reader,
so their notation is unambiguous. Texts are put into Unicode NFC first.
"""
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from requirements_catalog.model import CatalogVersion
from requirements_catalog.serialization import CONVERTER, LARGEST_NUMBER


def canonical_json(data: Any) -> str:
    """Return the one JSON text of plain data; ValueError for data that has none."""
    return json.dumps(_normal(data), ensure_ascii=False, separators=(',', ':'))


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
        return _normal_text(data)
    if isinstance(data, Mapping):
        return _normal_object(data)
    if isinstance(data, (list, tuple)):
        return [_normal(item) for item in data]
    if data is None or (isinstance(data, int) and abs(data) <= LARGEST_NUMBER):
        return data
    raise ValueError(f'canonical JSON has no place for {data!r}')


def _normal_text(text: object) -> str:
    if not isinstance(text, str):
        raise ValueError(f'the key {text!r} is not a text')
    normal = normalize('NFC', text)
    normal.encode()  # Half of a surrogate pair has no UTF-8 and fails here.
    return normal


def _normal_object(data: Mapping[Any, Any]) -> dict[str, Any]:
    """Return an object with its keys sorted by UTF-16 code units, as RFC 8785 wants them."""
    normal = {_normal_text(key): _normal(value) for key, value in data.items()}
    if len(normal) < len(data):
        raise ValueError('two keys are the same text in different forms of Unicode')
    return dict(sorted(normal.items(), key=lambda item: item[0].encode('utf-16-be')))
