"""The result as data, and that every document says the same as it."""
import json
from decimal import Decimal
from io import BytesIO

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from checklist.reports.calendar import plan_calendar
from checklist.reports.documents import result_html
from checklist.reports.pdf import Printer
from checklist.reports.plain import summary_as_data
from checklist.reports.workbook import plan_workbook
from checklist.scoring import RULES_VERSION
from checklist.templating import day
from tests.unit.summaries import VERIFY_URL, reading_in, short_summary, summary, without_score

KEYS = {
    'format', 'language', 'rules_version', 'receipt_number', 'outcome', 'title', 'name', 'inn',
    'checklist_code', 'version_number', 'superseded', 'fingerprint', 'document_hash', 'as_of',
    'submitted_at',
    'authority', 'kind_of_control', 'verdict', 'verdict_sentence', 'arithmetic', 'points',
    'attainable', 'percent', 'threshold_percent', 'sections', 'violations', 'unknown', 'path',
    'met', 'not_applicable', 'left_out', 'changes', 'policy_basis', 'policy_verified',
    'verification_code'}


def data_of(result, language='ru'):
    with reading_in(language):
        return summary_as_data(result)


@pytest.mark.parametrize('result', [summary(), short_summary(), without_score()])
def test_data_is_json_under_stable_names(result):
    data = data_of(result)

    assert set(data) == KEYS
    assert json.loads(json.dumps(data)) == data


def test_values_are_exact_text_or_whole_numbers():
    result = summary('en')

    data = data_of(result, 'en')

    assert data['rules_version'] == RULES_VERSION
    assert data['language'] == 'en'
    assert Decimal(data['percent']) == result.percent
    assert data['submitted_at'] == '2026-11-21T23:05:00+05:00'
    assert data['as_of'] == '2026-11-20'
    assert data['violations'][0]['due_on'] == '2026-11-24'
    assert data['violations'][0]['gain_percent'] == '4.8'
    assert data['sections'][-1]['percent'] is None
    assert data['path']['steps'] == [step.code for step in result.path.steps]


def test_result_without_score_has_none_and_not_nought():
    assert data_of(without_score())['percent'] is None


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_every_document_says_the_same(language):
    result = summary(language)
    with reading_in(language):
        data = json.loads(json.dumps(summary_as_data(result)))
        page = result_html(result, VERIFY_URL)
        days = {item['code']: day(found.due_on)
                for item, found in zip(data['violations'], result.violations, strict=True)}
        sheets = CalamineWorkbook.from_filelike(BytesIO(plan_workbook(result)))
        events = Calendar.from_ical(plan_calendar(result)).walk('VEVENT')
    said = squeezed(''.join(
        part.extract_text() for part in PdfReader(BytesIO(Printer().print_pdf(page))).pages))
    outcome, plan, answers = (
        sheets.get_sheet_by_name(name).to_python() for name in sheets.sheet_names)

    for text in (data['verdict_sentence'], data['document_hash'], data['fingerprint']):
        assert squeezed(text) in said
        assert text in [row[1] for row in outcome]
    facts = {row[1] for row in outcome}
    assert {float(data['percent']), data['points'], data['attainable']} <= facts
    for item in data['violations']:
        row, = [row for row in plan if row[2] == item['number']]
        assert row[0].isoformat() == item['due_on']
        assert (row[1], row[3], row[7]) == (
            item['remedy'], item['question'], item['gain_points'])
        assert squeezed(f"{item['number']}. {item['question']}") in said
        assert squeezed(item['remedy']) in said
        assert squeezed(days[item['code']]) in said
        event, = [event for event in events if event['uid'].endswith(f"{item['code']}@checklist")]
        assert event['dtstart'].dt.isoformat() == item['due_on']
        assert item['remedy'] in event['description']
    given = data['violations'] + data['unknown'] + data['met'] + data['not_applicable']
    assert [(row[0], row[1]) for row in answers[1:-1]] == sorted(
        (item['number'], item['question']) for item in given)


def squeezed(text):
    return ''.join(text.split())
