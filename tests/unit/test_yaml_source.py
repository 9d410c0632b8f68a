"""YAML texts to plain data with places, and texts that are refused, by both parsers of PyYAML."""
import pytest
import yaml

from requirements_catalog import yaml_source
from requirements_catalog.problems import CatalogError, Problem
from requirements_catalog.yaml_source import MAX_BYTES, MAX_DEPTH, read_source
from tests.unit.examples import TODAY

pytestmark = pytest.mark.usefixtures('loader')


@pytest.fixture(params=['libyaml', 'python'])
def loader(request, monkeypatch):
    if request.param == 'python':
        monkeypatch.setattr(yaml_source, '_Loader', yaml.SafeLoader)


def refused(text):
    with pytest.raises(CatalogError) as caught:
        read_source('file.yaml', text)
    return [(problem.line, problem.column, problem.message) for problem in caught.value.problems]


@pytest.mark.asvs('1.5.2')
@pytest.mark.parametrize('opened', ['[', '- ', '{a: '])
def test_deep_nesting_is_refused_before_it_can_do_harm(opened):
    [(line, column, message)] = refused(opened * 3000)

    assert message == f'nested deeper than {MAX_DEPTH} levels'
    assert (line, column) == (1, 1 + MAX_DEPTH * len(opened))


def test_forty_levels_are_allowed():
    text = '[' * MAX_DEPTH + ']' * MAX_DEPTH

    assert read_source('file.yaml', text).data is not None


@pytest.mark.asvs('1.5.2')
def test_a_bomb_of_aliases_is_refused_at_the_first():
    bomb = 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'

    assert refused(bomb) == [(2, 8, 'aliases (*name) are not allowed: write the text again')]


def test_eight_megabytes_are_the_limit():
    fits = '#  ' + 'я' * ((MAX_BYTES - 8) // 2)

    assert len(f'{fits}\na: 1'.encode()) == MAX_BYTES
    assert read_source('file.yaml', f'{fits}\na: 1').data == {'a': 1}
    assert refused(f'{fits}\na: 11') == [
        (1, 1, 'the file is larger than 8000000 bytes')]


def test_every_repeated_name_is_reported():
    assert refused('a: 1\nb: {c: 1, c: 2}\na: 3\n') == [
        (2, 11, "'c' stands here twice"), (3, 1, "'a' stands here twice")]


def test_names_are_the_same_in_every_form_of_unicode():
    assert refused('\u0439: 1\n\u0438\u0306: 2\n') == [(2, 1, "'\u0439' stands here twice")]


def test_a_half_of_a_character_is_refused():
    assert refused('a: 1\nb: \ud800') == [(2, 4, 'half of a character')]


@pytest.mark.asvs('1.5.2')
@pytest.mark.parametrize(('text', 'data'), [
    ('a: b', {'a': 'b'}),
    ('\ufeffa: b', {'a': 'b'}),
    ('a: "5"', {'a': '5'}),
    ("a: '2026-11-21'", {'a': '2026-11-21'}),
    ('a: |\n  да\n  нет\n', {'a': 'да\nнет\n'}),
    ('a: 2026-11-21', {'a': TODAY}),
    ('[1, -2, 0x10, 1.5, true, no, ~, null, ]', [1, -2, 16, 1.5, True, False, None, None]),
    ('[=, <<, 1.2.3, да, 20.4]', ['=', '<<', '1.2.3', 'да', 20.4]),
    ('[no, no, "no"]', [False, False, 'no']),
    ('{no: 1, 5: 2, ~: 3}', {'no': 1, '5': 2, '~': 3}),
    ('a: &name b', {'a': 'b'}),
    ('a: \u0438\u0306\nb: "\u0438\u0306"', {'a': '\u0439', 'b': '\u0439'}),
    ('{}', {}),
])
def test_yaml_is_read_as_plain_data(text, data):
    assert read_source('file.yaml', text).data == data


def test_places_are_those_of_values_and_of_the_nearest_part_around():
    source = read_source('f', 'а: [б, {в: г}]\nд:\n  - е: 1\n')

    assert source.problem(('а', 1, 'в'), 'm') == Problem('f', 1, 12, 'm')
    assert source.problem(('д', 0, 'е'), 'm') == Problem('f', 3, 8, 'm')
    assert source.problem(('д', 0, 'ё', 5), 'm') == Problem('f', 3, 5, 'm')
    assert source.problem(('ж',), 'm') == Problem('f', 1, 1, 'm')
    assert source.name_problem(('д',), 'm') == Problem('f', 2, 1, 'm')
