"""What the page of a result says, and where it leads."""
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from checklist.reports.documents import result_html
from checklist.services.submissions import get_submitted
from checklist.views.results import summary_of
from tests.factories import COMPLETE, NO, UNKNOWN, begin, submitted
from tests.journeys import open_held
from tests.pages import Page, plain

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)


def test_a_finished_self_inspection_can_be_deleted_from_its_result(client, database):
    held = submitted(database)
    open_held(client, held)
    result = client.page(f'{held.path}/result')
    link = list(result.root.first('main').all('a'))[-1]

    page = client.page(link['href'])

    assert page.heading == 'Удалить эту самопроверку?'
    assert 'черновик' not in page.text
    assert f'{held.path}/result' in page.links
    client.press(page.main_form, url=link['href'])
    assert client.get(f'{held.path}/result').status_code == 404


def test_a_draft_is_deleted_as_a_draft(client, database):
    held = begin(database, COMPLETE)
    open_held(client, held)

    page = client.page(f'{held.path}/delete')

    assert page.heading == 'Удалить этот черновик?'
    assert f'{held.path}/' in page.links


@pytest.mark.parametrize(('answer', 'sentence', 'tag', 'outcome'), [
    (NO, 'Не выполнено 1 критическое требование, поэтому самопроверка не пройдена.',
     'Нарушено критическое требование', 'critical_broken'),
    (UNKNOWN, 'Не подтверждено 1 критическое требование, поэтому самопроверка не пройдена.',
     'Не подтверждено критическое требование', 'critical_unknown')])
def test_every_document_says_whether_a_critical_requirement_is_broken_or_unconfirmed(
        app, client, database, answer, sentence, tag, outcome):
    held = submitted(database, {**COMPLETE, 'Q-1': answer})
    open_held(client, held)
    page = client.page(f'{held.path}/result')
    data = client.get(f'{held.path}/result.json').get_json()
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f'{held.path}/plan.xlsx').data))
    with app.test_request_context():
        printed = Page(result_html(summary_of(get_submitted(held.id)), 'https://example.ru/'))

    assert page.heading == plain(data['verdict_sentence']) == sentence
    assert data['outcome'] == outcome
    assert sentence in [plain(str(row[1])) for row in book.get_sheet_by_index(0).to_python()]
    assert printed.root.first('section', class_='verdict').first('h2').text == sentence
    assert page.root.first('main').first('', class_='tag').text == tag
    assert len(data['violations']) == 1 + (answer is NO)
