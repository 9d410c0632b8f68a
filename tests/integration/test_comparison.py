"""Rounds of one checklist compared: the page, its two rounds, and the workbook."""
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.accounts import account, signed_in
from tests.companies import begun, company, place
from tests.factories import COMPLETE, NO, YES, publish, small_version
from tests.routes import NOWHERE
from tests.unit.examples import question, section

MENDED = {**COMPLETE, 'Q-1': NO, 'Q-2': YES}


@pytest.fixture
def olga(database):
    return account(database)


@pytest.fixture
def person_id(database, olga):
    return company(database, olga)


@pytest.fixture
def client(database, olga):
    return signed_in(database, olga)


def groups(page):
    """Return the headings of the changes with the number of questions under each."""
    return {' '.join(head.text.split()[:-1]): int(head.text.split()[-1])
            for head in page.root.all('h3')}


def test_two_rounds_say_what_was_mended_and_what_broke(client, database, person_id):
    published = publish(database)
    first = begun(database, person_id, draft=COMPLETE, finished=True, days_ago=30,
                  published=published)
    second = begun(database, person_id, draft=MENDED, finished=True, published=published)

    page = client.page(f'/companies/{person_id}/compare/')

    assert groups(page) == {'Новое нарушение': 1, 'Исправлено': 1, 'По-прежнему открыто': 1}
    assert [row[0] for row in page.rows()][0] == 'Завершена'
    assert len(page.rows()) == 3
    reads = database.rows("SELECT object_id FROM journal_entry WHERE action = 'read'")
    assert {row.object_id for row in reads} == {first.id, second.id}


def test_a_question_of_one_version_only_is_said_to_be_so(client, database, person_id):
    published = publish(database)
    begun(database, person_id, finished=True, days_ago=30, published=published)
    newer = publish(database, small_version(2, sections=(
        section('S-1', question('Q-1', weight=3, critical=True), question('Q-9')),)))
    begun(database, person_id, draft={'Q-1': YES, 'Q-9': NO}, finished=True, published=newer)

    page = client.page(f'/companies/{person_id}/compare/')

    assert groups(page)['Новый вопрос'] == 1
    assert groups(page)['Больше не спрашивается'] == 3
    assert 'только в одной из двух версий' in page.text
    assert 'Версии листа разные: 1 и 2.' in page.text


def test_any_two_rounds_of_one_object_are_compared(client, database, olga, person_id):
    object_id = place(database, olga, person_id)
    published = publish(database)
    helds = [begun(database, person_id, object_id, draft=draft, finished=True, days_ago=day,
                   published=published)
             for day, draft in ((60, COMPLETE), (30, MENDED), (1, COMPLETE))]
    elsewhere = begun(database, person_id, finished=True, published=published)
    url = f'/companies/{person_id}/compare/'

    same = client.get(url, query_string={'before': helds[0].id, 'after': helds[2].id}).page
    changed = client.get(url, query_string={'before': helds[1].id, 'after': helds[0].id}).page

    assert 'Новое нарушение' not in groups(same)
    assert groups(changed)['Новое нарушение'] == 1
    assert elsewhere.id not in same.html


def test_a_round_of_another_company_is_not_compared(client, database, person_id):
    boris = account(database, 'boris@example.ru')
    theirs = begun(database, company(database, boris, 'ООО «Иная»', '5003052454'), finished=True)
    published = publish(database)
    for day in (9, 1):
        begun(database, person_id, finished=True, days_ago=day, published=published)
    url = f'/companies/{person_id}/compare/'

    pages = [client.get(url, query_string={'before': wanted, 'after': wanted, 'series': wanted})
             for wanted in (theirs.id, NOWHERE)]

    assert [answer.status_code for answer in pages] == [200, 200]
    assert not any(theirs.id in link for link in pages[0].page.links)
    assert groups(pages[0].page) == groups(pages[1].page)


def test_the_workbook_says_the_same(client, database, person_id):
    published = publish(database)
    begun(database, person_id, draft=COMPLETE, finished=True, days_ago=30, published=published)
    begun(database, person_id, draft=MENDED, finished=True, published=published)

    answer = client.get(f'/companies/{person_id}/compare/changes.xlsx')

    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    rows = book.get_sheet_by_name('Изменения').to_python()
    assert [row[0] for row in rows[1:]].count('Исправлено') == 1
    assert len(book.get_sheet_by_name('Самопроверки').to_python()) == 3
    assert database.value("SELECT count(*) FROM journal_entry WHERE action = 'export'"
                          ' AND tenant = :id', id=person_id) == 1


def test_nothing_finished_is_nothing_to_compare(client, database, person_id):
    begun(database, person_id)

    assert 'Сначала завершите' in client.page(f'/companies/{person_id}/compare/').text
    assert client.get(f'/companies/{person_id}/compare/changes.xlsx').status_code == 404
