"""The locks install on every machine: each package with the hashes of all its files."""
import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / 'requirements'
LOCKS = sorted(REQUIREMENTS.glob('*.txt'))


def hashes(lock):
    found = {}
    for line in lock.read_text().splitlines():
        if match := re.match(r'([a-z0-9][a-z0-9._-]*)==', line):
            name = match[1]
            found[name] = 0
        found[name] += '--hash=sha256:' in line
    return found


@pytest.mark.parametrize('lock', LOCKS, ids=lambda path: path.name)
def test_a_lock_knows_more_than_the_file_of_one_platform(lock):
    """Everything we use has a source and at least one wheel; one hash means a partial index."""
    assert {name for name, count in hashes(lock).items() if count < 2} == set()


@pytest.mark.parametrize('lock', LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_address(lock):
    assert '://' not in lock.read_text()
