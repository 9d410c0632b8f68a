"""Catalogs of other formats: what is read of them, and what becomes of it in a draft."""
import json
import sys
from datetime import date
from pathlib import Path
from subprocess import run
from time import process_time

import pytest

from requirements_catalog.canonical import write_version
from requirements_catalog.erknm import read_erknm
from requirements_catalog.formats import read_any, read_imported, read_items
from requirements_catalog.imported import FILL_IN, to_draft
from requirements_catalog.items import items_of
from requirements_catalog.lint import lint
from requirements_catalog.loader import DATA
from requirements_catalog.model import CatalogVersion, ChecklistFile
from requirements_catalog.problems import CatalogError
from requirements_catalog.wholeness import read_whole
from requirements_catalog.workbook import read_workbook, write_workbook
from requirements_catalog.yaml_source import read_source
from requirements_catalog.yaml_writer import write_checklist, write_exchange
from tests.unit import examples
from tests.unit.examples import TODAY

ROOT = Path(__file__).parents[2]
VERSION = examples.version_of(examples.question('Q-1'), examples.question('Q-2'))


def prop(name, value, **more):
    return {'name': name, 'value': value, **more}


OSCAL = {'catalog': {
    'uuid': '0d1c6f0e-0000-4000-8000-000000000000',
    'metadata': {'title': 'House rules', 'version': '2.0', 'oscal-version': '1.1.2',
                 'last-modified': '2026-01-01T00:00:00Z', 'parties': [{'name': 'The House'}]},
    'params': [{'id': 'day', 'label': 'a day'}],
    'groups': [{
        'id': 'g', 'title': 'Doors', 'props': [prop('label', 'G')],
        'controls': [
            {'id': 'g-2', 'title': 'Windows', 'props': [prop('sort-id', 'g-02')],
             'parts': [{'name': 'statement', 'prose': 'Close the windows.'}]},
            {'id': 'g-1', 'title': 'Locks',
             'props': [prop('label', 'G-01', **{'class': 'padded'}), prop('label', 'G-1'),
                       prop('sort-id', 'g-01')],
             'params': [{'id': 'g-1_p1', 'label': 'frequency'},
                        {'id': 'g-1_p2', 'values': ['twice', 'thrice']},
                        {'id': 'g-1_p3', 'select': {
                            'how-many': 'one-or-more',
                            'choice': ['by hand', 'on {{ insert: param, day }}']}}],
             'parts': [
                 {'name': 'statement', 'prose': 'Check:', 'parts': [
                     {'name': 'item', 'props': [prop('label', 'a.')],
                      'prose': 'the lock {{ insert: param, g-1_p1 }};', 'parts': [
                          {'name': 'item', 'props': [prop('label', '1.')], 'prose': 'deeper'}]},
                     {'name': 'item', 'prose': '{{ g-1_p2 }}, {{ insert: param, g-1_p3 }}'},
                     {'name': 'item', 'prose': 'and {{ insert: param, none }}'}]},
                 {'name': 'guidance', 'prose': 'A lock is a lock.'},
                 {'name': 'assessment-objects', 'prose': 'The key.'}],
             'controls': [
                 {'id': 'g-1.1', 'title': 'Old locks',
                  'props': [prop('status', 'withdrawn')],
                  'links': [{'rel': 'incorporated-into', 'href': '#g-1'}]},
                 {'id': 'g-1.2', 'title': 'New locks'}]}]}]}}

CISO = """
urn: urn:x:library:rules
locale: en
ref_id: RULES
name: Rules
version: 3
provider: The House
objects:
  framework:
    urn: urn:x:framework:rules
    name: House rules
    translations: {ru: {name: Правила дома}}
    requirement_nodes:
    - urn: urn:x:req_node:rules:a
      assessable: false
      ref_id: A
      name: Doors
      translations: {ru: {name: Двери}}
    - urn: urn:x:req_node:rules:a.1
      assessable: true
      parent_urn: urn:x:req_node:rules:a
      ref_id: A.1
      description: Lock the door.
      annotation: Twice.
      typical_evidence: The key.
      implementation_groups: [L1, L2]
      translations: {ru: {description: Запирайте дверь., annotation: Дважды.}}
      questions:
        urn:x:question:1:
          type: unique_choice
          text: Is it locked?
          choices: [{urn: "c1", value: "Yes"}, {urn: "c2", value: "No"}]
"""

