"""What inspectors read: the figures of a small data set, filters, errors, and whose it is."""
import pytest

from tests.inspected import (
    AGAPOVKA, CATERING, CHELYABINSK, FIRE, fill_two_months, group, inspector, versions_of)
from tests.observed import freeze, observe_all

ROOT = '/authority/statistics/'
QUESTION = f'{ROOT}checklists/{FIRE}/questions/FS-001'


@pytest.fixture
def client(database):
    fill_two_months(database)
    return inspector(database)


def table(page, caption):
    """Return the rows of a table by their first cell."""
    found = next(item for item in page.root.all('', role='region')
                 if item['aria-label'].startswith(f'Таблица: {caption}'))
    return {row[0]: row[1:] for row in (
        [cell.text for cell in line.children if hasattr(cell, 'tag')] for line in found.all('tr'))}


def test_the_overview_tells_a_month_from_another(client):
    page = client.page(ROOT)

    assert 'Роспотреб' not in page.text
    assert 'данные по октябрь 2026 включительно' in page.text
    rows = [row for row in page.rows() if len(row) == 5 and '2026' in row[1]]
    assert rows == [
        ['Пожарная безопасность', 'сентябрь 2026', '115 ±4', '65 %', '115'],
        ['Пожарная безопасность', 'октябрь 2026', '60 ±4', '≤ не больше 75 %', '60']]


def test_the_overview_names_what_is_hardest_with_denominators(client):
    page = client.page(ROOT)

    shown = [item.text for item in page.root.first('section', **{'aria-labelledby': 'broken'}
                                                   ).all('li')]
    assert len(shown) == 1
    assert shown[0].endswith('31 % из 175')
    assert shown[0].startswith('Утверждена ли инструкция')


def test_the_period_before_is_compared(client):
    page = client.page(f'{ROOT}?first=2026-10&last=2026-10')

    rows = [row[2:6] for row in page.rows() if row[-1] == 'FS-001']
    assert rows[0] == ['25 %', '60', '35 %', '−10 п. п.']


def test_those_without_an_inn_stand_apart(client):
    assert table(client.page(ROOT), 'Без ИНН') == {
        'Проверочный лист': ['Самопроверки'],
        'Пожарная безопасность': ['≥ не меньше 35 ±4']}


def test_signals_are_told_of_everybody_together(client):
    page = client.page(ROOT)

    assert 'не оценка' in page.root.first('section', **{'aria-labelledby': 'signals'}).text
    rows = [row[1:] for row in page.rows() if row[1:2] == ['На всё ответили «да»']]
    assert rows == [['На всё ответили «да»', '69 %', '175']]


def test_a_small_group_is_hidden_and_never_zero(client):
    rows = table(client.page(ROOT), 'Территория')

    assert rows['Челябинский городской округ'][0] == '120 ±8'
    assert rows['Магнитогорский городской округ'][0] == '≥ не меньше 40 ±4'
    # 5 in the village; the smallest town of 10 goes with it, and elsewhere there is nobody.
    for hidden in ('Агаповский муниципальный округ', 'Копейский городской округ',
                   'Миасский городской округ'):
        assert rows[hidden] == ['скрыто'] * 3


def test_a_question_is_told_from_every_side(client):
    page = client.page(QUESTION)

    assert page.heading == (
        'Утверждена ли инструкция о мерах пожарной безопасности для вашего объекта?')
    answers = table(page, 'Ответы')
    assert answers['Не выполнено'] == ['55 ±8', '31 %', '175']
    assert answers['Неприменимо'] == ['скрыто'] * 3
    assert answers['Отвечали по другой версии, без этого вопроса'] == ['0', '–', '–']
    assert table(page, 'По месяцам')['октябрь 2026'] == ['25 %', '60', 'скрыто', 'скрыто']
    tile = next(item for item in page.root.all('a', class_='tile')
                if 'Челябинский городской округ' in item.text)
    assert tile.text.endswith('Челябинский городской округ: 29 % из 120')


