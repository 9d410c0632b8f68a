"""What the lint rules find, and that they find nothing where nothing is wrong."""
from datetime import timedelta

import pytest

from requirements_catalog.conditions import AllOf, AnyOf, Not
from requirements_catalog.legal import ApprovedForm, Sanction, Subject
from requirements_catalog.lint import RULES, Finding, lint
from requirements_catalog.model import FeatureKind, LegalForm
from requirements_catalog.problems import Level
from requirements_catalog.reach import EXACT_CONDITIONS
from requirements_catalog.texts import LocalText
from tests.unit.examples import (
    KITCHEN, SEATS, TERRACE, TODAY, act, answered, clause, fact, feature, has, liability,
    library, question, questions, requirement, section, text, version_of)

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def found(rule, version, **options):
    """Return where a rule found something, and what."""
    findings = lint(version, **{'on': TODAY, **options})
    return [(finding.where, finding.message) for finding in findings if finding.rule == rule]


def places(rule, version, **options):
    return [where for where, _ in found(rule, version, **options)]


def test_a_version_without_mistakes_gets_information_only():
    findings = lint(version_of(*questions(1, 2)), on=TODAY)

    assert findings == (
        Finding('points', Level.INFORMATION, 'S-0', '2 questions for 3 points'),)
    assert str(findings[0]) == 'information: S-0: 2 questions for 3 points [points]'


def test_a_finding_of_the_whole_version_names_no_place():
    assert str(Finding('rule', Level.ERROR, '', 'message')) == 'error: message [rule]'


def test_every_rule_has_a_name_of_its_own():
    names = [name for name, _, _ in RULES]

    assert len(set(names)) == len(names)
    assert {name for name, level, _ in RULES if level is Level.ERROR} == {
        'no-current-clause', 'expired-clause', 'impossible-condition'}


# Wording.

@pytest.mark.parametrize(('russian', 'english', 'duties'), [
    ('Есть ли журнал?', 'Is there a log?', 1),
    ('Есть ли журнал и инструкция у каждого?', 'Does each have a log and an instruction?', 1),
    ('Если журнал ведут, все ли его видели?', 'Has everyone seen it?', 1),
    ('Есть ли журнал и ведут ли его каждый день?', 'Is there a log?', 2),
    ('Есть ли журнал? Ведут его?', 'Is there a log?', 2),
    ('Есть ли журнал; где он?', 'Is there a log?', 2),
    ('Есть ли журнал, а также инструкция?', 'Is there a log?', 2),
    ('ЕСТЬ ЛИ ЖУРНАЛ\nИ ВЕДУТ ЛИ ЕГО?', 'Is there a log?', 2),
    ('Есть ли журнал?', 'IS THERE A LOG\nAS WELL AS A PLAN?', 2),
    ('Есть ли журнал?\nГде он?', 'Is there a log?', 2),
    ('Есть ли журнал?', 'Is there a log?\nWhere?', 2),
    ('Есть ли журнал?', 'Is there a log as well as a plan?', 2),
    ('Есть ли журнал?', 'Is there a log? Is it kept?', 2),
])
def test_a_question_that_joins_two_duties_is_found(russian, english, duties):
    version = version_of(question('Q-1', text=text(russian, english)))

    assert len(found('two-duties', version)) == duties - 1


@pytest.mark.parametrize(('russian', 'english', 'negative'), [
    ('Свободны ли выходы?', 'Are the exits free?', False),
    ('Хранятся ли вещи, не касаясь пола?', 'Are things kept off the floor?', False),
    ('Нетрезвых ли отстраняют?', 'Do you bar those who are not sober?', False),
    ('Не нарушаете ли вы запрет?', 'Do you keep the ban?', True),
    ('«Не курить» — висит ли знак?', 'Is the sign up?', True),
    ('Нет ли на путях вещей?', 'Are the routes free?', True),
    ('Вы не храните ли вещи на путях?', 'Are the routes free?', True),
    ('Свободны ли пути?', "Don't you store things there?", True),
    ('Свободны ли пути?', 'Are there no things on the routes?', True),
    ('Свободны ли пути?', 'Do not your things block the routes?', True),
])
def test_a_question_in_the_negative_is_found(russian, english, negative):
    version = version_of(question('Q-1', text=text(russian, english)))

    assert bool(found('negative-wording', version)) is negative


