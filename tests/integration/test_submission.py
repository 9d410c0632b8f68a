"""Submitting: all or nothing, once, and exactly what was shown."""
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from checklist.answers import pack
from checklist.extensions import db
from checklist.scoring import score
from checklist.services.submissions import get_submitted
from checklist.services.tokens import new_token
from requirements_catalog.canonical import canonical_json
from tests.browsing import Client
from tests.factories import (
    COMPLETE, NO, NOTE, SMALL, YES, begin, publish, save, submit, submitted)
from tests.journeys import open_held
from tests.unit.examples import policy, question, version_of

CLICKS = 16


@pytest.fixture
def held(database):
    return begin(database, COMPLETE)


@pytest.fixture
def check(client, held):
    """The form of the page on which all answers are checked."""
    open_held(client, held)
    return client.page(f'{held.path}/check').form('/submit')


def submissions(database):
    return database.rows('SELECT * FROM submission')


def columns(database, held):
    return database.rows('SELECT * FROM submission WHERE inspection_id = :id', id=held.id)[0]


def test_submitting_leads_to_a_receipt(client, database, held, check):
    answer = client.send(check)

    assert (answer.status_code, answer.location) == (303, f'{held.path}/receipt')
    facts = client.page(answer.location).facts.values()
    assert columns(database, held).document_hash in facts


@pytest.mark.abuse('A17')
def test_the_same_key_finds_the_same_receipt(client, database, held, check):
    first = client.send(check)
    before = database.checksum()

    again = client.send(check)

    assert (again.status_code, again.location) == (303, first.location)
    assert database.checksum() == before


@pytest.mark.asvs('2.3.1')
def test_another_key_after_submitting_is_refused(client, database, held, check):
    client.send(check)
    before = database.checksum()

    answer = client.send(check, submission_key=new_token())

    assert answer.status_code == 409
    assert database.checksum() == before


@pytest.mark.abuse('A17')
def test_the_same_key_with_another_revision_is_refused(client, database, held, check):
    client.send(check)
    before = database.checksum()

    answer = client.send(check, revision=str(int(check.values['revision']) + 1))

    assert answer.status_code == 409
    assert database.checksum() == before


def test_a_key_that_submitted_another_self_inspection_is_refused(client, database, check):
    key = submit(database, begin(database, COMPLETE))

    assert client.send(check, submission_key=key).status_code == 409
    assert len(submissions(database)) == 1


@pytest.mark.asvs('15.4.2')
def test_answers_changed_since_the_page_was_shown_are_shown_again(client, database, held, check):
    save(database, held, {'Q-2': YES})
    before = database.checksum()

    answer = client.send(check)

    assert answer.status_code == 409
    assert answer.page.form('/submit').values['revision'] == '1'
    assert database.checksum() == before
    assert client.send(answer.page.form('/submit')).status_code == 303


@pytest.mark.asvs('2.3.1')
@pytest.mark.parametrize('missing', [{'Q-1': None}, {'Q-3': None}, {'Q-5': None, 'Q-4': YES}])
def test_a_draft_with_questions_open_cannot_be_submitted(client, database, missing):
    draft = {code: answer for code, answer in {**COMPLETE, **missing}.items() if answer}
    held = begin(database, draft)
    open_held(client, held)
    page = client.page(f'{held.path}/check')

    answer = client.post(f'{held.path}/submit', data={
        'csrf_token': client.token(), 'submission_key': new_token(), 'revision': '0'})

    assert not any(form.action.endswith('/submit') for form in page.forms)
    assert answer.status_code == 422
    assert not submissions(database)


@pytest.mark.asvs('1.4.2')
@pytest.mark.parametrize('broken', [
    {'submission_key': None}, {'submission_key': 'short'}, {'revision': None}, {'revision': '-1'},
    {'revision': '²'}, {'revision': '1e9'}, {'revision': '9' * 400}])
def test_a_damaged_page_is_shown_anew(client, database, check, broken):
    answer = client.send(check, **broken)

    assert answer.status_code == 422
    assert not submissions(database)
    assert client.send(answer.page.form('/submit')).status_code == 303


@pytest.mark.abuse('A19')
@pytest.mark.asvs('15.3.3')
def test_fields_that_no_form_has_change_nothing(client, database, held, check):
    client.send(check, score='100', percent='100.0', verdict='passed', points='999', state='draft',
                submitted_at='2000-01-01', document='{}', id='X', version_id='1')

    row = columns(database, held)
    assert (row.points, row.attainable, row.verdict) == (3, 5, 'below_threshold')
    assert str(row.submitted_at) > '2020'


@pytest.mark.abuse('A17')
@pytest.mark.asvs('2.3.2')
def test_sixteen_clicks_at_once_give_one_submission(app, database, held, client, check):
    cookie = client.get_cookie('session').value
    barrier = Barrier(CLICKS)

    def click(number):
        browser = Client(app)
        browser.set_cookie('session', cookie)
        barrier.wait(30)
        return browser.send(check)

    with ThreadPoolExecutor(CLICKS) as threads:
        answers = list(threads.map(click, range(CLICKS)))

    assert {answer.status_code for answer in answers} == {303}
    assert {answer.location for answer in answers} == {f'{held.path}/receipt'}
    assert len(submissions(database)) == 1
    assert database.value("SELECT count(*) FROM journal_entry WHERE action = 'submit'") == 1


