"""The parts of a draft in the browser: opened, changed, added, moved, removed and merged."""
from dataclasses import replace

import pytest

from checklist.access import Role
from checklist.services.version_drafts import get_draft
from requirements_catalog.part_lookup import parts
from requirements_catalog.parts import Thing
from requirements_catalog.texts import LocalText
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.version_drafts import FIRE, draft_of, edited, editor

AUTHORITY = 'mchs-74'


class Workshop:
    """An editor with a browser and a draft."""

    def __init__(self, database, email='anna@example.ru', draft_id=''):
        self.database = database
        self.account_id = staff(database, Role.CATALOG_EDITOR, email)
        self.actor = editor(self.account_id, AUTHORITY)
        self.draft_id = draft_id or draft_of(database, self.account_id, FIRE)
        self.browser = signed_in(database, self.account_id)
        self.address = f'/authority/drafts/{self.draft_id}'

    @property
    def draft(self):
        return committed(self.database, lambda: get_draft(self.actor, self.draft_id))

    @property
    def version(self):
        return self.draft.version

    def form(self, path):
        """Return the form of a part: the one that holds its revision."""
        page = self.browser.page(self.address + path)
        return next(form for form in page.forms if 'revision' in form.names)

    def send(self, form, path, **changes):
        json = changes.pop('json', False)
        answer = self.browser.send(form, url=self.address + path, json=json, **changes)
        return answer

    def save(self, path, **changes):
        answer = self.send(self.form(path), path, **changes)
        assert answer.status_code == 303, answer.page.text
        return answer


@pytest.fixture
def anna(database):
    return Workshop(database)


@pytest.fixture
def boris(database, anna):
    return Workshop(database, 'boris@example.ru', anna.draft_id)


def question_path(workshop, place=0):
    code = list(workshop.version.questions)[place]
    return f'/parts/question/{code}', code


def test_saving_any_page_as_it_came_changes_nothing(anna):
    """What a page shows is what the draft says, to the last sign."""
    version, before = anna.version, anna.draft.head
    paths = ['/checklist', '/policy']
    paths += [f'/parts/question/{code}' for code in version.questions]
    paths += [f'/parts/section/{each.code}' for each in version.content.sections]
    paths += [f'/parts/requirement/{each.code}' for each in version.content.requirements[:9]]
    paths += [f'/parts/act/{each.code}' for each in version.acts]
    paths += [f'/parts/liability/{each.code}' for each in version.liabilities]
    paths += [f'/parts/feature/{each.code}' for each in version.features]
    for path in paths:
        anna.save(path)

    assert anna.draft.head.fingerprint == before.fingerprint


def test_every_field_of_a_question_can_be_changed(anna):
    path, code = question_path(anna)
    section = anna.version.content.sections[1].code
    requirement = anna.version.content.requirements[5].code

    anna.save(path, **{
        'text-ru': 'Есть ли план?', 'text-en': 'Is there a plan?', 'explanation-ru': 'Пояснение',
        'explanation-en': None, 'weight': '7', 'critical': 'y', 'not_applicable': 'y',
        'section': section, 'requirement': requirement})

    question = anna.version.questions[code]
    assert (str(question.text), question.text.in_language('en')) == (
        'Есть ли план?', 'Is there a plan?')
    assert question.explanation.lacks('en')
    assert (question.weight, question.critical, question.not_applicable, question.requirement) == (
        7, True, True, requirement)
    assert code in [each.code for each in anna.version.content.sections[1].questions]


def test_a_wrong_field_comes_back_with_everything_typed(anna):
    path, code = question_path(anna)
    before = anna.draft.head

    answer = anna.send(anna.form(path), path, **{
        'text-ru': '', 'text-en': 'Kept', 'weight': '0'})

    assert answer.status_code == 422
    anchors = {anchor for anchor, _ in answer.page.problems}
    assert anchors == {'#text-ru', '#weight'}
    assert 'Kept' in answer.get_data(as_text=True)
    assert anna.draft.head.revision == before.revision