ERKNM = {
    'templateName': 'Проверочный лист', 'approvalDetails': 'приказ от 01.02.2022 № 1',
    'organization': 'Управление',
    'questions': [
        {'id': 'q1', 'number': '1', 'question': 'Закрыта ли дверь?', 'npaProps': [
            {'nameNpa': 'Правила', 'numberNpa': '5', 'dateNpa': '03.04.2020',
             'structuralUnit': 'пункт 7'}]},
        {'question': 'Открыто ли окно?', 'npaProps': 'Правила № 5, пункт 8'},
        {'question': 'Открыто ли окно?'}],
    'requirements': [{'props': 'Проветривать', 'name': 'Правила', 'number': '5'}]}


def written(data):
    return json.dumps(data, ensure_ascii=False).encode()


def test_a_catalog_in_oscal_is_read_with_its_parameters_filled_in():
    found = read_any(written(OSCAL), 'rules.json')

    assert (found.format, found.issuer, found.catalog.title, found.catalog.version) == (
        'OSCAL', 'The House', 'House rules', '2.0')
    items = {item.id: item for item in found.catalog.items}
    assert list(items) == ['g', 'g-1', 'g-1.1', 'g-1.2', 'g-2']
    assert items['g-1'].number == 'G-1'
    assert items['g-1'].text == (
        'Check:\na. the lock [Assignment: frequency];\n  1. deeper\ntwice, thrice,'
        ' [Selection (one or more): by hand; on [Assignment: a day]]\nand [none]')
    assert items['g-1'].extra == (('guidance', 'A lock is a lock.'), ('evidence', 'The key.'))
    assert [item.parent for item in items.values()] == [None, 'g', 'g-1', 'g-1', 'g']
    assert not items['g'].answerable
    assert items['g-1.1'].retired
    assert items['g-1.1'].extra == (('incorporated-into', 'g-1'),)


def test_another_publication_of_the_same_catalog_has_the_same_items():
    again = json.loads(json.dumps(OSCAL))
    again['catalog']['uuid'] = '1d1c6f0e-0000-4000-8000-000000000000'
    again['catalog']['metadata']['last-modified'] = '2026-02-02T00:00:00Z'

    assert read_items(written(again)) == read_items(written(OSCAL))


def test_parameters_that_stand_for_one_another_come_to_an_end():
    looped = {'catalog': {'metadata': {'title': 'x'}, 'controls': [{
        'id': 'a', 'params': [{'id': 'p', 'select': {'choice': ['{{ insert: param, p }}']}}],
        'parts': [{'name': 'statement', 'prose': '{{ insert: param, p }}'}]}]}}

    assert read_items(written(looped)).items[0].text.endswith('[p]]]]]]]')


def test_a_library_of_ciso_assistant_is_read_in_the_language_that_is_wanted():
    found = read_any(CISO.encode(), 'rules.yaml')

    assert (found.format, found.language, found.catalog.title) == (
        'CISO Assistant', 'ru', 'Правила дома')
    heading, rule = found.catalog.items
    assert (heading.title, heading.answerable, rule.answerable) == ('Двери', False, True)
    assert (rule.id, rule.parent, rule.number, rule.text) == (
        'urn:x:req_node:rules:a.1', heading.id, 'A.1', 'Запирайте дверь.')
    assert rule.extra == (
        ('annotation', 'Дважды.'), ('typical_evidence', 'The key.'),
        ('implementation_groups', 'L1, L2'), ('question', 'Is it locked?'), ('choice', 'Yes'),
        ('choice', 'No'))


def test_a_translation_with_gaps_is_not_taken():
    found = read_any(CISO.replace('{description: Запирайте дверь., ', '{').encode())

    assert found.language == 'en'
    assert found.catalog.items[1].text == 'Lock the door.'


def test_a_library_in_another_language_stays_in_it():
    text = CISO.replace('locale: en', 'locale: fr').replace('{description: Запирайте дверь., ', '{')
    text = text.replace('          text: Is it locked?\n', '')

    found = read_any(text.encode())

    assert (found.language, found.catalog.items[1].text) == ('fr', 'Lock the door.')
    assert 'question' not in dict(found.catalog.items[1].extra)


def test_a_list_of_frameworks_and_a_node_without_an_id_are_read():
    data = {'urn': 'u', 'objects': {'framework': [{'requirement_nodes': [
        {'urn': 'a:x', 'assessable': True, 'description': 'One.'}, {'name': 'nobody'},
        {'urn': 'b:x', 'assessable': True, 'description': 'Two.'}]}]}}

    found = read_imported(written(data))
    draft = to_draft(found, checklist='x', kind_of_control='fire', authority='mchs', on=TODAY)

    assert [item.id for item in found.catalog.items] == ['a:x', 'b:x']
    assert [problem.message for problem in found.problems] == [
        'node 2 has no urn and is left out']
    [section] = draft.content.sections
    assert [question.code[:2] for question in section.questions] == ['x', 'x-']
    assert section.code == 'top.S'


