"""A folder of YAML to a catalog: every problem is reported, each at its line and column."""
import pytest

from requirements_catalog.canonical import read_version, write_version
from requirements_catalog.legal import Clause
from requirements_catalog.lint import lint
from requirements_catalog.loader import DATA, load_catalog, load_library, load_version
from requirements_catalog.model import CatalogVersion
from requirements_catalog.problems import CatalogError, Level, Problem
from requirements_catalog.reading import read_as
from requirements_catalog.yaml_source import read_source
from tests.unit.examples import CHECKLIST, FILES, TODAY, write_files


@pytest.fixture
def folder(tmp_path):
    write_files(tmp_path, FILES)
    return tmp_path


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def mistake(folder, name, right, wrong):
    """Put something wrong in the place of something right, which stands in the file once."""
    assert FILES[name].count(right) == 1
    write(folder, name, FILES[name].replace(right, wrong))


def problems_of(folder):
    with pytest.raises(CatalogError) as caught:
        load_catalog(folder)
    return [str(problem) for problem in caught.value.problems]


def test_a_folder_without_mistakes_is_a_catalog(folder):
    catalog = load_catalog(folder)

    [version] = catalog.versions
    assert isinstance(version, CatalogVersion)
    assert list(version.questions) == ['Q-1', 'Q-2']
    assert version.policy.threshold_percent == 90
    assert catalog.newest == {'fire-safety': version}
    assert read_version(write_version(version)) == version
    assert load_version(folder / CHECKLIST, load_library(folder), folder) == version


def test_a_version_outside_the_folder_is_named_by_its_file(folder, tmp_path_factory):
    stray = write(tmp_path_factory.mktemp('elsewhere'), 'v1.yaml', 'version: 1')

    with pytest.raises(CatalogError, match='^v1.yaml:1:1: error: the field'):
        load_version(stray, load_library(folder), folder)


