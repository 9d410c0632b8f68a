"""Text that would like to be more than text stays text, wherever it was typed and is shown."""
import json
from urllib.parse import quote

import pytest

from tests.browser.arithmetic import Answer
from tests.browser.conftest import NewVisitor
from tests.browser.documents import pdf_text, without_spaces
from tests.browser.screens import (
    BusinessScreen, CheckScreen, QuestionsScreen, ResultScreen, StartScreen)
from tests.browser.visitor import Visitor
from tests.browser.words import plain
from tests.browser.world import CAFE, Hand

pytestmark = pytest.mark.browser

# Thirty ways to get out of text: tags, events, addresses, styles, templates, broken markup.
VECTORS = (
    '<script>alert(1)</script>',
    '"><script>alert(2)</script>',
    "'><script>alert(3)</script>",
    '</textarea><script>alert(4)</script>',
    '</title><script>alert(5)</script>',
    '<img src=x onerror=alert(6)>',
    '<svg onload=alert(7)>',
    '<svg><script>alert(8)</script></svg>',
    '" onfocus=alert(9) autofocus="',
    "' onmouseover=alert(10) '",
    '<a href="javascript:alert(11)">нажмите</a>',
    'javascript:alert(12)',
    '<iframe src="javascript:alert(13)"></iframe>',
    '<iframe srcdoc="<script>alert(14)</script>">',
    '<body onload=alert(15)>',
    '<details open ontoggle=alert(16)>',
    '<input autofocus onfocus=alert(17)>',
    '<video><source onerror=alert(18)></video>',
    '<math><mi xlink:href="javascript:alert(19)">',
    '<style>@import "http://example.org/20.css";</style>',
    '<link rel=stylesheet href=http://example.org/21.css>',
    '<meta http-equiv=refresh content="0;url=http://example.org/22">',
    '<base href=http://example.org/23/>',
    '<form action=http://example.org/24><button>Далее</button>',
    '{{ 25 * 25 }} {% print(25) %} ${25*25}',
    '&lt;script&gt;alert(26)&lt;/script&gt;',
    '&#60;script&#62;alert(27)&#60;/script&#62;',
    '<<script>alert(28);//<</script>',
    '<scr<script>ipt>alert(29)</scr</script>ipt>',
    '--><!-- <script>alert(30)</script> ]]>',
)


def test_there_are_thirty_vectors_that_fit_into_any_field() -> None:
    assert len(set(VECTORS)) == 30
    assert max(map(len, VECTORS)) < 100


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.1.2', '1.2.1', '1.3.7')
def test_notes_are_shown_as_they_were_typed(new_visitor: NewVisitor) -> None:
    visitor = new_visitor(width=1280, height=800)
    begin_everything(visitor)

    result = type_into_all_notes(visitor)

    shown = ' '.join(result.violations)
    report = pdf_text(result.download('report.pdf'))
    data = json.loads(result.download('result.json'))
    notes = {item['note'] for item in data['violations']}
    for vector in VECTORS:
        assert plain(vector) in shown
        assert vector in notes
        assert without_spaces(vector) in report


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.2.1')
def test_a_name_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    hand = Hand(visitor.context.request)
    for vector in VECTORS:
        hand.send('/find/', '/find/', **{**CAFE, 'name': vector})
        visitor.open('/find/')
        assert visitor.page.locator('#name').input_value() == vector


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.2.1')
def test_words_to_search_for_are_shown_as_they_were_typed(visitor: Visitor) -> None:
    for vector in VECTORS:
        visitor.open(f'/?q={quote(vector)}')
        assert visitor.page.locator('#q').input_value() == vector
        assert StartScreen(visitor).found == []


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.2.1')
def test_what_somebody_does_is_shown_as_it_was_typed(visitor: Visitor) -> None:
    visitor.expected = {422}
    visitor.open('/find/')
    for vector in VECTORS:
        visitor.send_here('/find/', activity=vector, activity_code='')
        assert visitor.page.locator('#activity').input_value() == vector
        assert BusinessScreen(visitor).matches == []


def begin_everything(visitor: Visitor) -> None:
    """Begin a checklist with all its questions under a hostile name."""
    hand = Hand(visitor.context.request)
    hand.describe(name=' '.join(VECTORS[:4]))
    visitor.open(hand.begin('personal-data'))


def type_into_all_notes(visitor: Visitor) -> ResultScreen:
    """Type one vector after the other into the notes; look at each page they are shown on."""
    left, given = iter(VECTORS), dict[str, Answer]()
    visitor.open(f'{visitor.page.url}sections/1')
    questions = QuestionsScreen(visitor)
    while not questions.ends:
        for code in questions.codes:
            given[code] = Answer('no', next(left, ''))
            questions.choose(code, 'no')
            questions.note(code).fill(given[code].note)
        questions.save()
        visitor.page.go_back()
        assert [questions.note(code).input_value() for code in questions.codes] == [
            given[code].note for code in questions.codes]
        visitor.page.go_forward()
    check = CheckScreen(visitor)
    for row, answer in zip(check.rows, given.values(), strict=True):
        assert plain(answer.note) in row.text
    return check.finish().result()