@pytest.mark.asvs('2.3.3')
def test_a_fault_at_any_statement_leaves_nothing_behind(app, database, held, client, check):
    """The n-th statement fails, for every n, until there are no more: nothing or everything."""
    before = database.checksum()
    with app.app_context():
        engine = db.engine
    for fault in range(1, 60):
        seen = 0

        def fail(_connection, _cursor, statement, *_rest, fault=fault):
            nonlocal seen
            seen += 1
            if seen == fault:
                raise OperationalError(statement, {}, Exception('injected'))

        event.listen(engine, 'before_cursor_execute', fail)
        try:
            answer = client.send(check)
        finally:
            event.remove(engine, 'before_cursor_execute', fail)
        if answer.status_code == 303 and seen < fault:
            break
        assert answer.status_code == 503, fault
        assert answer.headers['Retry-After']
        assert answer.page.main_form.values['submission_key'] == check.values['submission_key']
        assert database.checksum() == before, fault
    assert fault > 5
    assert len(submissions(database)) == 1
    assert database.counts() == {**database.counts(), 'verification': 1, 'document': 1}


@pytest.mark.asvs('2.3.3')
def test_a_failing_commit_leaves_nothing_behind(app, database, held, client, check, monkeypatch):
    before = database.checksum()
    with app.app_context():
        dialect = db.engine.dialect

    def fail(_connection):
        raise OperationalError('COMMIT', {}, Exception('injected'))

    with monkeypatch.context() as patch:
        patch.setattr(dialect, 'do_commit', fail)
        answer = client.send(check)

    assert answer.status_code == 503
    assert database.checksum() == before
    assert client.send(answer.page.main_form, url=check.action).status_code == 303


@pytest.mark.asvs('16.5.2')
def test_a_queue_that_fails_is_no_failure(app, client, database, check, monkeypatch, caplog):
    def fail(*_document):
        raise OSError('injected')

    monkeypatch.setitem(app.extensions['jobs'], 'render', fail)

    assert client.send(check).status_code == 303
    assert database.value('SELECT state FROM document') == 'wanted'
    assert 'injected' in caplog.text


def test_the_fingerprint_is_the_hash_of_the_record_that_can_be_downloaded(client, database):
    held = submitted(database)
    open_held(client, held)

    record = client.get(f'{held.path}/record.json')

    assert record.mimetype == 'application/json'
    assert 'attachment' in record.headers['Content-Disposition']
    digest = hashlib.sha256(record.data).hexdigest()
    assert digest == columns(database, held).document_hash
    assert record.get_data(as_text=True) == canonical_json(json.loads(record.data))


def test_the_columns_are_the_score_of_the_frozen_record(app, database):
    held = submitted(database)

    row = columns(database, held)
    document = json.loads(row.document)
    with app.app_context():
        frozen = get_submitted(held.id)
        version = frozen.published.version
        again = score(version, frozen.respondent.profile, {
            code: answer.option for code, answer in frozen.answers.items()})
        assert frozen.score == again
    assert (row.points, row.attainable) == (again.total.points, again.total.attainable)
    assert Decimal(str(row.percent)) == again.total.percent == Decimal('60.0')
    assert row.verdict == again.verdict.value == document['score']['verdict']
    assert document['score'] == {
        'points': 3, 'attainable': 5, 'percent': '60.0', 'rules': row.scoring_rules,
        'verdict': 'below_threshold'}
    assert document['answers'] == {
        'Q-1': 'yes', 'Q-2': {'note': NO.note, 'option': 'no'},
        'Q-3': {'note': NOTE, 'option': 'not_applicable'}, 'Q-4': 'unknown'}
    assert document['fingerprint'] == frozen.published.fingerprint


def test_the_packed_answers_have_a_letter_for_every_question_of_the_version(app, database):
    held = submitted(database)

    with app.app_context():
        frozen = get_submitted(held.id)
        options = {code: answer.option for code, answer in frozen.answers.items()}
        letters = pack(frozen.published.version.questions, options)
    assert columns(database, held).packed == letters == 'YNAU-'


@pytest.mark.asvs('2.2.3')
def test_an_answer_to_a_question_that_is_closed_again_is_not_frozen(database):
    held = begin(database, {**COMPLETE, 'Q-4': YES, 'Q-5': NO})
    save(database, held, {'Q-4': NO})
    submit(database, held)

    assert 'Q-5' not in json.loads(columns(database, held).document)['answers']
    assert columns(database, held).packed == 'YNAN-'


def test_nothing_applicable_gives_no_score(client, database):
    published = publish(database, version_of(
        question('Q-1'), judged_by=policy(valid_from=date(2019, 1, 1)),
        checklist=SMALL, version=2, effective_from=date(2020, 1, 2)))
    held = begin(database, {'Q-1': COMPLETE['Q-3']}, published)
    submit(database, held)
    open_held(client, held)

    row = columns(database, held)
    assert (row.points, row.attainable, row.percent, row.verdict) == (0, 0, None, 'not_scorable')
    assert client.get(f'{held.path}/result').status_code == 200


@pytest.mark.asvs('2.3.1')
def test_the_receipt_and_the_result_of_a_draft_do_not_exist(client, held):
    open_held(client, held)

    assert client.get(f'{held.path}/result').location == f'{held.path}/check'
    for name in ('receipt', 'record.json', 'report.pdf'):
        assert client.get(f'{held.path}/{name}').status_code == 404, name
