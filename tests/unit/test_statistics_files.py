"""Tables of statistics as files: every number with its doubts, and nothing that is ever run."""
import csv
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from shutil import which
from subprocess import DEVNULL, run

import pytest
from python_calamine import CalamineWorkbook

from checklist.reports.csv_files import MARK
from checklist.reports.statistics_csv import statistics_csv
from checklist.reports.statistics_json import statistics_json
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, count_cell, share_cell, text_cell)
from checklist.reports.statistics_workbook import statistics_workbook
from checklist.statistics.figures import HIDDEN, Figure, Share
from tests.unit.summaries import reading_in

MADE_AT = datetime(2026, 11, 5, 12, tzinfo=UTC)
COLUMNS = (Column('territory', 'Territory', CellKind.TEXT), Column('businesses', 'Businesses'),
           Column('not_met', 'Not met', CellKind.PERCENT))
ROWS = (
    (text_cell('Челябинск'), count_cell(Figure(1235, 2, 1)), share_cell(Share(42, False, 1235))),
    (text_cell('Миасс'), count_cell(Figure(35, 4, 2, 1)), share_cell(Share(7, True, 35))),
    (text_cell('Касли'), count_cell(Figure(60, 8, 1), at_most=True),
     share_cell(Share(75, False, 40, at_most=True))),
    (text_cell('Аша'), count_cell(Figure(60, 8, 1, 1), at_most=True),
     share_cell(Share(75, True, 40, at_most=True))),
    (text_cell('Сим'), count_cell(HIDDEN), share_cell(None)))
TABLE = StatisticsTable('territories', 'By territory', COLUMNS, ROWS, ('Rounded to 5.',),
                        {'Period': 'October 2026'})
# What a spreadsheet takes for the beginning of a formula, at once or behind a separator.
TRIGGERS = ('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '\u00a0=1', '  +1', '＝1+1',
            '＋1', '－1', '＠A1', '=HYPERLINK("http://127.0.0.1/","x")', '\tx', '\rx', 'a;=1+1',
            'a; =1', 'a,=1', 'a\n=1', 'a\t-1', '"=1"', "'=1", "[a]:*?/\\='", '=' * 40_000)
FORMULAS = '=+-@＝＋－＠'


def hostile(text):
    return StatisticsTable(
        'hostile', text, (Column(text, text, CellKind.TEXT), Column('n', text)),
        ((text_cell(text), Cell(number=5)), (text_cell(text), Cell(text=text))), (text,),
        {text: text})


def workbook_of(table, language='en'):
    with reading_in(language):
        return statistics_workbook(table, MADE_AT)


def sheets_of(body):
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(body):
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def lines_of(table, delimiter=','):
    text = statistics_csv(table).decode('utf-8-sig')
    return list(csv.reader(StringIO(text, newline=''), delimiter=delimiter))


def test_csv_says_each_number_with_its_doubts():
    head, *rows = lines_of(TABLE)

    assert head == ['territory', 'businesses', 'businesses_at_least', 'businesses_at_most',
                    'businesses_margin', 'not_met', 'not_met_at_least', 'not_met_at_most']
    assert rows == [['Челябинск', '1235', 'false', 'false', '2', '42', 'false', 'false'],
                    ['Миасс', '35', 'true', 'false', '4', '7', 'true', 'false'],
                    ['Касли', '60', 'false', 'true', '8', '75', 'false', 'true'],
                    ['Аша', '60', 'true', 'true', '8', '75', 'true', 'true'],
                    ['Сим', *['hidden'] * 7]]


def test_csv_is_utf_8_with_a_mark_and_ends_its_lines_as_rfc_4180_does():
    body = statistics_csv(TABLE)

    assert body.startswith(MARK.encode())
    assert body.count(b'\r\n') == body.count(b'\n') == 6
    assert body.endswith(b'\r\n')


def test_csv_quotes_what_would_break_a_line():
    table = StatisticsTable('x', 'x', COLUMNS[:1], ((text_cell('a, "b"\r\nc'),),))

    assert lines_of(table) == [['territory'], ['a, "b"\r\nc']]


@pytest.mark.abuse('A11')
@pytest.mark.asvs('1.2.10')
@pytest.mark.parametrize('text', TRIGGERS)
def test_no_field_of_csv_begins_like_a_formula(text):
    """Not even for a spreadsheet that takes semicolons for the ends of cells."""
    table = hostile(text)

    for delimiter in ',;\t':
        for line in lines_of(table, delimiter):
            for field in line:
                clean = field.strip()
                assert not clean or clean[0] not in FORMULAS
    head, first, _ = lines_of(table)
    assert head[0].replace("'", '') == first[0].replace("'", '') == text.replace("'", '')
    body = statistics_csv(table).decode('utf-8-sig')
    assert body.startswith('"') or head[0] == text


