"""A version as a spreadsheet: nothing is lost on the way there and back, and mistakes are told."""
import gc
from dataclasses import fields, make_dataclass, replace
from datetime import date, datetime
from io import BytesIO
from shutil import which
from subprocess import run
from zipfile import ZipFile

import pytest
from hypothesis import given

from requirements_catalog.canonical import fingerprint
from requirements_catalog.loader import load_catalog
from requirements_catalog.model import CatalogVersion, ChecklistFile, ContentKind
from requirements_catalog.problems import CatalogError
from requirements_catalog.texts import LocalText
from requirements_catalog.workbook import read_workbook, write_workbook
from requirements_catalog.workbook.labels import column_label, option_label, sheet_label
from requirements_catalog.workbook.sheets import SHEETS, describe
from tests.unit import examples, strategies
from tests.unit.evolution import link
from tests.workbooks import cells, changed, column_of, saved

SHIPPED = load_catalog().versions
VERSION = examples.version_of(
    examples.question('Q-1'), examples.question('Q-2', weight=3),
    approved_form=None, effective_to=date(2027, 1, 31))


@pytest.mark.parametrize('language', ['ru', 'en'])
@pytest.mark.parametrize('version', SHIPPED, ids=lambda version: version.content.checklist)
def test_a_shipped_version_comes_back_with_its_fingerprint(version, language):
    assert read_workbook(write_workbook(version, language)) == version


@given(version=strategies.worded_versions())
def test_any_version_comes_back_with_its_fingerprint(version):
    back = read_workbook(write_workbook(version))

    assert fingerprint(back) == fingerprint(version)


def test_the_days_of_a_clause_come_back():
    assert read_workbook(write_workbook(examples.dated_version())) == examples.dated_version()


@given(version=strategies.versions())
def test_what_another_program_saves_is_the_same_version(version):
    assert read_workbook(saved(cells(write_workbook(version)))) == version


def test_the_same_version_makes_the_same_bytes():
    assert write_workbook(VERSION) == write_workbook(VERSION)


def test_a_new_field_has_a_column_and_a_new_list_a_sheet():
    note = make_dataclass('Note', [('code', str), ('text', LocalText)], frozen=True)
    content = make_dataclass('ChecklistFile', [
        ('added', int, 3), ('notes', tuple[note, ...], ())], bases=(ChecklistFile,),
        frozen=True, kw_only=True)
    version = make_dataclass('CatalogVersion', [
        (field.name, content if field.name == 'content' else field.type)
        for field in fields(CatalogVersion)], frozen=True, kw_only=True)

    sheets = {sheet.key: sheet for sheet in describe(version)}

    assert ('added',) in {column.path for column in sheets['content'].columns}
    assert [column.path for column in sheets['notes'].columns] == [
        ('code',), ('text', 'ru'), ('text', 'en')]


def test_every_field_of_the_model_has_a_column_or_a_sheet():
    listed = {(sheet.thing.__name__, column.path[0]) for sheet in SHEETS
              for column in sheet.columns}
    hanging = {sheet.field[-1] for sheet in SHEETS}

    for sheet in SHEETS:
        for field in fields(sheet.thing):
            assert (sheet.thing.__name__, field.name) in listed or field.name in hanging


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_every_sheet_column_and_choice_is_worded(language):
    for sheet in SHEETS:
        assert sheet_label(sheet, language).note, sheet.key
        headers = [column_label(column, language).name for column in sheet.columns]
        assert len(set(headers)) == len(headers), sheet.key
        for column in sheet.columns:
            assert column_label(column, language).note, column.label
            options = [option_label(option, language) for option in column.options or ()]
            assert len(set(options)) == len(options)
            assert language == 'en' or not set(options) & set(map(str, column.options or ()))


def test_headers_stay_in_sight_and_choices_are_lists():
    with ZipFile(BytesIO(write_workbook(VERSION))) as archive:
        pages = [archive.read(name).decode() for name in archive.namelist()
                 if name.startswith('xl/worksheets/sheet')]

    assert all('state="frozen"' in page for page in pages[1:])
    assert any('"низкая,средняя,высокая"' in page for page in pages)
    assert any("'Требования'!$A$2:$A$" in page for page in pages)
    assert not any('<f>' in page for page in pages)