def test_versions_stand_side_by_side(database):
    """CT-044 is new in the second version, so those of the first were asked without it."""
    rows = database.rows('SELECT id, number FROM checklist_version WHERE checklist_code = :code'
                         ' ORDER BY number', code=CATERING)
    counts = [database.value('SELECT COUNT(*) FROM control_question WHERE version_id = :id',
                             id=row.id) for row in rows]
    new = database.value(
        'SELECT code FROM control_question WHERE version_id = :new AND code NOT IN'
        ' (SELECT code FROM control_question WHERE version_id = :old)',
        new=rows[1].id, old=rows[0].id)
    for row, count, first in zip(rows, counts, (0, 1000), strict=True):
        observe_all(database, row.id, group(first, 40 + first // 100, '75701PI1', '', count))
    freeze(database)

    page = inspector(database, 'rpn-74').page(
        f'{ROOT}checklists/{CATERING}/questions/{new}')

    assert table(page, 'Ответы')['Отвечали по другой версии, без этого вопроса'][0] == '40 ±4'
    versions = table(page, 'По версиям')
    assert [versions[name][0] for name in ('Версия 1', 'Версия 2')] == ['нет', 'есть']


def test_a_territory_stands_beside_the_region_and_leads_back(client):
    page = client.page(f'{ROOT}territories/{CHELYABINSK}')

    assert table(page, 'Проверочные листы')['Пожарная безопасность'] == [
        '120 ±8', '≤ не больше 71 %', '120', '≤ не больше 69 %', '≈ около +2 п. п.']
    assert any(link.startswith(QUESTION) for link in page.links)
    assert any(link.startswith(f'{ROOT}territories/{CHELYABINSK}')
               for link in client.page(QUESTION).links)


@pytest.mark.parametrize(('query', 'row', 'cells'), [
    ('rows=territory&columns=month&question=FS-001', 'Челябинский городской округ',
     ['33 % из 60', '25 % из 60']),
    ('rows=month&columns=legal_form&measure=businesses', 'сентябрь 2026', ['60', '55']),
    ('rows=month&columns=legal_form&measure=passed', 'октябрь 2026',
     ['≤ не больше 75 % из 60', 'скрыто']),
    ('rows=requirement&columns=version&legal_form=E', 'FS-001.', ['29 % из 120']),
    ('rows=size&columns=activity&question=FS-001', 'От 1 до 15 работников',
     ['скрыто', '29 % из 120']),
    ('rows=version&columns=month&question=FS-001&territory=75701&size=1', 'Версия 1',
     ['33 % из 60', '25 % из 60']),
    ('rows=month&columns=version', 'октябрь 2026', ['≥ не меньше 1 % из 2 400'])])
def test_any_two_dimensions_can_be_crossed(client, query, row, cells):
    page = client.page(f'{ROOT}data?{query}')

    rows = table(page, '')
    found = next(cells for name, cells in rows.items() if name.startswith(row))
    assert found == cells


def test_rows_and_columns_in_which_all_is_hidden_are_named_below_the_table(client):
    page = client.page(f'{ROOT}data?rows=month&columns=territory&measure=businesses')

    assert len(table(page, '')['Месяц']) == 2
    assert 'Целиком скрыт 41 столбец' in page.text
    assert 'Агаповский муниципальный округ' in page.text
    turned = client.page(f'{ROOT}data?rows=territory&columns=month&measure=businesses')
    assert len(table(turned, '')) == 3
    assert 'Целиком скрыта 41 строка' in turned.text


def test_a_share_that_hidden_answers_make_too_large_says_so_everywhere(database):
    """Most were not asked. Those who are to find out are hidden, and count with them."""
    version_id, questions = versions_of(database, FIRE)
    observe_all(database, version_id, [
        row for first, count, answers in ((0, 60, '-'), (100, 30, 'N'), (200, 10, 'Y'))
        for row in group(first, count, f'{CHELYABINSK}EI1', answers, questions)])
    freeze(database)
    client = inspector(database)

    query = 'rows=territory&columns=month&question=FS-001'
    page, question = client.page(f'{ROOT}data?{query}'), client.page(QUESTION)
    assert table(page, '')['Челябинский городской округ'] == ['≤ не больше 75 % из 40']
    assert table(question, 'Ответы')['Не спрашивали'][0] == '≤ не больше 60 ±12'
    assert table(question, 'По месяцам')['октябрь 2026'][:2] == ['≤ не больше 75 %', '40']
    tile = next(item for item in question.root.all('a', class_='tile')
                if 'Челябинский городской округ' in item.text)
    assert tile.text.endswith('≤ не больше 75 % из 40')
    assert '«Не больше» (≤) значит' in page.text
    lines = client.get(f'{ROOT}download/data-heat.csv?{query}').text.splitlines()
    assert next(line for line in lines if line.startswith('Челябинский')).split(',')[1:4] == [
        '75', 'false', 'true']


def test_an_address_holds_all_choices(client):
    chosen = ('checklist=fire-safety-small&version=1&first=2026-09&last=2026-10&measure=not_met'
              '&question=FS-001&rows=month&columns=size&territory=75701')
    form = client.page(f'{ROOT}data?{chosen}').main_form

    assert form.method == 'get'
    assert '&'.join(f'{name}={form.values[name]}' for name in (
        'checklist', 'version', 'first', 'last', 'measure', 'question', 'rows', 'columns',
        'territory')) == chosen


@pytest.mark.parametrize(('query', 'field', 'words'), [
    ('first=2026-10&last=2026-09', 'last', 'раньше первого'),
    ('first=1999-01', 'first', '1999-01'),
    ('last=x', 'last', '«x»'),
    ('version=7', 'version', '«7»'),
    ('measure=everything', 'measure', '«everything»'),
    ('question=CT-001', 'question', '«CT-001»'),
    ('rows=owner', 'rows', '«owner»'),
    ('rows=month&columns=month', 'columns', 'не то же'),
    ('territory=99999', 'territory', '«99999»'),
    ('rows=requirement&columns=month&measure=passed', 'measure', 'долю ответов'),
    ('rows=size&columns=month&size=1', 'size', 'уже стоит'),
    ('rows=territory&columns=month&legal_form=E&size=1', 'size', 'не больше двух'),
    ('rows=month&columns=version&territory=75701&legal_form=E&size=1', 'size', 'двух')])
def test_what_cannot_be_answered_is_said_at_its_field(client, query, field, words):
    page = client.page(f'{ROOT}data?{query}', 422)

    assert [anchor for anchor, text in page.problems if words in text] == [f'#{field}']
    given = dict(pair.split('=') for pair in query.split('&'))
    assert given.items() <= page.main_form.values.items()
    assert not any(item.classes[:2] == ['scroll', 'heat'] for item in page.root.all('div'))


@pytest.mark.parametrize('path', [
    f'?checklist={CATERING}', f'data?checklist={CATERING}', f'map?checklist={CATERING}',
    f'checklists/{CATERING}/questions/CT-001', f'checklists/{FIRE}/questions/CT-001',
    f'territories/{CHELYABINSK}?checklist={CATERING}', 'territories/99999', '?checklist=none'])
def test_what_belongs_to_others_does_not_exist(client, path):
    client.page(ROOT + path, 404)


def test_an_authority_without_a_month_says_so(database):
    client = inspector(database)

    for path in ('', 'data', 'map', f'territories/{AGAPOVKA}', QUESTION.removeprefix(ROOT)):
        assert 'Показать пока нечего' in client.page(ROOT + path).text


def test_pages_ask_as_few_questions_for_a_year_as_for_a_month(database, client):
    """The number of statements does not depend on how much was submitted or frozen."""
    few = statements(database, client)
    version_id, questions = versions_of(database, FIRE)
    for month in range(202601, 202609):
        observe_all(database, version_id, group(0, 60, '75701EI1', 'N', questions), month=month)
    freeze(database)

    assert statements(database, client) == few
    assert max(few.values()) < 24


def statements(database, client):
    found = {}
    for path in ('', 'data', 'map', 'territories/75701', QUESTION.removeprefix(ROOT)):
        with database.statements() as counted:
            client.page(ROOT + path)
        found[path] = len(counted)
    return found
