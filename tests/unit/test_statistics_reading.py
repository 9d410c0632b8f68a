"""Who may look at what: pages read frozen tables, and few look at what was submitted."""
import ast

import pytest

from tests.unit.test_architecture import MODULES, SERVICES, imported, name_of, tree_of

FROZEN = {'FrozenFrame', 'FrozenTable', 'ChecklistVersion'}
# What pages and documents of statistics may ask.
READERS = {'catalog', 'statistics', 'statistics_reports', 'report_subscriptions', 'reference',
           'journal', 'limits', 'similar_businesses'}
# Who takes rows down, counts a month, forgets a person, or makes a demonstration. The last one
# asks only whether a month is complete.
SEES_ROWS = {'observations', 'freezing', 'month_rows', 'demo_companies', 'bulk',
             'statistics_reports'}
PAGES = [path for path in MODULES if path.parent.name in ('views', 'reports')
         and path.stem.startswith(('statistics', 'open_data', 'public_statistics', 'report_',
                                   'authority_report'))]


def from_package(path, package):
    """Return what a module imports of a package."""
    return {name.removeprefix(f'{package}.') for name in imported(path)
            if name.startswith(f'{package}.')}


@pytest.mark.abuse('A6')
def test_pages_of_statistics_ask_only_who_reads_frozen_tables():
    assert len(PAGES) > 15
    assert {name_of(path): found for path in PAGES if (
        found := {name.split('.')[0] for name in from_package(path, 'checklist.services')} - READERS
    )} == {}


@pytest.mark.abuse('A6')
def test_the_reader_of_frozen_tables_knows_no_other():
    for name in ('statistics', 'similar_businesses'):
        path, = [path for path in SERVICES if path.stem == name]
        assert {model.split('.')[-1] for model in from_package(path, 'checklist.models')} <= FROZEN


@pytest.mark.abuse('A6')
def test_few_see_what_was_taken_down_of_a_self_inspection():
    seen = {path.stem for path in MODULES if 'checklist.models.statistics.Observation'
            in imported(path)}
    assert seen <= SEES_ROWS


@pytest.mark.abuse('A6')
def test_who_asks_whether_a_month_is_complete_sees_months_only():
    path, = [path for path in SERVICES if path.stem == 'statistics_reports']

    assert {ast.unparse(node) for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == 'Observation'
            } == {'Observation.month', 'Observation.version_id'}
