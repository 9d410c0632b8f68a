"""The forms of the parts of a version know every field of the model."""
from dataclasses import fields, is_dataclass
from typing import get_args

import pytest

from forms.part_labels import LABELS, OPTIONS, UNTYPED
from forms.part_shapes import add_row, remove_row
from requirements_catalog.authorities import SelfExaminationPolicy
from requirements_catalog.legal import LegalAct, Liability
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogSection, ChecklistFile, Feature)
from requirements_catalog.part_merge import merge_part, settle
from requirements_catalog.texts import LocalText

PARTS = (CatalogQuestion, CatalogSection, CatalogRequirement, LegalAct, Liability, Feature,
         ChecklistFile, SelfExaminationPolicy)


def names_of(kind):
    """Yield every field of a dataclass and of what is typed inside it."""
    for field in fields(kind):
        name = f'{kind.__name__}.{field.name}'
        yield name
        inner = [field.type, *get_args(field.type)]
        for each in inner if name not in UNTYPED else ():
            if is_dataclass(each) and each is not LocalText and field.name != 'applies_if':
                yield from names_of(each)


def test_every_field_has_a_label_or_is_never_typed():
    names = {name for kind in PARTS for name in names_of(kind)}

    assert names == set(LABELS) | UNTYPED
    assert set(LABELS) & UNTYPED == set()


def test_every_option_has_words():
    assert {kind: set(words) for kind, words in OPTIONS.items()} == {
        kind: set(kind) for kind in OPTIONS}


@pytest.mark.parametrize(('index', 'left'), [
    (0, {'r-0-a': 'two', 'r-1-a': 'three', 'r-1-b-0-x': 'deep'}),
    (1, {'r-0-a': 'one', 'r-1-a': 'three', 'r-1-b-0-x': 'deep'}),
    (2, {'r-0-a': 'one', 'r-1-a': 'two'})])
def test_rows_after_one_that_is_taken_out_move_up(index, left):
    flat = {'r-count': '3', 'r-0-a': 'one', 'r-1-a': 'two', 'r-2-a': 'three', 'r-2-b-0-x': 'deep',
            'rest': 'stays'}

    assert remove_row('r', index, flat) == {**left, 'r-count': '2', 'rest': 'stays'}


def test_there_is_an_end_to_rows():
    assert add_row('r', {'r-count': '100'})['r-count'] == '100'
    assert add_row('r', {'r-count': '999999999999'})['r-count'] == '1'


def question(**texts):
    return CatalogQuestion(code='Q', requirement='R', text=LocalText.of(texts),
                           explanation=LocalText.of({'ru': 'Так'}))


def test_a_conflict_is_settled_language_by_language():
    merge = merge_part(question(ru='а', en='a'), question(ru='б', en='b'), question(ru='в'))

    assert {each.field for each in merge.conflicts} == {'text.ru', 'text.en'}
    assert settle(merge, {'text.ru'}).text == LocalText.of({'ru': 'в', 'en': 'b'})
    assert settle(merge, {'text.ru', 'text.en'}).text == LocalText.of({'ru': 'в'})
    assert settle(merge, set()).text == LocalText.of({'ru': 'б', 'en': 'b'})
