"""What the benchmark of changing catalogs takes for true, in each shape it is written in."""
import json

import pytest

from benchmarks.truths import is_lineage, truth_of
from requirements_catalog.canonical import fingerprint
from tests.unit.evolution import asking, items, link
from tests.unit.examples import CHECKLIST, FILES, question

OLD = items('p - Doors', 'urn:x:1.1 p Clean', 'urn:x:1.2 p Locked', 'urn:x:1.3 p Whole')
NEW = items('p - Doors', 'urn:y:5.1 p Clean', 'urn:y:5.2 p Locked', 'urn:y:5.3 p Oiled')
MAPPING_SET = {'objects': {'requirement_mapping_set': {'requirement_mappings': [
    {'source_requirement_urn': 'urn:x:1.1', 'target_requirement_urn': 'urn:y:5.1'}]}}}


def written(path, name, content):
    (path / name).write_text(content if isinstance(content, str) else json.dumps(content))
    return path / name


@pytest.mark.parametrize(('name', 'content', 'pairs', 'covered'), [
    ('a.yml', 'v4-1.1:\n  tag: MODIFIED, MOVED TO v5-5.1, SPLIT TO v5-5.2, v5-5.3\n'
              'v4-1.2:\n  tag: DELETED, COVERED BY v5-5.2\nv4-1.3:\n  tag: DELETED, NOT IN SCOPE\n',
     {('1.1', '5.1'), ('1.1', '5.2'), ('1.1', '5.3')}, {('1.2', '5.2')}),
    ('a.json', {'urn:x:1.1': ['urn:y:5.1', 'urn:y:5.2'], 'urn:x:1.2': None},
     {('1.1', '5.1'), ('1.1', '5.2')}, set()),
    ('a.json', MAPPING_SET, {('1.1', '5.1')}, set()),
    ('a.csv', '1.1,5.1\n1.2,5.2\n', {('1.1', '5.1'), ('1.2', '5.2')}, set()),
    ('a.yaml', '- {kind: merged, old: [urn:x:1.1, urn:x:1.2], new: [urn:y:5.1]}\n',
     {('1.1', '5.1'), ('1.2', '5.1')}, set())])
def test_a_mapping_is_read_in_every_shape(tmp_path, name, content, pairs, covered):
    path = written(tmp_path, name, content)

    truth = truth_of(OLD, NEW, path)

    assert is_lineage(path)
    assert {short(pair) for pair in truth.pairs} == pairs
    assert {short(pair) for pair in truth.covered} == covered


def short(pair):
    return tuple(code.rpartition(':')[2] for code in pair)


@pytest.mark.parametrize(('name', 'content'), [
    ('v2.yaml', FILES[CHECKLIST] + 'lineage: []\n'), ('a.json', {'catalog': {'a': 1, 'b': 2}}),
    ('a.yaml', 'objects:\n  framework: {urn: x}\n'), ('a.xlsx', 'PK')])
def test_a_catalog_is_not_taken_for_a_mapping(tmp_path, name, content):
    assert not is_lineage(written(tmp_path, name, content))


def test_an_author_names_what_changed_and_all_else_is_what_it_was():
    old = asking(question('A'), question('B'), question('C'), question('D'), question('E'))
    links = (link('reworded', 'A', 'X', 'editorial'), link('replaced', 'B', 'B', 'scope'))
    new = asking(question('X'), question('B'), question('C'), question('D'),
                 supersedes=fingerprint(old), lineage=links)

    truth = truth_of(old, new, None)

    assert truth.pairs == {('A', 'X'), ('B', 'B'), ('C', 'C'), ('D', 'D')}
    assert truth.changed == {('B', 'B')}


def test_without_anything_said_ids_are_believed():
    assert truth_of(OLD, OLD, None).pairs == {
        (code, code) for code in ('urn:x:1.1', 'urn:x:1.2', 'urn:x:1.3')}
