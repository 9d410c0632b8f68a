"""What the product is made of: listed, locked, and none of it older than its last known hole."""
import csv
import json
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.version import Version

from tests.parts import LIST, locked, parts

LEAST = Path(__file__).parent.parent / 'least_versions.csv'


def least_versions():
    with LEAST.open(encoding='utf-8', newline='') as file:
        return list(csv.DictReader(file, delimiter=';'))


@pytest.mark.asvs('15.1.2')
def test_the_parts_of_the_product_are_listed():
    assert LIST.exists() and LIST.read_text(encoding='utf-8') == parts(), (
        'Run .venv/bin/python -m tests.parts and commit docs/parts.cdx.json.')
    listed = json.loads(parts())
    assert {part['name']: part['version'] for part in listed['components']
            if part['type'] == 'library'} == locked()
    assert len(locked()) > 50


@pytest.mark.asvs('15.2.1')
@pytest.mark.parametrize('row', least_versions(), ids=lambda row: row['package'])
def test_no_part_is_older_than_its_last_known_hole(row):
    """Neither by the lock nor as it is installed here."""
    least = Version(row['least'])
    installed = {found.metadata['Name'].lower(): found.version for found in distributions()}

    assert Version(locked()[row['package']]) >= least, row['hole']
    assert Version(installed[row['package']]) >= least, row['hole']