def test_the_same_wording_is_found_whatever_its_letters_and_signs():
    version = version_of(
        question('Q-1', text=text('Учтён ли журнал?')),
        question('Q-2', text=text('учтен ли  «журнал»')),
        question('Q-3', text=text('Учтён ли план?'), requirement='R-2'),
        requirements=(requirement('R-1', text=text('Вести журнал.')),
                      requirement('R-2', text=text('Вести журнал'))))

    assert found('same-wording', version) == [
        ('R-2', 'the wording is that of R-1: say what differs'),
        ('Q-2', 'the wording is that of Q-1: say what differs')]


def test_every_text_that_lacks_a_translation_is_named():
    only_russian = LocalText.of({'ru': 'Да'})
    fine = Sanction(subject=Subject.OFFICIAL, alternative=only_russian)
    shared = library(acts={'act-1': act(title=only_russian)},
                     liabilities={'fine-1': liability(sanctions=(fine,))},
                     features={KITCHEN: feature(KITCHEN, hint=only_russian)})
    asked = question('Q-1', explanation=only_russian, applies_if=has(KITCHEN))

    version = version_of(
        section('S-1', asked, title=only_russian), shared=shared, summary=only_russian,
        audience=only_russian, requirements=(requirement(remedy=only_russian),))

    assert found('missing-translation', version) == [
        ('', "translate into 'en': summary, audience"),
        ('R-1', "translate into 'en': remedy"),
        ('S-1', "translate into 'en': title"),
        ('Q-1', "translate into 'en': explanation"),
        ('', "translate into 'en': act-1.title"),
        ('', "translate into 'en': fine-1.sanctions.alternative"),
        ('', "translate into 'en': kitchen.hint")]


# Requirements.

def version_with(*clauses, **acts):
    shared = library(acts={code: act(code, **days) for code, days in acts.items()},
                     liabilities={})
    return version_of(question(), shared=shared, requirements=(
        requirement(clauses=clauses, liabilities=()),))


def test_a_requirement_needs_a_clause_in_force():
    cited_only = version_with(clause('old', current=False), old={})

    assert found('no-current-clause', cited_only) == [
        ('R-1', 'no clause is current: name the clause in force, or drop the requirement')]


@pytest.mark.parametrize(('days', 'rule'), [
    ({'valid_to': YESTERDAY}, 'expired-clause'),
    ({'valid_to': TODAY}, 'ending-act'),
    ({'valid_to': TODAY + timedelta(days=90)}, 'ending-act'),
    ({'valid_to': TODAY + timedelta(days=91)}, None),
    ({'valid_from': TOMORROW}, 'early-clause'),
    ({'valid_from': TODAY}, None),
    ({}, None),
])
def test_the_act_of_a_current_clause_is_in_force_and_stays_so(days, rule):
    version = version_with(clause('ours'), ours=days)
    rules = ('expired-clause', 'ending-act', 'early-clause', 'expired-act', 'no-current-clause')

    assert [name for name in rules if found(name, version)] == [rule] * bool(rule)


@pytest.mark.parametrize(('days', 'rule'), [
    ({'valid_to': YESTERDAY}, 'expired-clause'),
    ({'valid_to': TODAY}, 'ending-clause'),
    ({'valid_to': TODAY + timedelta(days=90)}, 'ending-clause'),
    ({'valid_to': TODAY + timedelta(days=91)}, None),
    ({'valid_from': TOMORROW}, 'early-clause'),
    ({'valid_from': TODAY}, None),
    ({'valid_to': YESTERDAY, 'current': False}, None),
])
def test_a_current_clause_may_begin_and_end_on_other_days_than_its_act(days, rule):
    version = version_with(clause('ours', **days), clause('other'), ours={}, other={})
    rules = ('expired-clause', 'ending-clause', 'ending-act', 'early-clause')

    assert [name for name in rules if found(name, version)] == [rule] * bool(rule)


