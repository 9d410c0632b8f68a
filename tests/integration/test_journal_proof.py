"""Whatever is done to the journal behind the service's back is found, with its row."""
import json
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from checklist import start
from checklist.anchors import add_anchor, read_anchors
from checklist.commands.journal import journal, verify
from checklist.config import Retention, Settings, SettingsError
from checklist.extensions import begin_writing, db
from checklist.jobs import run_in
from checklist.journal_chain import FIRST_MAC, Anchor, Damage, Link, link_mac
from checklist.services.catalog import current_version
from checklist.services.consents import ConsentPurpose, current_text, give_consent
from checklist.services.inspections import Viewer, delete_inspection, get_inspection
from checklist.services.journal import record
from checklist.services.journal_proof import anchor_journal, journal_damages
from checklist.services.renewals import renew_inspection
from checklist.services.retention import forget_expired
from checklist.services.submissions import get_submitted
from checklist.services.tokens import new_token
from tests.clock import today
from tests.databases import DATA_KEY, JOURNAL_KEY, SECRET_KEY
from tests.factories import COMPLETE, SMALL, YES, begin, committed, submitted

GUARDED = ('journal_entry', 'submission', 'checklist_version', 'consent', 'consent_text')
COLUMNS = ('at', 'action', 'object_id', 'tenant', 'account_id', 'role', 'network', 'request_id',
           'details')
ENTRIES, HEAD = 'journal_entry', 'journal_head'


@pytest.fixture
def anchors(tmp_path):
    return tmp_path / 'anchors' / 'journal.jsonl'


@pytest.fixture
def told(database, anchors):
    """A journal whose last six entries are about nothing else, with an anchor on its end."""
    submitted(database)
    begin(database, COMPLETE)
    for number in range(6):
        committed(database, lambda number=number: record('test', f'{number}', datetime.now(UTC)))
    anchor(database, anchors)
    unguard(database)
    return end(database)


def unguard(database):
    """Take the triggers away, as an administrator of the database can."""
    for table in GUARDED:
        if database.name == 'sqlite':
            for event in ('update', 'delete'):
                database.execute(f'DROP TRIGGER IF EXISTS {table}_refuses_{event}')
        else:
            database.execute(f'ALTER TABLE {table} DISABLE TRIGGER USER')


@pytest.fixture(autouse=True)
def guard_again(request):
    """SQLite's files are thrown away; on PostgreSQL the tables are kept."""
    name = 'database'
    database = request.getfixturevalue(name) if name in request.fixturenames else None
    yield
    if database and database.name == 'postgresql':
        for table in GUARDED:
            database.execute(f'ALTER TABLE {table} ENABLE TRIGGER USER')


def anchor(database, path, days=0):
    return committed(database, lambda: anchor_journal(
        path, (datetime.now(UTC) + timedelta(days=days)).date()))


def damages(database, path, hours=0):
    with database.app.app_context():
        return list(journal_damages(path, datetime.now(UTC) + timedelta(hours=hours)))


def named(database, path):
    return {(damage.table, damage.row) for damage in damages(database, path)}


def end(database):
    return database.value('SELECT entries FROM journal_head')


def entry(database, number):
    return database.rows('SELECT * FROM journal_entry WHERE id = :id', id=number)[0]


def test_a_journal_that_nobody_touched_is_whole(database, anchors, told):
    assert damages(database, anchors) == []


@pytest.mark.abuse('A37')
@pytest.mark.asvs('16.4.2')
@pytest.mark.parametrize('column', [*COLUMNS, 'mac'])
def test_an_edited_row_is_found_and_no_other_is_named(database, anchors, told, column):
    value = '2020-01-01 00:00:00+00:00' if column == 'at' else 'x'
    database.execute(f'UPDATE journal_entry SET {column} = :value WHERE id = :id', value=value,
                     id=told - 3)

    assert named(database, anchors) == {(ENTRIES, str(told - 3))}


