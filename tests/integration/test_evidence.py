"""Evidence files: who may add, read and delete them, and what is refused at the door."""
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO
from urllib.parse import unquote

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from checklist.cleaning import Cleaner
from checklist.quarantine import Quarantine
from checklist.services.limits import UPLOADS
from checklist.views import evidence
from tests import evidence_files as files
from tests.accounts import account, signed_in
from tests.company_factories import join, taken_over, team
from tests.factories import begin
from tests.journeys import open_held

MEGABYTE = 1024 * 1024
ROLLED = 'cod\u202efdp.exe'


@pytest.fixture
def olga(database):
    return team(database)


@pytest.fixture
def held(database, olga):
    return taken_over(database, olga.person_id)


def send(client, held, body, name='Акт.pdf', code='Q-1', **fields):
    """Send a file as a browser does, which writes %22 for a quote; return the answer."""
    name = name.replace('"', '%22')
    return post(client, f'{held.path}/evidence/{code}', {
        'csrf_token': client.token(), 'file': FileStorage(BytesIO(body), name), **fields})


def post(client, url, values):
    """Send a form with files that stand in memory, so that none stays open."""
    boundary, body = encode_multipart(values)
    return client.post(
        url, data=body, content_type=f'multipart/form-data; boundary={boundary}')


def rows(database):
    return database.rows('SELECT * FROM evidence ORDER BY added_at')


def stored(app):
    """Return the files of the store by name, leftovers too."""
    return {path.name: path for path in app.extensions['evidence'].folder.glob('*/*')}


def give_room(app, monkeypatch, **room):
    monkeypatch.setitem(app.extensions, 'evidence', replace(app.extensions['evidence'], **room))


def clean_all(app, database):
    for row in rows(database):
        Quarantine(app, Cleaner()).clean((row.inspection_id, row.id))


@pytest.fixture(autouse=True)
def empty_store(app):
    for path in stored(app).values():
        path.unlink()


def added(app, database, olga, held, body=None, name='Акт № 5 "а".pdf'):
    """Return the address of a file that was added and cleaned."""
    assert send(olga.client, held, body or files.pdf(), name).status_code == 303
    clean_all(app, database)
    return f'{held.path}/evidence/files/{rows(database)[-1].id}'


@pytest.mark.abuse('A23')
@pytest.mark.asvs('5.4.2')
@pytest.mark.asvs('3.2.1')
def test_a_file_is_added_cleaned_and_downloaded(app, database, olga, held):
    page = olga.client.page(f'{held.path}/evidence/Q-1')
    form = page.form('/evidence/Q-1')
    assert form.element['enctype'] == 'multipart/form-data'
    answer = send(olga.client, held, files.photograph(), 'Фото склада.JPG')
    waiting = olga.client.page(answer.location)
    row, = rows(database)
    address = f'{held.path}/evidence/files/{row.id}'
    assert (answer.status_code, row.state) == (303, 'quarantine')
    assert 'Фото склада.JPG' in waiting.text
    assert address not in waiting.links
    assert olga.client.get(address).status_code == 404

    clean_all(app, database)

    assert address in olga.client.page(answer.location).links
    download = olga.client.get(address)
    assert download.status_code == 200
    assert download.mimetype == 'image/jpeg'
    assert download.headers['Content-Disposition'].startswith('attachment; ')
    assert download.headers['Content-Security-Policy'] == "default-src 'none'; sandbox"
    assert download.headers['X-Content-Type-Options'] == 'nosniff'
    assert download.headers['Cache-Control'] == 'no-store'
    assert b'Exif' not in download.data
    cleaned, = rows(database)
    assert (cleaned.state, cleaned.size) == ('clean', len(download.data))
    assert cleaned.body_hash != row.body_hash


@pytest.mark.abuse('A31')
@pytest.mark.asvs('5.4.1')
@pytest.mark.parametrize(('sent', 'kept'), [
    ('Акт № 5 "а".pdf', 'Акт № 5 "а".pdf'), (ROLLED, 'cod fdp.exe.pdf'),
    ('../../x', 'x.pdf'), ('/etc/passwd', 'passwd.pdf'), ('a\0b.pdf', 'a b.pdf'),
    ('я' * 300 + '.pdf', 'я' * 98 + '.pdf'), ('a";filename*=x.pdf', 'a";filename*=x.pdf'),
    ("a'%0d%0aX: y.pdf", "a'%0d%0aX: y.pdf"), ('<b>&.pdf', '<b>&.pdf')])
