"""Tables of statistics as files: those of the pages, for the inspectors of the authority only."""
import csv
import io
import json
import re

import pytest
from python_calamine import CalamineWorkbook

from checklist.access import Role
from checklist.services import limits
from checklist.views.turns import Turns
from tests.accounts import account, signed_in, staff
from tests.observed import freeze
from tests.reported import AUTHORITY, OTHER, fill_month, frozen_month

HOME = '/authority/statistics/'
PLACE = HOME + 'download/'
MONTH = 'first=2026-10&last=2026-10'
OWN, FOREIGN = 'public-catering', 'fire-safety-small'
PAGES = ('', f'data?checklist={OWN}&{MONTH}', f'map?checklist={OWN}&{MONTH}',
         f'territories/75701?{MONTH}', f'checklists/{OWN}/questions/CT-001?{MONTH}')


@pytest.fixture
def anna(database):
    frozen_month(database, businesses=120)
    fill_month(database, OTHER, 202610, 300)
    freeze(database)
    return signed_in(database, staff(database, Role.INSPECTOR, 'anna@example.ru', AUTHORITY))


def question_of(browser):
    """Return the page of a question, to which the overview leads."""
    return next(link for link in browser.page(f'{HOME}?{MONTH}').links if '/questions/' in link)


def downloads(page):
    return [link.replace('&amp;', '&') for link in page.links if '/download/' in link]


def lines(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode('utf-8-sig'), newline='')))


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_a_workbook_says_in_words_what_was_chosen(anna):
    chosen = f'checklist={OWN}&question=CT-001&legal_form=E&rows=month&columns=size&{MONTH}'
    book = CalamineWorkbook.from_filelike(io.BytesIO(
        anna.get(f'{PLACE}data-heat.xlsx?{chosen}').data))

    rows = book.get_sheet_by_name(book.sheet_names[1]).to_python()
    facts = {label: text for label, text in rows if label}
    assert not [label for label in facts if label.isascii()]
    assert facts['Ведомство'].startswith('Роспотребнадзор')
    assert facts['Вопрос'].startswith('CT-001. ')
    assert (facts['С месяца'], facts['Версия']) == ('октябрь 2026', 'Все версии')
    assert facts['Что считать'].startswith('Не выполняют')
    assert facts['Правовая форма'] == 'Юридические лица'
    told = anna.get(f'{PLACE}data-heat.json?{chosen}').json['facts']
    assert (told['question'], told['measure'], told['legal_form']) == ('CT-001', 'not_met', 'E')


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_every_table_of_every_page_comes_as_three_files_that_say_the_same(anna):
    pages = [*(HOME + path for path in PAGES[:4]), question_of(anna)]

    found = [link for path in pages for link in downloads(anna.page(path))]

    kinds = {re.search(r'download/([a-z]+)-', link)[1] for link in found}
    assert kinds == {'overview', 'data', 'territories', 'territory', 'question'}
    for link in found:
        if '.json' in link:
            data, workbook = json.loads(anna.get(link).data), anna.get(
                link.replace('.json', '.xlsx'))
            rows = lines(anna.get(link.replace('.json', '.csv')))
            assert data['notes'] and data['facts']['authority'] == AUTHORITY
            assert len(rows) == len(data['rows']), link
            for row, told in zip(rows, data['rows'], strict=True):
                assert {code: value(told[code]) for code in told} == {
                    code: row[code].lstrip("'") for code in told}, link
            book = CalamineWorkbook.from_filelike(io.BytesIO(workbook.data))
            assert len(book.get_sheet_by_index(0).to_python()) == len(rows) + 1


def value(cell):
    if isinstance(cell, str):
        return cell
    if cell['hidden']:
        return 'hidden'
    return cell.get('text', '') if cell['value'] is None else str(cell['value'])


def test_a_file_is_a_download_that_nothing_is_run_of(anna, database):
    for kind, media_type in (('csv', 'text/csv'), ('json', 'application/json'), (
            'xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')):
        answer = anna.get(f'{PLACE}overview-verdicts.{kind}?{MONTH}')

        assert (answer.status_code, answer.mimetype) == (200, media_type)
        assert answer.headers['Content-Disposition'] == (
            f'attachment; filename=overview-verdicts-2026-10-2026-10.{kind}')
        assert 'sandbox' in answer.headers['Content-Security-Policy']
    exports = database.rows('SELECT tenant, object_id, details FROM journal_entry'
                            " WHERE action = 'export'")
    assert [(row.tenant, row.object_id) for row in exports] == [
        (AUTHORITY, 'overview-verdicts')] * 3