def test_a_moment_that_is_none_is_found(database, anchors, told):
    if database.name == 'postgresql':
        pytest.skip('PostgreSQL itself refuses it')
    database.execute("UPDATE journal_entry SET at = 'never' WHERE id = :id", id=told - 3)

    assert named(database, anchors) == {(ENTRIES, str(told - 3))}


@pytest.mark.abuse('A37')
def test_a_deleted_row_is_found(database, anchors, told):
    database.execute('DELETE FROM journal_entry WHERE id = :id', id=told - 3)

    assert named(database, anchors) == {(ENTRIES, str(told - 3))}


def test_deleted_rows_are_found_as_one_gap(database, anchors, told):
    database.execute('DELETE FROM journal_entry WHERE id BETWEEN :first AND :last',
                     first=told - 4, last=told - 2)

    assert named(database, anchors) == {(ENTRIES, f'{told - 4}–{told - 2}')}


@pytest.mark.abuse('A37')
@pytest.mark.parametrize('columns', [COLUMNS, (*COLUMNS, 'mac')])
def test_swapped_rows_are_found(database, anchors, told, columns):
    first, second = entry(database, told - 3), entry(database, told - 2)
    for number, other in ((told - 3, second), (told - 2, first)):
        for column in columns:
            database.execute(f'UPDATE journal_entry SET {column} = :value WHERE id = :id',
                             value=getattr(other, column), id=number)

    assert named(database, anchors) == {
        (ENTRIES, str(told - 3)), (ENTRIES, str(told - 2))}


@pytest.mark.abuse('A37')
def test_an_inserted_row_is_found(database, anchors, told):
    insert(database, told + 1, mac='a' * 64)

    assert (ENTRIES, str(told + 1)) in named(database, anchors)
    database.execute('UPDATE journal_head SET entries = entries + 1, mac = :mac', mac='a' * 64)
    assert named(database, anchors) == {(ENTRIES, str(told + 1))}


@pytest.mark.parametrize('number', [0, -5])
def test_a_row_before_the_first_is_found(database, anchors, told, number):
    insert(database, number, mac='a' * 64)

    assert named(database, anchors) == {(ENTRIES, str(number))}


def insert(database, number, mac):
    database.execute(
        'INSERT INTO journal_entry (id, at, action, object_id, details, mac)'
        " SELECT :id, at, action, 'Z', details, :mac FROM journal_entry WHERE action = 'test'"
        ' LIMIT 1',
        id=number, mac=mac)


@pytest.mark.abuse('A37')
def test_a_cut_tail_is_found(database, anchors, told):
    database.execute('DELETE FROM journal_entry WHERE id > :id', id=told - 1)

    assert (ENTRIES, str(told)) in named(database, anchors)


@pytest.mark.abuse('A37')
def test_a_cut_tail_is_found_though_the_head_was_adjusted(database, anchors, told):
    cut(database, told - 2)

    assert (ENTRIES, str(told)) in named(database, anchors)


def cut(database, last):
    database.execute('DELETE FROM journal_entry WHERE id > :id', id=last)
    database.execute('UPDATE journal_head SET entries = :id, mac ='
                     ' (SELECT mac FROM journal_entry WHERE id = :id)', id=last)


def test_a_tail_that_no_anchor_knows_is_missed_by_the_rows_it_spoke_of(database, anchors, told):
    last = end(database)
    held = submitted(database)
    cut(database, last)

    assert named(database, anchors) == {
        ('self_inspection', held.id), ('submission', held.id)}


@pytest.mark.abuse('A37')
@pytest.mark.parametrize('key', ['', 'another key that is long enough', DATA_KEY, SECRET_KEY])
def test_a_chain_made_anew_without_the_key_is_found(database, anchors, told, key):
    mac = remade(database, key)
    database.execute('UPDATE journal_head SET mac = :mac', mac=mac)

    found = named(database, anchors)
    assert {(ENTRIES, str(number)) for number in range(1, told + 1)} <= found


