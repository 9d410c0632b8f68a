"""A draft is approved by somebody who has not edited it, exactly as it was shown."""
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from checklist.access import Role
from checklist.errors import DomainError, WrongState
from checklist.services.approvals import ask_approval, send_back
from checklist.services.catalog import newest_versions
from checklist.services.version_drafts import get_draft, save_version
from requirements_catalog.texts import LocalText
from tests.accounts import messages, signed_in, staff
from tests.clock import today
from tests.factories import committed
from tests.version_drafts import (
    FIRE, approved, discussed, draft_of, edited, editor, in_review)

NOW = datetime.now(UTC)
TITLE = LocalText.of({'ru': 'Новое название', 'en': 'A new title'})
HOSTILE = '<b>жирно</b> {{7*7}} \u202eтекст'


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


def approval_form(browser, draft_id):
    """Go the way of an approver up to the form that approves."""
    page = browser.page(f'/authority/drafts/{draft_id}/approval')
    link = next(link for link in page.links if '/approve' in link)
    return browser.page(link).main_form


def test_a_draft_is_asked_for_approved_and_published_in_the_browser(
        database, anna, boris, draft_id):
    edited(database, anna, draft_id, title=TITLE)
    address = f'/authority/drafts/{draft_id}/approval'
    author, approver = (signed_in(database, who.account_id) for who in (anna, boris))

    page = author.page(address)
    assert author.send(page.form('/approval'), url=address).status_code == 303
    form = approval_form(approver, draft_id)
    assert approver.send(form, act='Приказ от 20.11.2026 № 5').status_code == 303
    assert 'Приказ от 20.11.2026 № 5' in approver.page(address).text
    publication = f'/authority/drafts/{draft_id}/publish'
    answer = approver.send(approver.page(publication).main_form, url=publication)

    assert answer.status_code == 303
    found = committed(database, lambda: newest_versions())
    newest = next(each for each in found if each.code == FIRE)
    assert newest.version.content.title == TITLE
    assert newest.fingerprint == head(database, anna, draft_id).fingerprint
    actions = [row.action for row in database.rows(
        "SELECT action FROM journal_entry WHERE tenant = 'mchs-74' ORDER BY id")]
    assert actions[-4:] == ['begin_draft', 'ask_approval', 'approve_draft', 'publish_draft']
    assert 'Опубликован' in author.page(address).text


def test_approvers_who_have_edited_nothing_are_told_in_their_language(
        database, anna, boris, draft_id):
    both = editor(staff(database, Role.APPROVER, 'both@example.ru'), 'mchs-74')
    staff(database, Role.APPROVER, 'other@example.ru', 'rpn-74')
    blocked = staff(database, Role.APPROVER, 'blocked@example.ru')
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=blocked)
    database.execute("UPDATE user_account SET language = 'en' WHERE id = :id",
                     id=boris.account_id)
    edited(database, both, draft_id, title=TITLE)

    in_review(database, anna, draft_id)

    message, = messages(database, 'approval')
    assert message['recipient'] == 'boris@example.ru'
    assert (message['title'], message['number']) == ('A new title', '2')
    assert database.value("SELECT language FROM mail_message WHERE kind = 'approval'") == 'en'
    assert message['link'] == f'/authority/drafts/{draft_id}/approval'