@pytest.mark.parametrize(('name', 'right', 'wrong', 'problem'), [
    # The notation.
    (CHECKLIST, 'version: 1', 'version: [1', '3:6: error: did not find expected'),
    (CHECKLIST, 'version: 1', 'version: 1\n version: 2', '3:9: error: mapping values are not'),
    (CHECKLIST, 'short: {ru: "Пожар"}', 'short: *title', '4:8: error: aliases'),
    (CHECKLIST, 'version: 1', 'version: !!int "1"', '2:10: error: tags'),
    (CHECKLIST, 'version: 1', '[a]: 1', '2:1: error: the name of a field is a plain text'),
    (CHECKLIST, 'version: 1', '!!str version: 1', '2:1: error: the name of a field is a plain'),
    (CHECKLIST, 'version: 1', 'version: 1\nversion: 1', "3:1: error: 'version' stands here twice"),
    (CHECKLIST, 'version: 1', 'version: 1\n---\nb: 1', '3:1: error: a file holds one document'),
    (CHECKLIST, '"Пожар"', '"Пож\x07ар"', '4:17: error: control characters are not allowed'),
    (CHECKLIST, '2026-11-01', '2026-13-01', '10:17: error: there is no such day or number'),
    (CHECKLIST, 'weight: 2', f'weight: {"9" * 5000}', '38:17: error: there is no such day or'),
    # Fields and their types.
    (CHECKLIST, 'version: 1\n', '', "1:1: error: the field 'version' is missing"),
    (CHECKLIST, '        requirement: R-1\n        text: {ru: "Знают', '        text: {ru: "Знают',
     "34:9: error: the field 'requirement' is missing"),
    (CHECKLIST, 'audience', 'reader', "6:1: error: there is no field 'reader' here"),
    (CHECKLIST, 'clauses:', 'punkte:', "20:5: error: there is no field 'punkte' here"),
    (CHECKLIST, 'version: 1', 'version: "1"', "2:10: error: expected a whole number, found '1'"),
    (CHECKLIST, 'version: 1', 'version: true', '2:10: error: expected a whole number, found True'),
    (CHECKLIST, 'weight: 2', 'weight: 9007199254740992', '38:17: error: expected a number of at'),
    (CHECKLIST, 'weight: 2', 'critical: "no"', "38:19: error: expected true or false, found 'no'"),
    (CHECKLIST, 'code: R-1', 'code: 5', '15:11: error: expected a text, found 5 (quote numbers'),
    (CHECKLIST, 'code: R-1', 'code: no', '15:11: error: expected a text, found False (quote'),
    (CHECKLIST, '2026-11-01', '01.11.2026', '10:17: error: expected a day like 2026-09-01'),
    (CHECKLIST, '2026-11-01', '2026-11-01 10:00:00', '10:17: error: expected a day like'),
    (CHECKLIST, '2026-11-01', '5', '10:17: error: expected a day like 2026-09-01, found 5'),
    (CHECKLIST, 'content_kind: duty', 'content_kind: dut',
     '18:19: error: expected one of condition, restriction, prohibition, duty'),
    (CHECKLIST, 'content_kind: duty', 'content_kind: 5', '18:19: error: expected one of cond'),
    (CHECKLIST, '[fine-1]', 'fine-1', "22:18: error: expected a list, found 'fine-1'"),
    (CHECKLIST, '[fine-1]', '{fine: 1}', "22:18: error: expected a list, found {'fine': 1}"),
    (CHECKLIST, '{act: act-1, unit: "форма 1"}', 'act-1', '9:16: error: expected named fields'),
    (CHECKLIST, '{ru: "Пожар"}', 'Пожар', '4:8: error: expected a text in each language'),
    (CHECKLIST, '{ru: "Пожар"}', '{ru: 5}', '4:8: error: expected a text in each language'),
    (CHECKLIST, '{ru: "Пожар"}', '{ru: " "}', '4:8: error: expected a text in each language'),
    (CHECKLIST, '{ru: "Пожар"}', '{en: "Fire"}', "4:8: error: the text in 'ru' is missing"),
    (CHECKLIST, '{ru: "Пожар"}', '{ru: "П", de: "F"}', '4:8: error: unknown languages: de'),
    (CHECKLIST, '{fact: staff, gte: 1}', 'staff', '13:13: error: a condition is a mapping'),
    (CHECKLIST, '{fact: features, has: kitchen}', '{fact: features}',
     '39:21: error: a comparison has one "fact" or "answer"'),
    # References and rules.
    (CHECKLIST, 'checklist: fire-safety', 'checklist: fire',
     '2:10: error: fire version 1 belongs in fire/v1.yaml'),
    (CHECKLIST, 'version: 1', 'version: 2', '2:10: error: fire-safety version 2 belongs in'),
    (CHECKLIST, 'version: 1', 'version: 0', '2:10: error: the first version is number 1'),
    (CHECKLIST, 'control: fire', 'control: water', '7:18: error: there is no kind of control'),
    (CHECKLIST, 'authority: mchs', 'authority: rpn', "8:12: error: there is no authority 'rpn'"),
    (CHECKLIST, 'authority: mchs', 'authority: gibdd', '8:12: error: gibdd does not exercise'),
    (CHECKLIST, '{act: act-1, unit: "форма 1"}', '{act: act-9, unit: "форма 1"}',
     "9:22: error: there is no legal act 'act-9'"),
    (CHECKLIST, '2026-11-01', '2025-11-01', '10:17: error: no self-examination policy of fire'),
    (CHECKLIST, '2027-11-01', '2025-11-01', '11:15: error: the version ends before it begins'),
    (CHECKLIST, 'code: R-1', 'code: R 1', '15:11: error: a code is made of the letters'),
    (CHECKLIST, 'code: R-1', 'code: R-2', "31:22: error: there is no requirement 'R-1'"),
    (CHECKLIST, 'code: R-1', 'code: R-2', '15:11: error: no question asks for R-2'),
    (CHECKLIST, '\n      - {act: act-1, unit: "пункт 2", provenance: {source: "акт",'
     ' as_of: 2026-11-21}}', ' []', '15:5: error: R-1 has no clause'),
    (CHECKLIST, '{act: act-1, unit: "пункт 2"', '{act: act-2, unit: "пункт 2"',
     "21:15: error: there is no legal act 'act-2'"),
    (CHECKLIST, 'unit: "пункт 2"', 'unit: "пункт 2", valid_from: 2026-01-02, valid_to: 2026-01-01',
     '21:73: error: this ends before it begins'),
    (CHECKLIST, '[fine-1]', '[fine-2]', "22:19: error: there is no liability 'fine-2'"),
    (CHECKLIST, 'remedy_days: 10', 'remedy_days: -1', '25:18: error: days are zero or more'),
    (CHECKLIST, 'code: Q-2', 'code: Q-1', '34:15: error: the code Q-1 is used more than once'),
    (CHECKLIST, 'code: S-1', 'code: ""', '27:11: error: a code is made of the letters'),
    (CHECKLIST, 'weight: 2', 'weight: 0', '38:17: error: a weight is 1 or more'),
    (CHECKLIST, 'weight: 2', 'answer_set: stars', "38:21: error: there is no answer set 'stars'"),
    ('legal_acts/common.yaml', 'valid_from', 'valid_to: 2021-01-01\n  valid_from',
     '8:13: error: this ends before it begins'),
    ('legal_acts/common.yaml', 'valid_from', 'superseded_by: act-2\n  valid_from',
     "8:18: error: there is no 'act-2'"),
    ('liabilities/fire.yaml', 'act: act-1', 'act: act-2', "2:8: error: there is no 'act-2'"),
    ('liabilities/fire.yaml', '1000', '3000', '6:5: error: a fine begins at 0 or more and ends'),
    ('liabilities/fire.yaml', '1000', '-1', '6:5: error: a fine begins at 0 or more and ends'),
    ('authorities.yaml', '[fire]', '[fire, water]', "4:21: error: there is no 'water'"),
    ('policies.yaml', 'kind_of_control: fire', 'kind_of_control: water',
     "2:20: error: there is no 'water'"),
    ('policies.yaml', 'threshold', 'authority: rpn\n  threshold', "3:14: error: there is no 'rpn'"),
    ('policies.yaml', 'percent: 90', 'percent: 101', '3:22: error: a share is from 0 to 100'),
    ('policies.yaml', 'percent: 50', 'percent: -1', '4:33: error: a share is from 0 to 100'),
    ('features.yaml', 'code: seats', 'code: staff', "2:10: error: the name 'staff' is taken"),
    ('features.yaml', 'code: seats', 'code: kitchen', "2:10: error: the code 'kitchen' is taken"),
    ('features.yaml', 'kind: flag', 'kind: flg', '1:25: error: expected one of flag, number'),
])
def test_a_mistake_is_reported_at_its_place(folder, name, right, wrong, problem):
    mistake(folder, name, right, wrong)

    assert [found for found in problems_of(folder) if found.startswith(f'{name}:{problem}')]


