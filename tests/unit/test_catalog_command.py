"""The command that checks a catalog: what it prints, and with which code it ends."""
import json
import runpy
import sys
from datetime import date

import pytest

from requirements_catalog.__main__ import main
from tests.unit.examples import CHECKLIST, FILES, write_files


@pytest.fixture
def folder(tmp_path):
    write_files(tmp_path, FILES)
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    path.write_text(path.read_text(encoding='utf-8').replace(old, new), encoding='utf-8')


def test_the_command_prints_findings_and_succeeds_without_errors(folder, capsys):
    code = main([str(folder), '--on', '2026-11-21'])

    lines = capsys.readouterr().out.splitlines()
    assert code == 0
    assert lines[0].startswith('fire-safety v1: 2 questions, ')
    assert '  information: S-1: 1 to 2 questions for 1 to 3 points [points]' in lines


def test_the_command_fails_on_a_finding_that_is_an_error(folder, capsys):
    edit(folder, 'legal_acts/common.yaml', 'valid_from', 'valid_to: 2026-12-31\n  valid_from')

    assert main([str(folder), '--on', '2026-12-31']) == 0
    assert main([str(folder), '--on', '2027-01-01']) == 1
    assert '[expired-clause]' in capsys.readouterr().out


def test_the_command_fails_on_a_file_that_cannot_be_read(folder, capsys):
    edit(folder, CHECKLIST, 'duty', 'dut')

    assert main([str(folder)]) == 1
    assert capsys.readouterr().out.startswith(f'{CHECKLIST}:18:19: error: expected one of')


def test_the_command_prints_json_for_programs(folder, capsys):
    main([str(folder), '--json', '--on', '2026-11-21', '--days-ahead', '1'])
    report = json.loads(capsys.readouterr().out)

    assert report['problems'] == []
    [version] = report['versions']
    assert (version['checklist'], version['version'], version['questions']) == (
        'fire-safety', 1, 2)
    assert {'rule': 'points', 'level': 'information', 'where': 'S-1',
            'message': '1 to 2 questions for 1 to 3 points'} in version['findings']


def test_the_command_prints_problems_as_json_too(folder, capsys):
    edit(folder, CHECKLIST, 'weight: 2', 'weight: 0')

    assert main([str(folder), '--json']) == 1
    assert json.loads(capsys.readouterr().out) == {'versions': [], 'problems': [{
        'file': CHECKLIST, 'line': 38, 'column': 17, 'message': 'a weight is 1 or more',
        'level': 'error', 'sheet': ''}]}


@pytest.mark.parametrize(('on', 'versions_'), [
    (date(2026, 11, 1), [1, 2]), (date(2027, 1, 31), [1, 2]), (date(2027, 2, 1), [2]),
    (date(2027, 11, 2), []), (date(2027, 11, 1), [2])])
def test_the_command_looks_at_versions_in_force_and_to_come(folder, capsys, on, versions_):
    second = FILES[CHECKLIST].replace('version: 1', 'version: 2').replace(
        '2026-11-01', '2027-02-01')
    (folder / 'checklists/fire-safety/v2.yaml').write_text(second, encoding='utf-8')

    main([str(folder), '--json', '--on', str(on)])

    report = json.loads(capsys.readouterr().out)
    assert [version['version'] for version in report['versions']] == versions_


def test_a_version_to_come_may_rest_on_an_act_to_come(folder, capsys):
    edit(folder, 'legal_acts/common.yaml', '2021-07-01', '2026-11-01')

    main([str(folder), '--on', '2026-10-01'])

    assert '[early-clause]' not in capsys.readouterr().out


def test_the_package_is_the_command(folder, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, 'requirements_catalog.__main__')
    monkeypatch.setattr('sys.argv', ['requirements_catalog', str(folder), '--on', '2026-11-21'])

    with pytest.raises(SystemExit) as ended:
        runpy.run_module('requirements_catalog.__main__', run_name='__main__')

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith('fire-safety v1')
