"""A checklist from nothing: named once, with a code that is checked."""
import pytest

from checklist.access import Role
from tests.accounts import signed_in, staff
from tests.version_drafts import FIRE, draft_of

ADDRESS = '/authority/checklists/new'
FIELDS = {'title_ru': 'Шум в кафе', 'short_ru': 'Шум', 'code': 'noise-in-cafes',
          'effective_from': '2027-03-01'}


@pytest.fixture
def editor_id(database):
    return staff(database, Role.CATALOG_EDITOR)


@pytest.fixture
def anna(database, editor_id):
    draft_of(database, editor_id, FIRE)
    return signed_in(database, editor_id)


def begun(anna, **fields):
    return anna.send(anna.page(ADDRESS).main_form, url=ADDRESS, **{**FIELDS, **fields})


def test_a_new_checklist_is_a_draft_of_version_one(database, anna):
    answer = begun(anna)

    assert answer.status_code == 303
    assert database.rows('SELECT number, base_id FROM version_draft WHERE checklist_code ='
                         " 'noise-in-cafes'") == [(1, None)]
    assert anna.page(answer.location).heading == 'Шум в кафе'
    assert 'Шум в кафе' in anna.page('/authority/drafts/').text
    assert anna.get(answer.location + 'files/draft.xlsx').status_code == 200


def test_a_section_a_requirement_and_a_question_are_added_to_nothing(anna):
    draft = begun(anna).location

    def add(path, **values):
        form = next(form for form in anna.page(draft + path).forms if 'revision' in form.names)
        answer = anna.send(form, url=draft + path, **values)
        assert answer.status_code == 303, answer.page.errors

    add('new/section', **{'title-ru': 'Первый'})
    add('new/requirement', **{
        'topic-ru': 'Тишина', 'text-ru': 'Не шуметь.', 'evidence-ru': 'Замер.',
        'remedy-ru': 'Убавить.', 'remedy_days': '1', 'clauses-0-act': 'fz-52',
        'clauses-0-unit': 'статья 1', 'clauses-0-provenance-source': 'example.ru'})
    add('new/question?section=section-001', **{
        'text-ru': 'Тихо ли?', 'explanation-ru': 'Да, если тихо.',
        'requirement': 'requirement-001'})

    assert 'Тихо ли?' in anna.page(draft).text
    assert 'Тихо ли?' in anna.page(draft + 'preview').text


@pytest.mark.parametrize(('fields', 'anchor'), [
    ({'code': FIRE}, '#code'), ({'code': 'Шум'}, '#code'), ({'code': '../x'}, '#code'),
    ({'code': 'a'}, '#code'), ({'title_ru': ' '}, '#title_ru'),
    ({'effective_from': '1990-01-01'}, '#effective_from'),
    ({'kind_of_control': 'labour-supervision'}, '#kind_of_control')])
def test_what_cannot_be_is_refused_at_its_field(database, anna, fields, anchor):
    answer = begun(anna, **fields)

    assert answer.status_code == 422
    assert [anchor] == [each for each, _ in answer.page.problems]
    assert database.value('SELECT count(*) FROM version_draft') == 1