def test_the_name_of_a_download_is_harmless(app, database, olga, held, sent, kept):
    header = olga.client.get(added(app, database, olga, held, name=sent)).headers[
        'Content-Disposition']

    found = re.fullmatch(
        r"attachment; filename=\"file\.pdf\"; filename\*=UTF-8''([\w%.~-]+)", header)
    assert found
    assert unquote(found[1]) == kept
    assert header.isascii()


@pytest.mark.abuse('A31')
def test_a_name_in_turned_letters_turns_nothing_beside_it(app, database, olga, held):
    """Letters that are read from the right stand apart, and what moves them is taken out."""
    name = '\u202eאבג 12.pdf'
    address = added(app, database, olga, held, name=name)

    for page in (olga.client.page(f'{held.path}/evidence/Q-1'),
                 olga.client.page(f'{address}/delete')):
        apart = [item.text for item in page.root.all('bdi')]
        assert apart and set(apart) == {'אבג 12.pdf'}
        assert page.text.count('אבג') == len(apart)


@pytest.mark.abuse('A31')
@pytest.mark.asvs('5.3.2')
@pytest.mark.asvs('5.3.1')
def test_a_file_lies_under_a_random_id_that_no_address_reaches(app, database, olga, held):
    added(app, database, olga, held, name='../../static/x.pdf')
    row, = rows(database)
    path, = stored(app).values()

    assert path.name == row.id
    assert path.stat().st_mode & 0o777 == 0o600
    assert app.extensions['evidence'].folder == database.folder / 'evidence'
    name = row.name
    assert 'static' not in name
    for address in (f'/evidence/{row.id[:2]}/{row.id}', f'/static/{row.id}',
                    f'/static/../../var/evidence/{row.id[:2]}/{row.id}',
                    f'/static/%2e%2e/%2e%2e/var/evidence/{row.id[:2]}/{row.id}'):
        assert olga.client.get(address).status_code == 404


def test_names_of_files_are_unreadable_in_the_database(app, database, olga, held):
    send(olga.client, held, files.pdf(), 'Тайный акт.pdf')

    assert 'Тайный' not in str(rows(database))
    assert 'Тайный акт.pdf' in olga.client.page(f'{held.path}/evidence/Q-1').text


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.2')
@pytest.mark.asvs('1.3.4')
@pytest.mark.parametrize('name', sorted(files.REFUSED_AT_ONCE))
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_what_only_has_the_name_of_a_pdf_is_refused_at_the_door(app, database, olga, held, name):
    answer = send(olga.client, held, files.REFUSED_AT_ONCE[name], 'Акт.pdf')

    assert answer.status_code == 422
    assert answer.page.problems
    assert answer.page.errors
    assert (rows(database), stored(app)) == ([], {})


@pytest.mark.abuse('A30')
@pytest.mark.parametrize('body', [b'', None])
def test_an_empty_file_and_none_are_told_apart(database, olga, held, body):
    answer = (send(olga.client, held, body) if body is not None else olga.client.post(
        f'{held.path}/evidence/Q-1', data={'csrf_token': olga.client.token()}))

    assert answer.status_code == 422
    assert ('пустой' in answer.page.errors[0]) == (body is not None)
    assert ('Выберите файл' in answer.page.errors[0]) == (body is None)


@pytest.mark.asvs('5.2.1')
@pytest.mark.parametrize('extra', [1, 64 * 1024, 20 * MEGABYTE])
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_a_file_over_the_limit_is_refused_in_words(app, database, olga, held, extra):
    answer = send(olga.client, held, files.pdf() + bytes(10 * MEGABYTE + extra - len(files.pdf())))

    assert answer.status_code == 413
    assert '10 МБ' in answer.page.errors[0]
    assert (rows(database), stored(app)) == ([], {})
    assert send(olga.client, held, files.pdf() + bytes(10 * MEGABYTE - len(files.pdf()))
                ).status_code == 303


