"""What a demonstration shows of the workshop: a draft under discussion, and two people for it."""
from datetime import UTC, datetime

from checklist.services.demo_staff import PEOPLE
from checklist.services.demo_workshop import CHECKLIST, PROPOSALS, add_demo_draft
from tests.factories import committed
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


def test_nobody_of_the_demo_edits_and_approves_public_catering():
    of_catering = [invited.roles for invited in PEOPLE.values() if invited.authority == 'rpn-74']

    assert len(of_catering) == 2
    assert not frozenset.intersection(*of_catering)
