"""The catalog from the command line: what each command prints, does and ends with."""
import json
from dataclasses import replace
from datetime import date, timedelta

import pytest

from checklist.access import Role
from checklist.cli import register_commands
from requirements_catalog.canonical import read_version
from requirements_catalog.texts import LocalText
from requirements_catalog.yaml_writer import write_exchange
from tests.accounts import staff
from tests.clock import today
from tests.factories import publish, small_version
from tests.version_drafts import FIRE

TITLE = LocalText.of({'ru': 'Новое название', 'en': 'A new title'})
SMALL = 'small-list'


@pytest.fixture
def run(database):
    """Run a command in a process of its own, as far as the database can tell."""
    if 'catalog' not in database.app.cli.commands:
        register_commands(database.app)

    def command(*arguments):
        outcome = database.app.test_cli_runner().invoke(args=('catalog', *map(str, arguments)))
        assert outcome.exception is None or isinstance(outcome.exception, SystemExit), (
            outcome.exception)
        return outcome

    return command


def version_of(database, code=FIRE):
    return read_version(database.value(
        'SELECT content FROM checklist_version WHERE checklist_code = :code'
        ' ORDER BY number DESC', code=code))


def with_content(whole, /, **content):
    return replace(whole, content=replace(whole.content, **content))


@pytest.fixture
def changed(database, tmp_path):
    """A file with the next version of a shipped checklist."""
    path = tmp_path / 'next.yaml'
    path.write_text(write_exchange(with_content(
        version_of(database), title=TITLE, version=2,
        effective_from=today() + timedelta(days=3))))
    return path


def test_the_shipped_catalog_has_no_errors(run):
    outcome = run('lint')

    assert outcome.exit_code == 0
    assert FIRE in outcome.output


def test_errors_of_a_file_end_with_one(run, database, tmp_path):
    path = tmp_path / 'bad.yaml'
    version = version_of(database)
    path.write_text(write_exchange(with_content(version, requirements=tuple(
        replace(each, clauses=tuple(replace(clause, current=False) for clause in each.clauses))
        for each in version.content.requirements))))

    outcome = run('lint', path, '--json')

    assert outcome.exit_code == 1
    [found] = json.loads(outcome.output)
    assert 'no-current-clause' in {finding['rule'] for finding in found['findings']}


def test_warnings_fail_only_where_they_are_to(run, shipped_catalog, tmp_path):
    path = tmp_path / 'shipped.yaml'
    path.write_text(write_exchange(next(
        version for version in shipped_catalog.versions if version.content.checklist == FIRE)))

    assert run('lint', path, '--on', '2026-11-22', '--days-ahead', '365').exit_code == 0
    assert run('lint', path, '--on', '2026-11-22', '--days-ahead', '365',
               '--strict').exit_code == 1


def test_a_difference_is_told_and_ends_with_one(run, database, changed):
    outcome = run('diff', FIRE, changed)

    assert outcome.exit_code == 1
    assert 'changed checklist.title [nothing]' in outcome.output
    fields = {change['field'] for change in json.loads(run('diff', FIRE, changed, '--json').output)}
    assert {'title', 'version', 'effective_from'} <= fields
    assert run('diff', FIRE, f'{FIRE}@1').exit_code == 0


@pytest.mark.parametrize('arguments', [
    ('diff', 'no-such'), ('diff',), ('lint', '--on', 'today'), ('radar', '--authority', 'none'),
    ('export', FIRE, 'x.doc'), ('import', 'missing.yaml', '--editor', 'a@example.ru')])
def test_wrong_usage_ends_with_two(run, arguments):
    assert run(*arguments).exit_code == 2


def test_what_is_not_there_is_told_in_one_line(run):
    for name in ('no-such-list', f'{FIRE}@77', f'{FIRE}@x'):
        outcome = run('diff', FIRE, name)

        assert (outcome.exit_code, outcome.output.count('\n')) == (1, 1)


def test_a_file_is_published_unless_it_is_only_tried(run, database, changed):
    assert json.loads(run('publish', changed, '--dry-run', '--json').output)['published']
    assert version_of(database).content.version == 1

    assert run('publish', changed).exit_code == 0

    assert version_of(database).content.title == TITLE
    assert run('publish', changed).output == '0 new versions.\n'
    assert database.value("SELECT role FROM journal_entry WHERE action = 'publish'"
                          ' ORDER BY id DESC') == 'operator'


def test_a_file_with_errors_is_not_published(run, database, tmp_path):
    path = tmp_path / 'bad.yaml'
    version = version_of(database)
    path.write_text(write_exchange(with_content(version, version=2, requirements=tuple(
        replace(each, clauses=tuple(replace(clause, current=False) for clause in each.clauses))
        for each in version.content.requirements))))

    outcome = run('publish', path)

    assert outcome.exit_code == 1
    assert 'no-current-clause' in outcome.output
    assert version_of(database).content.version == 1


@pytest.mark.parametrize('suffix', ['yaml', 'xlsx', 'json'])
def test_what_is_taken_out_is_the_same_when_it_comes_back(run, tmp_path, suffix):
    path = tmp_path / f'fire.{suffix}'

    assert run('export', FIRE, path, '--dry-run').exit_code == 0
    assert not path.exists()
    assert run('export', FIRE, path).exit_code == 0

    assert run('diff', FIRE, path).output == ''
    assert run('export', FIRE, path).exit_code == 1
    assert run('export', FIRE, path, '--force').exit_code == 0


def test_a_file_comes_into_a_draft_in_the_name_of_an_editor(run, database, changed):
    staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')

    assert run('import', changed, '--editor', 'anna@example.ru', '--dry-run').exit_code == 0
    assert database.value('SELECT count(*) FROM version_draft') == 0
    told = json.loads(run('import', changed, '--editor', 'anna@example.ru', '--json').output)

    assert told['changed']
    assert database.rows('SELECT id, state, revision FROM version_draft') == [
        (told['draft'], 'draft', 2)]
    assert run('import', changed, '--editor', 'anna@example.ru').output == (
        'The draft says that already.\n')


@pytest.mark.parametrize(('role', 'authority'), [
    (Role.APPROVER, 'mchs-74'), (Role.CATALOG_EDITOR, 'rpn-74')])
def test_only_an_editor_of_the_authority_can_be_named(run, database, changed, role, authority):
    staff(database, role, 'anna@example.ru', authority)

    assert run('import', changed, '--editor', 'anna@example.ru').exit_code == 1
    assert database.value('SELECT count(*) FROM version_draft') == 0


def test_a_hostile_file_is_refused_in_lines(run, database, tmp_path):
    path = tmp_path / 'bomb.yaml'
    path.write_text('a: &a [1]\nb: [*a, *a]\n')

    outcome = run('publish', path)

    assert outcome.exit_code == 1
    assert 'bomb.yaml' in outcome.output


def test_the_radar_names_what_ends_and_what_rests_on_it(run):
    outcome = run('radar', '--authority', 'mchs-74', '--days', '3650', '--json')

    found = json.loads(outcome.output)
    assert outcome.exit_code == 1
    assert {each['authority'] for each in found} == {'mchs-74'}
    assert all(date.fromisoformat(each['ends_on']) and each['uses'] for each in found)
    assert FIRE in run('radar', '--days', '3650').output


def test_a_file_of_a_small_checklist_is_read_back(run, database, tmp_path):
    publish(database, small_version())

    assert run('export', SMALL, tmp_path / 'small.yaml').exit_code == 0
    assert run('diff', SMALL, tmp_path / 'small.yaml').output == ''