def test_a_clause_that_ends_is_named_with_its_day():
    version = version_with(clause('ours', unit='пункт 5', valid_to=TOMORROW), ours={})

    assert found('ending-clause', version) == [(
        'R-1', "the current clause 'пункт 5' of ours ends on 2026-11-22: prepare a version that"
               ' does without it')]


def test_where_the_act_ends_no_later_its_clauses_are_not_told_one_by_one():
    version = version_with(clause('ours', valid_to=TOMORROW), ours={'valid_to': TOMORROW})

    assert found('ending-clause', version) == []
    assert len(found('ending-act', version)) == 1


def test_a_clause_that_is_cited_only_may_have_expired():
    version = version_with(clause('old', current=False), clause('new', cited=False),
                           old={'valid_to': YESTERDAY}, new={'valid_from': TODAY})

    assert found('expired-clause', version) == []
    assert found('expired-clause', version, on=TODAY + timedelta(days=1000)) == []


def test_an_expired_clause_without_a_known_successor_asks_for_the_act_in_force():
    version = version_with(clause('old'), old={'valid_to': YESTERDAY})

    assert found('expired-clause', version)[0][1].endswith('name the clause of the act in force')


def test_an_expired_clause_names_its_successor_where_there_is_one():
    version = version_with(clause('old', unit='пункт 5'),
                           old={'valid_to': YESTERDAY, 'superseded_by': 'new'})

    [(where, message)] = found('expired-clause', version)

    assert where == 'R-1'
    assert message == (
        "the current clause 'пункт 5' is of old, which ended on 2026-11-20: keep it as cited"
        ' only and name the clause of new')


@pytest.mark.parametrize(('days_ahead', 'expected'), [(29, 0), (30, 1)])
def test_how_soon_an_act_ends_is_a_choice(days_ahead, expected):
    version = version_with(clause('ours'), ours={'valid_to': TODAY + timedelta(days=30)})

    assert len(found('ending-act', version, days_ahead=days_ahead)) == expected


@pytest.mark.parametrize(('count', 'users'), [
    (1, 'R-1'), (5, 'R-1, R-2, R-3, R-4, R-5'), (6, 'R-1, R-2, R-3, R-4, R-5 and 1 more')])
def test_an_ending_act_says_who_rests_on_it(count, users):
    asked = [question(f'Q-{n}', requirement=f'R-{n}') for n in range(1, count + 1)]

    version = version_of(*asked, shared=library(acts={'act-1': act(valid_to=TOMORROW)}))

    assert found('ending-act', version) == [(
        '', f'act-1 ends on 2026-11-22, and {users} rest on it:'
            ' prepare a version that does without it')]


def test_an_ending_act_may_stand_behind_a_fine_only():
    shared = library(acts={'act-1': act(valid_to=TOMORROW), 'act-2': act('act-2')})

    version = version_of(question(), shared=shared, requirements=(
        requirement(clauses=(clause('act-2'),)),))

    assert 'no requirements rest on it' in found('ending-act', version)[0][1]


def test_expired_acts_behind_fines_and_the_approved_form_are_found():
    shared = library(
        acts={'act-1': act(), 'fines': act('fines', valid_to=YESTERDAY),
              'form': act('form', valid_to=YESTERDAY)},
        liabilities={'fine-1': liability(act='fines')})

    version = version_of(
        question(), shared=shared, approved_form=ApprovedForm(act='form', unit='форма'))

    assert [message.partition(',')[0] for _, message in found('expired-act', version)] == [
        'the sanction fine-1 is of fines', 'the approved form is of form']


def test_acts_behind_fines_and_the_approved_form_may_end_today():
    shared = library(acts={'act-1': act(valid_to=TODAY)})

    version = version_of(
        question(), shared=shared, approved_form=ApprovedForm(act='act-1', unit='форма'))

    assert found('expired-act', version) == []


def test_a_requirement_says_what_it_costs_and_what_proves_it():
    version = version_of(question(), requirements=(
        requirement(liabilities=(), evidence=text('—', '—')),))

    assert places('no-liability', version) == ['R-1']
    assert places('no-evidence', version) == ['R-1']


@pytest.mark.parametrize(('critical', 'not_applicable', 'expected'), [
    (True, True, ['Q-1']), (True, False, []), (False, True, [])])