@pytest.mark.abuse('A37')
def test_a_chain_made_anew_with_the_key_is_found_by_its_anchor(database, anchors, told):
    """Whoever has the key, too, cannot change what was anchored."""
    database.execute("UPDATE journal_entry SET role = 'x' WHERE id = :id", id=told - 3)
    database.execute('UPDATE journal_head SET mac = :mac', mac=remade(database, JOURNAL_KEY))

    assert named(database, anchors) == {(ENTRIES, str(told))}


def remade(database, key):
    mac = FIRST_MAC
    for row in database.rows('SELECT * FROM journal_entry ORDER BY id'):
        at = row.at if isinstance(row.at, datetime) else datetime.fromisoformat(row.at)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        link = Link(row.id, at, **{name: getattr(row, name) for name in COLUMNS[1:]})
        mac = link_mac(key, link, mac)
        database.execute('UPDATE journal_entry SET mac = :mac WHERE id = :id', mac=mac, id=row.id)
    return mac


@pytest.mark.abuse('A37')
@pytest.mark.parametrize('change', [
    'UPDATE journal_head SET entries = entries - 1', "UPDATE journal_head SET mac = 'x'",
    'DELETE FROM journal_head', 'UPDATE journal_head SET entries = 0'])
def test_an_edited_head_is_found(database, anchors, told, change):
    database.execute(change)

    assert {table for table, _ in named(database, anchors)} & {ENTRIES, HEAD}
    assert (HEAD, '1') in named(database, anchors)


def test_a_head_that_promises_more_is_found(database, anchors, told):
    database.execute('UPDATE journal_head SET entries = entries + 2')

    assert named(database, anchors) == {(ENTRIES, f'{told + 1}–{told + 2}')}


def older_copy(database, work):
    """Do something and bring the database back to what it was before."""
    if database.name == 'sqlite':
        database.dispose()
        shutil.copyfile(database.path, database.folder / 'backup')
        work()
        database.dispose()
        for path in database.folder.glob('checklist.db*'):
            path.unlink()
        shutil.move(database.folder / 'backup', database.path)
        return
    before = end(database)
    with database.app.app_context():
        work()
    cut(database, before)
    database.execute('DELETE FROM self_inspection WHERE id NOT IN'
                     " (SELECT object_id FROM journal_entry WHERE action = 'begin')")


@pytest.mark.abuse('A37')
def test_an_older_copy_of_the_database_is_found(database, anchors, told):
    def work():
        submitted(database)
        anchor(database, anchors, days=1)

    older_copy(database, work)

    newest = read_anchors(anchors, JOURNAL_KEY).newest
    assert named(database, anchors) == {(ENTRIES, str(newest.entries))}
    assert 'although it was anchored' in damages(database, anchors)[0].problem


@pytest.mark.abuse('A37')
def test_an_older_copy_is_not_served(database, anchors, told, capsys):
    older_copy(database, lambda: (submitted(database), anchor(database, anchors, days=1)))
    settings = Settings(var=database.folder, database_url=database.url, anchors=anchors,
                        journal_key=JOURNAL_KEY)

    with pytest.raises(SettingsError, match='CHECKLIST_IGNORE_ANCHORS'):
        start.require_anchored(database.app, settings)

    start.require_anchored(database.app, Settings(**{
        **vars(settings), 'ignore_anchors': True}))
    assert capsys.readouterr().err.startswith('Warning: ')


def test_an_older_copy_that_has_grown_past_the_anchor_is_not_served(database, anchors, told):
    older_copy(database, lambda: (submitted(database), anchor(database, anchors, days=1)))
    for _ in range(4):
        submitted(database)
    settings = Settings(var=database.folder, anchors=anchors, journal_key=JOURNAL_KEY)

    with pytest.raises(SettingsError):
        start.require_anchored(database.app, settings)


