"""Answers save themselves; whatever prevents that is said, and nothing is lost."""
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Error, Route, expect

from tests.browser.conftest import NewVisitor
from tests.browser.measures import listen
from tests.browser.screens import QuestionsScreen
from tests.browser.visitor import PATIENCE, Visitor
from tests.browser.words import plain
from tests.browser.world import CHECKLIST, World
from tests.pages import Page

pytestmark = pytest.mark.browser

expect.set_options(timeout=PATIENCE)
STILL_HERE = ('Your answers cannot be saved at this moment. Everything you typed is still on this'
              ' page: wait a minute and save again.')
SAVING = re.compile(r'/sections/\d+$')
SAVED = re.compile(r'^Сохранено в \d\d:\d\d$')


@dataclass(frozen=True)
class Draft:
    """A draft of somebody's own, opened at its first section; ``first`` is a question of it."""

    visitor: Visitor
    questions: QuestionsScreen
    path: str
    first: str

    def kept(self) -> dict[str, str]:
        """Return what the server has of the section."""
        html = self.visitor.context.request.get(self.path).text()
        return Page(html).form('/sections/').values

    def again(self) -> QuestionsScreen:
        """Open the same section in one more window."""
        page = self.visitor.window()
        page.goto(self.path)
        return QuestionsScreen(self.visitor, page)


@pytest.fixture
def draft(new_visitor: NewVisitor, world: World) -> Draft:
    visitor = new_visitor(storage_state=world.cookies['ru'])
    visitor.send(f'/checklists/{CHECKLIST}', '/inspections/')
    path = f'{visitor.page.url}sections/1'
    visitor.open(path)
    questions = QuestionsScreen(visitor)
    return Draft(visitor, questions, path, questions.codes[0])


def test_an_answer_is_saved_without_pressing_anything(draft: Draft) -> None:
    questions, code = draft.questions, draft.first
    base = questions.page.locator('[name=base]').input_value()
    expect(questions.status).to_have_text(questions.words('Saved as you answer'))

    questions.choose(code, 'no')
    questions.note(code).press_sequentially('Журнал потерян')

    expect(questions.status).to_have_text(SAVED)
    assert draft.kept()[f'answer-{code}'] == 'no'
    assert draft.kept()[f'note-{code}'] == 'Журнал потерян'
    assert questions.revision >= 1
    assert questions.page.locator('[name=base]').input_value() != base
    assert questions.page.locator('[data-answered]').inner_text() == '1'
    assert questions.page.locator('[data-progress]').get_attribute('value') == '1'


@pytest.mark.parametrize('failure', [0, 429, 500, 503])
def test_what_could_not_be_saved_is_tried_again(draft: Draft, failure: int) -> None:
    questions = draft.questions
    draft.visitor.expected = {failure}
    change_waiting(questions, 'ms / 10')
    fail(draft.visitor, failure)
    questions.choose(draft.first, 'yes')
    expect(questions.status).to_have_text(
        questions.words('Not saved yet. Keep this page open, we are trying again.'))
    assert f'answer-{draft.first}' not in draft.kept()

    draft.visitor.context.unroute(SAVING)

    expect(questions.status).to_have_text(SAVED)
    assert draft.kept()[f'answer-{draft.first}'] == 'yes'


def test_only_news_is_read_aloud(draft: Draft) -> None:
    questions, visitor = draft.questions, draft.visitor
    visitor.expected = {500}
    listen(visitor.page)
    for option in ('yes', 'no', 'unknown'):
        save(questions, draft.first, option)
    change_waiting(questions, 'ms / 10')
    fail(visitor, 500)
    save(questions, draft.first, 'yes')
    with visitor.page.expect_response(SAVING):
        pass  # It fails again, and that is no news.
    visitor.context.unroute(SAVING)
    expect(questions.status).to_have_text(SAVED)

    first, failed, again = visitor.page.evaluate('heard')
    assert (SAVED.match(first), SAVED.match(again)) != (None, None)
    assert plain(failed) == questions.words(
        'Not saved yet. Keep this page open, we are trying again.')


def test_saving_goes_on_as_soon_as_the_network_is_back(draft: Draft) -> None:
    questions, context = draft.questions, draft.visitor.context
    change_waiting(questions, 'ms < 2000 ? ms : 1e9')
    context.set_offline(True)
    questions.choose(draft.first, 'yes')
    expect(questions.status).to_have_class('save--fail')

    context.set_offline(False)

    expect(questions.status).to_have_text(SAVED)


