"""English pages mark what stands in Russian, so that it is read aloud in Russian."""
import re

import pytest
from flask_babel import force_locale

from checklist.reports.documents import result_html
from checklist.services.submissions import get_submitted
from checklist.views.results import summary_of
from tests import journeys
from tests.journeys import Answers
from tests.pages import Element, Page

CODE = 'fire-safety-small'
pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)

RUSSIAN = re.compile('[А-Яа-яЁё]+')
# Abbreviations that English texts use as names.
NAMES = {'АО', 'ИНН', 'ИП', 'ОГРН', 'ОГРНИП', 'ОКВЭД', 'ООО', 'ФЗ'}


def unmarked(element: Element) -> set[str]:
    """Return the Russian words below an element that nothing says are Russian."""
    found: set[str] = set()
    for child in element.children:
        if isinstance(child, str):
            found |= set(RUSSIAN.findall(child)) - NAMES
        elif child['lang'] != 'ru' and child.tag not in ('textarea', 'title'):
            found |= unmarked(child)
    return found


def choose_english(client):
    client.press(client.page('/about').form('/preferences/language'), 'en')


def answer(answers):
    """Return a way to answer whose notes are in English, like everything people type here."""
    def choose(code, options):
        option, note = answers(code, options)
        return option, note and 'Not clear to us'
    return choose


def test_what_stands_in_russian_on_an_english_page_is_marked(app, client, database):
    choose_english(client)
    matches = client.send(client.page('/find/').main_form, url='/find/', activity='кафе').page
    pages = [matches, journeys.describe_business(client, name='Café')]
    path = journeys.identify(journeys.begin(client, CODE))
    pages += [client.page(address) for address in (
        f'/checklists/{CODE}', f'/checklists/{CODE}/blank', '/find/result', f'{path}/',
        f'{path}/sections/1')]
    pages.append(journeys.fill_in(client, path, answer(Answers())))
    pages.append(journeys.finish(client, pages[-1]))
    pages += [client.page(f'{path}/result'), client.page('/inspections/')]

    assert {page.language for page in pages} == {'en'}
    assert set().union(*(unmarked(page.root.first('body')) for page in pages)) == set()
    assert all(list(page.root.first('main').all('span', lang='ru')) for page in
               (matches, pages[1], pages[2], pages[-2]))


def test_the_report_in_english_marks_it_too(app, client, database):
    journeys.describe_business(client, name='Café')
    path = journeys.identify(journeys.begin(client, CODE))
    journeys.finish(client, journeys.fill_in(client, path, answer(Answers())))
    with app.test_request_context(), force_locale('en'):
        printed = Page(result_html(summary_of(get_submitted(path.split('/')[-1])), 'https://x/'))

    assert unmarked(printed.root.first('body')) == set()
    assert list(printed.root.first('article').all('span', lang='ru'))


def test_a_russian_page_needs_no_marks(client, database):
    main = client.page(f'/checklists/{CODE}/blank').root.first('main')

    assert 'пункт' in main.text
    assert not list(main.all('', lang='ru'))
