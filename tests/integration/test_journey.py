"""From the first page to the plan in hand, on both databases and in both languages."""
import hashlib
import json
from io import BytesIO

import pytest
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from tests import journeys
from tests.browsing import Client
from tests.journeys import Answers, identify
from tests.pages import plain

CODE = 'fire-safety-small'
CHECKLISTS = ('fire-safety-small', 'labour-small-employer', 'personal-data', 'public-catering',
              'retail-food')


@pytest.fixture(params=['ru', 'en'])
def language(request, client):
    choose_language(client, request.param)
    return request.param


def choose_language(client, language):
    form = client.page('/').form('/preferences/language')
    assert client.press(form, language).language == language


def cells(sheets):
    return [plain(str(cell)) for sheet in sheets for row in sheet for cell in row]


def workbook(client, path):
    answer = client.get(f'{path}/plan.xlsx')
    assert answer.mimetype.endswith('spreadsheetml.sheet')
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def calendar(client, path):
    answer = client.get(f'{path}/plan.ics')
    assert answer.content_type == 'text/calendar; charset=utf-8'
    return [event for event in Calendar.from_ical(answer.data).walk('VEVENT')]


def test_what_applies_comes_with_reasons_for_the_rest(client, language):
    page = journeys.describe_business(client, activity='62.01', says='no')

    applicable = {form.values['checklist'] for form in page.forms if 'checklist' in form.values}
    assert applicable
    assert applicable < set(CHECKLISTS)
    left_out = page.root.first('main').first('dl')
    assert len(list(left_out.all('dt'))) == len(CHECKLISTS) - len(applicable)
    assert all(item.first('dd').text for item in left_out.all('div'))


def test_the_whole_journey(app, client, database, language):
    journeys.describe_business(client)
    path = identify(journeys.begin(client, CODE))
    choose = Answers()
    save_in_passing(client, path, choose)
    resume = leave(client, path)
    by_link, by_code = Client(app, '198.51.100.1'), Client(app, '203.0.113.1')
    choose_language(by_link, language)
    assert by_link.page(resume[0]).heading == client.page(f'{path}/').heading
    code_form = by_code.page('/inspections/').form('/enter')
    by_code.press(code_form, code=f' {resume[1].lower()} ')
    assert by_code.get(f'{path}/').status_code == 200

    choose_language(by_code, language)
    check = journeys.fill_in(by_code, path, choose)
    receipt = journeys.finish(by_code, check)

    for browser in (client, by_link):
        assert browser.get(f'{path}/').location == f'{path}/result'
    facts_agree(by_code, path, receipt, choose, language)
    verified(app, by_code, path)
    again = renewed(by_code, path, choose)
    compared(by_code, again)
    for gone in (again, path):
        by_code.press(by_code.page(f'{gone}/delete').main_form)
        assert by_code.get(f'{gone}/result').status_code == 404
    assert database.counts()['submission'] == database.counts()['self_inspection'] == 0
    assert database.value("SELECT count(*) FROM journal_entry WHERE action = 'delete'") == 2


def save_in_passing(client, path, choose):
    form = client.page(f'{path}/sections/1').form('/sections/')
    name, value = next(iter(journeys.filled(form, choose).items()))
    reply = client.send(form, json=True, **{name: value})
    assert (reply.status_code, reply.json['answered']) == (200, 1)


def leave(client, path):
    """Save and leave; return the secret link and the code that stand on the page."""
    form = client.page(f'{path}/sections/1').form('/sections/')
    page = client.press(form, 'leave')
    link, code = [item.text for item in page.root.all('', class_='secret')]
    assert 'data:image/svg+xml' in page.html
    return link.removeprefix('http://127.0.0.1:8000'), code


