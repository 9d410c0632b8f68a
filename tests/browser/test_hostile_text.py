"""Text that would like to be more than text stays text, wherever it was typed and is shown."""
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload
from sqlalchemy import inspect, select, update

from checklist.extensions import db
from checklist.file_kinds import FileKind, clean_name
from checklist.models.accounts import UserAccount, UserSession
from checklist.models.companies import ControlledObject, ControlledPerson
from checklist.models.tasks import Evidence, RemedyTask
from checklist.services.tokens import new_token
from tests.accounts import account, session
from tests.browser.account_pages import ACCOUNT_PAGES
from tests.browser.arithmetic import Answer
from tests.browser.conftest import NewVisitor
from tests.browser.documents import pdf_text, without_spaces
from tests.browser.people import finished_round, questions_of
from tests.browser.screens import (
    BusinessScreen, CheckScreen, QuestionsScreen, ResultScreen, StartScreen)
from tests.browser.visitor import Visitor
from tests.browser.words import plain
from tests.browser.world import CAFE, Hand, World
from tests.companies import company, place
from tests.evidence_files import pdf
from tests.factories import committed

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

# What people type that others read; what a browser calls itself is shortened to a known name.
NAMES = (UserAccount.name, UserSession.browser, ControlledPerson.name, ControlledObject.title,
         ControlledObject.address, RemedyTask.responsible, RemedyTask.note, Evidence.name)


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


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.1.2', '1.2.1')
def test_what_is_typed_into_an_account_comes_back_as_it_was_typed(
        visitor: Visitor, world: World) -> None:
    desk = sign_in(visitor, world)
    hand = Hand(visitor.context.request)
    for path, lengths in desk.fields.items():
        for texts in zip_longest(*map(packed, lengths.values()), fillvalue=VECTORS[0]):
            typed = dict(zip(lengths, texts, strict=True))
            assert hand.send(path, path, **typed).ok, path
            visitor.open(path)
            assert {name: visitor.page.locator(f'#{name}').input_value()
                    for name in typed} == typed, path


@pytest.mark.abuse('A25', 'A31')
@pytest.mark.asvs('1.2.1')
def test_the_name_of_a_file_is_shown_as_text(visitor: Visitor, world: World) -> None:
    files = sign_in(visitor, world).files
    for name in packed(150):
        visitor.open(files)
        visitor.page.locator('input[type=file]').set_input_files(
            FilePayload(name=f'{name}.pdf', mimeType='application/pdf', buffer=pdf()))
        visitor.press(visitor.page.locator('form[enctype] button'))

        shown = plain(clean_name(f'{name}.pdf', FileKind.PDF))
        assert shown in plain(visitor.page.locator('main').inner_text())


@pytest.mark.abuse('A25')
@pytest.mark.asvs('1.2.1', '1.3.1', '1.3.7')
def test_no_page_of_anybody_runs_what_is_stored(
        new_visitor: NewVisitor, world: World, spoiled: str) -> None:
    """Every page of people with accounts and of the staff, with all vectors in every name."""
    visitor = new_visitor(width=1280, height=800)
    shown = set()
    for row in ACCOUNT_PAGES:
        if row.status != 200:
            continue
        row.open(visitor, world)
        if spoiled in plain(visitor.page.locator('body').text_content() or ''):
            shown.add(row.name)

    assert shown >= {
        'account', 'accounts', 'choose a company', 'companies', 'company', 'delete an object',
        'delete evidence', 'evidence of a question', 'invitation of a colleague',
        'journal of a company', 'members', 'object', 'objects', 'plan', 'tasks of a company'}


@pytest.fixture
def spoiled(world: World) -> Iterator[str]:
    """Put all vectors into every name that people have typed; the names come back after."""
    database, hostile = world.people.database, ' '.join(VECTORS)
    with database.app.app_context():
        kept = [(column, [dict(row._mapping) for row in db.session.execute(
            select(column, *inspect(column.class_).primary_key))]) for column in NAMES]
    committed(database, lambda: [db.session.execute(update(column.class_).values(
        {column.key: hostile})) for column in NAMES])
    yield plain(hostile)
    committed(database, lambda: [db.session.execute(update(column.class_), rows)
                                 for column, rows in kept])


@dataclass(frozen=True)
class Desk:
    """Where an entrepreneur types: fields of pages with their lengths, and a page for files."""

    fields: Mapping[str, Mapping[str, int]]
    files: str


def sign_in(visitor: Visitor, world: World) -> Desk:
    """Sign somebody in with a company of their own, a place and a finished self-inspection."""
    database = world.people.database
    owner = account(database, f'{new_token().lower()}@example.ru')
    person_id = company(database, owner)
    path = finished_round(database, person_id, 1).path
    question = questions_of(database)[0]
    visitor.context.add_cookies([{
        'name': 'account', 'value': session(database, owner), 'url': visitor.url,
        'httpOnly': True}])
    return Desk({
        '/account/profile': {'name': 100},
        f'/companies/{person_id}/details': {'name': 200},
        f'/companies/{person_id}/objects/{place(database, owner, person_id)}/': {
            'title': 200, 'address': 300},
        f'{path}/plan/{question}': {'responsible': 120, 'note': 1000}},
        f'{path}/evidence/{question}')


def packed(length: int) -> list[str]:
    """Return all vectors in few texts of at most so many characters."""
    texts = ['']
    for vector in VECTORS:
        longer = f'{texts[-1]} {vector}'.strip()
        texts = [*texts[:-1], longer] if len(longer) <= length else [*texts, vector]
    return texts


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
