"""What was approved is published at once for all, and never changes afterwards."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError

from checklist.access import Role
from checklist.errors import Conflict, WrongState
from checklist.services.approvals import publish_draft
from checklist.services.catalog import current_versions, newest_versions
from checklist.services.draft_revisions import content_at
from checklist.services.version_drafts import get_draft
from requirements_catalog.canonical import fingerprint
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.clock import today
from tests.factories import COMPLETE, YES, begin, committed, publish, save, small_version, submit
from tests.version_drafts import (
    FIRE, approved, draft_of, edited, editor, in_review, published)

NOW = datetime.now(UTC)
TITLE = LocalText.of({'ru': 'Новое название', 'en': 'A new title'})
OTHER = LocalText.of({'ru': 'Другое название', 'en': 'Another title'})


@pytest.fixture
def anna(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'), 'mchs-74')


@pytest.fixture
def boris(database):
    return editor(staff(database, Role.APPROVER, 'boris@example.ru'), 'mchs-74',
                  role=Role.APPROVER)


@pytest.fixture
def draft_id(database, anna):
    return draft_of(database, anna.account_id)


def head(database, actor, draft_id):
    return committed(database, lambda: get_draft(actor, draft_id)).head


def test_nothing_is_published_without_approval(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)

    with pytest.raises(WrongState):
        published(database, boris, draft_id)


def test_a_version_whose_day_has_passed_is_not_published(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    later = today() + timedelta(days=30)

    with pytest.raises(WrongState):
        committed(database, lambda: publish_draft(
            boris, get_draft(boris, draft_id, lock=True), today=later, now=NOW))


def test_a_taken_number_is_told_and_nothing_is_published(database, anna, boris, draft_id):
    version = in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    publish(database, replace(version, content=replace(version.content, title=OTHER)))
    approver = signed_in(database, boris.account_id)
    address = f'/authority/drafts/{draft_id}/publish'

    answer = approver.post(address, data={'csrf_token': approver.token()})

    assert answer.status_code == 409
    assert 'Тем временем опубликована версия 2' in answer.page.text
    with pytest.raises(Conflict):
        published(database, boris, draft_id)
    assert head(database, anna, draft_id).state == 'approved'


def test_readers_see_the_whole_version_or_nothing_of_it(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    questions = database.value('SELECT count(*) FROM control_question')

    def fail():
        publish_draft(boris, get_draft(boris, draft_id, lock=True), today=today(), now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        committed(database, fail)
    assert database.value('SELECT count(*) FROM control_question') == questions
    published(database, boris, draft_id)
    assert database.value('SELECT count(*) FROM control_question') > questions


@pytest.mark.abuse('A16')
@pytest.mark.parametrize('state', ['approved', 'published'])
@pytest.mark.parametrize('statement', [
    'UPDATE version_draft SET revision = 1',
    "UPDATE version_draft SET fingerprint = 'x'",
    'UPDATE version_draft SET number = 77',
    "UPDATE draft_approval SET act = 'x'",
    'DELETE FROM draft_approval',
    "UPDATE draft_revision SET fingerprint = 'x'",
    'DELETE FROM draft_revision',
    'DELETE FROM version_draft',
])
def test_the_database_keeps_what_was_approved(
        database, anna, boris, draft_id, statement, state):
    in_review(database, anna, draft_id, title=TITLE)
    approved(database, boris, draft_id)
    if state == 'published':
        published(database, boris, draft_id)

    with pytest.raises(DBAPIError, match='immutable'):
        database.execute(statement)
    with pytest.raises(WrongState):
        edited(database, anna, draft_id, title=OTHER)


def test_what_is_at_its_end_stays_there(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    published(database, boris, draft_id)

    with pytest.raises(DBAPIError, match='immutable'):
        database.execute("UPDATE version_draft SET state = 'draft'")


# SECURITY A16: a published version is never edited in place.

@pytest.mark.abuse('A16')
def test_after_twenty_publications_every_fingerprint_still_matches(database, anna, boris):
    for number in range(20):
        draft_id = draft_of(database, anna.account_id)
        title = LocalText.of({'ru': f'Название {number}', 'en': f'Title {number}'})
        in_review(database, anna, draft_id, title=title)
        approved(database, boris, draft_id)
        published(database, boris, draft_id)

    versions = database.rows(
        'SELECT number, fingerprint, content FROM checklist_version'
        f" WHERE checklist_code = '{FIRE}' ORDER BY number")
    drafts = dict(database.rows('SELECT number, fingerprint FROM version_draft'))
    assert [row.number for row in versions] == list(range(1, 22))
    with database.app.app_context():
        kept = {published.version.content.version: fingerprint(published.version)
                for published in newest_versions()}
        for row in versions[1:]:
            draft_id = database.value(
                'SELECT id FROM version_draft WHERE number = :number', number=row.number)
            revision = database.value(
                'SELECT revision FROM version_draft WHERE id = :id', id=draft_id)
            assert fingerprint(content_at(draft_id, revision)) == row.fingerprint
            assert drafts[row.number] == row.fingerprint
    assert kept


# SECURITY A15: a version is published in the middle of a fill-in.

@pytest.mark.abuse('A15')
def test_a_running_self_inspection_stays_on_its_version(database):
    held = begin(database, {'Q-1': YES})
    before = database.rows('SELECT version_id, draft, revision FROM self_inspection')

    publish(database, small_version(2))

    assert database.rows('SELECT version_id, draft, revision FROM self_inspection') == before
    save(database, held, COMPLETE)
    submit(database, held)
    first = database.value(
        "SELECT id FROM checklist_version WHERE checklist_code = 'small-list' AND number = 1")
    assert database.value('SELECT version_id FROM self_inspection') == first


def test_a_version_of_the_future_is_not_in_force_yet(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    published(database, boris, draft_id)

    def numbers(day):
        return {each.code: each.version.content.version for each in current_versions(day)}

    assert committed(database, lambda: numbers(today()))[FIRE] == 1
    assert committed(database, lambda: numbers(today() + timedelta(days=3)))[FIRE] == 2
