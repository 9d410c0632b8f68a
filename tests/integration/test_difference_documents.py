"""The difference of two versions as a document, printed by a job for each language."""
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.config import Retention
from checklist.document_pages import document_page
from checklist.document_pages import make_document
from checklist.services.documents import DIFFERENCE, wanted_documents
from checklist.services.health import document_backlog
from checklist.services.retention import forget_expired
from checklist.services.version_documents import KEPT
from checklist.services.version_drafts import get_draft, save_version
from checklist.views import printing
from requirements_catalog.editing import remove_part
from requirements_catalog.parts import Thing
from tests.accounts import signed_in, staff
from tests.factories import committed
from tests.version_drafts import FIRE, draft_of, editor

NOW = datetime.now(UTC)
PAGE = f'/authority/checklists/{FIRE}/difference'
URL = f'{PAGE}.pdf'


class Paper:
    """Prints a page as it is."""

    def print_pdf(self, html):
        return b'%PDF ' + html.encode()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr(printing, 'WAIT_SECONDS', 0)


@pytest.fixture
def anna(database):
    return staff(database, Role.CATALOG_EDITOR, 'anna@example.ru')


@pytest.fixture
def draft(database, anna):
    draft_id, actor = draft_of(database, anna), editor(anna, 'mchs-74')
    return lambda: get_draft(actor, draft_id), actor


def drop_a_question(database, draft):
    """Drop the first question of a draft and return its wording."""
    read, actor = draft

    def work():
        version = read().version
        first = next(iter(version.questions.values()))
        save_version(actor, read(), remove_part(version, Thing.QUESTION, first.code),
                     action='question', now=NOW)
        return first.text.in_language('ru')

    return committed(database, work)


def ask(client):
    """Press the button on the page of the difference; return where it leads."""
    return client.send(client.page(PAGE).form('/difference.pdf')).location


def wanted(database):
    return committed(database, lambda: wanted_documents(datetime.now(UTC)))


def print_all(app, database):
    for document_id in wanted(database):
        make_document(app, Paper(), document_id)


def test_it_is_asked_for_and_printed_by_a_job(app, database, anna, draft):
    dropped, client = drop_a_question(database, draft), signed_in(database, anna)
    address = ask(client)
    assert client.get(address).status_code == 202
    assert committed(database, document_backlog).waiting == 1

    print_all(app, database)

    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, 'application/pdf')
    assert f'filename="{FIRE}-1-draft.pdf"' in answer.headers['Content-Disposition']
    assert dropped in answer.data.decode() and 'Больше не спрашиваем' in answer.data.decode()
    assert wanted(database) == []


def test_it_is_named_by_what_it_compares(database, anna, draft):
    drop_a_question(database, draft)
    first = published(database)

    ask(signed_in(database, anna))

    now = committed(database, lambda: draft[0]().head.fingerprint)
    assert wanted(database) == [(f'{first}-{now}', DIFFERENCE, 'ru')]


def test_a_changed_draft_is_another_document_and_the_first_can_still_be_printed(
        app, database, anna, draft):
    drop_a_question(database, draft)
    client = signed_in(database, anna)
    ask(client)
    early, = wanted(database)

    dropped = drop_a_question(database, draft)
    ask(client)

    late, = set(wanted(database)) - {early}
    assert dropped not in document_page(app, early)
    assert dropped in document_page(app, late)


def test_looking_for_a_document_does_not_make_one(database, anna):
    page = signed_in(database, anna).page(URL, 202)

    assert page.form('/difference.pdf')
    assert wanted(database) == []


def test_each_language_has_its_own(app, database, anna, draft):
    drop_a_question(database, draft)
    ask(signed_in(database, anna))
    (pair, kind, _), = wanted(database)

    page = document_page(app, (pair, kind, 'en'))

    assert 'lang="en"' in page and 'Not asked any more' in page


def test_what_lies_there_for_a_month_is_forgotten(app, database, anna, draft):
    drop_a_question(database, draft)
    ask(signed_in(database, anna))
    print_all(app, database)

    for minutes, left in (-1, 1), (1, 0):
        moment = datetime.now(UTC) + KEPT + timedelta(minutes=minutes)
        committed(database, lambda at=moment: forget_expired(at, Retention()))

        assert database.value('SELECT count(*) FROM version_document') == left


def test_versions_that_nobody_knows_are_given_up(app, database, anna, caplog):
    database.execute(
        'INSERT INTO version_document (fingerprints, kind, language, template_version, state,'
        " tries, asked_at) VALUES (:pair, 'difference', 'ru', '3', 'wanted', 0, :at)",
        pair=f"{'0' * 64}-{'1' * 64}", at=NOW)

    for _ in range(4):
        print_all(app, database)

    assert [row.state for row in database.rows('SELECT state FROM version_document')] == ['failed']
    assert 'There is no such version.' in caplog.text


def test_other_authorities_get_none(database):
    boris = staff(database, Role.CATALOG_EDITOR, 'boris@example.ru', 'rospotrebnadzor-74')

    client = signed_in(database, boris)

    assert client.get(URL).status_code == 404
    assert client.post(URL, data={'csrf_token': client.token()}).status_code == 404
    assert wanted(database) == []


def published(database):
    return database.rows('SELECT fingerprint FROM checklist_version WHERE checklist_code = :code',
                         code=FIRE)[0].fingerprint
