"""The check of a draft: what the rules find, in the reader's language, with the way there."""
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask_babel import force_locale

from checklist.access import Role
from checklist.reports.findings import findings_by_level
from checklist.services.version_drafts import get_draft, save_version
from requirements_catalog.lint import RULES, lint
from requirements_catalog.problems import Level
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.unit.examples import (
    TODAY, act, clause, library, question, requirement, text, version_of)
from tests.version_drafts import draft_of, edited, editor

NOW = datetime.now(UTC)


@pytest.fixture
def anna(database):
    return editor(staff(database, Role.CATALOG_EDITOR, 'anna@example.ru'), 'mchs-74')


@pytest.fixture
def draft_id(database, anna):
    return draft_of(database, anna.account_id)


def broken(database, anna, draft_id):
    """Take the clauses away from the first requirement of a draft."""
    def work():
        draft = get_draft(anna, draft_id)
        first, *others = draft.version.content.requirements
        content = replace(draft.version.content,
                          requirements=(replace(first, clauses=()), *others))
        save_version(anna, draft, replace(draft.version, content=content),
                     action='requirement', place=first.code, now=NOW)
        return first

    return committed(database, work)


def test_a_draft_of_what_is_shipped_has_no_errors(database, anna, draft_id):
    browser = signed_in(database, anna.account_id)

    page = browser.page(f'/authority/drafts/{draft_id}/check')

    assert 'Ошибок нет' in page.text or 'Исправлять нечего' in page.text


def test_an_error_leads_to_the_part_that_it_is_about(database, anna, draft_id):
    requirement = broken(database, anna, draft_id)
    browser = signed_in(database, anna.account_id)

    page = browser.page(f'/authority/drafts/{draft_id}/check')

    assert 'Нужно исправить 1 ошибку' in page.text
    assert 'Нет ни одного действующего пункта.' in page.text
    link = next(link for link in page.root.first('main').all('a')
                if link.text.startswith(requirement.code))
    address, _, anchor = link['href'].partition('#')
    assert browser.get(address).status_code == 200
    assert not anchor or f'id="{anchor}"' in browser.get(address).text


@pytest.mark.parametrize('language', ['ru', 'en'])
def test_every_finding_is_said_in_one_language(sqlite_database, language):
    ended = act('act-1', valid_to=TODAY - timedelta(days=1), short=LocalText.of(
        {'ru': 'Старые правила', 'en': 'Old rules'}))
    version = version_of(
        question('Q-1', critical=True, text=text('Нет ли дыма; есть ли вода?', 'Is there; is it?')),
        question('Q-2', requirement='R-2', text=text('Нет ли дыма; есть ли вода?', 'Is it; is?')),
        shared=library(acts={'act-1': ended}),
        requirements=(requirement('R-1', liabilities=(), evidence=text('—', '—')),
                      requirement('R-2', clauses=(clause('act-1', current=False),))))

    with sqlite_database.app.app_context(), force_locale(language):
        told = findings_by_level(version, lint(version, on=TODAY))

    sentences = [each.sentence for found in told.values() for each in found]
    assert len(told[Level.ERROR]) == 2
    own = re.sub('«.*?»|\'.*?\'|Q-\\d|R-\\d|fine-1', '', ' '.join(sentences))
    assert not re.search('[A-Za-z]{3}' if language == 'ru' else '[А-Яа-я]', own), own
    assert all(sentence[0].isupper() or not sentence[0].isalpha() for sentence in sentences)
    assert all(sentence.endswith('.') and not sentence.endswith('..') for sentence in sentences)


def test_every_rule_says_its_messages_by_template(shipped_catalog):
    version = version_of(question('Q-1', critical=True, text=text('Нет ли дыма?', 'Is it?')))

    found = lint(version, on=TODAY)

    assert {finding.rule for finding in found} <= {name for name, _, _ in RULES}
    assert all(hasattr(finding.message, 'template') for finding in found)


def test_what_the_law_will_be_counts_on_the_first_day_of_a_version(database, anna, draft_id):
    edited(database, anna, draft_id, effective_from=TODAY.replace(year=2099))
    browser = signed_in(database, anna.account_id)

    assert 'исправить' in browser.page(f'/authority/drafts/{draft_id}/check').text