def test_the_present_copy_is_served(database, anchors, told, capsys):
    submitted(database)
    settings = Settings(var=database.folder, anchors=anchors, journal_key=JOURNAL_KEY)

    start.require_anchored(database.app, settings)

    assert capsys.readouterr().err == ''


@pytest.mark.parametrize('change', [
    "UPDATE submission SET document = replace(document, 'yes', 'no')",
    "UPDATE submission SET document_hash = 'x'", 'UPDATE submission SET points = 0',
    'UPDATE submission SET percent = 100', "UPDATE submission SET verdict = 'x'",
    'DELETE FROM submission', "UPDATE submission SET document = 'x'"])
def test_a_submission_that_is_not_what_was_submitted_is_found(database, anchors, told, change):
    held = database.value('SELECT inspection_id FROM submission')
    database.execute(change)

    assert named(database, anchors) == {('submission', held)}


def test_a_document_changed_together_with_its_hash_is_found(database, anchors, told):
    held = submitted(database, {**COMPLETE, 'Q-2': YES})
    other = database.rows('SELECT * FROM submission WHERE inspection_id <> :id', id=held.id)[0]
    database.execute('UPDATE submission SET document = :document, document_hash = :hash'
                     ' WHERE inspection_id = :id', id=held.id, document=other.document,
                     hash=other.document_hash)

    assert named(database, anchors) == {('submission', held.id)}


def test_a_version_that_is_not_what_was_published_is_found(database, anchors, told):
    number = database.value('SELECT max(id) FROM checklist_version')
    database.execute("UPDATE checklist_version SET content = '{}' WHERE id = :id", id=number)

    assert named(database, anchors) == {('checklist_version', str(number))}


def test_a_self_inspection_that_nobody_deleted_is_missed(database, anchors, told):
    held = submitted(database)
    database.execute('DELETE FROM self_inspection WHERE id = :id', id=held.id)

    assert ('self_inspection', held.id) in named(database, anchors)


def test_a_consent_that_is_gone_or_changed_is_found(database, anchors, told):
    accounts = [new_token(), new_token()]
    for account in accounts:
        committed(database, lambda account=account: give_consent(
            account, current_text(ConsentPurpose.ACCOUNT, 'ru'), network='',
            now=datetime.now(UTC)))
    assert damages(database, anchors) == []

    database.execute('DELETE FROM consent WHERE account_id = :id', id=accounts[0])
    assert named(database, anchors) == {('consent', f'of account {accounts[0]}')}
    database.execute("UPDATE consent_text SET text = 'x'")
    assert 'consent_text' in {table for table, _ in named(database, anchors)}


def test_counts_stay_exact_through_a_whole_life(database, anchors):
    first, second = submitted(database), submitted(database)
    draft, old = begin(database), begin(database)
    committed(database, lambda: renew_inspection(
        get_submitted(first.id), current_version(SMALL, today()),
        now=datetime.now(UTC)))
    for held in (second, draft):
        committed(database, lambda held=held: delete_inspection(
            get_inspection(held.id, Viewer(held.key)), now=datetime.now(UTC)))
    database.execute("UPDATE self_inspection SET updated_at = '2020-01-01 00:00:00+00:00'"
                     ' WHERE id IN (:one, :two)', one=old.id, two=first.id)
    committed(database, lambda: forget_expired(datetime.now(UTC), Retention()))
    anchor(database, anchors)

    assert damages(database, anchors) == []
    assert database.value("SELECT count(*) FROM journal_entry WHERE action = 'expire'") == 2


def test_an_anchor_is_written_once_a_day_and_is_for_us_alone(database, anchors):
    for days in (0, 0, 1, 1, 2, 1):
        anchor(database, anchors, days)
        begin(database)

    known = read_anchors(anchors, JOURNAL_KEY).known
    assert len(known) == 3
    assert known[-1].entries < end(database)
    assert anchors.stat().st_mode & 0o777 == 0o600
    assert anchors.parent.stat().st_mode & 0o777 == 0o700


