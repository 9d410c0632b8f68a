"""The whole way of a business, from the first page to the second result, by what it can see."""
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from icalendar import Calendar
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.browser.arithmetic import YES, Answer, Expected, version_of
from tests.browser.conftest import NewVisitor
from tests.browser.screens import (
    CheckScreen, QuestionsScreen, ResultScreen, SectionsScreen, StartScreen, VerificationScreen)
from tests.browser.visitor import Visitor
from tests.browser.words import Words
from tests.browser.world import CHECKLIST, CHELYABINSK, REASON, make_plan

pytestmark = pytest.mark.browser

OTHER_FORM = {'sole_proprietor': 'legal_entity', 'legal_entity': 'sole_proprietor'}
with_and_without_script = pytest.mark.parametrize(
    'script', [True, False], ids=['JavaScript', 'no JavaScript'])


@with_and_without_script
def test_a_cafe_finds_its_way_from_the_first_page_to_a_better_result(
        new_visitor: NewVisitor, script: bool) -> None:
    owner = new_visitor(script=script)
    plan = make_plan()

    sections = begin(owner, script)
    given = answer_first_section(owner, sections, plan)
    helper = come_back(new_visitor, owner, script)
    check = answer_the_rest(helper, plan, given)
    result = finish(check, given)
    expected = Expected(version_of(CHECKLIST), given)

    assert_result_is_right(result, expected, 'sole_proprietor')
    assert_documents_agree(result, expected)
    assert_anyone_can_verify(result, new_visitor(script=script), expected)
    assert_next_round_shows_the_change(result, expected)


def test_a_company_finds_its_way_in_english(new_visitor: NewVisitor) -> None:
    owner = new_visitor(width=1280, height=800)
    StartScreen.open(owner)
    owner.speak('en')
    code = 'labour-small-employer'
    plan = make_plan(code)

    business = StartScreen(owner).find().fill_in(
        legal_form='legal_entity', activity='62.01', territory=CHELYABINSK, staff='12')
    applies = business.go_on().fill_in(other='no').go_on()
    sections = applies.start(code).fill_in(other='no').start()
    given: dict[str, Answer] = {}
    questions = sections.go_on()
    while not questions.ends:
        answer(questions, plan, given)
        questions = questions.save()
    result = finish(CheckScreen(owner), given)

    assert_result_is_right(result, Expected(version_of(code), given), 'legal_entity')
    assert_documents_agree(result, Expected(version_of(code), given))


def begin(owner: Visitor, script: bool) -> SectionsScreen:
    """Search, say who one is, read what applies and why, and begin."""
    start = StartScreen.open(owner)
    found = start.search('пожарный').found
    assert found == [version_of(CHECKLIST).content.title.in_language('ru')]

    business = start.find().fill_in(
        legal_form='sole_proprietor', activity='кафе', territory=CHELYABINSK, staff='3',
        name='ИП Ромашкина', inn='12')
    again = business.go_on()
    assert again.title.startswith('Ошибка: ')
    assert len(again.problems) == 2
    business.page.locator('#inn').fill('')
    business.choose_match('56.10.1')
    facts = business.go_on()
    assert facts.problems == []

    applies = facts.fill_in({'sells_food': 'no'}).go_on()
    shop = version_of('retail-food').content.title.in_language('ru')
    assert shop not in ' '.join(applies.checklists)
    assert shop in applies.reasons()
    return applies.start(CHECKLIST).fill_in({'hot_works': 'no'}).start()


def answer_first_section(owner: Visitor, sections: SectionsScreen,
                         plan: dict[str, Answer]) -> dict[str, Answer]:
    """Leave out an obligatory note, mend that, save and leave."""
    questions = sections.go_on()
    given: dict[str, Answer] = {}
    forgotten = next(code for code, item in plan.items() if item.option == 'not_applicable')
    answer(questions, {**plan, forgotten: Answer('not_applicable')}, given)
    questions.note(questions.codes[0]).evaluate('note => note.closest(".note").hidden = false')

    questions = questions.save()

    assert questions.title.startswith('Ошибка: ')
    assert questions.problems == [owner.words('Say in the note why this does not apply to you.')]
    assert owner.words('Say in the note why this does not apply to you.') in questions.error(
        forgotten)
    assert {code: questions.chosen(code) for code in questions.codes} == {
        code: item.option for code, item in given.items()}

    questions.note(forgotten).fill(REASON)
    given[forgotten] = plan[forgotten]
    link = questions.leave()
    assert link.address.startswith(owner.url)
    return given


def come_back(new_visitor: NewVisitor, owner: Visitor, script: bool) -> Visitor:
    """Open the secret link in another browser."""
    address = owner.page.locator('#resume-url').inner_text().strip()
    helper = new_visitor(script=script)
    helper.expected = {422}
    owner.expected = {422}
    helper.open(address)
    assert SectionsScreen(helper).answered > 0
    assert 'ФИО' not in helper.page.url
    return helper


def answer_the_rest(visitor: Visitor, plan: dict[str, Answer],
                    given: dict[str, Answer]) -> CheckScreen:
    questions = SectionsScreen(visitor).go_on()
    while not questions.ends:
        answer(questions, plan, given)
        questions = questions.save()
    return CheckScreen(visitor)


def answer(questions: QuestionsScreen, plan: dict[str, Answer],
           given: dict[str, Answer]) -> None:
    """Answer all questions of a page, as planned or with "yes"."""
    for code in questions.codes:
        item = plan.get(code, YES)
        questions.choose(code, item.option)
        if item.note:
            if not questions.note(code).is_visible():  # Only "no" and "not applicable" open it.
                item = replace(item, note='')
            else:
                questions.note(code).fill(item.note)
        given[code] = item


def finish(check: CheckScreen, given: dict[str, Answer]) -> ResultScreen:
    rows = check.rows
    assert [row.complete for row in rows] == [True] * len(given)
    for row, item in zip(rows, given.values(), strict=True):
        assert item.note in row.text
    receipt = check.finish()
    assert receipt.heading == check.words('The self-inspection is finished')
    return receipt.result()
