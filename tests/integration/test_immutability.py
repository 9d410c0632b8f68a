"""What was published, submitted or written down stays as it is, whatever asks."""
import pytest
from sqlalchemy.exc import DBAPIError

from checklist.errors import Conflict
from tests.factories import (
    COMPLETE, SMALL, begin, publish, small_version, submit, submitted)
from tests.journeys import identify, open_held
from tests.unit.examples import text

CHANGES = [
    "UPDATE checklist_version SET content = '{}'",
    "UPDATE checklist_version SET fingerprint = 'x'",
    'UPDATE checklist_version SET number = number + 1000',
    "UPDATE checklist_version SET checklist_code = 'x'",
    "UPDATE checklist_version SET effective_from = '2030-01-01'",
    'DELETE FROM checklist_version',
    'UPDATE control_question SET weight = 100',
    'DELETE FROM control_question',
    "UPDATE submission SET document = '{}'",
    'UPDATE submission SET points = attainable',
    'UPDATE submission SET percent = 100',
    "UPDATE submission SET verdict = 'passed'",
    "UPDATE submission SET document_hash = 'x'",
    "UPDATE submission SET submitted_at = '2000-01-01'",
    "UPDATE journal_entry SET action = 'x'",
    'DELETE FROM journal_entry',
]


@pytest.mark.abuse('A16')
@pytest.mark.asvs('16.4.2')
@pytest.mark.parametrize('statement', CHANGES)
def test_the_database_itself_refuses_to_change(database, statement):
    submitted(database)
    before = database.checksum()

    with pytest.raises(DBAPIError, match='immutable'):
        database.execute(statement)

    assert database.checksum() == before


def test_the_end_of_a_version_may_be_set(database):
    publish(database)

    database.execute("UPDATE checklist_version SET effective_to = '2030-01-01'")


def test_publishing_the_same_version_again_changes_nothing(database):
    publish(database)
    before = database.checksum()

    publish(database)

    assert database.checksum() == before


def test_the_same_number_with_other_content_is_refused(database):
    publish(database)

    with pytest.raises(Conflict):
        publish(database, small_version(title=text('Другое название')))


def test_a_draft_keeps_the_version_it_was_begun_on(client, database):
    held = begin(database, COMPLETE)
    open_held(client, held)
    form = client.page(held.section()).form('/sections/')
    newer = publish(database, small_version(2, title=text('Вторая редакция')))

    assert client.send(form, **{'answer-Q-2': 'yes', 'note-Q-2': ''}).status_code == 303
    submit(database, held)

    row = database.rows(
        'SELECT v.number FROM self_inspection s JOIN checklist_version v ON v.id = s.version_id'
        ' WHERE s.id = :id', id=held.id)[0]
    assert row.number == 1
    assert newer.version.content.version == 2
    assert client.get(f'{held.path}/record.json').json['version'] == 1
    assert 'Вторая' not in client.page(f'{held.path}/result').text


def test_checking_again_begins_on_the_version_in_force(client, database):
    held = submitted(database)
    open_held(client, held)
    publish(database, small_version(2, title=text('Вторая редакция')))

    page = client.press(client.page(f'{held.path}/result').form('/renew'))

    assert 'Вторая редакция' in page.text
    assert database.value('SELECT count(*) FROM self_inspection') == 2


def test_a_version_that_is_not_in_force_yet_is_not_shown(client, database):
    publish(database)
    publish(database, small_version(2, effective_from=small_version().content.effective_from
                                    .replace(year=2999), title=text('Из будущего')))

    assert 'Из будущего' not in client.page(f'/checklists/{SMALL}').heading


@pytest.mark.abuse('A16')
def test_twenty_publications_leave_the_first_fingerprint_as_it_was(database):
    first = publish(database)
    content = database.value(
        'SELECT content FROM checklist_version WHERE id = :id', id=first.id)

    for number in range(2, 21):
        publish(database, small_version(number))

    row = database.rows('SELECT * FROM checklist_version WHERE id = :id', id=first.id)[0]
    assert (row.fingerprint, row.content) == (first.fingerprint, content)


def test_what_was_submitted_stays_when_the_draft_after_it_changes(client, database):
    held = submitted(database)
    open_held(client, held)
    record = client.get(f'{held.path}/record.json').data
    page = client.press(client.page(f'{held.path}/result').form('/renew'))
    form = client.page(f'{identify(page)}/sections/1').form('/sections/')
    client.send(form, **{'answer-Q-2': 'yes'})

    assert client.get(f'{held.path}/record.json').data == record


@pytest.mark.asvs('16.4.2')
@pytest.mark.parametrize('table', [
    'journal_entry', 'submission', 'checklist_version', 'control_question', 'consent',
    'consent_text'])
def test_postgresql_refuses_to_empty_a_table(database, table):
    if database.name == 'sqlite':
        pytest.skip('SQLite knows no TRUNCATE')
    submitted(database)
    before = database.checksum()

    with pytest.raises(DBAPIError, match='immutable'):
        database.execute(f'TRUNCATE {table} CASCADE')

    assert database.checksum() == before
