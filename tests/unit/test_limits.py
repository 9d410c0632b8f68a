"""The limits of use stand in the documentation as they are set."""
import re

import pytest

from checklist.config import ROOT
from checklist.services import companies, limits, members, objects
from checklist.views import keys

OPERATIONS = (ROOT / 'docs' / 'operations.md').read_text(encoding='utf-8')
SECTION = OPERATIONS.partition('## Limits of use\n')[2].partition('\n## ')[0]


@pytest.mark.asvs('2.1.3')
def test_every_limit_is_documented_as_it_is_set():
    documented = {row[0]: (int(row[1]), int(row[2])) for row in re.findall(
        r'^\| `([\w-]+)` \|.*\| (\d+) \| (\d+) \|$', SECTION, re.MULTILINE)}

    assert documented == {limit.name: (limit.most, limit.seconds)
                          for limit in vars(limits).values() if isinstance(limit, limits.Limit)}


@pytest.mark.asvs('2.1.3')
def test_what_is_not_counted_by_time_is_documented_too():
    assert (f'{companies.MOST_COMPANIES} companies of one account, {objects.MOST_OBJECTS} objects'
            f' and {members.MOST_INVITATIONS} waiting invitations of one company,'
            f' {keys.MOST_KEYS} self-inspections without an account') in SECTION