def test_controls_and_parts_may_be_nested_but_not_without_end():
    part = {'name': 'item', 'prose': 'last'}
    group = {'id': 'last', 'controls': [{'id': 'lost', 'title': 'x'}]}
    for number in range(60):
        part = {'name': 'item', 'parts': [part]}
        group = {'id': f'g{number}', 'groups': [group]}
    control = {'id': 'c', 'parts': [part], 'links': [{'rel': 'related', 'href': '#x'}]}
    data = {'catalog': {'metadata': {'document-ids': [{'identifier': 'doc-1'}]},
                        'groups': [group], 'controls': [control]}}

    found = read_any(written(data))

    assert found.catalog.id == 'doc-1'
    assert 'lost' not in {item.id for item in found.catalog.items}
    assert [problem.message for problem in found.problems] == ['nested deeper than 40 levels']


def test_a_checklist_of_the_register_is_read_with_the_acts_it_names():
    found = read_any(written(ERKNM), 'list.json')

    heading, door, window, same, rule = found.catalog.items
    assert (found.format, found.language, found.catalog.title) == (
        'ЕРКНМ', 'ru', 'Проверочный лист')
    assert (heading.answerable, door.id, door.number) == (False, 'q1', '1')
    assert window.id != same.id
    assert same.id == f'{window.id}-2'
    assert rule.text == 'Проветривать'
    [act] = found.citations['q1']
    assert (act.title, act.number, act.adopted_on, act.unit) == (
        'Правила', '5', date(2020, 4, 3), 'пункт 7')
    assert found.citations[window.id][0].title == 'Правила № 5, пункт 8'


@pytest.mark.parametrize('data', [written(OSCAL), CISO.encode(), written(ERKNM)],
                         ids=['oscal', 'ciso', 'erknm'])
def test_a_draft_is_whole_and_every_text_of_it_is_to_be_reviewed(data):
    imported = read_imported(data, 'файл.json')

    draft = to_draft(imported, checklist='rules', kind_of_control='fire', authority='mchs',
                     on=TODAY)
    version = draft.version(examples.library())

    assert read_whole(read_source('v.yaml', write_exchange(version))) == version
    assert read_workbook(write_workbook(version)) == version
    asked = [item for item in imported.catalog.items if item.answerable and not item.retired]
    assert len(version.questions) == len(asked)
    for question in version.questions.values():
        assert str(question.text).startswith('[проверить] ')
        assert question.explanation == FILL_IN or '[проверить]' in str(question.explanation)


def test_nothing_in_a_draft_passes_for_verified():
    draft = to_draft(read_imported(written(ERKNM), 'list.json'), checklist='rules',
                     kind_of_control='fire', authority='mchs', on=TODAY)

    clauses = [clause for requirement in draft.content.requirements
               for clause in requirement.clauses]
    for fact in (*clauses, *draft.acts):
        assert fact.provenance.source == 'list.json'
        assert not fact.provenance.verified
    assert [clause.unit for clause in clauses] == ['пункт 7', '[заполнить]', '3', '[заполнить]']
    assert all(not requirement.liabilities for requirement in draft.content.requirements)
    assert all(act.valid_from is None for act in draft.acts)
    assert lint(draft.version(examples.library()), on=TODAY)


def test_what_is_retired_is_not_asked_and_headings_are_sections():
    draft = to_draft(read_imported(written(OSCAL)), checklist='rules', kind_of_control='fire',
                     authority='mchs', on=TODAY)

    [section] = draft.content.sections
    assert section.title.in_language('en') == '[review] Doors'
    assert [question.code for question in section.questions] == ['g-1', 'g-1.2', 'g-2']


def test_a_file_with_nothing_to_ask_makes_no_draft():
    imported = read_imported(CISO.replace('assessable: true', 'assessable: false').encode())

    with pytest.raises(CatalogError, match='nothing that could be asked'):
        to_draft(imported, checklist='x', kind_of_control='k', authority='a', on=TODAY)


def test_versions_of_this_service_are_recognised_in_every_format():
    for data in (write_workbook(VERSION), write_exchange(VERSION).encode(),
                 write_version(VERSION).encode()):
        assert read_any(data) == VERSION
        assert read_items(data) == items_of(VERSION)


