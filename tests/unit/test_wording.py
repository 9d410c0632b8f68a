"""Sentences of a result: honest about what is certain, and counted as in speech."""
from dataclasses import replace

import pytest

from checklist.reports.wording import critical_sentence, path_sentence
from tests.pages import plain
from tests.unit.summaries import reading_in, summary, violation


@pytest.mark.parametrize(('broken', 'unconfirmed', 'begins'), [
    (1, 0, 'Не выполнено 1 критическое требование,'),
    (2, 0, 'Не выполнены 2 критических требования,'),
    (0, 1, 'Не подтверждено 1 критическое требование,'),
    (0, 3, 'Не подтверждены 3 критических требования,'),
    (0, 5, 'Не подтверждено 5 критических требований,'),
    (2, 1, 'Критические требования: не выполнено 2, не подтверждено 1.')])
def test_what_is_to_be_found_out_is_not_called_broken(broken, unconfirmed, begins):
    with reading_in('ru'):
        assert plain(critical_sentence(broken, unconfirmed)).startswith(begins)


@pytest.mark.parametrize(('only_unknown', 'words'), [
    (True, 'достаточно подтвердить 2 требования'), (False, 'достаточно 2 исправлений')])
def test_the_shortest_way_speaks_of_fixes_only_where_something_is_broken(only_unknown, words):
    with reading_in('ru'):
        assert words in path_sentence(2, only_unknown)


@pytest.mark.parametrize(('verdict', 'critical', 'outcome'), [
    ('critical_broken', True, 'critical_broken'), ('critical_broken', False, 'critical_unknown'),
    ('below_threshold', False, 'below_threshold'), ('passed', False, 'passed')])
def test_the_outcome_says_whether_a_critical_violation_is_certain(verdict, critical, outcome):
    certain = replace(violation(2), critical=critical)

    assert replace(summary(verdict=verdict), violations=(certain,)).outcome == outcome
