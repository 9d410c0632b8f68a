"""Conditions built from a form: rows, groups, negation, and what files bring that is deeper."""
from dataclasses import replace

import pytest

from checklist.services.draft_checks import check_draft
from checklist.services.version_drafts import get_draft
from requirements_catalog.conditions import read_condition
from requirements_catalog.expressions import read_expression, write_expression
from requirements_catalog.problems import Level
from tests.clock import today
from tests.factories import committed
from tests.integration.test_draft_parts import Workshop, question_path
from tests.version_drafts import edited

PLACE = 3
DEEP = read_condition({'all': [
    {'fact': 'staff', 'gte': 5},
    {'any': [{'fact': 'features', 'has': 'kitchen'},
             {'all': [{'fact': 'activities', 'has': '56'}, {'fact': 'staff', 'lt': 90}]}]},
    {'not': {'any': [{'fact': 'legal_form', 'in': ['legal_entity', 'sole_proprietor']}]}}]})


@pytest.fixture
def anna(database):
    return Workshop(database)


def built(anna, *steps):
    """Build a condition as people do: choose a fact, press the button, fill in the row."""
    path, code = question_path(anna, PLACE)
    form = anna.form(path)
    for group, what, values in steps:
        answer = anna.send(form, path, action=f'condition:applies_if:{group}',
                           **{f'applies_if-{group}-add': what})
        assert answer.status_code == 200
        form = next(form for form in answer.page.forms if 'revision' in form.names)
        form.values.update(values)
    answer = anna.send(form, path, action=None)
    assert answer.status_code == 303, answer.page.errors
    return anna.version.questions[code].applies_if


def row(group, index, **values):
    return {f'applies_if-{group}-{index}-{name.rstrip("_")}': value
            for name, value in values.items()}


@pytest.mark.parametrize(('steps', 'expected'), [
    ([(0, 'flag:kitchen', {})], 'features: kitchen'),
    ([(0, 'flag:kitchen', row(0, 0, is_='not'))], 'not features: kitchen'),
    ([(0, 'number:seats', row(0, 0, is_='gte', value='25'))], 'seats >= 25'),
    ([(0, 'number:staff', row(0, 0, is_='lt', value='16'))], 'staff < 16'),
    ([(0, 'form', row(0, 0, is_='ne', value='legal_entity'))], 'legal_form != legal_entity'),
    ([(0, 'activities', row(0, 0, is_='not', value='56.1 Рестораны'))],
     'not activities: 56.1'),
    ([(0, 'flag:kitchen', {}), (0, 'flag:fryer', {})], 'features: kitchen and features: fryer'),
    ([(0, 'flag:kitchen', {}), (0, 'flag:fryer', {'applies_if-0-join': 'any'})],
     'features: kitchen or features: fryer'),
    ([(0, 'flag:kitchen', {}), (0, 'flag:fryer', {'applies_if-0-join': 'any'}),
      (1, 'number:staff', row(1, 0, is_='gte', value='5'))],
     '(features: kitchen or features: fryer) and staff >= 5'),
])
def test_a_condition_is_built_from_rows(anna, steps, expected):
    assert built(anna, *steps) == read_expression(expected)


def test_a_condition_looks_at_earlier_answers_only(anna):
    codes = list(anna.version.questions)
    path, _ = question_path(anna, PLACE)
    page = anna.browser.page(anna.address + path)
    offered = {option['value'] for option in page.root.all('option')
               if option['value'].startswith('answer:')}

    assert offered == {f'answer:{code}' for code in codes[:PLACE]}
    built_condition = built(anna, (0, f'answer:{codes[0]}', row(0, 0, is_='ne', value='no')))
    assert built_condition == read_expression(f'answer {codes[0]} != no')


def test_the_condition_is_said_with_names_and_without_codes(anna):
    built(anna, (0, 'flag:kitchen', row(0, 0, is_='not')),
          (0, 'number:seats', {'applies_if-0-join': 'any', **row(0, 1, is_='gte', value='25')}))
    text = anna.browser.page(anna.address + question_path(anna, PLACE)[0]).text

    assert 'нет: ' in text
    assert 'kitchen' not in text
    assert '25 и больше' in text


def deep(database, anna):
    content = anna.version.content
    section = content.sections[0]
    question = replace(section.questions[PLACE], applies_if=DEEP)
    questions = (*section.questions[:PLACE], question, *section.questions[PLACE + 1:])
    edited(database, anna.actor, anna.draft_id,
           sections=(replace(section, questions=questions), *content.sections[1:]))
    return question_path(anna, PLACE)


def test_what_is_nested_deeper_is_kept_untouched(database, anna):
    path, code = deep(database, anna)

    anna.save(path, weight='9')
    assert anna.version.questions[code].applies_if == DEEP
    anna.save(path, **row(0, 0, value='6'))
    changed = write_expression(anna.version.questions[code].applies_if)

    assert changed == write_expression(DEEP).replace('>= 5', '>= 6')


def test_a_row_that_is_kept_cannot_be_made_up(database, anna):
    path, code = deep(database, anna)

    answer = anna.send(anna.form(path), path, **row(1, 1, value='features: nonsense'))

    assert answer.status_code == 422
    assert anna.version.questions[code].applies_if == DEEP


def test_a_fact_that_is_not_offered_is_refused(anna):
    path, code = question_path(anna, PLACE)

    answer = anna.send(anna.form(path), path, **{
        'applies_if-count': '1', 'applies_if-0-count': '1', 'applies_if-0-join': 'all',
        'applies_if-0-0-what': 'flag:nonsense', 'applies_if-0-0-is': 'has'})

    assert answer.status_code == 422
    assert anna.version.questions[code].applies_if is None


def test_taking_out_the_last_row_takes_out_the_condition(anna):
    built(anna, (0, 'flag:kitchen', {}))
    path, code = question_path(anna, PLACE)

    answer = anna.send(anna.form(path), path, action='drop:applies_if:0:0')
    form = next(form for form in answer.page.forms if 'revision' in form.names)
    assert anna.send(form, path, action=None).status_code == 303

    assert anna.version.questions[code].applies_if is None


def test_a_question_moved_before_the_one_it_depends_on_is_an_error(anna):
    """Its condition could never hold, and nobody would see why it is not asked."""
    codes = list(anna.version.questions)
    built(anna, (0, f'answer:{codes[PLACE - 1]}', {}))
    assert errors_of(anna) == set()

    anna.browser.post(f'{anna.address}/move', data={
        'csrf_token': anna.browser.token(), 'move': f'question:{codes[PLACE]}:up'})

    assert errors_of(anna) == {codes[PLACE]}
    assert any(codes[PLACE] in link for link in anna.browser.page(f'{anna.address}/check').links)


def test_a_section_without_questions_is_an_error(anna):
    anna.save('/new/section', **{'title-ru': 'Пустой'})

    assert errors_of(anna) == {anna.version.content.sections[-1].code}


def errors_of(anna):
    found = committed(anna.database, lambda: check_draft(
        get_draft(anna.actor, anna.draft_id), today()))
    return {finding.where for finding in found if finding.level is Level.ERROR}