def facts_agree(client, path, receipt, choose, language):
    """The page, JSON, the workbook and the calendar say the same as the frozen record."""
    record = client.get(f'{path}/record.json')
    frozen = json.loads(record.data)
    data = client.get(f'{path}/result.json').json
    page = client.page(f'{path}/result')
    sheets = workbook(client, path)
    events = calendar(client, path)
    digest = hashlib.sha256(record.data).hexdigest()

    given = {code: (answer, '') if isinstance(answer, str) else (answer['option'], answer['note'])
             for code, answer in frozen['answers'].items()}
    assert given == {code: choose.given[code] for code in given}
    assert digest == data['document_hash']
    assert all(digest in text for text in (receipt.text, page.text, ' '.join(cells(sheets))))
    assert data['language'] == language
    assert {name: data[name] for name in ('points', 'attainable', 'percent', 'verdict')} == {
        name: frozen['score'][name] for name in ('points', 'attainable', 'percent', 'verdict')}
    assert page.heading == plain(data['verdict_sentence'])
    assert plain(data['verdict_sentence']) in cells(sheets)
    assert shown_percent(data['percent'], language) in page.text
    violated = {code for code, (option, _) in given.items() if option in ('no', 'unknown')}
    to_mend = data['violations'] + data['unknown']
    assert {item['code'] for item in to_mend} == violated
    assert len(events) == len(violated) == len(list(page.root.all('article')))
    assert {str(event['uid']).split('@')[0].removeprefix(f'{digest[:32]}-')
            for event in events} == violated
    for item in to_mend:
        assert plain(item['question']) in page.text
        assert plain(item['remedy']) in cells(sheets)
        assert item['due_on'] in [str(event['dtstart'].dt) for event in events]
        assert item['note'] == given[item['code']][1]
        assert plain(item['note']) in page.text
    assert len(data['met']) + len(data['not_applicable']) + len(to_mend) == len(given)
    assert plain(data['name']) in cells(sheets)
    assert '<b>сыновья' not in page.html


def shown_percent(value, language):
    return f'{value.replace(".", ",") if language == "ru" else value} %'


def verified(app, client, path):
    """Anybody can check the document by its code; the score shows only where that is allowed."""
    data = client.get(f'{path}/result.json').json
    stranger = Client(app, '198.51.100.9')
    code = data['verification_code']
    typed = '-'.join((code[:9], code[9:])).lower()
    page = stranger.press(stranger.page('/verify/').main_form, url='/verify/', code=typed)
    assert data['document_hash'] in page.text
    for secret in (data['percent'], data['name'], data['inn'], data['verdict_sentence'],
                   data['percent'].replace('.', ',')):
        assert secret not in page.text
    switch = client.page(f'{path}/result').form('/verification')
    client.press(switch, shows_score='yes')
    page = stranger.page(f'/verify/{code}')
    assert data['percent'] in page.text.replace(',', '.')
    assert data['name'] not in page.html
    client.press(client.page(f'{path}/result').form('/verification'), shows_score=None)
    assert data['percent'] not in stranger.page(f'/verify/{code}').text.replace(',', '.')


def renewed(client, path, choose):
    """Check again with one violation put right; return the address of the new one."""
    page = client.press(client.page(f'{path}/result').form('/renew'))
    again = identify(page)
    assert again != path
    mended = next(code for code, (option, _) in choose.given.items() if option == 'no')
    choose.given[mended] = ('yes', '')
    journeys.finish(client, journeys.fill_in(client, again, choose))
    return again


def compared(client, again):
    data = client.get(f'{again}/result.json').json
    page = client.page(f'{again}/result')
    assert len(data['changes']['mended']) == 1
    assert plain(data['changes']['mended'][0]) in page.text
    assert not data['changes']['broken']


@pytest.mark.parametrize('code', CHECKLISTS)
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_every_shipped_checklist_can_be_finished(client, code):
    journeys.describe_business(client)
    path = identify(journeys.begin(client, code))

    page = journeys.finish(client, journeys.fill_in(client, path, Answers()))

    assert page.facts
    assert client.get(f'{path}/result').status_code == 200


def test_a_checklist_that_does_not_apply_is_not_begun(client, database):
    journeys.describe_business(client, activity='62.01', says='no')
    form = client.page('/checklists/public-catering').form('/inspections/')

    page = client.press(form)

    assert database.counts()['self_inspection'] == 0
    assert page.root.first('main').first('', role='status').text


def test_starting_without_a_profile_asks_for_it_first(client, database):
    page = client.press(client.page(f'/checklists/{CODE}').form('/inspections/'))

    assert 'legal_form' in page.main_form.names
    assert database.counts()['self_inspection'] == 0


def test_the_profile_is_remembered_and_can_be_changed(client):
    journeys.describe_business(client)

    values = client.page('/find/').main_form.values

    assert values['legal_form'] == 'legal_entity'
    assert values['activity'].startswith('56.10.1 ')
    assert (values['inn'], values['staff']) == ('7707083893', '12')


def test_the_list_shows_what_this_browser_knows(app, client):
    journeys.describe_business(client)
    path = identify(journeys.begin(client, CODE))

    assert f'{path}/' in client.page('/inspections/').links
    assert f'{path}/' not in Client(app).page('/inspections/').links