@pytest.mark.asvs('5.2.1')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_only_the_page_for_files_takes_much(app, database, olga, held):
    token = olga.client.token()

    for url in ('/verify/', f'{held.path}/renew', f'{held.path}/evidence/files/{held.id}/delete'):
        much = {'csrf_token': token, 'file': FileStorage(BytesIO(bytes(MEGABYTE)), 'a.pdf')}
        assert post(olga.client, url, much).status_code == 413, url


def test_two_files_in_one_request_are_refused(database, olga, held):
    answer = olga.client.post(f'{held.path}/evidence/Q-1', data={
        'csrf_token': olga.client.token(),
        'file': [(BytesIO(files.pdf()), 'a.pdf'), (BytesIO(files.png()), 'b.png')]})

    assert (answer.status_code, rows(database)) == (400, [])


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.4')
def test_a_company_has_room_for_so_many_files(app, database, olga, held, monkeypatch):
    """The same file again and again, in this self-inspection and in another one."""
    give_room(app, monkeypatch, most_files=3)
    other = taken_over(database, olga.person_id, finished=False)
    answers = [send(olga.client, place, files.png()) for place in (held, held, other, other, held)]

    assert [answer.status_code for answer in answers] == [303, 303, 303, 422, 422]
    assert 'места' in answers[-1].page.errors[0]
    assert len(rows(database)) == len(stored(app)) == 3
    neighbour = team(database, 'igor@example.ru')
    assert send(neighbour.client, taken_over(database, neighbour.person_id), files.png()
                ).status_code == 303


@pytest.mark.abuse('A30')
@pytest.mark.asvs('5.2.4')
def test_a_company_has_room_for_so_many_bytes(app, database, olga, held, monkeypatch):
    body = files.pdf()
    give_room(app, monkeypatch, most_bytes=len(body) * 2)

    assert [send(olga.client, held, body).status_code for _ in range(3)] == [303, 303, 422]
    address = f'{held.path}/evidence/files/{rows(database)[0].id}/delete'
    olga.client.press(olga.client.page(address).form('/delete'))
    assert send(olga.client, held, body).status_code == 303


@pytest.mark.asvs('2.3.2')
def test_those_who_add_at_once_share_the_room(app, database, olga, held, monkeypatch):
    give_room(app, monkeypatch, most_files=2)
    clients = [signed_in(database, olga.account_id) for _ in range(6)]
    for client in clients:
        client.token()

    with ThreadPoolExecutor(6) as threads:
        codes = list(threads.map(
            lambda client: send(client, held, files.png()).status_code, clients))

    assert sorted(codes) == [303, 303, 422, 422, 422, 422]
    assert len(rows(database)) == len(stored(app)) == 2


def test_whoever_has_only_the_key_reads_and_cannot_add(app, client, database, olga, held):
    address = added(app, database, olga, held)
    open_held(client, held)

    assert client.get(address).status_code == 200
    page = client.page(f'{held.path}/evidence/Q-1')
    assert [form.action for form in page.forms if 'evidence' in form.action] == []
    assert send(client, held, files.png()).status_code == 401
    assert client.get(f'{address}/delete').status_code == 303
    other = signed_in(database, account(database, 'guest@example.ru'))
    open_held(other, held)
    assert send(other, held, files.png()).status_code == 404
    assert other.post(f'{address}/delete', data={'csrf_token': other.token()}).status_code == 404
    assert len(rows(database)) == 1


def test_without_a_company_the_page_says_what_is_needed(client, database, olga):
    held = begin(database)
    open_held(client, held)
    open_held(olga.client, held)

    assert 'нужна учётная запись' in client.page(f'{held.path}/evidence/').text
    assert '/sign-in/' in ' '.join(client.page(f'{held.path}/evidence/Q-1').links)
    assert '/companies/take-over' in olga.client.page(f'{held.path}/evidence/Q-1').links
    assert send(olga.client, held, files.png()).status_code == 404
    assert rows(database) == []


@pytest.mark.abuse('A3')
def test_files_of_others_do_not_exist(app, client, database, olga, held):
    """Not for another company, not through another self-inspection, not for a former member."""
    address = added(app, database, olga, held)
    igor = team(database, 'igor@example.ru')
    own = taken_over(database, igor.person_id)
    through = f'{own.path}/evidence/files/{address.rpartition("/")[2]}'

    for url in (address, f'{address}/delete', through, f'{through}/delete',
                f'{own.path}/evidence/files/{own.id}', f'{own.path}/evidence/Q-99',
                f'{own.path}/evidence/files/..%2F..%2Fsecret_key'):
        assert igor.client.get(url).status_code == 404, url
        assert client.get(url).status_code == 404, url
    assert send(igor.client, own, files.png(), code='Q-99').status_code == 404
    database.execute('DELETE FROM membership WHERE account_id = :id', id=olga.account_id)
    assert olga.client.get(address).status_code == 404


