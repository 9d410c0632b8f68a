"""A checklist changes while somebody fills it in: told, moved, confirmed, taken back (A15)."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.answer_plan import Fate
from checklist.answers import GivenAnswer
from checklist.errors import Outdated, WrongState
from checklist.services.catalog import publish_version
from checklist.services.moves import REVERSIBLE, forget_old_drafts, get_move, outlook, revert_move
from checklist.services.submissions import submit_inspection
from requirements_catalog.model import AnswerOption
from tests.browsing import Client
from tests.factories import NO, NOTE, YES, committed, publish, save, submit
from tests.moves import ANSWERS, NEW_WORDING, begun, current, moved, moving_version, opened

NOW = datetime.now(UTC)
IN_A_MONTH = NOW + timedelta(days=40)
COMPLETE = {'M-1': YES, 'M-2': NO, 'M-3': YES, 'M-4': YES, 'M-5': YES}


@pytest.fixture
def held(database):
    """A draft under the first version, while the second is in force."""
    held = begun(database)
    publish(database, moving_version(2))
    return held


def draft_of(database, held):
    return committed(database, lambda: opened(held))


def move_of(database, held, move_id):
    return committed(database, lambda: get_move(opened(held), move_id))


def fates(move):
    return {row.old: (row.fate, row.new) for row in move.rows}


def holder_of(database, held):
    client = Client(database.app)
    client.get(f'/inspections/resume/{held.key}')
    return client


def test_publishing_changes_nothing_of_a_draft_under_way(database):
    held = begun(database)
    before = database.rows('SELECT * FROM self_inspection')

    publish(database, moving_version(2))

    assert database.rows('SELECT * FROM self_inspection') == before
    save(database, held, {'M-3': YES})
    assert draft_of(database, held).published.version.content.version == 1


def test_each_answer_is_carried_confirmed_or_kept_in_the_receipt(database, held):
    move = move_of(database, held, moved(database, held))

    assert fates(move) == {
        'M-1': (Fate.CARRIED, 'M-1'), 'M-2': (Fate.CONFIRM, 'M-2'),
        'M-3': (Fate.DROPPED, ''), 'M-4': (Fate.CONFIRM, 'M-6'), 'M-5': (Fate.CONFIRM, 'M-6')}
    assert {row.old: row.answer for row in move.rows} == ANSWERS
    assert draft_of(database, held).draft == {'M-1': YES}
    assert move.to_confirm['M-2'] == NO


def test_a_move_over_two_versions_does_what_both_do(database, held):
    publish(database, moving_version(3))

    move = move_of(database, held, moved(database, held))

    assert move.new.version.content.version == 3
    assert fates(move)['M-4'] == (Fate.CONFIRM, 'M-6')
    assert draft_of(database, held).draft == {'M-1': YES}


def test_the_outlook_tells_what_the_move_then_does(database, held):
    found = committed(database, lambda: outlook(opened(held), current(opened(held))))
    move = move_of(database, held, moved(database, held))

    assert (found.migration.rows, found.before, found.after) == (
        move.rows, move.before, move.after)
    assert (move.before.points, move.before.attainable) == (2, 4)
    assert (move.after.points, move.after.attainable) == (1, 4)


def test_a_move_taken_back_restores_every_answer(database, held):
    move_id = moved(database, held)

    committed(database, lambda: revert_move(
        opened(held), get_move(opened(held), move_id), now=NOW))

    draft = draft_of(database, held)
    assert (draft.published.version.content.version, draft.draft) == (1, ANSWERS)


def test_what_was_answered_after_the_move_survives_the_way_back(database, held):
    move_id = moved(database, held)
    save(database, held, {'M-1': GivenAnswer(AnswerOption.NO, NOTE)})

    committed(database, lambda: revert_move(
        opened(held), get_move(opened(held), move_id), now=NOW))

    assert draft_of(database, held).draft == {
        **ANSWERS, 'M-1': GivenAnswer(AnswerOption.NO, NOTE)}


def test_after_thirty_days_there_is_no_way_back_and_no_copy(database, held):
    move_id = moved(database, held)
    late = datetime.now(UTC) + REVERSIBLE + timedelta(minutes=1)

    with pytest.raises(WrongState):
        committed(database, lambda: revert_move(
            opened(held), get_move(opened(held), move_id), now=late))
    assert committed(database, lambda: forget_old_drafts(NOW)) == 0
    assert committed(database, lambda: forget_old_drafts(late)) == 1
    assert database.value('SELECT old_draft FROM inspection_move') is None
    assert fates(move_of(database, held, move_id))['M-1'] == (Fate.CARRIED, 'M-1')


def test_within_the_days_of_grace_an_old_version_is_accepted_and_marked(database):
    held = begun(database, COMPLETE)
    publish(database, moving_version(2))

    submit(database, held)

    client = holder_of(database, held)
    assert 'Начато до вступления в силу версии 2' in client.page(f'{held.path}/result').text
    assert client.get(f'{held.path}/result.json').json['superseded']


def test_a_version_published_later_marks_nothing_that_was_submitted_before(database):
    held = begun(database, COMPLETE)
    submit(database, held)
    before = holder_of(database, held).get(f'{held.path}/result.json').json

    publish(database, moving_version(2))

    assert holder_of(database, held).get(f'{held.path}/result.json').json == before
    assert before['superseded'] == ''


def test_after_the_days_of_grace_it_is_refused_and_nothing_is_lost(database):
    held = begun(database, COMPLETE)
    publish(database, moving_version(2))

    def late():
        inspection = opened(held)
        submit_inspection(inspection, submission_key='K' * 26, revision=inspection.revision,
                          language='ru', now=IN_A_MONTH)

    with pytest.raises(Outdated):
        committed(database, late)
    assert draft_of(database, held).draft == COMPLETE


def test_a_late_submission_meets_a_page_that_offers_the_move(database):
    held = begun(database, COMPLETE)
    committed(database, lambda: publish_version(
        moving_version(2, grace_days=0), now=NOW - timedelta(days=2)))
    client = holder_of(database, held)

    answer = client.send(client.page(f'{held.path}/check').form('/submit'))

    assert answer.status_code == 409
    assert f'{held.path}/new-version' in answer.page.links
    assert draft_of(database, held).draft == COMPLETE


def test_an_owner_is_told_moves_and_answers_only_what_changed(database, held):
    client = holder_of(database, held)
    overview = client.page(f'{held.path}/')
    assert 'новая версия' in overview.text

    preview = client.page(f'{held.path}/new-version')
    receipt = client.press(preview.form('/new-version'))
    questions = client.page(next(
        link for link in receipt.links if link.endswith('/questions')))
    form = questions.form('/questions')

    assert [name for name in form.names if name.startswith('note-')] == [
        'note-M-2', 'note-M-6', 'note-M-7']
    assert form.values['answer-M-2'] == 'no'
    assert str(NEW_WORDING) in questions.text
    assert 'Акт теперь требует записи' in questions.text
    done = client.press(form, **{'answer-M-6': 'yes', 'answer-M-7': 'yes'})
    assert 'не осталось' in done.text
    draft = draft_of(database, held).draft
    assert {code: answer.option for code, answer in draft.items()} == {
        'M-1': 'yes', 'M-2': 'no', 'M-6': 'yes', 'M-7': 'yes'}


def test_an_incomplete_answer_comes_back_with_what_was_typed(database, held):
    client = holder_of(database, held)
    move_id = moved(database, held)
    url = f'{held.path}/moves/{move_id}/questions'

    answer = client.send(client.page(url).form('/questions'), **{
        'answer-M-7': 'not_applicable', 'note-M-6': 'Спросить у завхоза'})

    assert answer.status_code == 422
    assert 'Спросить у завхоза' in answer.page.text
    assert draft_of(database, held).draft['M-2'] == NO


def test_another_window_is_not_overwritten_by_the_changed_questions(database, held):
    client = holder_of(database, held)
    move_id = moved(database, held)
    form = client.page(f'{held.path}/moves/{move_id}/questions').form('/questions')
    save(database, held, {'M-7': NO})

    answer = client.send(form, **{'answer-M-7': 'yes'})

    assert answer.status_code == 409
    assert draft_of(database, held).draft['M-7'] == NO
    again = client.send(answer.page.form('/questions'))
    assert again.status_code == 303
    assert draft_of(database, held).draft['M-7'] == YES


def test_a_submitted_one_cannot_be_moved(database):
    held = begun(database, COMPLETE)
    submit(database, held)
    publish(database, moving_version(2))
    client = holder_of(database, held)

    assert client.get(f'{held.path}/new-version').status_code == 409
    with pytest.raises(WrongState):
        moved(database, held)


def test_renewing_an_old_result_goes_by_the_plan_and_shows_the_receipt(database):
    held = begun(database, COMPLETE)
    submit(database, held)
    publish(database, moving_version(2))
    client = holder_of(database, held)

    page = client.press(client.page(f'{held.path}/result').form('/renew'))

    assert 'Квитанция о переносе' in page.text
    renewed = database.value("SELECT draft FROM self_inspection WHERE state = 'draft'")
    assert '"M-1"' in renewed and '"M-3"' not in renewed and '"M-2"' not in renewed


def test_nobody_else_finds_a_receipt(database, held):
    move_id = moved(database, held)

    assert Client(database.app).get(f'{held.path}/moves/{move_id}').status_code == 404
    other = begun(database)
    assert holder_of(database, other).get(
        f'{other.path}/moves/{move_id}').status_code == 404
