"""The workbook: what its sheets say, and that nothing in a cell is ever worked out."""
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from checklist.reports.documents import plan_of_work
from checklist.reports.workbook import plan_workbook
from tests.unit.summaries import (
    noise, reading_in, short_summary, summary, with_texts, without_score)

FORMULAS = (
    '=HYPERLINK("http://127.0.0.1/","x")', '=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1',
    '＝1+1', '{=1}', 'http://127.0.0.1/', 'file:///etc/passwd', 'internal:Sheet1!A1', '007', '1e5',
    '{{7*7}}', '<b>x</b>', noise(1000), '=' * 40_000)


def workbook_of(result, language='en'):
    with reading_in(language):
        return plan_workbook(result)


def rows_of(body):
    book = CalamineWorkbook.from_filelike(BytesIO(body))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts_of(body):
    with zipfile.ZipFile(BytesIO(body)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_plan_has_a_row_for_each_thing_to_mend_in_the_order_of_its_day():
    result = summary('en')

    head, *rows = rows_of(workbook_of(result))['Plan of work']

    plan = plan_of_work(result)
    assert len(rows) == len(plan) == 11
    assert [row[0] for row in rows] == [item.due_on for item in plan]
    assert [row[1] for row in rows] == [item.remedy for item in plan]
    assert [row[head.index('Question')] for row in rows] == [item.question for item in plan]
    assert [row[head.index('Points gained')] for row in rows] == [
        item.gain_points for item in plan]
    assert {row[head.index('Who is responsible')] for row in rows} == {''}
    assert head[-1] == 'Done'


def test_answers_stand_in_the_order_of_the_questions_and_then_what_was_not_asked():
    result = summary('en')

    head, *rows = rows_of(workbook_of(result))['All answers']

    assert head == ['No.', 'Question', 'Answer', 'Note']
    assert [row[0] for row in rows] == [*range(1, 43), '']
    answers = [row[2] for row in rows]
    assert [answers.count(answer) for answer in (
        'No', 'Need to find out', 'Yes', 'Not applicable', 'Not asked')] == [9, 2, 27, 4, 1]
    assert rows[-1][3] == result.left_out[0].reasons[0]


def test_outcome_says_the_score_and_every_section():
    result = summary('en')

    rows = rows_of(workbook_of(result))['Outcome']

    said = {row[0]: row[1] for row in rows if row[0]}
    assert said['Outcome'] == result.verdict_sentence
    assert said['Points'] == result.points
    assert said['Share of the points'] == pytest.approx(float(result.percent))
    assert said['Finished'] == date(2026, 11, 21)
    assert said['ИНН'] == result.inn
    for section in result.sections:
        assert section.title in said


@pytest.mark.abuse('A11')
@pytest.mark.asvs('1.2.10')
@pytest.mark.parametrize('text', FORMULAS)
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    small = summary(violations=1, unknown=1, met=1, not_applicable=1)

    body = workbook_of(with_texts(small, lambda: text))

    parts = parts_of(body)
    sheets = [part for name, part in parts.items() if name.startswith('xl/worksheets/sheet')]
    assert len(sheets) == 3
    assert not [part for part in sheets if '<f>' in part or '<f ' in part or 'hyperlink' in part]
    assert not [name for name in parts if 'external' in name or 'rels' in name and 'sheet' in name]
    _, row = rows_of(body)['Plan of work'][:2]
    assert row[1] == text[:32_767]


@pytest.mark.parametrize('result', [short_summary(), without_score()])
def test_results_with_nothing_to_mend_have_an_empty_plan(result):
    assert len(rows_of(workbook_of(result))['Plan of work']) == 1


def test_same_summary_gives_the_same_bytes_dated_by_its_submission():
    body = workbook_of(summary())

    assert body == workbook_of(summary())
    assert '2026-11-21T18:05:00Z' in parts_of(body)['docProps/core.xml']
    with zipfile.ZipFile(BytesIO(body)) as archive:
        assert {datetime(*entry.date_time).year for entry in archive.infolist()} == {1980}


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_lists_can_be_filtered_and_keep_their_head(language):
    parts = parts_of(workbook_of(summary(language), language))

    for number in (2, 3):
        sheet = parts[f'xl/worksheets/sheet{number}.xml']
        assert '<autoFilter ' in sheet
        assert 'state="frozen"' in sheet
    names = rows_of(workbook_of(summary(language), language))
    assert len(names) == 3
    assert max(map(len, names)) <= 31
