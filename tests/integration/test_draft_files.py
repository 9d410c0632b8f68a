"""A draft as a file: downloaded, changed elsewhere, looked through and taken over, or refused."""
from dataclasses import replace
from io import BytesIO

import pytest

from requirements_catalog.canonical import fingerprint
from requirements_catalog.texts import LocalText
from requirements_catalog.workbook import read_workbook, write_workbook
from requirements_catalog.yaml_writer import read_exchange, write_exchange
from tests.integration.test_draft_parts import Workshop
from tests.workbooks import changed

WRITERS = {'xlsx': write_workbook, 'yaml': lambda version: write_exchange(version).encode()}
every_format = pytest.mark.parametrize('name', WRITERS)


@pytest.fixture
def anna(database):
    return Workshop(database)


def sent(anna, body, name='draft.xlsx'):
    return anna.browser.post(anna.address + '/files', data={
        'csrf_token': anna.browser.token(), 'file': (BytesIO(body), name)})


def reworded(version, text='Из таблицы?', **content):
    section = version.content.sections[0]
    question = replace(section.questions[0], text=LocalText.of({'ru': text}))
    section = replace(section, questions=(question, *section.questions[1:]))
    sections = (section, *version.content.sections[1:])
    return replace(version, content=replace(version.content, sections=sections, **content))


def test_a_downloaded_draft_says_what_the_draft_says(anna):
    xlsx = anna.browser.get(anna.address + '/files/draft.xlsx')
    yaml = anna.browser.get(anna.address + '/files/draft.yaml')

    assert fingerprint(read_workbook(xlsx.data)) == anna.draft.head.fingerprint
    assert fingerprint(read_exchange(yaml.get_data(as_text=True))) == anna.draft.head.fingerprint
    for answer in (xlsx, yaml):
        assert answer.headers['Content-Disposition'].startswith('attachment; ')
        assert 'sandbox' in answer.headers['Content-Security-Policy']


@pytest.mark.asvs('16.3.3')
def test_taking_a_draft_along_is_written_down(database, anna):
    anna.browser.get(anna.address + '/files/draft.xlsx')

    row = database.rows("SELECT * FROM journal_entry WHERE action = 'export'")[-1]
    assert (row.account_id, row.object_id, row.tenant) == (
        anna.account_id, anna.draft_id, 'mchs-74')


@every_format
def test_a_file_is_looked_through_and_then_taken_over(anna, name):
    version = reworded(anna.version)

    answer = sent(anna, WRITERS[name](version), f'draft.{name}')

    assert answer.status_code == 303
    assert anna.draft.head.revision == 1
    page = anna.browser.page(answer.location)
    assert 'Из таблицы?' in page.text
    assert anna.browser.send(page.main_form, url=answer.location).status_code == 303
    assert fingerprint(anna.version) == fingerprint(version)
    assert anna.draft.head.revision == 2
    assert anna.browser.get(answer.location).status_code == 404


@every_format
def test_the_file_of_a_published_version_begins_the_next_one(anna, name):
    """Its number and what it follows are those of the draft, not those of the file."""
    before = anna.draft.head.fingerprint
    file = anna.browser.get(f'/authority/drafts/published/{anna.draft.head.checklist}/'
                            f'version.{name}')
    anna.save('/checklist', **{'short-ru': 'Иначе'})

    answer = sent(anna, file.data, f'v1.{name}')
    page = anna.browser.page(answer.location)
    anna.browser.send(page.main_form, url=answer.location)

    assert anna.draft.head.fingerprint == before


@pytest.mark.parametrize(('content', 'word'), [
    ({'checklist': 'another'}, 'другому проверочному листу'),
    ({'kind_of_control': 'another'}, 'другому виду контроля')])