@pytest.mark.parametrize(('name', 'right', 'also_right'), [
    (CHECKLIST, '2027-11-01', '2026-11-01'),
    (CHECKLIST, 'remedy_days: 10', 'remedy_days: 0'),
    (CHECKLIST, 'weight: 2', 'weight: 9007199254740991'),
    ('legal_acts/common.yaml', 'valid_from', 'valid_to: 2021-07-01\n  valid_from'),
    ('legal_acts/common.yaml', 'valid_from', 'valid_to'),
    ('liabilities/fire.yaml', 'minimum: 1000, maximum: 2000', 'minimum: 0, maximum: 0'),
    ('liabilities/fire.yaml', 'minimum: 1000, maximum: 2000', 'minimum: 1000'),
    ('liabilities/fire.yaml', 'minimum: 1000, maximum: 2000', 'maximum: 2000'),
    ('liabilities/fire.yaml', 'minimum: 1000, maximum: 2000', 'alternative: {ru: "арест"}'),
    ('policies.yaml', 'percent: 90', 'percent: 0'),
    ('policies.yaml', 'percent: 90', 'percent: 100'),
    ('policies.yaml', '  not_applicable_limit_percent: 50\n', ''),
    ('territories.yaml', '"75701"', 'staff'),
])
def test_what_is_just_allowed_is_not_reported(folder, name, right, also_right):
    mistake(folder, name, right, also_right)

    assert load_catalog(folder).versions


@pytest.mark.parametrize(('condition', 'message'), [
    ('{fact: weather, eq: 1}', "there is no fact 'weather'"),
    ('{fact: seats, has: 5}', "'seats' is a number: compare it with eq, ne, gt"),
    ('{fact: seats, has: kitchen}', "'seats' is a number: compare it with eq, ne, gt"),
    ('{fact: seats, eq: "5"}', "'seats' is a number: compare it with eq, ne, gt"),
    ('{fact: staff, in: ["5"]}', "'staff' is a number: compare it with eq, ne, gt"),
    ('{fact: kitchen, eq: 1}', "'kitchen' is yes or no: write {fact: features, has: kitchen}"),
    ('{fact: features, has: oven}', 'features take "has" and the code of a flag, not \'oven\''),
    ('{fact: features, has: seats}', 'features take "has" and the code of a flag'),
    ('{fact: features, eq: kitchen}', 'features take "has" and the code of a flag'),
    ('{fact: legal_form, gt: 5}', "'legal_form' is compared with eq, in, ne"),
    ('{fact: legal_form, eq: ooo}', 'a legal form is legal_entity or sole_proprietor'),
    ('{fact: territory, eq: 75701}', "'territory' is compared with texts: quote the value"),
    ('{fact: territory, in: ["75701", "1"]}', 'there is no territory 1'),
    ('{fact: activities, eq: "56"}', "'activities' is compared with has"),
    ('{fact: activities, has: 56}', "'activities' is compared with texts: quote the value"),
    ('{fact: activities, has: "5"}', 'an activity is a code like 56, 56.1 or 56.10.1'),
    ('{answer: Q-1, eq: "yes"}', "'Q-1' is not an earlier question"),
    ('{not: {any: [{fact: staff, lt: 1}, {fact: oven, eq: 1}]}}', "there is no fact 'oven'"),
])
def test_a_condition_compares_what_there_is_in_a_way_it_can_be(folder, condition, message):
    mistake(folder, CHECKLIST, 'explanation: {ru: "Нужна подпись."}',
            f'explanation: {{ru: "Нужна подпись."}}\n        applies_if: {condition}')

    [problem] = problems_of(folder)

    assert problem.startswith(f'{CHECKLIST}:34:21: error: {message}')


