"""What messages say: the same as text and as HTML, in both languages, and nothing dangerous."""
import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from flask_babel import force_locale

from checklist.reports.letter_texts import KINDS
from checklist.reports.letters import WIDTH, UnwritableLetter, write_letter

HOST = 'http://127.0.0.1:8000'
HOSTILE = '<b>"&\' {{7*7}} %s %(x)s {0} http://evil.example/x www.evil.example a@evil.example'
VALUES = {
    'link': '/account/link/TOKEN?x=1&y=2', 'minutes': '30', 'hours': '24', 'role': 'inspector',
    'authority': 'Роспотребнадзор', 'company': 'ООО «Ёлка»', 'inviter': 'Анна',
    'moment': '2026-11-22T09:05:00+00:00', 'browser': 'Firefox, Linux', 'count': '2',
    'lines': 'Починить замок\nПоверить весы', 'title': 'Торговля продуктами',
    'day': '2026-12-01', 'name': 'Госуслуги', 'number': '2', 'month': '2026-10'}
WITH_LINK = {'sign_in', 'sign_in_staff', 'invite_staff', 'invite_colleague', 'change_email',
             'reminder', 'radar', 'approval', 'statistics_report', 'draft_ends'}
TYPED = ('authority', 'company', 'inviter', 'browser', 'lines', 'title', 'name')


class Reader(HTMLParser):
    """Collects the words, addresses and tags of a page."""

    def __init__(self):
        super().__init__()
        self.words, self.links, self.tags, self.names = [], [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ('href', 'src', 'background')]

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(params=['ru', 'en'])
def language(request, sqlite_database):
    with sqlite_database.app.app_context(), force_locale(request.param):
        yield request.param


def read(letter):
    reader = Reader()
    reader.feed(letter.html)
    return reader


def squeezed(text):
    return ' '.join(text.split())


@pytest.mark.parametrize('kind', KINDS)
def test_text_and_html_say_the_same(language, kind):
    letter = write_letter(kind, VALUES)

    page = read(letter)
    words = squeezed(' '.join(page.words)).casefold()
    for line in letter.text.splitlines():
        if line not in ('', '--'):
            for part in re.split(r':(?: |$)|^– |, (?=http)', line):
                assert squeezed(part).casefold() in words, line
    assert f'lang="{language}"' in letter.html
    assert max(len(line) for line in letter.text.splitlines()) <= WIDTH


@pytest.mark.parametrize('kind', KINDS)
def test_a_message_is_in_one_language(language, kind):
    text = write_letter(kind, {**VALUES, **dict.fromkeys(TYPED, '')}).text
    own = re.sub(r'http\S+|UTC|GMT', '', text)

    assert not re.search('[A-Za-z]{2}' if language == 'ru' else '[А-Яа-я]', own)


@pytest.mark.asvs('1.3.10')
@pytest.mark.asvs('1.3.7')
@pytest.mark.asvs('1.2.1')
@pytest.mark.parametrize('kind', KINDS)
def test_what_people_typed_stays_text(language, kind):
    letter = write_letter(kind, {**VALUES, **dict.fromkeys(TYPED, HOSTILE)})

    page = read(letter)
    assert 'b' not in page.tags
    assert '&lt;b&gt;' in letter.html or '<b>' not in letter.text
    assert '49' not in letter.text
    assert not re.search(r'(?:https?://|www\.|@)evil', letter.text + letter.html)
    assert '\n' not in letter.subject


@pytest.mark.parametrize('kind', KINDS)
def test_every_address_is_one_of_ours(language, kind):
    letter = write_letter(kind, VALUES)

    page = read(letter)
    hosts = {urlsplit(link).netloc for link in page.links}
    assert hosts == {'127.0.0.1:8000'}
    assert not page.tags & {'script', 'img', 'link', 'form', 'iframe'}
    assert bool(letter.link) is (kind in WITH_LINK)
    if letter.link:
        assert page.links.count(HOST + VALUES['link']) == 2
        assert f'{HOST}{VALUES["link"]}\n' in letter.text


@pytest.mark.parametrize('kind', KINDS)
def test_a_message_says_who_sends_it_and_why(language, kind):
    letter = write_letter(kind, VALUES)

    words = {'ru': ('Самопроверка', 'Вы получили это письмо, потому что'),
             'en': ('Checklist', 'You get this message because')}[language]
    for text in (letter.text, letter.html):
        assert all(word in squeezed(text) for word in words)
    assert letter.sender == words[0]


def test_a_line_break_that_somebody_typed_makes_no_line(language):
    letter = write_letter('invite_colleague', {**VALUES, 'company': 'A\r\n\r\nB\u2028C\0D'})

    assert 'A B C D' in squeezed(letter.text)


def test_a_name_without_end_is_cut(language):
    letter = write_letter('invite_colleague', {**VALUES, 'company': 'слово ' * 10_000})

    assert len(letter.text) < 2000


def test_moments_are_told_in_the_zone_of_the_service(language):
    text = write_letter('password_changed', VALUES).text

    assert '14:05 (UTC+05:00)' in text


@pytest.mark.parametrize('kind', ['', 'SIGN_IN', '../sign_in', 'unheard_of'])
def test_a_kind_that_is_unknown_is_named(language, kind):
    with pytest.raises(UnwritableLetter, match=repr(kind)):
        write_letter(kind, VALUES)


@pytest.mark.parametrize(('kind', 'missing'), [
    ('sign_in', 'link'), ('sign_in', 'minutes'), ('invite_staff', 'role'),
    ('invite_colleague', 'company'), ('reminder', 'count'), ('draft_ends', 'day'),
    ('statistics_report', 'month')])
def test_a_message_that_lacks_something_is_not_written(language, kind, missing):
    values = {name: value for name, value in VALUES.items() if name != missing}

    with pytest.raises(UnwritableLetter):
        write_letter(kind, values)