@pytest.mark.abuse('A13')
@pytest.mark.asvs('1.2.1', '2.2.1')
@pytest.mark.parametrize('text', ['Выход \u202eткрыт?', 'Выход\x00?', 'Выход \u2066открыт\u2069'])
def test_characters_that_do_not_show_are_refused(anna, text):
    path, _ = question_path(anna)

    answer = anna.send(anna.form(path), path, **{'text-ru': text})

    assert answer.status_code == 422
    assert anna.draft.head.revision == 1


@pytest.mark.abuse('A13')
@pytest.mark.asvs('1.2.1')
def test_markup_is_shown_as_text_and_unseen_characters_by_name(database, anna):
    """A file may bring what no form takes; editors see it before anybody approves it."""
    hostile = '<script>alert(1)</script>{{7*7}} \u202eоткрыт'
    path, code = question_path(anna)
    question = anna.version.questions[code]
    section = anna.version.content.sections[0]
    changed = replace(section, questions=(
        replace(question, text=LocalText.of({'ru': hostile})), *section.questions[1:]))
    edited(database, anna.actor, anna.draft_id,
           sections=(changed, *anna.version.content.sections[1:]))

    for address in (anna.address + '/', anna.address + path, anna.address + path + '/remove'):
        answer = anna.browser.get(address)
        text = answer.page.text
        assert '⟦U+202E⟧открыт' in text, address
        assert '<script>alert(1)</script>{{7*7}}' in text
        assert '<script>alert' not in answer.get_data(as_text=True)
    preview = anna.browser.get(anna.address + '/preview')
    assert '<script>alert' not in preview.get_data(as_text=True)


def test_clauses_are_rows_added_and_taken_out_by_buttons(anna):
    requirement = anna.version.content.requirements[0]
    path = f'/parts/requirement/{requirement.code}'
    count = len(requirement.clauses)

    more = anna.send(anna.form(path), path, action='add:clauses', **{'topic-ru': 'Не потерять'})
    assert more.status_code == 200
    form = next(form for form in more.page.forms if 'revision' in form.names)
    assert form.values['topic-ru'] == 'Не потерять'
    answer = anna.send(form, path, action=None, **{
        f'clauses-{count}-act': requirement.clauses[0].act,
        f'clauses-{count}-unit': 'пункт 999', f'clauses-{count}-provenance-source': 'example.ru'})
    assert answer.status_code == 303, answer.page.errors
    saved = anna.version.content.requirements[0]
    assert [each.unit for each in saved.clauses][-1] == 'пункт 999'
    assert saved.clauses[:-1] == requirement.clauses

    fewer = anna.send(anna.form(path), path, action='remove:clauses:0')
    form = next(form for form in fewer.page.forms if 'revision' in form.names)
    assert anna.send(form, path, action=None).status_code == 303
    assert anna.version.content.requirements[0].clauses == saved.clauses[1:]


def test_new_parts_get_codes_of_the_service_and_stand_at_the_end(anna):
    section = anna.version.content.sections[0]
    path = f'/new/question?section={section.code}'
    requirement = anna.version.content.requirements[0].code

    anna.save(path, **{'text-ru': 'Новый?', 'explanation-ru': 'Да.', 'requirement': requirement})

    question = anna.version.content.sections[0].questions[-1]
    assert str(question.text) == 'Новый?'
    assert question.code not in {code for code in anna.draft.base.version.questions}


def test_a_code_is_never_given_to_another_question(anna):
    """Answers are kept by code: the one of a dropped question must not come back."""
    last = max(anna.version.questions)
    anna.browser.send(anna.browser.page(f'{anna.address}/parts/question/{last}/remove').main_form,
                      url=f'{anna.address}/parts/question/{last}/remove')
    assert last not in anna.version.questions
    section = anna.version.content.sections[0].code

    anna.save(f'/new/question?section={section}', **{
        'text-ru': 'Новый?', 'explanation-ru': 'Да.',
        'requirement': anna.version.content.requirements[0].code})

    assert last not in anna.version.questions


