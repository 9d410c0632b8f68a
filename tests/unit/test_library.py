"""What the checklists share: which policy rules, and what a version carries with it."""
from datetime import date

import pytest

from requirements_catalog.conditions import AllOf, Not
from requirements_catalog.legal import ApprovedForm
from requirements_catalog.library import Library, features_of
from requirements_catalog.texts import LocalText
from tests.unit.examples import (
    KITCHEN, SEATS, TERRACE, act, answered, clause, content, fact, has, liability, library,
    policy, question, requirement, section, text)

GENERAL = policy(code='general', valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
LATER = policy(code='later', valid_from=date(2026, 7, 1))
OWN = policy(code='own', authority='mchs', valid_from=date(2026, 3, 1))
OTHERS = policy(code='others', authority='rpn', valid_from=date(2026, 1, 1))


@pytest.mark.parametrize(('policies', 'on', 'found'), [
    ([GENERAL, LATER], date(2025, 12, 31), None),
    ([GENERAL, LATER], date(2026, 1, 1), 'general'),
    ([GENERAL, LATER], date(2026, 6, 30), 'general'),
    ([GENERAL, LATER], date(2026, 7, 1), 'later'),
    ([GENERAL, LATER], date.max, 'later'),
    ([GENERAL], date(2026, 7, 1), None),
    ([GENERAL, OWN], date(2026, 2, 28), 'general'),
    ([GENERAL, OWN, LATER], date(2026, 8, 1), 'own'),
    ([GENERAL, OTHERS], date(2026, 2, 1), 'general'),
    ([policy(code='old'), policy(code='new', valid_from=date(2026, 2, 1))],
     date(2026, 2, 1), 'new'),
    ([policy(kind_of_control='labour')], date(2026, 2, 1), None),
])
def test_an_authoritys_own_policy_beats_the_general_one_and_the_newer_the_older(
        policies, on, found):
    shared = Library(policies={p.code: p for p in policies})

    ruling = shared.policy_for('fire', 'mchs', on)

    assert (ruling and ruling.code) == found


def test_a_version_carries_every_act_that_it_names():
    shared = library(
        acts={code: act(code) for code in ('cited', 'current', 'fines', 'form', 'other')},
        liabilities={'fine-1': liability(act='fines'), 'fine-2': liability('fine-2')})
    duty = requirement(clauses=(clause('cited', current=False), clause('current', cited=False)))

    version = shared.resolve(content(
        section('S-1', question()), requirements=(duty,),
        approved_form=ApprovedForm(act='form', unit='приложение')))

    assert list(version.acts_by_code) == ['cited', 'current', 'fines', 'form']
    assert list(version.liabilities_by_code) == ['fine-1']
    assert version.requirements == {'R-1': duty}
    assert version.requirement_of(version.questions['Q-1']) == duty
    assert list(version.liabilities_of(duty)) == [liability(act='fines')]


def test_without_a_policy_there_is_no_version():
    with pytest.raises(KeyError, match='fire'):
        library(policies={}).resolve(content(section('S-1', question())))


def test_features_are_found_in_every_condition():
    asks = question('Q-2', applies_if=AllOf((Not(has(KITCHEN)), answered('features', 'yes'))))

    found = features_of(content(
        section('S-1', question('features'), asks, applies_if=fact(SEATS, 'gt', 1)),
        applies_if=AllOf((has(TERRACE), fact('staff', 'gt', 5)))))

    assert found == {KITCHEN, SEATS, TERRACE}


def test_questions_and_sections_are_known_by_their_codes():
    one, same, other = question(), question(text=text('другой')), question('Q-2')

    assert hash(one) == hash(same) != hash(other)
    assert one != same
    assert hash(section('S-1', one)) == hash(section('S-1', other))


@pytest.mark.parametrize(('texts', 'english', 'lacks'), [
    ({'ru': 'Да', 'en': 'Yes'}, 'Yes', False),
    ({'ru': 'Да'}, 'Да', True),
    ({'ru': 'Да', 'en': ''}, 'Да', True),
    ({'ru': 'Да', 'en': ' '}, 'Да', True),
])
def test_a_text_without_a_translation_is_shown_in_russian(texts, english, lacks):
    found = LocalText.of(texts)

    assert found.in_language('en') == english
    assert found.lacks('en') is lacks
    assert str(found) == 'Да'