@pytest.mark.parametrize(('address', 'value', 'field', 'meant'), [
    ('B16', datetime(2026, 9, 1), 'effective_from', date(2026, 9, 1)),
    ('B16', '2026-09-01', 'effective_from', date(2026, 9, 1)),
    ('B16', datetime(2026, 9, 1, 12, 30), 'effective_from', date(2026, 9, 1)),
    ('B17', ' ', 'effective_to', None),
    ('B16', ' 1.9.2026 ', 'effective_from', date(2026, 9, 1)),
    ('B3', 7.0, 'version', 7), ('B3', ' 7 ', 'version', 7), ('B3', '7', 'version', 7)])
def test_values_are_read_as_people_and_programs_write_them(address, value, field, meant):
    book = changed(write_workbook(VERSION), {('Лист', address): value})

    assert getattr(read_workbook(book).content, field) == meant


@pytest.mark.parametrize(('value', 'meant'), [
    ('да', True), ('Нет', False), ('yes', True), (True, True), (0, False), ('', False)])
def test_yes_and_no_are_read_in_any_form(value, meant):
    data = write_workbook(VERSION)
    rows = cells(data)['Вопросы']
    address = f'{"ABCDEFGHIJKLMN"[column_of(rows, "Критический")]}2'

    version = read_workbook(changed(data, {('Вопросы', address): value}))

    assert version.questions['Q-1'].critical is meant


def test_choices_are_read_in_both_languages_and_by_their_code():
    data = write_workbook(VERSION)
    rows = cells(data)['Требования']
    letter = 'ABCDEFGHIJKLMN'[column_of(rows, 'Содержание')]

    for value in ('Запрет', 'prohibition', ' запрет '):
        version = read_workbook(changed(data, {('Требования', f'{letter}2'): value}))
        assert version.content.requirements[0].content_kind is ContentKind.PROHIBITION


def test_a_number_that_a_program_made_of_a_text_is_the_text_again():
    data = write_workbook(VERSION)
    address = 'ABCDEFGH'[column_of(cells(data)['Акты'], 'Номер')]

    assert read_workbook(changed(data, {('Акты', f'{address}2'): 808})).acts[0].number == '808'


def test_columns_may_be_moved_and_empty_rows_and_columns_added():
    sheets = cells(write_workbook(VERSION))
    for title, rows in sheets.items():
        if title not in ('Как заполнять', 'Лист', 'Правила оценки', 'Вид контроля', 'Орган'):
            sheets[title] = [[*reversed(row), '', ' '] for row in rows] + [['', ' ']] * 50
            sheets[title].insert(1, [])

    assert read_workbook(saved(sheets)) == VERSION


def test_a_question_moves_with_the_code_of_its_section():
    version = examples.version_of(
        examples.section('S-1', examples.question('Q-1'), examples.question('Q-2')),
        examples.section('S-2', examples.question('Q-3')))

    moved = read_workbook(changed(write_workbook(version), {('Вопросы', 'A2'): 'S-2'}))

    assert [[question.code for question in section.questions]
            for section in moved.content.sections] == [['Q-2'], ['Q-1', 'Q-3']]


def test_the_lineage_of_a_version_comes_back():
    version = examples.version_of(
        examples.question('Q-1'), supersedes='0' * 64,
        lineage=(link('merged', 'Q-1 Q-0', 'Q-1', 'meaning'), link('dropped', 'Q-9', '')))

    assert 'Преемственность' not in cells(write_workbook(VERSION))
    assert read_workbook(write_workbook(version)) == version