def test_what_is_hidden_is_a_word_in_a_file(anna):
    rows = lines(anna.get(f'{PLACE}overview-territories.csv?{MONTH}'))

    hidden = [row for row in rows if row['businesses'] == 'hidden']
    assert hidden and len(hidden) < len(rows)
    assert all(field != '' for row in hidden for field in row.values())


@pytest.mark.parametrize(('address', 'status'), [
    ('overview-none.csv', 404), ('none-verdicts.csv', 404), ('verdicts.csv', 404),
    ('overview-verdicts.html', 404), ('overview-verdicts.csv?first=2026-13', 422),
    ('overview-verdicts.csv?first=x', 422), ('question-answers.csv?question=none', 404),
    ('question-answers.csv', 404), ('territory-months.csv?territory=00000', 404),
    ('data-heat.csv?rows=none', 422), (f'data-heat.csv?checklist={FOREIGN}', 404),
    (f'overview-verdicts.json?checklist={FOREIGN}', 404)])
def test_what_is_not_there_or_cannot_be_asked_is_refused(anna, address, status):
    assert anna.get(PLACE + address).status_code == status


@pytest.mark.abuse('A2')
def test_no_file_has_a_byte_of_another_authority(anna, database):
    """The same files come where the other authority has nothing and where it has much more."""
    links = [link for path in (HOME, HOME + PAGES[1]) for link in downloads(anna.page(path))
             if '.csv' in link]
    before = [anna.get(link).data for link in links]
    fill_month(database, OTHER, 202609, 300)
    freeze(database)

    assert [anna.get(link).data for link in links] == before
    assert not [body for body in before if FOREIGN.encode() in body or OTHER.encode() in body]


@pytest.mark.parametrize('role', [Role.CATALOG_EDITOR, Role.APPROVER, Role.ADMINISTRATOR])
def test_only_inspectors_take_statistics_along(anna, database, role):
    other = signed_in(database, staff(database, role))

    assert other.get(f'{PLACE}overview-verdicts.csv').status_code == 404


def test_a_company_takes_no_statistics_along(anna, database):
    assert signed_in(database, account(database)).get(
        f'{PLACE}overview-verdicts.csv').status_code == 404


@pytest.mark.abuse('A36')
def test_files_are_limited_for_each_account(anna, database, monkeypatch):
    monkeypatch.setattr('checklist.views.statistics_files.STATISTICS_FILES',
                        limits.Limit('statistics-file', 2, 3600))
    boris = signed_in(database, staff(database, Role.INSPECTOR, 'boris@example.ru', AUTHORITY))

    statuses = [anna.get(f'{PLACE}overview-verdicts.csv').status_code for _ in range(3)]

    assert statuses == [200, 200, 429]
    assert boris.get(f'{PLACE}overview-verdicts.csv').status_code == 200


@pytest.mark.abuse('A36')
def test_who_calls_costly_pages_in_a_loop_waits_and_others_do_not(anna, database, monkeypatch):
    account_id = staff(database, Role.INSPECTOR, 'boris@example.ru', AUTHORITY)
    boris, turns = signed_in(database, account_id), Turns(most=1, most_in_all=6, seconds=1.0)
    monkeypatch.setattr('checklist.views.turns.TURNS', turns)

    with turns.take(account_id):
        for address in (HOME, f'{HOME}map?{MONTH}', f'{PLACE}overview-verdicts.csv'):
            refused = boris.get(address)
            assert refused.status_code == 429
            assert refused.headers['Retry-After'] == '1'
            assert anna.get(address).status_code == 200
    assert 'Другие ваши страницы ещё готовятся' in refused.page.text
    assert boris.get(HOME).status_code == 200


def test_an_authority_without_a_frozen_month_has_no_files(database):
    browser = signed_in(database, staff(database, Role.INSPECTOR, 'a@example.ru', 'git-74'))

    assert browser.get(f'{PLACE}overview-verdicts.csv').status_code == 404
