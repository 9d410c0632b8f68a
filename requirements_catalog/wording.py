"""Lint rules about the texts of a version. They go by signs, so they only warn."""
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import said
from requirements_catalog.texts import LANGUAGES, LocalText

Found = Iterator[tuple[str, str]]
"""Where something was found, by code, and a message that says what to do."""

_TWO_DUTIES = {
    'ru': re.compile(r'\bли\b.*\bли\b|\bа также\b|;|\?.*\?', re.IGNORECASE | re.DOTALL),
    'en': re.compile(r'\bas well as\b|;|\?.*\?', re.IGNORECASE | re.DOTALL)}
_NEGATIVE = {
    'ru': re.compile(r'^\W*(не|нет|ни)\b|\bне\s+\w+\s+ли\b', re.IGNORECASE),
    'en': re.compile(r"^\W*\w+n['’]t\b|^\W*(do|does|did|is|are|has|have|can)"
                     r'(\s+(you|they|it|there))?\s+(not|no|never)\b', re.IGNORECASE)}


def two_duties(version: CatalogVersion) -> Found:
    for code, match in _matches(version, _TWO_DUTIES):
        yield code, said("'%(words)s' joins two duties: ask two questions, so that each has its"
                         ' answer', words=match)


def negative_wording(version: CatalogVersion) -> Found:
    for code, match in _matches(version, _NEGATIVE):
        yield code, said('\'%(words)s\' asks in the negative: ask so that "yes" means that all is'
                         ' well', words=match)


def _matches(version: CatalogVersion, patterns: dict[str, re.Pattern[str]]) -> Found:
    for question in version.questions.values():
        for language, text in question.text.by_language:
            if match := patterns[language].search(text):
                yield question.code, match[0]


def same_wording(version: CatalogVersion) -> Found:
    yield from _repeated((duty.code, duty.text) for duty in version.content.requirements)
    yield from _repeated((q.code, q.text) for q in version.questions.values())


def _repeated(texts: Iterable[tuple[str, LocalText]]) -> Found:
    first: dict[str, str] = {}
    for code, text in texts:
        words = ' '.join(re.findall(r'\w+', str(text).casefold().replace('ё', 'е')))
        if words in first:
            yield code, said('the wording is that of %(first)s: say what differs',
                             first=first[words])
        first.setdefault(words, code)


def missing_translation(version: CatalogVersion) -> Found:
    for language in LANGUAGES:
        for where, prefix, thing in _with_texts(version):
            missing = [name for name, text in _texts(thing, prefix) if text.lacks(language)]
            if missing:
                yield where, said("translate into '%(language)s': %(fields)s",
                                  language=language, fields=', '.join(missing))


def _with_texts(version: CatalogVersion) -> Iterator[tuple[str, str, Any]]:
    """Yield everything that has texts with its place and, where it has none, with its name."""
    content = version.content
    yield '', '', content
    own: tuple[Any, ...] = (
        *content.requirements, *content.sections, *version.questions.values())
    shared: tuple[Any, ...] = (version.kind_of_control, version.authority, version.policy,
                               *version.acts, *version.liabilities, *version.features)
    yield from ((thing.code, '', thing) for thing in own)
    yield from (('', f'{thing.code}.', thing) for thing in shared)


def _texts(thing: Any, prefix: str) -> Iterator[tuple[str, LocalText]]:
    """Yield the texts of a thing by name; parts that have a code of their own stand alone."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, LocalText):
                yield prefix + field.name, part
            elif is_dataclass(part) and not hasattr(part, 'code'):
                yield from _texts(part, f'{prefix}{field.name}.')