def test_anchors_that_are_missing_for_more_than_a_day_are_a_damage(database, anchors):
    begin(database)
    assert damages(database, anchors) == []
    assert damages(database, anchors, hours=26) == [
        Damage('journal.jsonl', '–', 'no anchor since entry 0')]

    anchor(database, anchors)

    assert damages(database, anchors, hours=26) == []


@pytest.mark.parametrize('change', [
    lambda line: line.replace('2026', '2027', 1), lambda line: line[:-9], lambda _: '[]',
    lambda line: json.dumps({**json.loads(line), 'entries': 1}), lambda _: '{"day": "\\ud800"}',
    lambda line: line.replace(':', ': ', 1), lambda _: '\0'])
def test_an_anchor_that_somebody_else_wrote_is_found(database, anchors, told, change):
    whole = anchors.read_text()
    anchors.write_text(change(whole.rstrip('\n')) + '\n' + whole)

    assert named(database, anchors) == {('journal.jsonl', 'line 1')}


def test_an_anchor_goes_behind_a_torn_line(anchors):
    one, two = Anchor('2026-11-21', 1, 'a' * 64), Anchor('2026-11-22', 2, 'b' * 64)
    add_anchor(anchors, JOURNAL_KEY, one)
    with anchors.open('a') as file:
        file.write('{"day":')

    add_anchor(anchors, JOURNAL_KEY, two)

    found = read_anchors(anchors, JOURNAL_KEY)
    assert found.known == (one, two)
    assert [damage.row for damage in found.foreign] == ['line 2']


def test_eight_writers_leave_a_chain_without_gaps(database, anchors):
    before = end(database)

    def write(writer):
        for number in range(40):
            run_in(database.app, lambda number=number: record(
                'test', f'{writer}-{number}', datetime.now(UTC), count=number))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(8)))

    numbers = [row.id for row in database.rows('SELECT id FROM journal_entry ORDER BY id')]
    assert numbers == list(range(1, before + 8 * 40 + 1))
    assert damages(database, anchors) == []


def test_an_entry_goes_with_its_transaction(database, anchors):
    with database.app.app_context():
        begin_writing()
        record('test', 'x', datetime.now(UTC))
        db.session.rollback()

    assert damages(database, anchors) == []


def test_many_rows_are_read_in_batches(database, anchors, told, monkeypatch):
    monkeypatch.setattr('checklist.services.journal_proof.BATCH', 3)
    for _ in range(3):
        submitted(database)
    victim = random.randrange(told - 5, told)
    assert damages(database, anchors) == []

    database.execute("UPDATE journal_entry SET role = 'x' WHERE id = :id", id=victim)

    assert named(database, anchors) == {(ENTRIES, str(victim))}


def command(database, anchors, monkeypatch, which, *arguments):
    monkeypatch.setitem(database.app.config, 'ANCHORS', anchors)
    outcome = database.app.test_cli_runner().invoke(which, arguments)
    database.dispose()
    return outcome


def test_the_command_says_what_is_damaged_and_fails(database, anchors, told, monkeypatch):
    whole = command(database, anchors, monkeypatch, verify)
    database.execute("UPDATE journal_entry SET role = 'x' WHERE id = :id", id=told - 3)
    damaged = command(database, anchors, monkeypatch, verify)
    data = command(database, anchors, monkeypatch, verify, '--json')

    assert (whole.exit_code, damaged.exit_code, data.exit_code) == (0, 1, 1)
    assert f'{told} entries' in whole.output
    assert f'journal_entry {told - 3}: changed' in damaged.output
    assert [item['row'] for item in json.loads(data.output)['damages']] == [str(told - 3)]


def test_the_newest_anchor_is_printed(database, anchors, monkeypatch):
    none = command(database, anchors, monkeypatch, journal, 'anchor')
    newest = anchor(database, anchors)

    printed = command(database, anchors, monkeypatch, journal, 'anchor')

    assert none.exit_code == 1
    assert newest.mac in printed.output
    assert newest.day in printed.output
