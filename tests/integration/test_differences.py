"""The difference of two versions as editors read it, on screen and as a table."""
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from checklist.access import Role
from checklist.services.version_drafts import get_draft, save_version
from requirements_catalog.editing import move_part, put_part, remove_part
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.version_drafts import FIRE, draft_of, editor

NOW = datetime.now(UTC)
URL = f'/authority/checklists/{FIRE}/difference'


def new_text(question):
    return f'={question.text} <все>'


@pytest.fixture
def anna(database):
    return staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')


@pytest.fixture
def changed(database, anna):
    """A draft with a reworded, a heavier, a dropped and a moved question; return their codes."""
    draft_id, actor = draft_of(database, anna), editor(anna, 'mchs-74')

    def work():
        version = get_draft(actor, draft_id).version
        reworded, heavier, dropped, moved, *_ = version.questions.values()
        changed = put_part(version, Thing.QUESTION, replace(
            reworded, text=LocalText.of({'ru': new_text(reworded), 'en': 'New?'})))
        changed = put_part(changed, Thing.QUESTION, replace(heavier, weight=7))
        changed = remove_part(changed, Thing.QUESTION, dropped.code)
        changed = put_part(changed, Thing.QUESTION, moved,
                           section=version.content.sections[-1].code)
        save_version(actor, get_draft(actor, draft_id), changed, action='question', now=NOW)
        return reworded, heavier, dropped, moved

    return committed(database, work)


def test_changes_stand_under_what_they_mean_for_a_respondent(database, anna, changed):
    reworded, heavier, dropped, moved = changed

    text = signed_in(database, anna).page(URL).text

    order = [text.index(word) for word in (
        'Подтвердить', reworded.code, 'Больше не спрашиваем', dropped.code,
        'Меняется балл', heavier.code, 'Делать ничего не нужно', moved.code)]
    assert order == sorted(order)


def test_both_wordings_stand_side_by_side_as_text(database, anna, changed):
    body = signed_in(database, anna).get(URL).text

    assert '&lt;' in body and '<все>' not in body
    assert '<del>' in body and '<ins>' in body


def test_the_table_says_the_same_and_holds_no_formula(database, anna, changed):
    reworded, heavier, dropped, moved = changed

    answer = signed_in(database, anna).get(f'{URL}.xlsx')

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    by_code = {row[2]: row for row in rows[1:]}
    assert set(by_code) >= {each.code for each in changed}
    assert by_code[reworded.code][0] == 'Подтвердить'
    assert by_code[reworded.code][7] == new_text(reworded)
    assert by_code[heavier.code][7] == '7'
    assert by_code[dropped.code][4] == 'Исключено'
    assert '№' in by_code[moved.code][6]
    assert b'<f>' not in answer.data


def test_a_version_does_not_differ_from_itself(database, anna):
    page = signed_in(database, anna).page(f'{URL}?old=1&new=1')

    assert 'Отличий нет' in page.text


def test_versions_that_do_not_exist_are_missing(database, anna):
    client = signed_in(database, anna)

    assert client.get(f'{URL}?old=1&new=99').status_code == 404
    assert client.get('/authority/checklists/public-catering/difference').status_code == 404
    assert client.get('/authority/checklists/nothing/difference').status_code == 404


def test_moving_within_a_section_tells_the_numbers(database, anna):
    draft_id, actor = draft_of(database, anna), editor(anna, 'mchs-74')

    def work():
        version = get_draft(actor, draft_id).version
        first = next(iter(version.questions))
        save_version(actor, get_draft(actor, draft_id),
                     move_part(version, Thing.QUESTION, first, 1), action='question', now=NOW)

    committed(database, work)

    assert 'перемещено' in signed_in(database, anna).page(URL).text.casefold()