def test_a_checklist_alone_is_recognised_too(tmp_path):
    path = tmp_path / 'v1.yaml'
    path.write_text(write_checklist(VERSION.content), encoding='utf-8')

    assert read_any(path) == VERSION.content
    assert read_items(path) == items_of(VERSION)


@pytest.mark.parametrize('path', sorted(DATA.glob('checklists/*/v*.yaml')),
                         ids=lambda path: path.parent.name)
def test_every_shipped_checklist_has_its_items(path):
    found = read_any(path)

    assert isinstance(found, ChecklistFile)
    assert len([item for item in read_items(path).items if item.answerable]) == sum(
        len(section.questions) for section in found.sections)


@pytest.mark.asvs('1.5.2')
@pytest.mark.parametrize(('data', 'message'), [
    (b'', 'the file is empty'), (b'code;text\n1;2\n', 'no format of catalogs'),
    (b'\xff\xfe', 'not in UTF-8'), (b'{"a": ', 'this is not JSON'), (b'[]', 'no format'),
    (b'[' + b'[],' * 10_000_000 + b'[]]', 'more than 1500000 values'),
    (b'a: [' + b'a,' * 3_000_000 + b'a]', 'more than 1500000 values'),
    (b'[' * 200_000, 'not JSON that can be read'), (b'- ' * 5000, 'nested deeper than 40'),
    (b'{"a": ' + b'1' * 5000 + b'}', 'not JSON that can be read'),
    (b'a: &a [x]\nb: [*a, *a]\n', 'aliases'), (b'!!python/object/apply:os.system [id]', 'tags'),
    (b' ' * 32_000_001, 'larger than 32000000 bytes'),
    (b'{"profile": {}}', 'has to be resolved'), (b'{"objects": {}}', 'has no framework'),
    (b'{"catalog": []}', 'not an OSCAL catalog'), (b'PK\x03\x04', 'damaged'),
    (b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'old format'),
    (b'{"content": {}, "policy": {}}', "the field 'acts' is missing")],
    ids=lambda value: value if isinstance(value, str) else '')
def test_what_cannot_be_read_is_refused_in_words(data, message):
    start = process_time()

    with pytest.raises(CatalogError) as caught:
        read_any(data, 'file')

    assert message in str(caught.value)
    assert process_time() - start < 1


def test_what_is_nothing_of_the_register_is_refused():
    with pytest.raises(CatalogError, match='neither questions nor requirements'):
        read_erknm([{'templateName': 'x'}])


def test_what_has_no_place_in_the_tree_is_told():
    nodes = ''.join(f'\n    - {{urn: "{name}", parent_urn: "{parent}", assessable: true}}'
                    for name, parent in (('a', 'gone'), ('b', 'c'), ('c', 'b'), ('a', '')))

    found = read_imported(f'objects:\n  framework:\n    requirement_nodes:{nodes}\n'.encode())

    assert [item.id for item in found.catalog.items] == ['a']
    assert [problem.message for problem in found.problems] == [
        'a is there twice', 'a belongs to gone, which is not there',
        'some items belong to themselves: b, c']


SIX_THOUSAND = """
from datetime import date
from time import process_time
from requirements_catalog.formats import read_imported
from requirements_catalog.imported import to_draft
nodes = ''.join(
    f'    - urn: urn:x:{number}\\n      assessable: true\\n      ref_id: "{number}"\\n'
    f'      parent_urn: urn:x:{number // 10 * 10 if number % 10 else 0}\\n'
    f'      description: {"Keep the door locked at night. " * 12}\\n'
    for number in range(1, 6000))
library = ('urn: u\\nobjects:\\n  framework:\\n    requirement_nodes:\\n'
           f'    - {{urn: "urn:x:0", assessable: false}}\\n{nodes}').encode()
start = process_time()
found = read_imported(library)
draft = to_draft(found, checklist='x', kind_of_control='fire', authority='mchs',
                 on=date(2026, 11, 21))
print(len(found.catalog.items), len(draft.content.requirements), process_time() - start)
"""


def test_six_thousand_items_are_read_in_two_seconds():
    """In a process of its own, since measuring coverage takes more time than reading."""
    child = run([sys.executable, '-c', SIX_THOUSAND], capture_output=True, check=True, text=True,
                cwd=ROOT, timeout=60)

    items, requirements, seconds = child.stdout.split()
    assert (items, requirements) == ('6000', '5999')
    assert float(seconds) < 2


def test_a_checklist_of_this_service_is_not_imported_as_another():
    with pytest.raises(CatalogError, match='of this service'):
        read_imported(write_exchange(VERSION).encode())
    assert isinstance(read_any(write_exchange(VERSION).encode()), CatalogVersion)
