"""The history of a draft: the saves of an editor that saves by itself stand together."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from checklist.services.draft_revisions import PAUSE, Revision, stretches

START = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def revision(number, minutes=0.0, **changes):
    return replace(Revision(number, 'ANNA', 'question', 'CT-001', '0' * 64,
                            START + timedelta(minutes=minutes)), **changes)


def told(*revisions):
    """Return the numbers of the first and the last save of each entry, the newest entry first."""
    return [(found.first.revision, found.last.revision, found.saves)
            for found in stretches(reversed(revisions))]


def test_saves_of_one_person_in_one_place_are_one_entry():
    assert told(revision(1), revision(2, 1), revision(3, 2)) == [(1, 3, 3)]


def test_nothing_has_no_entry_and_one_save_one():
    assert told() == []
    assert told(revision(1)) == [(1, 1, 1)]


@pytest.mark.parametrize('other', [
    {'account_id': 'BORIS'}, {'place': 'CT-002'}, {'action': 'requirement'}])
def test_another_person_place_or_kind_begins_another_entry(other):
    assert told(revision(1), revision(2, 1, **other), revision(3, 2)) == [
        (3, 3, 1), (2, 2, 1), (1, 1, 1)]


def test_a_long_pause_begins_another_entry_and_a_long_work_does_not():
    later = START + PAUSE
    assert told(revision(1), revision(2, at=later)) == [(1, 2, 2)]
    assert told(revision(1), revision(2, at=later + SECOND)) == [(2, 2, 1), (1, 1, 1)]
    assert told(*(revision(number, 20 * number) for number in range(1, 9))) == [(1, 8, 8)]