def test_every_mistake_is_told_at_once_with_its_cell():
    data = write_workbook(VERSION)

    with pytest.raises(CatalogError) as caught:
        read_workbook(changed(data, {
            ('Лист', 'B3'): 'один', ('Лист', 'B4'): '', ('Лист', 'B16'): '31.02.2026',
            ('Вопросы', 'A2'): 'S-9', ('Вопросы', 'H3'): 'три', ('Вопросы', 'K3'): 'seats >',
            ('Требования', 'F2'): 'запретить', ('Нормы', 'D2'): 'может быть',
            ('Нормы', 'A2'): ''}), 'лист.xlsx')

    assert sorted((p.sheet, p.cell) for p in caught.value.problems) == [
        ('Вопросы', 'A2'), ('Вопросы', 'H3'), ('Вопросы', 'K3'), ('Лист', 'B16'),
        ('Лист', 'B3'), ('Лист', 'B4'), ('Нормы', 'A2'), ('Требования', 'F2')]
    assert 'лист.xlsx:Вопросы!K3: error: the condition breaks off' in str(caught.value)


@pytest.mark.parametrize(('sheet', 'address', 'value', 'message'), [
    ('Вопросы', 'C2', 'R-9', "there is no requirement 'R-9'"),
    ('Вопросы', 'B3', 'Q-1', 'the code Q-1 is used more than once'),
    ('Вопросы', 'H2', 0, 'a weight is 1 or more'),
    ('Вопросы', 'K2', 'ответ Q-2 = да', "'Q-2' is not an earlier question"),
    ('Лист', 'B18', 400, 'a grace is from 0 to 366 days'),
    ('Нормы', 'B2', 'act-9', "there is no legal act 'act-9'"),
    ('Требования', 'H2', 'fine-1; fine-9', "there is no liability 'fine-9'"),
    ('Акты', 'D2', datetime(2026, 5, 12), 'the program made a date of this text: format the cell'
                                          ' as text and write it again'),
    ('Акты', 'D2', True, 'the program made yes or no of this text: format the cell as text and'
                         ' write it again'),
    ('Вопросы', 'I2', 'иногда', "expected yes or no, found 'иногда'"),
    ('Акты', 'A3', 'act-1', 'this cell has to be filled in'),
    ('Ответственность', 'B2', 'act-9', "there is no 'act-9'"),
    ('Вопросы', 'Z1', 'Заметки', "there is no column 'Заметки' here"),
    ('Вопросы', 'Z2', 'заметка', 'this column has no header'),
    ('Вопросы', 'A1', 'Глава', "there is no column 'Глава' here"),
    ('Вопросы', 'B1', 'Раздел', 'this column is there twice')])
def test_a_mistake_is_told_where_it_is(sheet, address, value, message):
    with pytest.raises(CatalogError) as caught:
        read_workbook(changed(write_workbook(VERSION), {(sheet, address): value}))

    assert (sheet, message) in {(p.sheet, p.message) for p in caught.value.problems}
    assert address in {p.cell for p in caught.value.problems} or address == 'A3'


def test_a_code_that_is_there_twice_is_told_at_both_places():
    with pytest.raises(CatalogError) as caught:
        read_workbook(write_workbook(replace(VERSION, acts=VERSION.acts * 2)))

    assert [(p.sheet, p.cell, p.message) for p in caught.value.problems] == [
        ('Акты', cell, 'the code act-1 is used more than once') for cell in ('A2', 'A3')]


def test_what_is_wrong_with_a_thing_as_a_whole_is_told_at_its_row():
    version = examples.version_of(
        examples.question('Q-1'), supersedes='0' * 64, lineage=(link('added', '', 'Q-1'),))
    data = write_workbook(version)
    address = next(row for row, cells_ in enumerate(cells(data)['Лист'], 1)
                   if cells_[0] == 'Сменяет версию')

    with pytest.raises(CatalogError) as caught:
        read_workbook(changed(data, {('Лист', f'B{address}'): ''}))

    [problem] = caught.value.problems
    assert (problem.sheet, problem.cell) == ('Лист', '')
    assert str(problem).startswith('workbook:Лист: error: name the version before')


def test_a_sheet_in_both_languages_is_told():
    sheets = cells(write_workbook(VERSION))
    sheets['Questions'] = sheets['Вопросы']

    with pytest.raises(CatalogError, match='Questions: error: this sheet is there twice'):
        read_workbook(saved(sheets))