def test_the_approvers_are_told_each_time_they_are_asked(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    committed(database, lambda: send_back(boris, get_draft(boris, draft_id), 'Нет', now=NOW))
    in_review(database, anna, draft_id)

    assert len(messages(database, 'approval')) == 2


def test_what_waits_for_approval_has_nothing_that_nobody_names(database, anna, draft_id):
    draft = committed(database, lambda: get_draft(anna, draft_id))
    lonely = replace(draft.version.acts[0], code='lonely-act')
    committed(database, lambda: save_version(
        anna, draft, replace(draft.version, acts=(*draft.version.acts, lonely)),
        action='act', now=NOW))

    version = in_review(database, anna, draft_id)

    assert 'lonely-act' not in version.acts_by_code


def test_errors_keep_a_draft_from_the_approvers(database, anna, draft_id):
    draft = committed(database, lambda: get_draft(anna, draft_id))
    first, *others = draft.version.content.requirements
    edited(database, anna, draft_id, requirements=(replace(first, clauses=()), *others))
    author = signed_in(database, anna.account_id)
    address = f'/authority/drafts/{draft_id}/approval'

    answer = author.send(author.page(address).form('/approval'), url=address)

    assert answer.status_code == 422
    assert 'Нет ни одного действующего пункта' in answer.page.text
    assert head(database, anna, draft_id).state == 'draft'


@pytest.mark.parametrize('day', ['', '31.02.2030', '2020-01-01'])
def test_a_version_begins_today_or_later(database, anna, draft_id, day):
    author = signed_in(database, anna.account_id)
    address = f'/authority/drafts/{draft_id}/approval'

    answer = author.send(author.page(address).form('/approval'), url=address, effective_from=day)

    assert answer.status_code == 422
    assert answer.page.problems[0][0] == '#effective_from'
    assert head(database, anna, draft_id).state == 'draft'


# SECURITY A13: what a file may bring is shown to those who approve.

@pytest.mark.abuse('A13')
@pytest.mark.asvs('1.2.1')
def test_markup_and_unseen_characters_are_shown_to_the_approver(
        database, client, anna, boris, draft_id):
    draft = committed(database, lambda: get_draft(anna, draft_id))
    first, *others = draft.version.content.sections
    question = replace(first.questions[0], text=LocalText.of({'ru': HOSTILE, 'en': HOSTILE}))
    edited(database, anna, draft_id, sections=(
        replace(first, questions=(question, *first.questions[1:])), *others))
    discussed(database, anna, draft_id)

    pages = [signed_in(database, boris.account_id).page(f'/authority/drafts/{draft_id}/approval'),
             client.page(f'/discussions/{draft_id}/')]

    for page in pages:
        assert '<b>жирно</b> {{7*7}} ⟦U+202E⟧' in page.text
        assert '<b>жирно' not in page.html and '\u202e' not in page.text


# SECURITY A14: nobody approves a change of their own.

@pytest.mark.abuse('A14')
@pytest.mark.asvs('2.3.5')
def test_whoever_edited_is_refused(database, anna, draft_id):
    both = replace(anna, roles=frozenset({Role.CATALOG_EDITOR, Role.APPROVER}))
    in_review(database, anna, draft_id, title=TITLE)

    with pytest.raises(WrongState):
        approved(database, both, draft_id)

    assert head(database, anna, draft_id).state == 'review'
    assert database.value('SELECT count(*) FROM draft_approval') == 0


@pytest.mark.abuse('A14')
@pytest.mark.asvs('2.3.5')
def test_an_edit_in_a_second_tab_takes_the_approval_of_the_first_away(
        database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approver = signed_in(database, boris.account_id)
    form = approval_form(approver, draft_id)

    edited(database, replace(boris, roles=frozenset({Role.CATALOG_EDITOR, Role.APPROVER})),
           draft_id, title=TITLE)
    assert approver.send(form, act='Приказ').status_code == 409
    in_review(database, anna, draft_id)

    with pytest.raises(WrongState):
        approved(database, boris, draft_id)


@pytest.mark.abuse('A14')
@pytest.mark.asvs('15.4.2')
def test_an_edit_between_looking_and_approving_is_told(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approver = signed_in(database, boris.account_id)
    form = approval_form(approver, draft_id)
    in_review(database, anna, draft_id, title=TITLE)

    answer = approver.send(form, act='Приказ')

    assert answer.status_code == 409
    assert 'Новое название' in answer.page.text
    assert head(database, anna, draft_id).state == 'review'


@pytest.mark.abuse('A14')
def test_the_fingerprint_of_another_content_approves_nothing(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approver = signed_in(database, boris.account_id)

    answer = approver.send(approval_form(approver, draft_id), act='Приказ', fingerprint='0' * 64)

    assert answer.status_code == 409
    assert head(database, anna, draft_id).state == 'review'


@pytest.mark.abuse('A14')
@pytest.mark.asvs('15.4.2')
def test_of_an_edit_and_an_approval_at_once_one_wins(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    seen = head(database, anna, draft_id).fingerprint
    together = Barrier(2)

    def attempt(work: Callable[[], object]) -> bool:
        together.wait()
        try:
            work()
        except DomainError:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(attempt, (
            lambda: edited(database, anna, draft_id, title=TITLE),
            lambda: approved(database, boris, draft_id))))

    after = head(database, anna, draft_id)
    assert outcomes.count(True) == 1
    assert (after.state, after.fingerprint == seen) in {('approved', True), ('draft', False)}


def test_to_approve_takes_a_fresh_proof_of_identity(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approver = signed_in(database, boris.account_id, age=timedelta(minutes=6))

    for page in ('approve?seen=2', 'publish'):
        answer = approver.get(f'/authority/drafts/{draft_id}/{page}')
        assert answer.location.startswith('/account/confirm')
        assert answer.status_code == 303


def test_a_draft_goes_back_with_the_reason(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approver = signed_in(database, boris.account_id)
    address = f'/authority/drafts/{draft_id}/send-back'
    form = approver.page(address).main_form

    assert approver.send(form, url=address).status_code == 422
    assert approver.send(form, url=address, reason='Уточните <b>пункт</b> 5').status_code == 303

    page = signed_in(database, anna.account_id).page(f'/authority/drafts/{draft_id}/approval')
    assert 'Уточните <b>пункт</b> 5' in page.text
    assert head(database, anna, draft_id).state == 'draft'


def test_what_was_sent_back_unchanged_can_be_approved_again(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)
    committed(database, lambda: send_back(
        boris, get_draft(boris, draft_id, lock=True), 'Ещё раз', now=NOW))

    in_review(database, anna, draft_id)
    approved(database, boris, draft_id)

    assert head(database, anna, draft_id).state == 'approved'


def test_approval_cannot_be_asked_for_during_a_discussion(database, anna, draft_id):
    database.execute("UPDATE version_draft SET state = 'discussion', discussion_to = :day",
                     day=today() + timedelta(days=1))

    with pytest.raises(WrongState):
        in_review(database, anna, draft_id)

    database.execute('UPDATE version_draft SET discussion_to = :day',
                     day=today() - timedelta(days=1))
    in_review(database, anna, draft_id)


def test_asking_needs_a_draft_that_is_open(database, anna, boris, draft_id):
    in_review(database, anna, draft_id)

    with pytest.raises(WrongState):
        committed(database, lambda: ask_approval(
            anna, get_draft(anna, draft_id), today(), today=today(), now=NOW))
