"""Saving a section: whatever is typed is kept, and nobody is told otherwise."""
import pytest

from tests.factories import COMPLETE, NOTE, begin, submitted
from tests.journeys import open_held

LONG = 'д' * 1001
UNSEEN = 'до\u202eпосле'
PRIVATE = 'пункт \uf0b7 первый'


def drafted(database, held):
    return database.value('SELECT draft FROM self_inspection WHERE id = :id', id=held.id)


@pytest.fixture
def held(database, client):
    held = begin(database)
    open_held(client, held)
    return held


def sent(client, held, number=1, **changes):
    form = client.page(held.section(number)).form('/sections/')
    return lambda button='next', **more: client.send(form, button, **{**changes, **more})


def test_answers_are_saved_and_the_next_section_follows(client, database, held):
    send = sent(client, held, **{'answer-Q-1': 'yes', 'answer-Q-2': 'no', 'note-Q-2': ' замок '})

    answer = send()

    assert (answer.status_code, answer.location) == (303, held.section(2))
    assert drafted(database, held) == (
        '{"Q-1":{"option":"yes","note":""},"Q-2":{"option":"no","note":"замок"}}')


def test_an_incomplete_section_may_be_left_and_gone_on_from(client, held):
    assert sent(client, held)().status_code == 303


def test_a_question_that_opens_on_the_page_is_shown_before_the_end(client, held):
    answer = sent(client, held, 2, **{'answer-Q-4': 'yes'})()

    assert answer.location == held.section(2)
    assert 'answer-Q-5' in client.page(answer.location).form('/sections/').names


def test_after_the_last_section_comes_the_check(client, held):
    answer = sent(client, held, 2, **{'answer-Q-4': 'no'})()

    assert answer.location == f'{held.path}/check'


@pytest.mark.asvs('2.2.3')
def test_not_applicable_needs_a_note(client, database, held):
    answer = sent(client, held, **{'answer-Q-1': 'not_applicable', 'note-Q-1': '  '})()

    assert answer.status_code == 422
    assert [anchor for anchor, _ in answer.page.problems] == ['#q-Q-1']
    assert answer.page.form('/sections/').values['answer-Q-1'] == 'not_applicable'
    assert 'not_applicable' in drafted(database, held)


@pytest.mark.asvs('2.2.1')
def test_not_applicable_is_refused_where_the_catalog_does_not_allow_it(client, database, held):
    answer = sent(client, held, **{'answer-Q-2': 'not_applicable', 'note-Q-2': NOTE})()

    assert answer.status_code == 422
    assert answer.page.form('/sections/').values['note-Q-2'] == NOTE
    assert drafted(database, held) == '{}'


@pytest.mark.asvs('15.3.5')
@pytest.mark.parametrize('other', [
    'True', 'true', '1', '0', 'on', 'YES', 'Yes', 'yes ', ' yes', 'y', 'да', 'null', 'None', '[]',
    '["yes"]', '{"option":"yes"}', 'yes,no', 'not applicable', 'ｙｅｓ', 'yes\0'])
def test_an_answer_is_exactly_one_of_its_options(client, database, held, other):
    """Nothing is read into what was sent: no truth of numbers or words, no list, no case."""
    for options in ({'answer-Q-1': other}, {'answer-Q-1': ['yes', 'no']}):
        answer = sent(client, held, **options)(json=True)

        assert answer.status_code in (400, 422), answer.json
        assert drafted(database, held) == '{}'


@pytest.mark.asvs('1.3.3')
@pytest.mark.parametrize('text', [LONG, UNSEEN, PRIVATE])
@pytest.mark.parametrize('button', ['next', 'leave'])
def test_a_note_that_cannot_be_kept_stays_on_the_page(client, database, held, text, button):
    send = sent(client, held, **{
        'answer-Q-1': 'no', 'note-Q-1': text, 'answer-Q-2': 'yes', 'note-Q-2': NOTE})

    answer = send(button)

    form = answer.page.form('/sections/')
    assert answer.status_code == 422
    assert (form.values['note-Q-1'], form.values['answer-Q-1']) == (text, 'no')
    assert form.values['note-Q-2'] == NOTE
    assert NOTE in drafted(database, held)
    assert client.send(form, 'next', **{'note-Q-1': 'короче'}).status_code == 303
    assert 'короче' in drafted(database, held)


