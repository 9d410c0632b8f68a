"""What is wrong with a version that came from no file, each with the code of its part."""
from dataclasses import replace

from requirements_catalog.editing import move_part, put_part
from requirements_catalog.loader import load_catalog
from requirements_catalog.parts import Thing
from requirements_catalog.wholeness import faults_of
from tests.unit.examples import answered, question, section, version_of

VERSION = load_catalog().versions[0]


def faults(version):
    return [(code, str(message)) for code, message in faults_of(version)]


def test_shipped_versions_have_no_fault():
    assert [faults(version) for version in load_catalog().versions] == [
        [] for _ in load_catalog().versions]


def test_a_question_before_the_one_it_depends_on_is_named():
    version = version_of(section('S-1', question('Q-1'), question(
        'Q-2', applies_if=answered('Q-1', 'yes'))))

    assert faults(version) == []
    assert [code for code, _ in faults(move_part(version, Thing.QUESTION, 'Q-2', -1))] == ['Q-2']


def test_an_empty_section_is_named():
    empty = replace(VERSION.content.sections[0], code='S-empty', questions=())

    assert [code for code, _ in faults(put_part(VERSION, Thing.SECTION, empty))] == ['S-empty']


def test_what_is_wrong_with_the_checklist_itself_has_no_code():
    late = replace(VERSION.content, effective_to=VERSION.content.effective_from.replace(year=2001))

    assert [code for code, _ in faults(replace(VERSION, content=late))] == ['']
