"""What editors say became of old questions, and what follows from it for answers."""
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checklist.access import Role
from checklist.services.version_drafts import get_draft, save_version
from requirements_catalog.editing import put_part, remove_part
from requirements_catalog.parts import Thing
from requirements_catalog.plan import plan
from requirements_catalog.steps import Outcome
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.version_drafts import draft_of, editor

NOW = datetime.now(UTC)


@pytest.fixture
def anna(database):
    return staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')


@pytest.fixture
def draft_id(database, anna):
    """A draft in which the first question is gone and a like one has come under a new code."""
    draft_id, actor = draft_of(database, anna), editor(anna, 'mchs-74')

    def work():
        version = get_draft(actor, draft_id).version
        first = next(iter(version.questions.values()))
        section = version.content.sections[0].code
        text = LocalText.of({'ru': f'{first.text} Сегодня', 'en': 'Today?'})
        changed = remove_part(version, Thing.QUESTION, first.code)
        changed = put_part(changed, Thing.QUESTION, replace(first, code='FS-900', text=text),
                           section=section)
        save_version(actor, get_draft(actor, draft_id), changed, action='question', now=NOW)

    committed(database, work)
    return draft_id


@pytest.fixture
def client(database, anna):
    return signed_in(database, anna)


def outcome(database, anna, draft_id, code='FS-900'):
    def work():
        draft = get_draft(editor(anna, 'mchs-74'), draft_id)
        return plan(draft.base.version, draft.version).by_code[code]

    return committed(database, work)


def url(draft_id):
    return f'/authority/drafts/{draft_id}/lineage'


def test_a_suggestion_holds_only_when_it_is_confirmed(database, anna, client, draft_id):
    assert outcome(database, anna, draft_id).outcome is Outcome.ASKED
    page = client.page(url(draft_id))
    assert 'FS-001 → FS-900' in page.text

    client.press(page.form('/lineage/accept'), change='meaning')

    step = outcome(database, anna, draft_id)
    assert (step.outcome, step.sources) == (Outcome.CONFIRM, ('FS-001',))
    assert 'FS-001 → FS-900' not in client.page(url(draft_id)).text


def test_many_questions_become_one_with_a_reason(database, anna, client, draft_id):
    form = client.page(url(draft_id)).form('/lineage')

    client.press(form, **{
        'kind': 'merged', 'old-FS-001': 'y', 'old-FS-002': 'y', 'new-FS-900': 'y',
        'change': 'meaning', 'reason': 'Два пункта стали одним.'})

    step = outcome(database, anna, draft_id)
    assert step.sources == ('FS-001', 'FS-002')
    assert [str(reason) for reason in step.reasons] == ['Два пункта стали одним.']
    assert 'Два пункта стали одним.' in client.page(url(draft_id)).text


def test_what_cannot_be_is_told_at_the_form_with_everything_kept(client, draft_id):
    form = client.page(url(draft_id)).form('/lineage')

    answer = client.send(form, **{
        'kind': 'merged', 'old-FS-001': 'y', 'new-FS-900': 'y', 'reason': 'Почему-то'})

    assert answer.status_code == 422
    assert answer.page.problems
    values = answer.page.form('/lineage').values
    assert values['reason'] == 'Почему-то' and values['old-FS-001'] == 'y'


def test_what_was_said_can_be_taken_back(database, anna, client, draft_id):
    client.press(client.page(url(draft_id)).form('/lineage/accept'), change='editorial')
    assert outcome(database, anna, draft_id).outcome is Outcome.CARRIED

    client.press(client.page(url(draft_id)).form('/lineage/remove'))

    assert outcome(database, anna, draft_id).outcome is Outcome.ASKED


def test_taking_back_by_an_old_page_is_refused(client, draft_id):
    client.press(client.page(url(draft_id)).form('/lineage/accept'), change='editorial')
    form = client.page(url(draft_id)).form('/lineage/remove')
    client.send(form)

    assert client.send(form).status_code == 409


def test_an_approver_reads_and_changes_nothing(database, draft_id):
    approver = signed_in(database, staff(database, Role.APPROVER, 'vera@example.ru'))

    page = approver.page(url(draft_id))

    assert [form.action for form in page.forms if 'lineage' in form.action] == []
