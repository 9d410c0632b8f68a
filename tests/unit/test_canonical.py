"""Canonical JSON and fingerprints: the same content in every form, other content in none."""
import json
import unicodedata
from dataclasses import fields, is_dataclass, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.canonical import (
    canonical_json, fingerprint, read_version, sha256, write_version)
from requirements_catalog.conditions import AllOf, Not
from requirements_catalog.legal import ApprovedForm
from tests.unit.evolution import link
from tests.unit.examples import (
    TODAY, answered, dated_version, fact, has, library, liability, question, questions,
    requirement, section, text, version_of)
from tests.unit.strategies import versions

texts = st.text(st.characters(exclude_categories=['Cs']), max_size=5)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-2 ** 53 + 1, 2 ** 53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8)

EVERYTHING = version_of(
    section('S-1', *questions(1, 2, critical=True, not_applicable=False),
            applies_if=has('kitchen')),
    section('S-2', question('Q-3', requirement='R-2', applies_if=AllOf((
        Not(fact('territory', 'in', ('75603', '75701'))), answered('Q-1', 'yes'))))),
    applies_if=fact('staff', 'gte', 1), approved_form=ApprovedForm(act='act-1', unit='форма 1'),
    effective_to=TODAY, supersedes='0' * 64, lineage=(
        link('merged', 'Q-8 Q-9', 'Q-1', 'editorial', reason=text('один журнал')),))


@pytest.mark.parametrize(('data', 'written'), [
    ({'b': 1, 'a': [True, None, -7]}, '{"a":[true,null,-7],"b":1}'),
    (('я', 'a'), '["я","a"]'),
    ('"\\\n\x1f\x7f/', '"\\"\\\\\\n\\u001f\x7f/"'),
    ({'\uff21': 1, '\U0001f600': 2, 'z': 3}, '{"z":3,"\U0001f600":2,"\uff21":1}'),
    ('\u0438\u0306', '"\u0439"'),
    ({'\u0438\u0306': 'A\u030a'}, '{"\u0439":"\u00c5"}'),
    (2 ** 53 - 1, '9007199254740991'),
])
def test_canonical_json_follows_rfc_8785(data, written):
    assert canonical_json(data) == written


@pytest.mark.parametrize('data', [
    1.0, float('nan'), 2 ** 53, -2 ** 53, b'a', TODAY, {1: 'a'}, {None: 'a'}, {'a': {'b': 1.5}},
    ['\ud800'], {'\udfff': 1}, {'\u0439': 1, '\u0438\u0306': 2}, {1, 2}])
def test_what_has_no_single_form_is_refused(data):
    with pytest.raises(ValueError):
        canonical_json(data)


@given(plain)
def test_canonical_json_says_the_same_as_the_data(data):
    try:
        written = canonical_json(data)
    except ValueError:
        return

    assert json.loads(written) == _normal(data)
    assert canonical_json(json.loads(written)) == written


@given(st.dictionaries(texts.map(lambda key: unicodedata.normalize('NFC', key)), plain),
       st.randoms(use_true_random=False))
def test_the_order_of_keys_does_not_matter(data, random):
    items = list(data.items())
    random.shuffle(items)

    assert _written(dict(items)) == _written(data)


@given(plain)
def test_the_form_of_unicode_does_not_matter(data):
    assert _written(_normal(data, 'NFD')) == _written(_normal(data, 'NFC'))


def _normal(data, form='NFC'):
    if isinstance(data, str):
        return unicodedata.normalize(form, data)
    if isinstance(data, list):
        return [_normal(item, form) for item in data]
    if isinstance(data, dict):
        return {_normal(key, form): _normal(value, form) for key, value in data.items()}
    return data


def _written(data):
    try:
        return canonical_json(data)
    except ValueError:
        return None


def test_sha256_is_the_one_of_the_text_in_utf_8():
    assert sha256('abc') == 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    assert sha256('\u0439') != sha256('\u0438\u0306')


@given(versions())
def test_a_version_is_read_back_as_it_was(version):
    assert read_version(write_version(version)) == version


def test_a_version_with_all_there_is_is_read_back_as_it_was():
    assert read_version(write_version(EVERYTHING)) == EVERYTHING


def test_the_order_of_fields_in_a_file_does_not_change_the_fingerprint():
    def backwards(data):
        if isinstance(data, dict):
            return {key: backwards(data[key]) for key in reversed(data)}
        return [backwards(item) for item in data] if isinstance(data, list) else data

    written = json.dumps(backwards(json.loads(write_version(EVERYTHING))))

    assert fingerprint(read_version(written)) == fingerprint(EVERYTHING)


def test_the_days_of_a_clause_are_written_where_there_are_any():
    written = write_version(dated_version())

    assert written.count('"valid_from":"2026-09-01","valid_to":"2027-03-01"') == 1
    assert read_version(written) == dated_version()
    undated = json.loads(write_version(version_of(question('Q-1'))))
    assert undated['content']['requirements'][0]['clauses'][0].keys() == {
        'act', 'unit', 'provenance'}


def test_a_field_with_its_default_is_not_written():
    explicit = version_of(question('Q-1', weight=1, critical=False))

    assert fingerprint(explicit) == fingerprint(version_of(question('Q-1')))
    assert '"weight"' not in write_version(explicit)


OTHER = {str: lambda value: value + '!', bool: lambda value: not value,
         int: lambda value: value + 1, date: lambda value: value.replace(year=2027)}


def changed(thing):
    """Yield a copy for every single text, number, flag or day that stands in a thing."""
    if type(thing) in OTHER:
        yield OTHER[type(thing)](thing)
    elif is_dataclass(thing):
        for field in fields(thing):
            for value in changed(getattr(thing, field.name)):
                yield replace(thing, **{field.name: value})
    elif isinstance(thing, tuple):
        for index, item in enumerate(thing):
            for value in changed(item):
                yield (*thing[:index], value, *thing[index + 1:])


def test_every_single_change_of_content_has_another_fingerprint():
    prints = [fingerprint(version) for version in (EVERYTHING, *changed(EVERYTHING))]

    assert len(set(prints)) == len(prints) > 150


@given(texts, texts)
def test_texts_have_the_same_fingerprint_just_where_they_are_the_same_in_nfc(one, other):
    def printed(russian):
        return fingerprint(version_of(question('Q-1', text=text(russian, 'same'))))

    same = unicodedata.normalize('NFC', one) == unicodedata.normalize('NFC', other)

    assert (printed(one) == printed(other)) is same


def test_two_languages_are_told_apart():
    one = version_of(question('Q-1', text=text('Да', 'Yes')))
    other = version_of(question('Q-1', text=text('Yes', 'Да')))

    assert fingerprint(one) != fingerprint(other)


def test_a_version_carries_all_it_names_and_nothing_else():
    shared = library(liabilities={'fine-1': liability(), 'fine-2': liability('fine-2')})

    version = version_of(question('Q-1'), shared=shared, requirements=(requirement(),))

    assert [fine.code for fine in version.liabilities] == ['fine-1']
    assert [act.code for act in version.acts] == ['act-1']
    assert version.features == ()