def test_saving_in_passing_says_when_a_note_was_not_kept(client, database, held):
    send = sent(client, held, **{
        'answer-Q-1': 'no', 'note-Q-1': UNSEEN, 'answer-Q-2': 'yes'})

    answer = send(json=True)

    assert answer.status_code == 422
    assert '"Q-2"' in drafted(database, held)
    retried = send(json=True, base=answer.json['base'], **{'note-Q-1': 'виден'})
    assert retried.status_code == 200
    assert 'виден' in drafted(database, held)


def test_a_note_without_an_answer_is_kept(client, database, held):
    sent(client, held, **{'note-Q-1': NOTE})(json=True)

    assert client.page(held.section()).form('/sections/').values['note-Q-1'] == NOTE


@pytest.mark.asvs('1.1.1')
def test_line_breaks_of_a_note_are_kept_and_its_form_is_composed(client, database, held):
    sent(client, held, **{'note-Q-1': '  первая\r\nвторая: и\u0306 \n'})()

    values = client.page(held.section()).form('/sections/').values
    assert values['note-Q-1'] == 'первая\nвторая: й'


def test_saving_in_passing_counts_what_is_answered(client, database, held):
    answer = sent(client, held, **{'answer-Q-1': 'yes', 'answer-Q-2': 'unknown'})(json=True)

    assert answer.status_code == 200
    assert (answer.json['answered'], answer.json['total']) == (2, 4)
    assert client.get(f'{held.path}/progress.json').json == {'answered': 2, 'total': 4}


def test_an_answer_can_be_taken_back(client, database, held):
    sent(client, held, **{'answer-Q-1': 'yes'})()

    sent(client, held, **{'answer-Q-1': None})()

    assert drafted(database, held) == '{}'


def test_saving_the_same_again_changes_nothing(client, database, held):
    sent(client, held, **{'answer-Q-1': 'yes'})()
    before = database.checksum()

    sent(client, held)()

    assert database.checksum() == before


@pytest.mark.parametrize('number', [0, 3, 99])
def test_other_sections_do_not_exist(client, held, number):
    assert client.get(held.section(number)).status_code == 404


def test_a_section_that_another_answer_closed_still_keeps_what_was_typed(client, database, held):
    opened = sent(client, held, 2, **{'answer-Q-4': 'yes'})().location
    form = client.page(opened).form('/sections/')
    client.send(form, **{'answer-Q-4': 'no'})

    answer = client.send(form, json=True, **{
        'answer-Q-4': None, 'answer-Q-5': 'no', 'note-Q-5': NOTE})

    assert answer.status_code == 409
    assert client.send(form, json=True, **{
        'answer-Q-4': 'no', 'answer-Q-5': 'no', 'note-Q-5': NOTE}).status_code == 200
    assert NOTE in drafted(database, held)


@pytest.mark.abuse('A18')
@pytest.mark.asvs('2.3.1')
def test_saving_after_submitting_changes_nothing_and_gives_the_text_back(client, database):
    held = begin(database, COMPLETE)
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    client.send(client.page(f'{held.path}/check').form('/submit'))
    before = database.checksum()

    passing = client.send(form, json=True, **{'note-Q-1': NOTE})
    pressed = client.send(form, **{'note-Q-1': NOTE})

    assert (passing.status_code, pressed.status_code) == (409, 409)
    assert NOTE in pressed.page.text
    assert database.checksum() == before


@pytest.mark.parametrize(('origin', 'given_back'), [
    ('http://localhost', True), ('http://evil.example', False), (None, False)])
def test_a_page_of_ours_whose_cookie_is_gone_gives_the_text_back(
        client, database, held, origin, given_back):
    form = client.page(held.section()).form('/sections/')
    client.delete_cookie('session')

    answer = client.post(form.action, data={**form.values, 'note-Q-1': NOTE},
                         headers={'Origin': origin} if origin else {})

    assert answer.status_code == 400
    assert (NOTE in answer.page.text) is given_back
    again = client.post(form.action, data={
        'csrf_token': client.token(), 'note-Q-1': NOTE}, headers={'Origin': 'http://localhost'})
    assert again.status_code == 404
    assert NOTE in again.page.text


@pytest.mark.asvs('2.3.1')
def test_a_submitted_self_inspection_has_no_sections(client, database):
    held = submitted(database)
    open_held(client, held)

    assert client.get(held.section()).status_code == 409
    assert client.get(f'{held.path}/').location == f'{held.path}/result'
