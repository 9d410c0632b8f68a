"""Several editors in one part: merged field by field, and decided by a person where both wrote."""
import pytest

from tests.integration.test_draft_parts import Workshop, question_path


@pytest.fixture
def anna(database):
    return Workshop(database)


@pytest.fixture
def boris(database, anna):
    return Workshop(database, 'boris@example.ru', anna.draft_id)


def two_windows(anna, boris, first, second, json=False):
    """Let both open one question, Anna save first and Boris after her; return his answer."""
    path, _ = question_path(anna)
    his = boris.form(path)
    anna.save(path, **first)
    return boris.send(his, path, json=json, **second)


def test_different_fields_are_joined(anna, boris):
    answer = two_windows(anna, boris, {'weight': '5'}, {'text-ru': 'Иначе?'})

    assert answer.status_code == 303
    question = anna.version.questions[question_path(anna)[1]]
    assert (question.weight, str(question.text)) == (5, 'Иначе?')


def test_two_languages_of_one_text_are_joined(anna, boris):
    answer = two_windows(anna, boris, {'text-en': 'Otherwise?'}, {'text-ru': 'Иначе?'})

    assert answer.status_code == 303
    question = anna.version.questions[question_path(anna)[1]]
    assert dict(question.text.by_language) == {'en': 'Otherwise?', 'ru': 'Иначе?'}


@pytest.mark.parametrize(('keep', 'weight', 'text'), [
    ({}, 7, 'От Бориса?'), ({'keep-weight': 'saved'}, 5, 'От Бориса?'),
    ({'keep-weight': 'saved', 'keep-text.ru': 'saved'}, 5, 'От Анны?')])
def test_one_field_is_decided_by_a_person(anna, boris, keep, weight, text):
    merge = two_windows(anna, boris, {'weight': '5', 'text-ru': 'От Анны?'},
                        {'weight': '7', 'text-ru': 'От Бориса?', 'explanation-ru': 'Тоже моё'})

    assert merge.status_code == 409
    assert 'От Анны?' in merge.page.text and 'От Бориса?' in merge.page.text
    assert anna.version.questions[question_path(anna)[1]].weight == 5
    form = next(form for form in merge.page.forms if form.action.endswith('/merge'))
    answer = boris.browser.send(form, **keep)

    assert answer.status_code == 303, answer.page.text
    question = anna.version.questions[question_path(anna)[1]]
    assert (question.weight, str(question.text), str(question.explanation)) == (
        weight, text, 'Тоже моё')


def test_a_third_change_is_shown_again_and_nothing_is_lost(anna, boris):
    path, code = question_path(anna)
    merge = two_windows(anna, boris, {'weight': '5'}, {'weight': '7', 'text-ru': 'От Бориса?'})
    form = next(form for form in merge.page.forms if form.action.endswith('/merge'))
    anna.save(path, weight='6')

    again = boris.browser.send(form)
    assert again.status_code == 409
    assert anna.version.questions[code].weight == 6
    last = next(form for form in again.page.forms if form.action.endswith('/merge'))
    assert boris.browser.send(last).status_code == 303

    question = anna.version.questions[code]
    assert (question.weight, str(question.text)) == (7, 'От Бориса?')


def test_a_page_that_saves_by_itself_waits_where_a_colleague_has_written(anna, boris):
    """It has not seen the other change, so it must not take it back with its next save."""
    answer = two_windows(anna, boris, {'weight': '5'}, {'text-ru': 'Иначе?'}, json=True)

    assert answer.status_code == 409
    assert anna.draft.head.revision == 2


def test_a_page_saves_by_itself_again_and_again(anna):
    path, code = question_path(anna)
    form = anna.form(path)

    first = anna.send(form, path, json=True, weight='5')
    second = anna.send(form, path, json=True, weight='6', revision=str(first.json['revision']))

    assert (first.json['revision'], second.json['revision']) == (2, 3)
    assert anna.version.questions[code].weight == 6
    refused = anna.send(form, path, json=True, weight='нет', revision='3')
    assert (refused.status_code, anna.draft.head.revision) == (422, 3)


def test_a_question_stays_where_a_colleague_has_moved_it(anna, boris):
    path, code = question_path(anna)
    section = anna.version.content.sections[2].code

    two_windows(anna, boris, {'section': section}, {'text-ru': 'Иначе?'})

    assert code in [each.code for each in anna.version.content.sections[2].questions]


def test_what_was_typed_into_a_removed_question_comes_back_with_it(anna, boris):
    path, code = question_path(anna)
    his = boris.form(path)
    answer = anna.browser.post(f'{anna.address}{path}/remove',
                               data={'csrf_token': anna.browser.token()})
    assert answer.status_code == 303

    assert boris.send(his, path, **{'text-ru': 'Не потерять?'}).status_code == 303

    assert str(anna.version.questions[code].text) == 'Не потерять?'


@pytest.mark.parametrize('revision', ['', '0', '99', '-1', '²', 'x'])
def test_a_revision_that_never_was_is_not_merged_with(anna, revision):
    path, _ = question_path(anna)

    assert anna.send(anna.form(path), path, revision=revision).status_code in (400, 404)
