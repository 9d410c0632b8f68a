"""The report of security names real requirements and real tests, and is up to date."""
from tests.asvs import REPORT, abuse_cases, marked_tests, report, requirements

REQUIREMENTS = requirements()


def test_every_mark_names_a_requirement():
    assert set(marked_tests()) <= {requirement.id for requirement in REQUIREMENTS}


def test_every_mark_names_a_case_of_abuse():
    assert set(marked_tests('abuse')) <= set(abuse_cases())


def test_a_requirement_is_named_once_and_says_what_it_is():
    ids = [requirement.id for requirement in REQUIREMENTS]

    assert len(ids) == len(set(ids)) > 150
    assert all(requirement.level in (1, 2, 3) for requirement in REQUIREMENTS)
    assert all(10 < len(requirement.what) < 110 for requirement in REQUIREMENTS)


def test_the_report_says_what_the_tests_show():
    assert REPORT.read_text(encoding='utf-8') == report(
        marked_tests(), marked_tests('abuse')), (
        'Run .venv/bin/python -m tests.asvs and commit docs/security.md.')
