"""Consents as their own documents: given, withdrawn, proved (abuse case A40)."""
import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.services import consents
from checklist.services.consents import ConsentPurpose, Text, current_text, give_consent
from checklist.services.mail import ask_for_mail
from tests.accounts import account, messages, sign_up, signed_in, staff
from tests.browsing import Client
from tests.factories import committed

PAGE = '/account/consents/'
REMINDERS = f'{PAGE}reminders'
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def reminds(database):
    return bool(database.value('SELECT reminders FROM user_account'))


def agree(client):
    return client.press(client.page(REMINDERS).form('/reminders/give'))


def withdraw(client):
    return client.press(client.page(PAGE).form('/reminders/withdraw'))


def remind(database, account_id):
    """Ask for a reminder as the job of tasks does: only where the account wants them."""
    def work():
        if db.session.get_one(UserAccount, account_id).reminders:
            ask_for_mail('reminder', 'olga@example.ru', {}, language='ru', now=NOW,
                         account_id=account_id)

    committed(database, work)


@pytest.mark.abuse('A40')
def test_opening_an_account_agrees_to_nothing_else(client, database):
    sign_up(client, database)

    assert [row[0] for row in database.rows('SELECT purpose FROM consent')] == ['account']
    assert not reminds(database)


@pytest.mark.abuse('A40')
def test_a_consent_is_recorded_with_the_hash_of_the_very_text(client, database):
    sign_up(client, database)
    page = client.page(REMINDERS)
    text = current_text(ConsentPurpose.REMINDERS, 'ru')
    assert all(part in page.text for part in text.text.split('\n\n'))
    assert text.hash in page.html

    agree(client)

    row = database.rows("SELECT * FROM consent WHERE purpose = 'reminders'")[0]
    assert (row.text_version, row.text_hash, row.language) == (text.version, text.hash, 'ru')
    assert row.given and row.network == '192.0.2.0/24'
    assert hashlib.sha256(text.text.encode()).hexdigest() == row.text_hash
    assert reminds(database)


@pytest.mark.abuse('A40')
def test_withdrawing_is_one_button_and_stops_reminders_in_the_next_run(client, database):
    sign_up(client, database)
    account_id = database.value('SELECT id FROM user_account')
    agree(client)
    remind(database, account_id)
    assert messages(database, 'reminder')

    withdraw(client)
    remind(database, account_id)

    assert not messages(database, 'reminder')
    assert not reminds(database)
    given = [row[0] for row in database.rows(
        "SELECT given FROM consent WHERE purpose = 'reminders' ORDER BY at")]
    assert given == [True, False]


def test_other_messages_do_not_depend_on_reminders(client, database):
    sign_up(client, database)
    agree(client)
    account_id = database.value('SELECT id FROM user_account')
    committed(database, lambda: ask_for_mail(
        'password_changed', 'olga@example.ru', {}, language='ru', now=NOW, account_id=account_id))

    withdraw(client)

    assert messages(database, 'password_changed')


def test_pressing_twice_records_once(client, database):
    sign_up(client, database)
    form = client.page(REMINDERS).form('/reminders/give')
    for _ in range(2):
        assert client.send(form).status_code == 303
    token = {'csrf_token': client.token()}
    for _ in range(2):
        assert client.post(f'{REMINDERS}/withdraw', data=token).status_code == 303

    assert database.value("SELECT count(*) FROM consent WHERE purpose = 'reminders'") == 2


@pytest.mark.abuse('A40')
def test_a_changed_text_is_another_version_and_the_old_one_stays(client, database, monkeypatch):
    sign_up(client, database)
    agree(client)
    old = current_text(ConsentPurpose.REMINDERS, 'ru')
    new = Text(ConsentPurpose.REMINDERS, '10', 'ru', 'Согласие\n\nДругое.')
    shipped = (*consents._shipped_texts(), new)
    monkeypatch.setattr(consents, '_shipped_texts', lambda: shipped)
    current_text.cache_clear()
    try:
        assert current_text(ConsentPurpose.REMINDERS, 'ru') == new
    finally:
        current_text.cache_clear()

    answer = Client(client.application).get(f'/consents/{old.hash}.txt')
    assert hashlib.sha256(answer.data).hexdigest() == old.hash
    assert 'Другое' not in client.page(f'/consents/{old.hash}').text