@pytest.mark.parametrize('condition', [
    '{fact: territory, in: ["75701"]}', '{fact: legal_form, ne: sole_proprietor}',
    '{fact: activities, has: "56.1"}', '{fact: seats, lte: 50}', '{answer: Q-1, in: ["no"]}',
    '{fact: legal_form, in: [legal_entity, sole_proprietor]}', '{fact: staff, eq: 0}',
    '{answer: Q-1, in: ["yes", "no", not_applicable, unknown]}',
    '{not: {answer: Q-1, ne: not_applicable}}'])
def test_right_conditions_are_not_reported(folder, condition):
    mistake(folder, CHECKLIST, '{fact: features, has: kitchen}', condition)

    assert load_catalog(folder).versions


@pytest.mark.parametrize(('condition', 'message'), [
    ('{answer: Q-1, eq: maybe}', 'an answer is compared by eq, ne or in with yes, no, not_app'),
    ('{answer: Q-1, has: "yes"}', 'an answer is compared by eq, ne or in with'),
    ('{answer: Q-1, eq: 5}', 'an answer is compared by eq, ne or in with'),
    ('{answer: Q-1, in: ["yes", "maybe"]}', 'an answer is compared by eq, ne or in with'),
    ('{answer: Q-2, eq: "yes"}', "'Q-2' is not an earlier question"),
])
def test_a_condition_on_an_answer_names_an_option_of_an_earlier_question(
        folder, condition, message):
    mistake(folder, CHECKLIST, '{answer: Q-1, eq: "yes"}', condition)

    assert problems_of(folder)[0].startswith(f'{CHECKLIST}:39:21: error: {message}')


def test_conditions_of_checklists_and_sections_are_checked_too(folder):
    mistake(folder, CHECKLIST, '{fact: staff, gte: 1}', '{fact: oven, eq: 1}')
    assert problems_of(folder) == [f"{CHECKLIST}:13:13: error: there is no fact 'oven'"]

    mistake(folder, CHECKLIST, '    questions:',
            '    applies_if: {fact: oven, eq: 1}\n    questions:')
    assert problems_of(folder) == [f"{CHECKLIST}:29:17: error: there is no fact 'oven'"]


def test_a_checklist_needs_no_approved_form(folder):
    mistake(folder, CHECKLIST, 'approved_form: {act: act-1, unit: "форма 1"}\n', '')

    assert load_catalog(folder).versions[0].content.approved_form is None


def test_a_section_without_questions_is_refused(folder):
    before, _, _ = FILES[CHECKLIST].partition('      - code: Q-1')
    write(folder, CHECKLIST, before.replace('    questions:', '    questions: []'))

    assert f'{CHECKLIST}:27:5: error: S-1 has no question' in problems_of(folder)


def test_all_problems_of_all_files_come_at_once(folder):
    mistake(folder, 'features.yaml', 'kind: flag', 'kind: flg')
    mistake(folder, 'policies.yaml', '  threshold_percent: 90\n', '')
    write(folder, CHECKLIST, FILES[CHECKLIST].replace('duty', 'dut').replace('weight: 2', 'w: 2'))
    write(folder, 'checklists/other/v1.yaml', 'a: [')

    assert [problem.partition(' error')[0] for problem in problems_of(folder)] == [
        'checklists/fire-safety/v1.yaml:18:19:', 'checklists/fire-safety/v1.yaml:38:9:',
        'checklists/other/v1.yaml:2:1:', 'features.yaml:1:25:', 'policies.yaml:1:3:']