def test_sheets_that_are_missing_or_unknown_are_told():
    sheets = cells(write_workbook(VERSION))
    del sheets['Акты']
    sheets['Черновик'] = [['заметка']]
    sheets['Пустой'] = []

    with pytest.raises(CatalogError) as caught:
        read_workbook(saved(sheets))

    assert [(p.sheet, p.message) for p in caught.value.problems] == [
        ('', "the sheet 'акты' is missing"),
        ('Черновик', 'a catalog has no such sheet: delete it')]


@pytest.mark.asvs('1.2.2')
@pytest.mark.parametrize('address', [
    'javascript:alert(1)', 'см. JavaScript:x', 'data:text/html;base64,eA==', 'data:,x',
    'vbscript:x', 'file:///etc/passwd'])
def test_addresses_that_run_something_are_refused(address):
    with pytest.raises(CatalogError) as caught:
        read_workbook(changed(write_workbook(VERSION), {('Нормы', 'H2'): address}))

    [problem] = caught.value.problems
    assert (problem.sheet, problem.cell) == ('Нормы', 'H2')
    assert 'only http and https' in problem.message


@pytest.mark.parametrize('searches', [True, False])
def test_the_search_for_circles_goes_on_after_reading(searches):
    before = gc.isenabled()
    (gc.enable if searches else gc.disable)()
    try:
        read_workbook(write_workbook(VERSION))
        with pytest.raises(CatalogError):
            read_workbook(b'nothing')
        assert gc.isenabled() is searches
    finally:
        (gc.enable if before else gc.disable)()


def test_what_no_cell_can_hold_is_told_on_writing():
    version = examples.version_of(examples.question('Q-1', text=examples.text('я' * 32_768)))

    with pytest.raises(CatalogError) as caught:
        write_workbook(version)

    assert [(p.sheet, p.cell, p.message) for p in caught.value.problems] == [
        ('Вопросы', 'D2', 'a cell holds no more than 32767 characters'),
        ('Вопросы', 'E2', 'a cell holds no more than 32767 characters')]


@pytest.mark.parametrize(('changes', 'message'), [
    ({'explanation': examples.text('\uffff')}, 'a character that no spreadsheet can hold'),
    ({'explanation': examples.text('\ufffe')}, 'a character that no spreadsheet can hold')])
def test_what_no_spreadsheet_can_hold_is_told_on_writing(changes, message):
    with pytest.raises(CatalogError, match=message):
        write_workbook(examples.version_of(examples.question('Q-1', **changes)))


def test_a_code_that_would_fall_apart_in_a_list_is_told_on_writing():
    shared = examples.library(liabilities={'a, b': examples.liability('a, b')})
    version = examples.version_of(
        examples.question('Q-1'), shared=shared,
        requirements=(examples.requirement('R-1', liabilities=('a, b',)),))

    with pytest.raises(CatalogError, match='Требования!H2: error: a code among several'):
        write_workbook(version)


def test_more_rows_than_are_read_are_not_written():
    acts = {f'act-{number}': examples.act(f'act-{number}') for number in range(40_000)}
    version = replace(VERSION, acts=tuple(acts.values()))

    with pytest.raises(CatalogError, match='Акты: error: a sheet holds no more than 40000 rows'):
        write_workbook(version)


@pytest.mark.skipif(not which('soffice'), reason='LibreOffice is not on this machine')
def test_what_libreoffice_saves_is_the_same_version(tmp_path):
    (tmp_path / 'version.xlsx').write_bytes(write_workbook(SHIPPED[0]))

    run(['soffice', '--headless', f'-env:UserInstallation=file://{tmp_path}/profile',
         '--convert-to', 'xlsx', '--outdir', tmp_path / 'saved', tmp_path / 'version.xlsx'],
        check=True, timeout=120)

    assert read_workbook((tmp_path / 'saved' / 'version.xlsx').read_bytes()) == SHIPPED[0]