def test_a_critical_question_does_not_allow_not_applicable(critical, not_applicable, expected):
    version = version_of(question(critical=critical, not_applicable=not_applicable))

    assert places('loose-critical', version) == expected


# Conditions.

COMPANY, OWNER = (fact('legal_form', 'eq', form) for form in LegalForm)


@pytest.mark.parametrize('condition', [
    AllOf((COMPANY, OWNER)),
    AllOf((has(KITCHEN), Not(has(KITCHEN)))),
    AllOf((has(KITCHEN), AnyOf((Not(has(KITCHEN)), AllOf((COMPANY, OWNER)))))),
    AllOf((fact('staff', 'gt', 5), fact('staff', 'lt', 6))),
    AllOf((fact('staff', 'gte', 5), fact('staff', 'lte', 5), fact('staff', 'ne', 5))),
    fact('staff', 'lt', 0),
    fact(SEATS, 'gt', 100),
    AllOf((fact('territory', 'eq', '75701'), fact('territory', 'ne', '75701'))),
    AllOf((fact('territory', 'in', ('1', '2')), fact('territory', 'in', ('3', '4')))),
    AllOf((fact('activities', 'has', '56.10'), Not(fact('activities', 'has', '56')))),
    Not(AnyOf((COMPANY, OWNER))),
    AllOf((answered('Q-1', 'yes'), answered('Q-1', 'no'))),
    AllOf((answered('Q-1', 'yes'), has(TERRACE))),
    answered('Q-1', 'not_applicable'),
])
def test_a_condition_that_can_never_hold_is_an_error(condition):
    seats = feature(SEATS, FeatureKind.NUMBER, maximum=100)
    shared = library(features={KITCHEN: feature(KITCHEN), TERRACE: feature(TERRACE), SEATS: seats})

    version = version_of(
        question('Q-1', applies_if=Not(has(TERRACE)), not_applicable=False),
        question('Q-2', applies_if=condition), shared=shared)

    assert found('impossible-condition', version) == [
        ('Q-2', 'the condition can never hold: its parts contradict one another, remove one')]


@pytest.mark.parametrize('condition', [
    None,
    AllOf((fact('staff', 'gt', 5), fact('staff', 'lt', 7))),
    fact(SEATS, 'gte', 100),
    fact(SEATS, 'lt', 200),
    fact('staff', 'gt', -5),
    AllOf((fact('activities', 'has', '56'), Not(fact('activities', 'has', '56.10')))),
    AllOf((fact('activities', 'has', '56'), fact('activities', 'has', '47'))),
    AllOf((fact('territory', 'ne', '75701'), fact('territory', 'ne', '75603'))),
    AllOf((answered('Q-1', 'yes', 'ne'), answered('Q-1', 'no', 'ne'))),
    AllOf((answered('Q-1', 'yes', 'ne'), has(TERRACE))),
])
def test_a_condition_that_can_hold_is_no_error(condition):
    seats = feature(SEATS, FeatureKind.NUMBER, maximum=100)
    shared = library(features={TERRACE: feature(TERRACE), SEATS: seats})

    version = version_of(
        question('Q-1', applies_if=Not(has(TERRACE)), not_applicable=False),
        question('Q-2', applies_if=condition), shared=shared)

    assert places('impossible-condition', version) == []


def test_an_answer_that_is_allowed_can_be_given():
    follows = question('Q-2', applies_if=answered('Q-1', 'not_applicable'))

    version = version_of(question('Q-1'), follows)

    assert places('impossible-condition', version) == []


def test_what_contradicts_the_parts_around_it_is_out_of_reach():
    companies = section('S-1', question('Q-1', applies_if=OWNER), applies_if=COMPANY)
    owners = section('S-2', question('Q-2', applies_if=AllOf((COMPANY, OWNER))),
                     applies_if=OWNER)

    version = version_of(companies, owners, applies_if=COMPANY)

    assert [(where, message.partition(':')[0])
            for where, message in found('impossible-condition', version)] == [
        ('Q-1', 'nobody comes to see this'), ('S-2', 'nobody comes to see this')]


def test_an_impossible_checklist_is_reported_once():
    version = version_of(question('Q-1', applies_if=OWNER), applies_if=AllOf((COMPANY, OWNER)))

    assert found('impossible-condition', version) == [
        ('', 'the condition of the checklist can never hold: its parts contradict one another,'
             ' remove one')]


