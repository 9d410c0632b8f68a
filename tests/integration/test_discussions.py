"""Public discussions: anybody reads the draft as it was shown, proposes, and is answered."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.errors import Missing, WrongState
from checklist.services.discussions import (
    LEAST_DAYS, get_discussion, list_discussions, open_discussion, propose)
from checklist.services.limits import PROPOSALS
from checklist.services.version_drafts import discard_draft, get_draft
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.browsing import Client
from tests.clock import today
from tests.factories import committed
from tests.pages import plain
from tests.version_drafts import (
    PROPOSED, discussed, draft_of, edited, editor, in_review)

NOW = datetime.now(UTC)
TODAY, DAY = timedelta(0), timedelta(1)
WHOLE = timedelta(LEAST_DAYS)
TITLE = LocalText.of({'ru': 'Новое название', 'en': 'A new title'})
HOSTILE = '<script>alert(1)</script> {{7*7}} javascript:alert(1)'


@pytest.fixture
def anna(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'), 'mchs-74')


@pytest.fixture
def draft_id(database, anna):
    return draft_of(database, anna.account_id)


def opened(database, anna, draft_id, wait=TODAY, length=WHOLE):
    begins = today() + wait
    committed(database, lambda: open_discussion(
        anna, get_draft(anna, draft_id, lock=True), begins, begins + length,
        today=today(), now=NOW))


def send(client, draft_id, **fields):
    address = f'/discussions/{draft_id}/'
    return client.send(client.page(address).main_form, url=address, **fields)


def test_an_editor_opens_a_discussion_and_anybody_reads_the_whole_draft(
        database, client, anna, draft_id):
    edited(database, anna, draft_id, title=TITLE)
    author = signed_in(database, anna.account_id)
    address = f'/authority/drafts/{draft_id}/discussion'

    assert author.send(author.page(address).main_form, url=address).status_code == 303

    assert 'Новое название' in client.page('/discussions/').text
    page = client.page(f'/discussions/{draft_id}/')
    draft = committed(database, lambda: get_draft(anna, draft_id))
    assert 'Новое название' in page.heading
    assert all(plain(str(question.text)) in page.text
               for question in draft.version.questions.values())


def test_a_draft_is_nobodys_business_before_it_is_shown(database, client, anna, draft_id):
    assert client.get(f'/discussions/{draft_id}/').status_code == 404

    opened(database, anna, draft_id, wait=2 * DAY)

    assert client.get(f'/discussions/{draft_id}/').status_code == 404
    assert 'Новое' not in client.page('/discussions/').text


def test_what_is_discussed_stays_as_it_was_shown(database, client, anna, draft_id):
    opened(database, anna, draft_id)

    edited(database, anna, draft_id, title=TITLE)

    assert 'Новое название' not in client.page(f'/discussions/{draft_id}/').text
    assert committed(database, lambda: get_draft(anna, draft_id)).head.state == 'discussion'


@pytest.mark.parametrize(('wait', 'length'), [
    (-DAY, WHOLE + DAY), (TODAY, WHOLE - DAY), (TODAY, -DAY), (TODAY, 366 * DAY)])
def test_too_few_days_or_past_ones_are_refused(database, anna, draft_id, wait, length):
    author = signed_in(database, anna.account_id)
    address = f'/authority/drafts/{draft_id}/discussion'
    begins = today() + wait

    answer = author.send(author.page(address).main_form, url=address,
                         begins=begins.isoformat(), ends=(begins + length).isoformat())

    assert answer.status_code == 422
    with pytest.raises(WrongState):
        opened(database, anna, draft_id, wait, length)


def test_a_proposal_is_read_by_an_editor_before_anybody_sees_it(
        database, client, anna, draft_id):
    opened(database, anna, draft_id)
    code = next(iter(committed(database, lambda: get_draft(anna, draft_id)).version.questions))

    assert send(client, draft_id, text=PROPOSED, author='Ольга', place=code).status_code == 303

    assert PROPOSED not in client.page(f'/discussions/{draft_id}/').text
    author = signed_in(database, anna.account_id)
    page = author.page(f'/authority/drafts/{draft_id}/discussion')
    link = next(link for link in page.links if '/discussion/' in link)
    form = author.page(link).main_form
    assert author.send(form, url=link, decision='shown', answer='Учтём в проекте.'
                       ).status_code == 303
    shown = client.page(f'/discussions/{draft_id}/').text
    assert PROPOSED in shown and 'Ольга' in shown and 'Учтём в проекте.' in shown
    assert f'{code} ·' in shown


def test_a_refused_proposal_is_counted_and_not_shown(database, client, anna, draft_id):
    proposal_id = discussed(database, anna, draft_id)
    author = signed_in(database, anna.account_id)
    address = f'/authority/drafts/{draft_id}/discussion/{proposal_id}'
    form = author.page(address).main_form

    assert author.send(form, url=address, decision='refused').status_code == 422
    assert author.send(form, url=address, decision='refused', answer='Личное').status_code == 303

    page = client.page(f'/discussions/{draft_id}/').text
    assert PROPOSED not in page and 'Личное' not in page
    assert 'Ещё 1 предложение не показано' in page


@pytest.mark.asvs('1.2.1')
def test_what_somebody_typed_is_shown_as_text(database, client, anna, draft_id):
    opened(database, anna, draft_id)
    assert send(client, draft_id, text=HOSTILE, author=HOSTILE).status_code == 303
    database.execute("UPDATE discussion_proposal SET state = 'shown', answer = text")

    page = client.page(f'/discussions/{draft_id}/')

    assert page.text.count(HOSTILE) == 3
    assert '<script>alert' not in page.html


@pytest.mark.parametrize(('fields', 'field'), [
    ({'text': ''}, '#text'), ({'text': 'a' * 3001}, '#text'),
    ({'text': 'да\u202eнет'}, '#text'), ({'text': 'да', 'author': 'b' * 121}, '#author'),
    ({'text': 'да', 'place': 'no-such-place'}, '#place')])
def test_what_is_wrong_is_told_at_its_field_and_kept(
        database, client, anna, draft_id, fields, field):
    opened(database, anna, draft_id)

    answer = send(client, draft_id, **fields)

    assert answer.status_code == 422
    assert [anchor for anchor, _ in answer.page.problems] == [field]
    assert database.value('SELECT count(*) FROM discussion_proposal') == 0


@pytest.mark.asvs('2.4.1')
def test_one_visitor_cannot_flood_a_discussion(database, anna, draft_id):
    opened(database, anna, draft_id)
    browser = Client(database.app, '203.0.113.7')
    form = browser.page(f'/discussions/{draft_id}/').main_form

    codes = [browser.send(form, text=f'Предложение {number}').status_code
             for number in range(PROPOSALS.most + 1)]

    assert codes[:-1] == [303] * PROPOSALS.most
    assert codes[-1] == 429


def test_a_discussion_closes_by_its_date(database, client, anna, draft_id):
    opened(database, anna, draft_id)
    database.execute('UPDATE version_draft SET discussion_from = :first, discussion_to = :last',
                     first=today() - 20 * DAY, last=today() - 2 * DAY)

    page = client.page(f'/discussions/{draft_id}/')

    assert 'Завершено' in page.text
    assert not [form for form in page.forms if 'text' in form.names]
    with pytest.raises(WrongState):
        committed(database, lambda: propose(
            get_discussion(draft_id, today()), '', '', PROPOSED, today=today(), now=NOW))
    in_review(database, anna, draft_id)


def test_a_draft_with_errors_is_not_shown(database, anna, draft_id):
    draft = committed(database, lambda: get_draft(anna, draft_id))
    edited(database, anna, draft_id, requirements=tuple(
        type(each)(**{**vars(each), 'clauses': ()})
        for each in draft.version.content.requirements))

    with pytest.raises(WrongState):
        opened(database, anna, draft_id)


def test_another_authority_moderates_nothing(database, anna, draft_id):
    proposal_id = discussed(database, anna, draft_id)
    stranger = signed_in(database, staff(
        database, Role.CATALOG_EDITOR, 'stranger@example.ru', 'rpn-74'))

    address = f'/authority/drafts/{draft_id}/discussion/{proposal_id}'
    answer = stranger.post(address, data={
        'csrf_token': stranger.token(), 'decision': 'shown'})

    assert answer.status_code == 404
    assert database.value('SELECT state FROM discussion_proposal') == 'waiting'


def test_a_draft_that_is_given_up_says_so_to_its_readers(database, client, anna, draft_id):
    opened(database, anna, draft_id)

    committed(database, lambda: discard_draft(get_draft(anna, draft_id), now=NOW))

    assert 'От проекта отказались' in client.page(f'/discussions/{draft_id}/').text
    with database.app.app_context():
        assert [each.id for each in list_discussions(today())] == [draft_id]
        with pytest.raises(Missing):
            get_discussion('nonsense', today())


def test_the_name_given_with_a_proposal_is_sealed(database, anna, draft_id):
    discussed(database, anna, draft_id)

    assert 'Ольга' not in database.value('SELECT author FROM discussion_proposal')
