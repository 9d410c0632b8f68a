"""Commands of operators, settings of the start, and the synthetic data."""
from collections import Counter
from datetime import UTC, datetime

import pytest

from checklist import start
from checklist.cli import register_commands
from checklist.config import Settings, SettingsError
from checklist.services.demo import add_demo
from requirements_catalog.loader import load_catalog
from tests.browsing import Client
from tests.databases import SECRET_KEY, SqliteDatabase, make_app
from tests.factories import committed
from tests.postgresql import free_port

SHIPPED = len(load_catalog().versions)


@pytest.fixture
def fresh(tmp_path):
    """A database that nobody has prepared yet, with the commands of an operator."""
    database = SqliteDatabase(tmp_path)
    register_commands(database.app)
    yield database
    database.dispose()


def run(database, *arguments):
    outcome = database.app.test_cli_runner().invoke(args=arguments)
    database.dispose()
    return outcome


def test_an_operator_prepares_a_database_by_two_commands(fresh):
    assert run(fresh, 'database', 'upgrade').exit_code == 0
    assert run(fresh, 'catalog', 'publish', '--dry-run').output == f'{SHIPPED} new versions.\n'
    assert fresh.counts()['checklist_version'] == 0

    assert run(fresh, 'catalog', 'publish').output == f'{SHIPPED} new versions.\n'

    assert run(fresh, 'catalog', 'publish').output == '0 new versions.\n'
    assert fresh.counts()['checklist_version'] == SHIPPED


def test_publishing_other_content_under_a_number_is_refused_in_one_line(fresh):
    run(fresh, 'database', 'upgrade')
    run(fresh, 'catalog', 'publish')
    fresh.execute('DROP TRIGGER checklist_version_refuses_update')
    fresh.execute("UPDATE checklist_version SET fingerprint = 'x'"
                  " WHERE checklist_code = 'retail-food'")

    outcome = run(fresh, 'catalog', 'publish')

    assert outcome.exit_code == 1
    assert outcome.output.count('\n') == 1
    assert 'retail-food' in outcome.output


def test_the_demo_prints_links_that_open_finished_self_inspections(fresh):
    run(fresh, 'database', 'upgrade')
    run(fresh, 'catalog', 'publish')

    outcome = run(fresh, 'demo', 'add')

    links = [line.rpartition(': ')[2] for line in outcome.output.splitlines()]
    assert outcome.exit_code == 0
    assert links
    for link in links:
        page = Client(fresh.app).page(link)
        assert list(page.root.all('', id='verification'))


def test_the_start_prepares_what_is_not_prepared(fresh, capsys):
    start.prepare(fresh.app)
    first = capsys.readouterr().out
    start.prepare(fresh.app)

    assert fresh.counts()['checklist_version'] == SHIPPED
    assert first
    assert capsys.readouterr().out == ''


def test_the_demo_is_the_same_each_time(database):
    links = committed(database, lambda: add_demo(datetime.now(UTC)))
    again = committed(database, lambda: add_demo(datetime.now(UTC)))

    times = Counter(tuple(row) for row in database.rows(
        'SELECT version_id, packed, previous_id IS NULL FROM submission'
        ' JOIN self_inspection ON id = inspection_id'))
    assert len(links) == len(again) >= 4
    assert all(number % 2 == 0 for number in times.values())
    assert {bool(first) for _, _, first in times} == {True, False}


@pytest.mark.asvs('13.3.1')
@pytest.mark.parametrize('settings', [
    {'secret_key': 'dev'}, {'production': True, 'trusted_hosts': ('a',)},
    {'production': True, 'public_url': 'https://a'},
    {'production': True, 'public_url': 'http://a', 'trusted_hosts': ('a',)}])
def test_weak_settings_are_refused(settings):
    with pytest.raises(SettingsError):
        Settings(**{'secret_key': SECRET_KEY, **settings}).check()


@pytest.mark.parametrize('setting', [
    ('CHECKLIST_SECRET_KEY', 'short'), ('CHECKLIST_PROXIES', '²'),
    ('CHECKLIST_PRODUCTION', '1')])
def test_a_wrong_setting_ends_the_start_with_one_line(tmp_path, monkeypatch, capsys, setting):
    monkeypatch.setenv('CHECKLIST_VAR', str(tmp_path))
    monkeypatch.setenv(*setting)

    assert start.main(['--port', str(free_port())]) == 1

    said = capsys.readouterr().err
    assert said.startswith('Cannot start: CHECKLIST_')
    assert said.count('\n') == 1


def test_a_database_that_is_away_ends_the_start_with_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv('CHECKLIST_VAR', str(tmp_path))
    monkeypatch.setenv('CHECKLIST_DATABASE_URL',
                       f'postgresql+psycopg://nobody:secret@127.0.0.1:{free_port()}/none')

    assert start.main(['--port', str(free_port())]) == 1

    said = capsys.readouterr().err
    assert said.startswith('Cannot start: ')
    assert 'secret' not in said


@pytest.mark.asvs('8.2.1')
def test_a_view_without_an_access_mark_stops_the_start(tmp_path, monkeypatch):
    def bare():
        return ''

    monkeypatch.setattr('checklist.views.health.alive.access', None, raising=False)
    monkeypatch.delattr('checklist.views.health.alive.access')

    with pytest.raises(RuntimeError, match='health.alive'):
        make_app(f'sqlite:///{tmp_path}/x.db', tmp_path)