def test_leaving_is_held_up_only_while_something_is_unsaved(draft: Draft) -> None:
    questions, visitor = draft.questions, draft.visitor
    change_waiting(questions, 'ms / 10')
    fail(visitor, 0)
    questions.choose(draft.first, 'yes')
    expect(questions.status).to_have_class('save--fail')

    with pytest.raises(Error):
        visitor.open('/about')
    assert visitor.watch.dialogs.pop().startswith('beforeunload')
    visitor.context.unroute(SAVING)
    expect(questions.status).to_have_text(SAVED)

    visitor.open('/about')
    assert visitor.watch.dialogs == []


def test_a_button_pressed_while_saving_waits_for_its_end(draft: Draft) -> None:
    questions, held = draft.questions, list[Route]()
    draft.visitor.context.route(
        SAVING, lambda route: route.continue_() if held else held.append(route))
    questions.choose(draft.first, 'yes')
    expect(questions.status).to_have_text(questions.words('Saving…'))
    questions.page.locator('button[value=leave]').click()
    assert questions.page.url == draft.path

    draft.visitor.follow(lambda: held[0].continue_())

    assert questions.page.url.endswith('/link')
    assert draft.kept()[f'answer-{draft.first}'] == 'yes'


def test_a_page_that_could_not_be_saved_saves_itself_later(draft: Draft, world: World) -> None:
    questions = draft.questions
    draft.visitor.expected = {503}
    questions.choose(draft.first, 'no')
    questions.note(draft.first).fill('Не потерять')
    with closing(sqlite3.connect(world.database)) as connection:
        connection.execute('BEGIN IMMEDIATE')
        questions.save()
        assert questions.note(draft.first).input_value() == 'Не потерять'
        assert questions.words(STILL_HERE) in questions.notices

    expect(questions.status).to_have_text(SAVED)
    assert draft.kept()[f'note-{draft.first}'] == 'Не потерять'


@pytest.mark.parametrize(('side', 'note'), [('saved', 'Из первого окна'),
                                            ('mine', 'Из второго окна')])
def test_two_windows_that_disagree_are_shown_side_by_side(
        draft: Draft, side: str, note: str) -> None:
    draft.visitor.expected = {409}
    one, two, (code, other) = draft.questions, draft.again(), draft.questions.codes[:2]
    write(one, code, 'Из первого окна')
    expect(one.status).to_have_text(SAVED)

    two.choose(other, 'yes')
    write(two, code, 'Из второго окна')
    expect(two.status).to_have_text(
        two.words('Another window changed the same answers. Nothing is lost.'))
    assert draft.kept()[f'note-{code}'] == 'Из первого окна'
    merge = two.show()
    assert ['Из первого окна' in merge.sides[0], 'Из второго окна' in merge.sides[1]] == [True] * 2

    merge.keep(code, side)
    assert draft.kept()[f'note-{code}'] == note
    assert draft.kept()[f'answer-{other}'] == 'yes'


def test_two_windows_with_different_questions_both_win(draft: Draft) -> None:
    one, two, (code, other) = draft.questions, draft.again(), draft.questions.codes[:2]

    for window, question in ((one, code), (two, other)):
        window.choose(question, 'yes')
        expect(window.status).to_have_text(SAVED)
    with one.page.expect_response(SAVING):
        one.choose(code, 'no')

    assert (draft.kept()[f'answer-{code}'], draft.kept()[f'answer-{other}']) == ('no', 'yes')


def test_going_back_shows_what_was_saved(draft: Draft) -> None:
    questions = draft.questions
    questions.choose(draft.first, 'unknown')
    questions.save()

    questions.page.go_back()

    assert questions.chosen(draft.first) == 'unknown'
    questions.choose(draft.first, 'yes')
    expect(questions.status).to_have_text(SAVED)


def test_a_page_from_the_memory_of_the_browser_is_read_again(draft: Draft) -> None:
    draft.visitor.follow(lambda: draft.visitor.page.evaluate(
        'dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))'))

    assert draft.visitor.page.url == draft.path


def save(questions: QuestionsScreen, code: str, option: str) -> None:
    """Choose an answer and wait until the page has sent it."""
    with questions.page.expect_response(SAVING):
        questions.choose(code, option)


def write(questions: QuestionsScreen, code: str, note: str) -> None:
    questions.choose(code, 'no')
    questions.note(code).fill(note)


def change_waiting(questions: QuestionsScreen, rule: str) -> None:
    """Make the page wait for another time than it wants to."""
    questions.page.evaluate(
        f'() => {{ const wait = setTimeout; setTimeout = (act, ms) => wait(act, {rule}); }}')


def fail(visitor: Visitor, status: int) -> None:
    """Let every save fail: with a status, or with no answer at all."""
    def handle(route: Route) -> None:
        if status:
            route.fulfill(status=status, body='{}')
        else:
            route.abort()

    visitor.context.route(SAVING, handle)