def test_deleting_takes_a_second_look_and_the_bytes(app, database, olga, held):
    address = added(app, database, olga, held)
    page = olga.client.page(f'{address}/delete')
    assert len(stored(app)) == 1

    olga.client.press(page.form('/delete'))

    assert (rows(database), stored(app)) == ([], {})
    assert olga.client.get(address).status_code == 404


def test_a_deleted_self_inspection_takes_its_files_along(app, database, olga, held):
    added(app, database, olga, held)
    kept = taken_over(database, olga.person_id)
    added(app, database, olga, kept)

    olga.client.send(olga.client.page(f'{held.path}/delete').main_form)

    row, = rows(database)
    assert row.inspection_id == kept.id
    assert set(stored(app)) == {row.id}


def test_what_was_not_committed_keeps_its_file(app, database, olga, held, monkeypatch):
    address = added(app, database, olga, held)
    form = olga.client.page(f'{address}/delete').form('/delete')

    with monkeypatch.context() as broken:
        broken.setattr('checklist.services.evidence.record', lambda *_, **__: 1 / 0)
        assert olga.client.send(form).status_code == 500

    assert len(rows(database)) == len(stored(app)) == 1
    assert olga.client.get(address).status_code == 200


def test_a_row_that_does_not_come_takes_the_file_along_again(app, database, olga, held):
    database.execute('DELETE FROM membership')

    assert send(olga.client, held, files.png()).status_code == 404
    assert (rows(database), stored(app)) == ([], {})


def test_reading_and_changing_is_written_down_without_what_people_typed(
        app, database, olga, held):
    address = added(app, database, olga, held, name='Тайный акт.pdf')
    olga.client.get(address)
    olga.client.press(olga.client.page(f'{address}/delete').form('/delete'))

    entries = database.rows(
        'SELECT action, account_id, tenant, details FROM journal_entry'
        ' WHERE object_id = :id AND action LIKE :kind ORDER BY id', id=held.id, kind='%evidence')
    assert [entry.action for entry in entries] == [
        'add_evidence', 'clean_evidence', 'read_evidence', 'remove_evidence']
    assert {entry.tenant for entry in entries} == {olga.person_id}
    assert [entry.account_id for entry in entries] == [
        olga.account_id, '', olga.account_id, olga.account_id]
    assert 'Тайный' not in str(entries)


def test_a_file_that_was_damaged_is_not_handed_out(app, database, olga, held, caplog):
    address = added(app, database, olga, held)
    path, = stored(app).values()
    path.write_bytes(b'MZ other bytes')

    answer = olga.client.get(address)

    assert answer.status_code == 303
    assert 'повреждён' in olga.client.page(answer.location).text
    assert 'missing or damaged' in caplog.text


@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_uploads_are_limited_in_time(app, database, olga, held, monkeypatch):
    monkeypatch.setattr(evidence, 'UPLOADS', replace(UPLOADS, most=2))

    assert [send(olga.client, held, files.png()).status_code for _ in range(3)] == [303, 303, 429]


def test_files_of_a_question_no_longer_asked_stay_in_sight(app, database, olga):
    held = taken_over(database, olga.person_id, finished=False)
    send(olga.client, held, files.png(), code='Q-1')
    database.execute("UPDATE evidence SET question_code = 'Q-5'")

    assert 'больше не задаётся' in olga.client.page(f'{held.path}/evidence/').text
    assert olga.client.get(f'{held.path}/evidence/Q-5').status_code == 200


def test_colleagues_share_the_files_of_their_company(app, database, olga, held):
    address = added(app, database, olga, held)
    colleague = account(database, 'colleague@example.ru')
    join(database, olga.person_id, colleague)

    client = signed_in(database, colleague)
    assert client.get(address).status_code == 200
    assert send(client, held, files.png()).status_code == 303
