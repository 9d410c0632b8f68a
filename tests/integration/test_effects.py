"""What editors see of the effect of a draft: totals of real drafts and results, and no more."""
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checklist.access import Role
from checklist.answer_plan import Fate
from checklist.services.catalog import newest_versions
from checklist.services.effects import effect_of_draft
from checklist.services.version_drafts import get_draft, save_version
from requirements_catalog.editing import remove_part
from requirements_catalog.parts import Thing
from tests.accounts import signed_in, staff
from tests.factories import NO, RESPONDENT, YES, begin, committed, submit
from tests.version_drafts import FIRE, draft_of, editor

NOW = datetime.now(UTC)


@pytest.fixture
def anna(database):
    return staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')


@pytest.fixture
def draft_id(database, anna):
    """A draft without the first question."""
    draft_id, actor = draft_of(database, anna), editor(anna, 'mchs-74')

    def work():
        draft = get_draft(actor, draft_id)
        first = next(iter(draft.version.questions))
        save_version(actor, draft, remove_part(draft.version, Thing.QUESTION, first),
                     action='question', now=NOW)

    committed(database, work)
    return draft_id


def fire(database):
    return committed(database, lambda: next(
        each for each in newest_versions() if each.code == FIRE))


def effect(database, anna, draft_id):
    return committed(database, lambda: effect_of_draft(
        get_draft(editor(anna, 'mchs-74'), draft_id)))


def test_drafts_under_way_are_counted_by_what_becomes_of_their_answers(
        database, anna, draft_id):
    published = fire(database)
    first, second = list(published.version.questions)[:2]
    for _ in range(10):
        begin(database, {first: YES, second: YES}, published, RESPONDENT)

    found = effect(database, anna, draft_id)

    assert found.drafts == 10
    assert dict(found.fates) == {
        Fate.CARRIED: 10, Fate.CONFIRM: 0, Fate.ASKED: 0, Fate.DROPPED: 10}


def test_results_are_scored_again_and_stay_what_they_are(database, anna, draft_id):
    published = fire(database)
    codes = list(published.version.questions)
    answers = {**dict.fromkeys(codes, YES), codes[0]: NO}
    for _ in range(10):
        submit(database, begin(database, answers, published, RESPONDENT))
    before = database.rows('SELECT * FROM submission')

    found = effect(database, anna, draft_id)

    assert found.results == 10
    assert sum(band.before for band in found.bands) == 10
    assert database.rows('SELECT * FROM submission') == before


def test_nine_drafts_are_hidden_on_the_page(database, anna, draft_id):
    published = fire(database)
    for _ in range(9):
        begin(database, {}, published, replace(RESPONDENT))

    page = signed_in(database, anna).page(f'/authority/drafts/{draft_id}/effect')

    assert 'скрыто: меньше 10' in page.text


def test_the_page_says_that_no_declarations_are_kept_yet(database, anna, draft_id):
    page = signed_in(database, anna).page(f'/authority/drafts/{draft_id}/effect')

    assert 'Сервис пока не хранит декларации' in page.text