@pytest.mark.parametrize(('kind', 'values'), [
    ('section', {'title-ru': 'Новое'}),
    ('requirement', {'topic-ru': 'Новое', 'text-ru': 'Делать.', 'evidence-ru': 'Есть.',
                     'remedy-ru': 'Сделать.', 'remedy_days': '3', 'clauses-0-unit': 'пункт 1',
                     'clauses-0-act': 'ppr-1479', 'clauses-0-provenance-source': 'example.ru'}),
    ('act', {'kind-ru': 'Приказ', 'number': '1', 'title-ru': 'О новом', 'short-ru': 'Новое',
             'issuer-ru': 'МЧС', 'provenance-source': 'example.ru'}),
    ('liability', {'act': 'koap-rf', 'article': '20.4', 'part': '', 'offence-ru': 'Новое',
                   'sanctions-0-subject': 'official', 'sanctions-0-minimum': '100',
                   'sanctions-0-maximum': '200', 'provenance-source': 'example.ru'}),
    ('feature', {'question-ru': 'Есть ли новое?', 'phrase-ru': 'новое'})])
def test_parts_of_every_kind_are_added(anna, kind, values):
    before = {part.code for part in parts(anna.version, Thing(kind))}

    anna.save(f'/new/{kind}', **values)

    added = [part for part in parts(anna.version, Thing(kind)) if part.code not in before]
    assert len(added) == 1


def test_a_fine_does_not_end_before_it_begins(anna):
    code = anna.version.liabilities[0].code
    path = f'/parts/liability/{code}'

    answer = anna.send(anna.form(path), path, **{
        'sanctions-0-minimum': '200', 'sanctions-0-maximum': '100'})

    assert answer.status_code == 422
    assert ['#sanctions-0-maximum'] == [anchor for anchor, _ in answer.page.problems]


def test_a_part_that_others_name_stays_and_says_who_names_it(anna):
    requirement = next(iter(anna.version.questions.values())).requirement
    path = f'/parts/requirement/{requirement}/remove'
    page = anna.browser.page(anna.address + path)

    assert [form for form in page.forms if form.action == ''] == []
    assert any('/parts/question/' in link for link in page.links)
    answer = anna.browser.post(anna.address + path, data={'csrf_token': anna.browser.token()})
    assert answer.status_code == 409
    assert anna.draft.head.revision == 1


def test_parts_move_up_and_down(anna):
    section = anna.version.content.sections[0]
    codes = [question.code for question in section.questions]
    page = anna.browser.page(anna.address + '/')
    form = next(form for form in page.forms if f'question:{codes[0]}:down' in
                [button['value'] for button in form.buttons])

    answer = anna.browser.send(form, f'question:{codes[0]}:down')

    assert answer.status_code == 303
    after = [question.code for question in anna.version.content.sections[0].questions]
    assert after == [codes[1], codes[0], *codes[2:]]
    again = anna.browser.page(answer.location)
    focused = [button['value'] for button in again.root.all('button')
               if 'autofocus' in button.attributes]
    assert focused == [f'question:{codes[0]}:down']


def test_nobody_moves_what_is_not_there(anna):
    for move in ('question:none:up', 'policy::up', 'evil'):
        answer = anna.browser.post(f'{anna.address}/move', data={
            'csrf_token': anna.browser.token(), 'move': move})
        assert answer.status_code in (400, 404)
    assert anna.draft.head.revision == 1


def test_words_are_found_in_a_long_draft(anna):
    page = anna.browser.page(f'{anna.address}/?q=огнетушител')

    assert 'огнетушител' in page.text.casefold()
    assert 0 < page.text.casefold().count('?') < len(anna.version.questions)


def test_a_draft_that_is_approved_is_not_edited(database, anna):
    path, _ = question_path(anna)
    form = anna.form(path)
    database.execute("UPDATE version_draft SET state = 'approved'")

    assert anna.send(form, path, weight='9').location.endswith(f'{anna.draft_id}/')
    assert anna.send(form, path, weight='9', json=True).status_code == 422
    assert anna.browser.get(anna.address + path).status_code == 303
    assert anna.draft.head.revision == 1
