"""Pages in Russian and in English: one language at a time, and the one that was chosen."""
import re

import pytest
from flask_babel import force_locale, ngettext

from tests import journeys
from tests.journeys import Answers

pytestmark = pytest.mark.parametrize('database', ['sqlite'], indirect=True)

PUBLIC = ('/', '/about', '/privacy', '/accessibility', '/find/', '/inspections/', '/verify/',
          '/verify/ABC', '/nowhere')
READ_ALOUD = ('aria-label', 'alt', 'title', 'placeholder', 'data-saving', 'data-failed',
              'data-refused', 'data-conflict', 'data-done')

# A Latin word that stands alone, neither in an address nor in a code.
ENGLISH = re.compile(r'(?<![\w/.:@-])[A-Za-z][a-z]+(?![\w/:@-])')
RUSSIAN = re.compile('[А-Яа-яЁё]{2,}')
NAMES_IN_RUSSIAN = {'English', 'Excel', 'JavaScript', 'cookie', 'http'}
NAMES_IN_ENGLISH = {'Русский', 'АО', 'ИНН', 'ИП', 'ОГРН', 'ОГРНИП', 'ОКВЭД', 'ООО', 'ФЗ'}


def words(page, pattern):
    """Return the words of a page, read or read aloud, that fit a pattern."""
    texts = [page.title, page.root.first('body').text]
    texts += [element[name] for element in page.root.all() for name in READ_ALOUD]
    return {word for text in texts for word in pattern.findall(text)}


def read(client, address):
    return client.page(address, client.get(address, follow_redirects=True).status_code)


def choose_english(client):
    return client.press(client.page('/about').form('/preferences/language'), 'en')


@pytest.mark.parametrize('address', PUBLIC)
def test_a_russian_page_has_no_english_words(client, address):
    page = read(client, address)

    assert page.language == 'ru'
    assert words(page, ENGLISH) <= NAMES_IN_RUSSIAN


@pytest.mark.parametrize('address', PUBLIC)
def test_an_english_page_has_no_russian_words(client, address):
    choose_english(client)

    page = read(client, address)

    assert page.language == 'en'
    assert words(page, RUSSIAN) <= NAMES_IN_ENGLISH


def test_a_whole_self_inspection_has_no_english_words(client):
    journeys.describe_business(client, name='')
    path = journeys.identify(journeys.begin(client, 'public-catering'))
    pages = [read(client, f'{path}/{name}')
             for name in ('', 'sections/1', 'sections/2', 'check', 'link', 'delete')]
    pages.append(journeys.fill_in(client, path, Answers()))
    pages.append(journeys.finish(client, pages[-1]))
    pages += [read(client, f'{path}/result'), read(client, f'{path}/sections/1')]

    found = {word for page in pages for word in words(page, ENGLISH)}

    assert found <= NAMES_IN_RUSSIAN


def test_a_chosen_language_brings_back_to_the_page_and_stays(client):
    page = choose_english(client)

    assert (page.language, page.heading) == ('en', 'About the service')
    assert client.page('/privacy').language == 'en'


def test_russian_is_the_language_of_the_service_whatever_the_browser_prefers(client):
    answer = client.get('/', headers={'Accept-Language': 'en'})

    assert answer.page.language == 'ru'


@pytest.mark.parametrize(('number', 'language', 'text'), [
    (1, 'ru', '1 вопрос'), (2, 'ru', '2 вопроса'), (5, 'ru', '5 вопросов'),
    (11, 'ru', '11 вопросов'), (21, 'ru', '21 вопрос'), (104, 'ru', '104 вопроса'),
    (1, 'en', '1 question'), (21, 'en', '21 questions'),
])
def test_things_are_counted_as_in_speech(app, number, language, text):
    with app.test_request_context(), force_locale(language):
        assert ngettext('%(num)s question', '%(num)s questions', number) == text