def test_an_option_that_a_question_does_not_allow_is_found_in_every_condition():
    looks, allowed = answered('Q-1', ('no', 'not_applicable'), 'in'), answered('Q-1', 'no')

    version = version_of(
        section('S-1', question('Q-1', not_applicable=False), question('Q-2', applies_if=looks),
                question('Q-4', applies_if=AllOf((allowed, has(KITCHEN))))),
        section('S-2', question('Q-3', applies_if=answered('Q-2', 'not_applicable')),
                applies_if=Not(answered('Q-1', 'not_applicable'))))

    assert places('impossible-option', version) == ['Q-2', 'S-2']


@pytest.mark.parametrize(('checklist', 'conditions_', 'expected'), [
    (None, [has(KITCHEN), None], 0),
    (None, [has(KITCHEN), Not(has(KITCHEN))], 0),
    (has(KITCHEN), [has(KITCHEN), has(TERRACE)], 0),
    (None, [COMPANY, OWNER], 0),
    (None, [has(KITCHEN), answered('Q-1', 'no', 'ne')], 0),
    (None, [has(KITCHEN)], 1),
    (has(KITCHEN), [has(TERRACE), AllOf((has(KITCHEN), fact('staff', 'gt', 0)))], 1),
    (None, [has(KITCHEN), answered('Q-1', 'yes')], 1),
])
def test_a_checklist_that_may_ask_nothing_reaches_no_score(checklist, conditions_, expected):
    asked = [question(f'Q-{n}', applies_if=condition)
             for n, condition in enumerate(conditions_, 1)]

    assert len(found('no-score', version_of(*asked, applies_if=checklist))) == expected


def test_a_search_that_takes_too_long_raises_no_alarm():
    """Eight pigeons in seven holes: impossible, and long to prove by trying."""
    pigeons, holes = range(8), range(7)
    one_hole_each = [AnyOf(tuple(has(f'{p}-{h}') for h in holes)) for p in pigeons]
    alone = [Not(AllOf((has(f'{p}-{h}'), has(f'{q}-{h}'))))
             for h in holes for p in pigeons for q in range(p)]
    features = {f'{p}-{h}': feature(f'{p}-{h}') for p in pigeons for h in holes}
    crowded = question('Q-1', applies_if=AllOf((*one_hole_each, *alone)))

    version = version_of(crowded, shared=library(features=features))

    assert places('impossible-condition', version) == []


# Points.

@pytest.mark.parametrize(('applies_if', 'message'), [
    ([None, None, None], '3 questions for 7 points'),
    ([None, has(KITCHEN), has(KITCHEN)], '1 to 3 questions for 1 to 7 points'),
    ([None, has(KITCHEN), Not(has(KITCHEN))], '2 questions for 3 to 5 points'),
    ([None, COMPANY, None], '2 to 3 questions for 5 to 7 points'),
    ([has(KITCHEN), has(TERRACE), has(TERRACE)], '1 to 3 questions for 1 to 7 points'),
    ([None, has(KITCHEN), answered('Q-2', 'yes')], '1 to 3 questions for 1 to 7 points'),
    ([AllOf((COMPANY, OWNER))] * 3, '0 questions for 0 points'),
])
def test_a_section_says_how_much_it_asks(applies_if, message):
    asked = [question(f'Q-{n}', weight=2 ** (n - 1), applies_if=condition)
             for n, condition in enumerate(applies_if, 1)]

    assert found('points', version_of(section('S-1', *asked))) == [('S-1', message)]


@pytest.mark.parametrize(('conditions', 'message'), [
    (EXACT_CONDITIONS, '3 questions for 3 points'),
    (EXACT_CONDITIONS + 2, '0 to 8 questions for 0 to 8 points at the very least and most')])
def test_a_section_of_many_conditions_is_bounded(conditions, message):
    asked = [question(f'Q-{n}-{way}', applies_if=fact('staff', way, n))
             for n in range(conditions // 2) for way in ('gt', 'lte')]

    assert found('points', version_of(section('S-1', *asked))) == [('S-1', message)]
