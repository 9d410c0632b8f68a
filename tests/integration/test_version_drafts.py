"""Drafts of versions: begun, changed by several editors, looked back at, discarded."""
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import DatabaseError

from checklist.access import Role
from checklist.errors import Conflict, Missing, WrongState
from checklist.services.catalog import newest_versions
from checklist.services.draft_revisions import content_at, editors_of, history
from checklist.services.version_drafts import (
    begin_draft, discard_draft, get_draft, list_drafts, save_part, save_version)
from requirements_catalog.canonical import fingerprint
from requirements_catalog.editing import remove_part
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.version_drafts import FIRE, draft_of, edited, editor

NOW = datetime.now(UTC)
AUTHORITY = 'mchs-74'
TEXT = LocalText.of({'ru': 'Новый текст вопроса?', 'en': 'A new text?'})


@pytest.fixture
def anna(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'), AUTHORITY)


@pytest.fixture
def boris(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'boris@example.ru'), AUTHORITY)


@pytest.fixture
def draft_id(database, anna):
    return draft_of(database, anna.account_id)


def opened(database, actor, draft_id):
    return committed(database, lambda: get_draft(actor, draft_id))


def question(draft, **changes):
    return replace(next(iter(draft.version.questions.values())), **changes)


def save(database, actor, draft_id, kind, part, seen):
    return committed(database, lambda: save_part(
        actor, get_draft(actor, draft_id), kind, part, seen=seen, now=NOW))


def test_a_draft_says_what_the_published_version_says_under_the_next_number(
        database, anna, draft_id):
    draft = opened(database, anna, draft_id)

    assert draft.head.number == draft.base.version.content.version + 1
    assert draft.version.content.supersedes == draft.base.fingerprint
    assert replace(draft.version.content, version=1, supersedes=None) == replace(
        draft.base.version.content, version=1, supersedes=None, lineage=())
    assert draft.head.fingerprint == fingerprint(draft.version)


def test_a_checklist_has_one_open_draft(database, anna, boris, draft_id):
    with pytest.raises(Conflict):
        draft_of(database, boris.account_id)

    committed(database, lambda: discard_draft(get_draft(anna, draft_id), now=NOW))
    assert draft_of(database, boris.account_id) != draft_id


def test_another_authority_finds_neither_the_draft_nor_the_checklist(database, draft_id):
    stranger = editor('S' * 26, 'rpn-74')

    def begin():
        fire = next(each for each in newest_versions() if each.code == FIRE)
        begin_draft(stranger, fire, now=NOW)

    with pytest.raises(Missing):
        opened(database, stranger, draft_id)
    with pytest.raises(Missing):
        committed(database, begin)
    assert committed(database, lambda: list_drafts(stranger)) == []


def test_two_editors_change_different_fields_of_one_question(database, anna, boris, draft_id):
    seen = opened(database, anna, draft_id)
    assert save(database, anna, draft_id, Thing.QUESTION, question(seen, weight=5),
                seen.head.revision) == ()
    assert save(database, boris, draft_id, Thing.QUESTION, question(seen, text=TEXT),
                seen.head.revision) == ()

    found = question(opened(database, anna, draft_id))
    assert (found.weight, found.text) == (5, TEXT)
    assert committed(database, lambda: editors_of(draft_id)) == {
        anna.account_id, boris.account_id}


def test_a_conflict_is_told_and_nothing_is_written(database, anna, boris, draft_id):
    seen = opened(database, anna, draft_id)
    save(database, anna, draft_id, Thing.QUESTION, question(seen, weight=5), seen.head.revision)

    conflicts = save(database, boris, draft_id, Thing.QUESTION, question(seen, weight=7),
                     seen.head.revision)

    assert [(each.field, each.saved, each.mine) for each in conflicts] == [('weight', 5, 7)]
    after = opened(database, anna, draft_id)
    assert (question(after).weight, after.head.revision) == (5, seen.head.revision + 1)


def test_what_was_typed_into_a_removed_question_comes_back_with_it(
        database, anna, boris, draft_id):
    seen = opened(database, anna, draft_id)
    code = question(seen).code
    committed(database, lambda: save_version(
        anna, get_draft(anna, draft_id), remove_part(seen.version, Thing.QUESTION, code),
        action='question', place=code, now=NOW))
    section = seen.version.content.sections[0].code

    committed(database, lambda: save_part(
        boris, get_draft(boris, draft_id), Thing.QUESTION, question(seen, text=TEXT),
        seen=seen.head.revision, now=NOW, section=section))

    assert opened(database, anna, draft_id).version.questions[code].text == TEXT


def test_saving_what_is_there_makes_no_revision(database, anna, draft_id):
    seen = opened(database, anna, draft_id)

    save(database, anna, draft_id, Thing.QUESTION, question(seen), seen.head.revision)

    assert opened(database, anna, draft_id).head.revision == seen.head.revision


def test_every_revision_can_be_read_again(database, anna, draft_id):
    first = opened(database, anna, draft_id)
    edited(database, anna, draft_id, title=TEXT)

    def look():
        return (content_at(draft_id, 1), content_at(draft_id, 2), list(history(draft_id)))

    before, after, revisions = committed(database, look)
    assert before == first.version
    assert after.content.title == TEXT
    assert [each.fingerprint for each in revisions] == [fingerprint(after), fingerprint(before)]


def test_the_page_puts_saves_together_and_all_of_them_stay(database, anna, draft_id):
    for number in range(3):
        edited(database, anna, draft_id, title=LocalText.of({'ru': f'Название {number}'}))

    page = signed_in(database, anna.account_id).page(f'/authority/drafts/{draft_id}/history')

    assert len(list(page.root.first('main').all('li'))) == 2
    assert '3 сохранения с' in page.text and '2–4' in page.text
    assert database.value('SELECT count(*) FROM draft_revision') == 4


def test_the_database_refuses_to_change_a_revision(database, draft_id):
    with pytest.raises(DatabaseError):
        database.execute("UPDATE draft_revision SET account_id = 'x'")


def test_a_change_takes_a_draft_out_of_review(database, anna, draft_id):
    database.execute("UPDATE version_draft SET state = 'review'")

    edited(database, anna, draft_id, title=TEXT)

    assert opened(database, anna, draft_id).head.state == 'draft'


def test_a_discarded_draft_cannot_be_changed(database, anna, draft_id):
    committed(database, lambda: discard_draft(get_draft(anna, draft_id), now=NOW))

    with pytest.raises(WrongState):
        edited(database, anna, draft_id, title=TEXT)


def test_an_editor_begins_and_discards_a_draft_in_the_browser(database):
    anna = signed_in(database, staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'))
    page = anna.page('/authority/drafts/')

    answer = anna.send(page.form(f'/authority/drafts/begin/{FIRE}'))

    assert answer.status_code == 303
    discard = anna.page(answer.location + 'discard')
    assert anna.send(discard.main_form, url=answer.location + 'discard').status_code == 303
    assert database.value('SELECT state FROM version_draft') == 'discarded'
    assert anna.page(answer.location)
