"""What stands where: answers, notes and cards, on a telephone and on a desk."""
from typing import Any

import pytest
from playwright.sync_api import Locator

from tests.browser.arithmetic import version_of
from tests.browser.conftest import NewVisitor
from tests.browser.measures import sideways
from tests.browser.screens import QuestionsScreen
from tests.browser.visitor import Visitor
from tests.browser.words import plain
from tests.browser.world import CHECKLIST, World

pytestmark = pytest.mark.browser

# Texts of labels that take more than one line.
_BROKEN = """
labels => labels.filter((label) => {
  const words = document.createRange();
  words.selectNodeContents(label);
  const line = parseFloat(getComputedStyle(label).lineHeight);
  return words.getBoundingClientRect().height > 1.5 * line;
}).map(label => label.textContent)
"""


@pytest.fixture
def section(new_visitor: NewVisitor, world: World, request: pytest.FixtureRequest
            ) -> QuestionsScreen:
    width, language = getattr(request, 'param', (360, 'ru'))
    visitor = new_visitor(storage_state=world.cookies[language], width=width, language=language)
    visitor.send(f'/checklists/{CHECKLIST}', '/inspections/')
    visitor.open(f'{visitor.page.url}sections/1')
    return QuestionsScreen(visitor)


@pytest.mark.parametrize(
    'section', [(320, 'ru'), (360, 'ru'), (1280, 'ru'), (360, 'en'), (1280, 'en')], indirect=True)
def test_no_answer_is_broken_over_two_lines(section: QuestionsScreen) -> None:
    labels = section.page.locator('.answers label')

    assert labels.count() > 4
    assert labels.evaluate_all(_BROKEN) == []


@pytest.mark.parametrize(('section', 'rows'), [((360, 'ru'), 3), ((1280, 'ru'), 1)],
                         indirect=['section'])
def test_four_answers_stand_in_a_row_where_there_is_room(
        section: QuestionsScreen, rows: int) -> None:
    code = next(code for code in section.codes if version_of(CHECKLIST).questions[
        code].not_applicable)
    tops = {box(answer)['y'] for answer in section.page.locator(f'#q-{code} .answer').all()}

    assert len(tops) == rows


@pytest.mark.parametrize(('option', 'opens'), [('yes', False), ('no', True), ('unknown', True)])
def test_the_note_opens_for_every_answer_but_yes(
        section: QuestionsScreen, option: str, opens: bool) -> None:
    code = section.codes[0]
    section.choose(code, option)

    assert section.note(code).is_visible() == opens
    if opens:
        labels = section.page.locator(f'#q-{code} .note__label span:visible')
        assert labels.count() == 1
        assert section.words('if you like') in plain(labels.inner_text())


def test_what_stands_in_a_card_keeps_its_distance(new_visitor: NewVisitor, world: World) -> None:
    visitor: Visitor = new_visitor(storage_state=world.cookies['ru'])
    visitor.open(f'{world.paths["violated"]}/result')
    card = visitor.page.locator('.violation:has(> p)').first
    heading, note = box(card.locator('h3')), box(card.locator('h3 + p'))

    assert note['y'] - (heading['y'] + heading['height']) >= 8


@pytest.mark.parametrize('width', [360, 660, 760, 780, 1280])
def test_the_table_by_section_fits(new_visitor: NewVisitor, world: World, width: int) -> None:
    visitor = new_visitor(storage_state=world.cookies['ru'], width=width)
    visitor.open(f'{world.paths["violated"]}/result')
    visitor.page.locator('#sections summary').click()

    assert sideways(visitor.page) == []


def box(place: Locator) -> Any:
    return place.bounding_box()
