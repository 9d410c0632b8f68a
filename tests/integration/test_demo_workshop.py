"""What a demonstration shows of the workshop: a draft under discussion, and two people for it."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from checklist.services.catalog import newest_versions
from checklist.services.demo_staff import PEOPLE
from checklist.services.demo_workshop import CHECKLIST, PROPOSALS, add_demo_draft
from tests.clock import today
from tests.factories import committed, publish
from tests.version_drafts import FIRE

NOW = datetime.now(UTC)


def test_anybody_reads_the_demo_draft_with_its_answered_proposal(database, client):
    draft_id = committed(database, lambda: add_demo_draft(NOW))

    page = client.page(f'/discussions/{draft_id}/').text

    assert PROPOSALS[0][0] in page and PROPOSALS[1][0] not in page
    assert 'Ответ ведомства' in page
    assert database.rows('SELECT checklist_code, state FROM version_draft') == [
        (CHECKLIST, 'discussion')]
    assert database.value('SELECT count(*) FROM discussion_proposal') == len(PROPOSALS)


def test_a_demonstration_that_is_started_twice_has_one_draft(database):
    first = committed(database, lambda: add_demo_draft(NOW))

    assert first
    assert committed(database, lambda: add_demo_draft(NOW)) is None
    assert CHECKLIST != FIRE


def test_a_demonstration_goes_on_where_the_law_has_ended(database):
    version = next(each.version for each in committed(database, newest_versions)
                   if each.code == CHECKLIST)
    ended = today() - timedelta(days=20)
    publish(database, replace(
        version, content=replace(version.content, version=version.content.version + 1),
        acts=tuple(replace(act, valid_to=ended) for act in version.acts)))

    assert committed(database, lambda: add_demo_draft(NOW)) is None

    assert database.value('SELECT count(*) FROM version_draft') == 0


def test_nobody_of_the_demo_edits_and_approves_public_catering():
    of_catering = [invited.roles for invited in PEOPLE.values() if invited.authority == 'rpn-74']

    assert len(of_catering) == 2
    assert not frozenset.intersection(*of_catering)