@pytest.mark.abuse('A11')
@pytest.mark.asvs('1.2.10')
@pytest.mark.parametrize('text', TRIGGERS)
def test_no_cell_header_or_name_of_a_sheet_is_a_formula(text):
    body = workbook_of(hostile(text))

    parts = parts_of(body)
    sheets = [part for name, part in parts.items() if name.startswith('xl/worksheets/sheet')]
    assert len(sheets) == 2
    assert not [part for part in sheets if '<f>' in part or '<f ' in part or 't="str"' in part
                or 'hyperlink' in part]
    assert not [name for name in parts
                if 'external' in name or 'rels' in name and 'sheet' in name]
    numbers, notes = sheets_of(body).values()
    told = text[:32_767]
    assert numbers[0] == [told, told] and numbers[1] == [told, 5.0] and numbers[2] == [told, told]
    assert [told, told] in notes and ['', told] in notes


@pytest.mark.abuse('A11')
@pytest.mark.skipif(not which('soffice'), reason='LibreOffice is not on this machine')
@pytest.mark.parametrize('kind', ['xlsx', 'csv'])
def test_libreoffice_finds_no_formula_in_what_begins_like_one(tmp_path, kind):
    table = replace(hostile(TRIGGERS[0]), rows=tuple(
        (text_cell(text), Cell(text=text)) for text in TRIGGERS))
    body = workbook_of(table) if kind == 'xlsx' else statistics_csv(table)

    assert ' table:formula=' not in opened(tmp_path, kind, body)
    # The same program does find one where there is one.
    assert ' table:formula=' in opened(tmp_path, 'csv', b'n\r\n=1+1\r\n')


def opened(folder, kind, body):
    """Return what LibreOffice makes of a file, as the XML of a flat document."""
    (folder / f'table.{kind}').write_bytes(body)
    run(['soffice', '--headless', f'-env:UserInstallation=file://{folder}/profile',
         '--convert-to', 'fods', '--outdir', folder, folder / f'table.{kind}'],
        check=True, timeout=120, stdout=DEVNULL)
    return (folder / 'table.fods').read_text()


def test_a_workbook_keeps_numbers_as_numbers_and_says_their_doubts():
    numbers = sheets_of(workbook_of(TABLE))['By territory']

    assert numbers == [['Territory', 'Businesses', 'Not met'], ['Челябинск', 1235.0, 0.42],
                       ['Миасс', 35.0, 0.07], ['Касли', 60.0, 0.75], ['Аша', 60.0, 0.75],
                       ['Сим', 'hidden', 'hidden']]
    styles = parts_of(workbook_of(TABLE))['xl/styles.xml'].replace('&quot;', '"')
    for pattern in ('#,##0" ± 2"', '"≥ "#,##0" ± 4"', '"≥ "0%',
                    '"≤ "#,##0" ± 8"', '"≤ "0%', '"≈ "0%'):
        assert f'formatCode="{pattern}"' in styles


@pytest.mark.parametrize(('language', 'word'), [('ru', 'скрыто'), ('en', 'hidden')])
def test_a_workbook_says_on_a_sheet_of_its_own_how_to_read_it(language, word):
    body = workbook_of(TABLE, language)

    numbers, notes = sheets_of(body).values()
    assert numbers[5][1] == word
    assert ['Period', 'October 2026'] in notes and ['', 'Rounded to 5.'] in notes
    assert [row for row in notes if f'“{word}”' in row[1] or f'«{word}»' in row[1]]
    assert 'state="frozen"' in parts_of(body)['xl/worksheets/sheet1.xml']


def test_the_same_table_gives_the_same_bytes():
    assert workbook_of(TABLE) == workbook_of(TABLE)
    assert '2026-11-05T12:00:00Z' in parts_of(workbook_of(TABLE))['docProps/core.xml']


@pytest.mark.parametrize('title', [
    '', 'How to read it', 'HISTORY', "'''", '?' * 40, 'я' * 40, '😀' * 20])
def test_any_title_names_a_sheet(title):
    body = workbook_of(StatisticsTable('x', title, COLUMNS, ROWS))

    assert len(sheets_of(body)) == 2


def test_json_says_what_is_hidden_and_how_certain_the_rest_is():
    with reading_in('en'):
        data = json.loads(statistics_json(TABLE))

    known, partly, bounded, either, hidden = data['rows']
    assert known == {
        'territory': 'Челябинск',
        'businesses': {'value': 1235, 'hidden': False, 'at_least': False, 'at_most': False,
                       'margin': 2},
        'not_met': {'value': 42, 'hidden': False, 'at_least': False, 'at_most': False, 'of': 1235,
                    'of_at_least': False}}
    for row, bounds in ((partly, (True, False)), (bounded, (False, True)), (either, (True, True))):
        for name in ('businesses', 'not_met'):
            assert (row[name]['at_least'], row[name]['at_most']) == bounds
    assert hidden == {
        'territory': 'Сим',
        'businesses': {'value': None, 'hidden': True, 'at_least': False, 'at_most': False,
                       'margin': 0},
        'not_met': {'value': None, 'hidden': True, 'at_least': False, 'at_most': False}}
    assert (data['notes'], data['facts']) == (['Rounded to 5.'], {'Period': 'October 2026'})
    assert [column['kind'] for column in data['columns']] == ['text', 'count', 'percent']