def test_one_mistake_in_a_shared_file_is_not_reported_for_each_use(folder):
    mistake(folder, 'legal_acts/common.yaml', 'code: act-1', 'code: 1')

    assert problems_of(folder) == [
        'legal_acts/common.yaml:1:9: error: expected a text, found 1'
        ' (quote numbers and "yes", "no")']


def test_references_of_shared_files_are_reported_together(folder):
    mistake(folder, 'liabilities/fire.yaml', 'act: act-1', 'act: act-2')
    mistake(folder, 'authorities.yaml', '[]', '[water, steam]')

    assert problems_of(folder) == [
        "authorities.yaml:9:21: error: there is no 'steam'",
        "authorities.yaml:9:21: error: there is no 'water'",
        "liabilities/fire.yaml:2:8: error: there is no 'act-2'"]


@pytest.mark.parametrize(('name', 'content', 'problem'), [
    ('checklists/new/v2.yaml', FILES[CHECKLIST], '2:10: error: fire-safety version 1 belongs in'),
    ('checklists/v1.yaml', FILES[CHECKLIST], '2:10: error: fire-safety version 1 belongs in'),
    ('checklists/fire-safety/v01.yaml', FILES[CHECKLIST], '2:10: error: fire-safety version 1'),
    ('checklists/fire-safety/v1.yml', FILES[CHECKLIST], '2:10: error: fire-safety version 1'),
    ('checklists/new/v1.yaml', '', '1:1: error: the file is empty'),
    ('checklists/new/v1.yaml', '# nothing\n', '1:1: error: the file is empty'),
    ('checklists/new/v1.yaml', '---\n', '2:1: error: expected named fields, found None'),
    ('checklists/new/v1.yaml', '- a', "1:1: error: expected named fields, found ['a']"),
    ('checklists/new/v1.yaml', 'a: "\\ud800"', '1:7: error: found invalid Unicode character'),
    ('checklists/new/v1.yaml', 'а: 1\nб: "в\xff"'.encode('cp1251', 'replace'),
     '1:1: error: the file is not UTF-8'),
    ('checklists/new/v1.yaml', 'а: 1\nб: "в'.encode() + b'\xff"', '2:6: error: the file is not'),
    ('features.yaml', 'code: kitchen', "1:1: error: expected a list, found {'code': 'kitchen'}"),
    ('features.yaml', '- kitchen', "1:3: error: expected named fields, found 'kitchen'"),
])
def test_a_file_of_another_kind_is_refused(folder, name, content, problem):
    write(folder, name, content)

    assert [found for found in problems_of(folder) if found.startswith(f'{name}:{problem}')]


def test_a_folder_that_does_not_exist_is_a_problem(tmp_path):
    assert problems_of(tmp_path / 'nowhere') == [
        f'{tmp_path / "nowhere"}:0:0: error: there is no such folder']


def test_versions_are_sorted_by_number_and_not_by_file_name(folder):
    for number in (2, 10):
        write(folder, f'checklists/fire-safety/v{number}.yaml',
              FILES[CHECKLIST].replace('version: 1', f'version: {number}'))

    catalog = load_catalog(folder)

    assert [version.content.version for version in catalog.versions] == [1, 2, 10]
    assert catalog.newest['fire-safety'].content.version == 10


def test_one_thing_alone_can_be_read():
    source = read_source('f', '{act: a, unit: b, provenance: {source: c, as_of: 2026-11-21}}')

    assert read_as(source, Clause).provenance.as_of == TODAY


def test_problems_are_told_in_the_order_of_files_and_lines():
    later, earlier = Problem('b', 1, 1, 'm'), Problem('a', 10, 2, 'm')
    second, first = Problem('a', 2, 10, 'm', Level.WARNING), Problem('a', 2, 9, 'm')

    error = CatalogError([later, earlier, second, first])

    assert error.problems == (first, second, earlier, later)
    assert str(error).splitlines() == [
        'a:2:9: error: m', 'a:2:10: warning: m', 'a:10:2: error: m', 'b:1:1: error: m']


# The catalog that is shipped.

@pytest.fixture(scope='module')
def shipped():
    catalog = load_catalog(DATA)
    if not catalog.versions:
        pytest.skip('there are no checklists in requirements_catalog/data yet')
    return catalog


def test_the_shipped_catalog_survives_being_frozen(shipped):
    for version in shipped.versions:
        assert read_version(write_version(version)) == version


def test_the_shipped_catalog_has_no_lint_errors(shipped):
    errors = [finding for version in shipped.newest.values()
              for finding in lint(version, on=version.content.as_of)
              if finding.level is Level.ERROR]

    assert errors == []
