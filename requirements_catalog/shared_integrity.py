"""Rules for the things that checklists share: what they name is there, and days are in order."""
from collections.abc import Iterable, Iterator
from typing import Any

from requirements_catalog.authorities import SelfExaminationPolicy
from requirements_catalog.legal import Liability
from requirements_catalog.library import BASE_FACTS, Library
from requirements_catalog.model import Feature
from requirements_catalog.problems import Problem, said
from requirements_catalog.reading import Places

# The fields of shared things that name other shared things, and where those are kept.
_REFERENCES = {'act': 'acts', 'superseded_by': 'acts', 'kind_of_control': 'kinds_of_control',
               'kinds_of_control': 'kinds_of_control', 'authority': 'authorities'}


def check_library(entries: Iterable[tuple[Places, int, Any]],
                  library: Library) -> Iterator[Problem]:
    """Yield what is wrong with the shared things, each given with its source and its place."""
    for source, index, thing in entries:
        for name, message in wrong_fields(thing, library):
            yield source.problem((index, name), message)


def wrong_fields(thing: Any, library: Library) -> Iterator[tuple[str, str]]:
    yield from _dangling(thing, library)
    begin, end = getattr(thing, 'valid_from', None), getattr(thing, 'valid_to', None)
    if begin and end and end < begin:
        yield 'valid_to', said('this ends before it begins')
    if isinstance(thing, Feature) and thing.code in BASE_FACTS:
        yield 'code', said('the name %(code)s is taken', code=repr(thing.code))
    if isinstance(thing, SelfExaminationPolicy):
        for name in ('threshold_percent', 'not_applicable_limit_percent'):
            if not 0 <= (getattr(thing, name) or 0) <= 100:
                yield name, said('a share is from 0 to 100 per cent')
    if isinstance(thing, Liability):
        for sanction in thing.sanctions:
            if not 0 <= (sanction.minimum or 0) <= (sanction.maximum or sanction.minimum or 0):
                yield 'sanctions', said('a fine begins at 0 or more and ends at no less')


def _dangling(thing: Any, library: Library) -> Iterator[tuple[str, str]]:
    for name, kept in _REFERENCES.items():
        value = getattr(thing, name, None) or ()
        for code in (value,) if isinstance(value, str) else value:
            if code not in getattr(library, kept):
                yield name, said('there is no %(code)s', code=repr(code))