def test_a_file_of_something_else_is_refused(anna, content, word):
    version = anna.version
    kind = replace(version.kind_of_control, code=content.get(
        'kind_of_control', version.kind_of_control.code))
    other = replace(version, kind_of_control=kind,
                    authority=replace(version.authority, kinds_of_control=(kind.code,)),
                    policy=replace(version.policy, kind_of_control=kind.code),
                    content=replace(version.content, **content))

    answer = sent(anna, write_exchange(other).encode(), 'draft.yaml')

    assert answer.status_code == 422
    assert word in answer.page.text
    assert anna.draft.head.revision == 1


def test_a_file_of_another_authority_is_refused(anna):
    version = anna.version
    other = replace(version, authority=replace(version.authority, code='rpn-74'),
                    policy=replace(version.policy, authority=None),
                    content=replace(version.content, authority='rpn-74'))

    answer = sent(anna, write_exchange(other).encode(), 'draft.yaml')

    assert answer.status_code == 422
    assert 'другого органа' in answer.page.text


@pytest.mark.abuse('A12')
def test_everything_that_is_wrong_is_told_by_its_cell_and_nothing_is_taken(anna):
    wrong = {('Вопросы', 'H3'): '<script>alert(1)</script>', ('Вопросы', 'K3'): 'seats >',
             ('Нормы', 'A2'): '', ('Требования', 'F2'): 'запретить'}

    answer = sent(anna, changed(write_workbook(anna.version), wrong))

    assert answer.status_code == 422
    rows = answer.page.rows()[1:]
    assert {tuple(where.split()) for where, _ in rows} == set(wrong)
    assert '<script>alert(1)' in answer.page.text
    assert '<script>alert' not in answer.get_data(as_text=True)
    assert anna.draft.head.revision == 1


@pytest.mark.abuse('A12')
@pytest.mark.parametrize('body', [
    b'', b'PK\x03\x04 no archive', b'a: &a [*a]', b'[' * 20_000, b'\xff\xfe\x00',
    b'{"catalog": {}}',
    b'!!python/object/apply:os.system [id]', b'\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 macros'])
def test_what_is_no_version_is_refused_with_words(anna, body):
    answer = sent(anna, body)

    assert answer.status_code == 422
    assert answer.page.errors or answer.page.problems
    assert anna.draft.head.revision == 1


@pytest.mark.abuse('A13')
def test_unseen_characters_of_a_file_are_named_before_it_is_taken_over(anna):
    answer = sent(anna, write_exchange(reworded(anna.version, 'Да\u202eтеН?')).encode())

    page = anna.browser.page(answer.location)

    assert '⟦U+202E⟧' in page.text and '\u202e' not in page.text


def test_a_colleague_who_writes_meanwhile_is_not_overwritten_unseen(database, anna):
    boris = Workshop(database, 'boris@example.ru', anna.draft_id)
    answer = sent(anna, write_workbook(reworded(anna.version)))
    page = anna.browser.page(answer.location)
    boris.save('/checklist', **{'short-ru': 'Тем временем'})

    again = anna.browser.send(page.main_form, url=answer.location)

    assert again.status_code == 409
    assert 'Тем временем' in again.page.text
    assert anna.draft.head.revision == 2
    assert anna.browser.send(again.page.main_form, url=answer.location).status_code == 303
    assert anna.draft.head.revision == 3


def test_a_file_sent_for_one_draft_is_not_found_in_another(database, anna):
    answer = sent(anna, write_workbook(reworded(anna.version)))
    file_id = answer.location.rpartition('/')[2]
    database.execute("UPDATE version_draft SET state = 'discarded'")
    other = Workshop(database, 'boris@example.ru')

    assert other.browser.get(f'{other.address}/files/{file_id}').status_code == 404


def test_a_file_that_is_too_large_is_refused(app, anna, monkeypatch):
    monkeypatch.setitem(app.config, 'EVIDENCE_BYTES', 1000)
    monkeypatch.setitem(app.config, 'MAX_CONTENT_LENGTH', 1000)

    assert sent(anna, b'x' * 5000).status_code == 413
