"""Versions as YAML: read back they are the same, and they look as if people had written them."""
import re
from datetime import date

import pytest
from hypothesis import given

from requirements_catalog.canonical import fingerprint
from requirements_catalog.loader import DATA, load_catalog
from requirements_catalog.model import ChecklistFile
from requirements_catalog.problems import CatalogError
from requirements_catalog.reading import read_as
from requirements_catalog.yaml_source import read_source
from requirements_catalog.yaml_writer import read_exchange, write_checklist, write_exchange
from tests.unit.examples import dated_version
from tests.unit import examples, strategies
from tests.unit.evolution import link

SHIPPED = load_catalog().versions
VERSION = examples.version_of(examples.question('Q-1'))


@pytest.mark.parametrize('version', SHIPPED, ids=lambda version: version.content.checklist)
def test_a_shipped_version_comes_back_whole(version):
    assert read_exchange(write_exchange(version)) == version


@given(version=strategies.worded_versions())
def test_any_version_comes_back_with_its_fingerprint(version):
    assert fingerprint(read_exchange(write_exchange(version))) == fingerprint(version)


@given(version=strategies.worded_versions())
def test_a_checklist_is_read_as_the_files_of_the_catalog_are(version):
    source = read_source('v1.yaml', write_checklist(version.content))

    assert fingerprint(examples.library().resolve(read_as(source, ChecklistFile))) == (
        fingerprint(examples.library().resolve(version.content)))


def test_the_days_of_a_clause_come_back():
    written = write_exchange(dated_version())

    assert 'valid_from: 2026-09-01, valid_to: 2027-03-01' in written
    assert read_exchange(written) == dated_version()


def test_the_lineage_of_a_version_comes_back():
    version = examples.version_of(
        examples.question('Q-1'), supersedes='0' * 64,
        lineage=(link('merged', 'Q-1 Q-0', 'Q-1', 'meaning'), link('dropped', 'Q-9', '')))

    assert read_exchange(write_exchange(version)) == version
    assert '  - {kind: merged, old: [Q-1, Q-0], new: [Q-1], change: meaning}' in (
        write_checklist(version.content))


def bare(text):
    """Return the lines of a file without comments and defaults, conditions on one line."""
    text = re.sub(r'applies_if:\n +(any|all):((\n +- \{[^\n]*)+)', lambda match: (
        f'applies_if: {{{match[1]}: [{", ".join(re.findall("- (.*)", match[2]))}]}}'), text)
    text = re.sub(r', (cited: true|current: true|verified: false)(?=[,}])', '', text)
    return [re.sub('"([A-Za-z][A-Za-z0-9_.-]*)"', r'\1', line) for line in text.splitlines()
            if not re.fullmatch(r' *(#.*|not_applicable: true|weight: 1|critical: false'
                                r'|periodicity: always)?', line)]


@pytest.mark.parametrize('code', ['public-catering', 'retail-food', 'labour-small-employer'])
def test_a_checklist_is_laid_out_as_people_lay_it_out(code):
    content = next(version.content for version in SHIPPED if version.content.checklist == code)
    path = DATA / 'checklists' / content.checklist / f'v{content.version}.yaml'

    ours, theirs = bare(write_checklist(content)), bare(path.read_text(encoding='utf-8'))

    assert len([line for line in ours if line not in set(theirs)]) < len(ours) / 50


def test_texts_of_several_lines_have_as_many():
    version = examples.version_of(examples.question(
        'Q-1', explanation=examples.text('Первая строка.\n\nТретья: да.\n', 'One.\nTwo.')))

    assert ('        explanation:\n          ru: |\n            Первая строка.\n\n'
            '            Третья: да.\n          en: |-\n            One.\n            Two.\n'
            ) in write_checklist(version.content)


def test_days_and_codes_stand_without_quotes_and_texts_with_them():
    lines = write_exchange(examples.version_of(
        examples.question('Q-1'), effective_to=date(2027, 1, 31))).splitlines()

    assert lines[0].startswith('# fire-safety v1, sha256 ')
    assert '  effective_to: 2027-01-31' in lines
    assert '  authority: mchs' in lines
    assert '    number: "1-ФЗ"' in lines


def test_mistakes_are_told_by_line_and_column():
    text = write_exchange(VERSION).replace('requirement: R-1', 'requirement: R-9').replace(
        'valid_from: 2026-01-01', 'valid_from: 2027-01-01')

    with pytest.raises(CatalogError) as caught:
        read_exchange(text, 'v.yaml')

    assert [re.sub(r':\d+:\d+', '', str(problem)) for problem in caught.value.problems] == [
        'v.yaml: error: no self-examination policy of fire is in force on 2026-11-21',
        'v.yaml: error: no question asks for R-1', "v.yaml: error: there is no requirement 'R-9'"]


def test_what_a_version_names_has_to_be_in_its_file():
    text = write_exchange(VERSION)
    without = text[:text.index('liabilities:\n  - code')] + 'liabilities: []\nfeatures: []\n'

    with pytest.raises(CatalogError, match="there is no liability 'fine-1'"):
        read_exchange(without)


@pytest.mark.parametrize(('old', 'new', 'message'), [
    ('code: fine-1\n', 'code: fine-1\n    act: x\n', "'act' stands here twice"),
    ('    superseded_by: act-7\n', '    superseded_by: act-7\n    more: 1\n', 'no field'),
    ('source: "the act itself"', 'source: "javascript:alert(1)"', 'only http and https')])
def test_what_is_wrong_is_refused(old, new, message):
    text = write_exchange(examples.version_of(examples.question('Q-1'), shared=examples.library(
        acts={'act-1': examples.act(superseded_by='act-7')})))
    assert old in text

    with pytest.raises(CatalogError, match=message):
        read_exchange(text.replace(old, new, 1))