def test_another_text_under_the_same_version_is_refused(client, database):
    sign_up(client, database)
    agree(client)
    account_id = database.value('SELECT id FROM user_account')
    forged = Text(ConsentPurpose.REMINDERS, '1', 'ru', 'Совсем другое')

    with pytest.raises(consents.Conflict):
        committed(database, lambda: give_consent(account_id, forged, network='', now=NOW))


@pytest.mark.abuse('A40')
def test_nobody_agrees_to_a_text_that_was_not_shown(client, database):
    sign_up(client, database)
    form = client.page(REMINDERS).form('/reminders/give')

    answer = client.send(form, text='0' * 64)

    assert answer.status_code == 409
    assert 'Текст тем временем изменился' in answer.page.text
    assert not reminds(database)


def test_the_copy_holds_the_record_and_the_text(client, database):
    sign_up(client, database)
    link = next(link for link in client.page(PAGE).links if '/records/' in link)

    answer = client.get(link)

    text = current_text(ConsentPurpose.ACCOUNT, 'ru')
    assert answer.headers['Content-Disposition'].startswith('attachment')
    assert text.text in answer.text and text.hash in answer.text


def test_a_record_of_somebody_else_is_not_found(client, database):
    sign_up(client, database)
    link = next(link for link in client.page(PAGE).links if '/records/' in link)
    stranger = signed_in(database, account(database, 'other@example.ru'))

    assert stranger.get(link).status_code == 404
    assert Client(client.application).get(link).status_code == 303


@pytest.mark.abuse('A40')
def test_withdrawing_the_consent_to_the_account_leads_to_its_deletion(client, database):
    sign_up(client, database)
    links = client.page(PAGE).links

    answer = client.post(f'{PAGE}account/withdraw', data={'csrf_token': client.token()})

    assert '/account/delete' in links
    assert answer.location == '/account/delete'
    assert database.value('SELECT count(*) FROM consent') == 1


def test_staff_see_that_their_account_needs_no_consent(database):
    page = signed_in(database, staff(database, Role.INSPECTOR)).page(PAGE)

    assert 'служебному приглашению' in page.text
    assert '/account/delete' not in page.links


@pytest.mark.parametrize('address', [
    f'{PAGE}nothing', f'/consents/{"0" * 64}', f'/consents/{"0" * 64}.txt',
    f'{PAGE}records/{"A" * 26}.txt'])
def test_what_is_not_there_is_missing(database, address):
    assert signed_in(database, account(database)).get(address).status_code == 404


@pytest.mark.abuse('A40')
def test_records_and_texts_cannot_be_changed(client, database):
    sign_up(client, database)
    for statement in ("UPDATE consent SET text_hash = ''", 'DELETE FROM consent',
                      "UPDATE consent_text SET text = ''", 'DELETE FROM consent_text'):
        with pytest.raises(Exception, match='immutable'):
            database.execute(statement)


def test_the_last_word_counts(client, database):
    """Given, withdrawn and given again: the page says "given"."""
    account_id = account(database)
    text = current_text(ConsentPurpose.REMINDERS, 'ru')

    def work():
        give_consent(account_id, text, network='', now=NOW)
        consents.withdraw_consent(account_id, text.purpose, network='',
                                  now=NOW + timedelta(seconds=1))
        give_consent(account_id, text, network='', now=NOW + timedelta(seconds=2))

    committed(database, work)

    assert consents_given(database, account_id) == [False, True]


def consents_given(database, account_id):
    return committed(database, lambda: [item.given for item in consents.standings(account_id)])
