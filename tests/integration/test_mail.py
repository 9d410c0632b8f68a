"""Messages leave the service once, however the mail server behaves."""
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from huey import MemoryHuey

from checklist.config import MailServer as Address
from checklist.config import Settings
from checklist.extensions import db
from checklist.jobs import enqueue_mail, register_jobs
from checklist.mailing import Postman
from checklist.post import REST_SECONDS, FolderPost, SmtpPost, Writer, make_post
from checklist.services.mail import (
    GIVE_UP_AFTER, LEASE, ask_for_mail, take_mail)
from tests.factories import COMPLETE, begin, committed, submit
from tests.mail_server import MailServer, html_of, text_of
from tests.postgresql import free_port

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LINK = '/account/link/TOKEN'
SIGN_IN = {'link': LINK, 'minutes': '30'}
WRITER = Writer('checklist@example.org', 'http://127.0.0.1:8000')


@pytest.fixture
def clock(monkeypatch):
    """The clock of the post, moved by hand."""
    ticks = [1000.0]
    monkeypatch.setattr('checklist.post.time.monotonic', lambda: ticks[0])
    return ticks


def ask(database, recipient='a@example.org', kind='sign_in', values=None, at=NOW):
    return committed(database, lambda: ask_for_mail(
        kind, recipient, SIGN_IN if values is None else values, language='ru', now=at))


def post_to(port):
    return SmtpPost(WRITER, Address('127.0.0.1', port, tls=False, starttls=False), None)


def waiting(database):
    return {row.id: row for row in database.rows('SELECT * FROM mail_message')}


def test_a_message_is_sent_once_and_forgotten(app, database):
    message_id = ask(database)
    with MailServer() as server:
        postman = Postman(app, post_to(server.port))
        for _ in range(3):
            postman.send_due(NOW)

    (message,) = server.messages
    assert waiting(database) == {}
    assert message['To'] == 'a@example.org'
    assert message['From'] == 'Самопроверка <checklist@example.org>'
    assert message['Message-ID'] == f'<{message_id}@127.0.0.1>'
    assert message['Auto-Submitted'] == 'auto-generated'
    assert message['Date'].datetime == NOW
    assert f'http://127.0.0.1:8000{LINK}\n' in text_of(message)
    assert f'href="http://127.0.0.1:8000{LINK}"' in html_of(message)


def test_everything_on_the_wire_is_ascii_in_short_lines(app, database):
    ask(database)
    with MailServer() as server:
        Postman(app, post_to(server.port)).send_due(NOW)

    assert server.raw[0].isascii()
    assert max(map(len, server.raw[0].splitlines())) < 200


@pytest.mark.asvs('16.5.2')
def test_submitting_works_while_the_mail_server_is_away_and_later_each_mail_goes_once(
        app, database, clock):
    port = free_port()
    postman = Postman(app, post_to(port))
    held = begin(database, COMPLETE)
    submit(database, held)
    for number in range(5):
        ask(database, f'{number}@example.org')
    for minute in range(3):
        clock[0] += REST_SECONDS + 1
        postman.send_due(NOW + timedelta(minutes=minute))
    assert len(waiting(database)) == 5

    with MailServer(port) as server:
        clock[0] += REST_SECONDS + 1
        for minute in range(3, 70):
            postman.send_due(NOW + timedelta(minutes=minute))

    assert waiting(database) == {}
    assert sorted(message['To'] for message in server.messages) == [
        f'{number}@example.org' for number in range(5)]


def test_a_mail_server_that_is_away_is_left_alone_for_a_while(app, database, clock):
    for number in range(4):
        ask(database, f'{number}@example.org')
    with MailServer() as server:
        server.answers['EHLO'] = server.answers['HELO'] = '421 busy'
        postman = Postman(app, post_to(server.port))
        for _ in range(4):
            postman.send_due(NOW)
        assert server.connections == 1

        clock[0] += REST_SECONDS + 1
        server.answers.clear()
        postman.send_due(NOW + timedelta(hours=1))

    assert len(server.messages) == 4


@pytest.mark.parametrize(('verb', 'answer', 'state'), [
    ('RCPT', '550 no such mailbox', 'failed'), ('RCPT', '450 come later', 'wanted'),
    ('BODY', '554 spam', 'failed'), ('BODY', '452 full', 'wanted'),
    ('MAIL', '530 sign in first', 'wanted')])
def test_what_a_mail_server_refuses_does_not_stop_the_others(
        app, database, verb, answer, state):
    first = ask(database, at=NOW - timedelta(seconds=1))
    with MailServer() as server:
        server.answers[verb] = answer
        postman = Postman(app, post_to(server.port))
        postman.send_due(NOW - timedelta(seconds=1))
        second = ask(database, 'b@example.org')
        server.answers.clear()
        postman.send_due(NOW)

    assert [message['To'] for message in server.messages] == ['b@example.org']
    assert {name: row.state for name, row in waiting(database).items()} == {first: state}
    assert second not in waiting(database)


def test_a_message_that_was_taken_is_not_sent_again_when_the_farewell_fails(app, database):
    ask(database)
    with MailServer() as server:
        server.hang_up.add('QUIT')
        postman = Postman(app, post_to(server.port))
        for minute in range(10):
            postman.send_due(NOW + timedelta(minutes=minute))

    assert len(server.messages) == 1
    assert waiting(database) == {}


def test_a_message_that_was_sent_is_not_sent_again_when_the_database_did_not_hear_of_it(
        app, database, monkeypatch):
    ask(database)
    with MailServer() as server:
        postman = Postman(app, post_to(server.port))
        with monkeypatch.context() as broken:
            broken.setattr('checklist.mailing.forget_mail', fail)
            with pytest.raises(ConnectionError):
                postman.send_due(NOW)
        postman.send_due(NOW + LEASE + timedelta(seconds=1))

    assert len(server.messages) == 1
    assert waiting(database) == {}


def fail(*_):
    raise ConnectionError('the database is away')


def test_pauses_grow_and_after_a_day_a_message_has_failed_without_its_link(
        app, database, clock):
    message_id = ask(database)
    postman = Postman(app, post_to(free_port()))
    tried, moment = [], NOW
    while waiting(database)[message_id].state == 'wanted':
        before = waiting(database)[message_id].tries
        clock[0] += REST_SECONDS + 1
        postman.send_due(moment)
        if waiting(database)[message_id].tries > before:
            tried.append(moment)
        moment += timedelta(minutes=1)

    pauses = [later - earlier for earlier, later in pairwise(tried)]
    assert pauses[:5] == [timedelta(minutes=2 ** number) for number in range(1, 6)]
    assert max(pauses) == timedelta(hours=1)
    assert GIVE_UP_AFTER < tried[-1] - NOW <= GIVE_UP_AFTER + timedelta(hours=1)
    with app.app_context():
        assert take_mail(message_id, now=moment + timedelta(days=1)) is None
        row = waiting(database)[message_id]
        assert app.extensions['sealer'].unseal(row.values) == '{}'


@pytest.mark.parametrize(('kind', 'values'), [
    ('unheard_of', {}), ('sign_in', {'minutes': '30'}), ('sign_in', {**SIGN_IN, 'minutes': 'x'}),
    ('sign_in', {**SIGN_IN, 'link': 'https://evil.example/'}),
    ('sign_in', {**SIGN_IN, 'link': '//evil.example/'}),
    ('sign_in', {**SIGN_IN, 'link': 'http://127.0.0.1:8000.evil.example/'}),
    ('sign_in', {**SIGN_IN, 'link': '/a b'})])
def test_a_message_that_cannot_be_written_fails_and_the_others_go_on(
        app, database, caplog, kind, values):
    wrong = ask(database, kind=kind, values=values, at=NOW - timedelta(seconds=1))
    ask(database, 'b@example.org')
    with MailServer() as server:
        Postman(app, post_to(server.port)).send_due(NOW)

    assert [message['To'] for message in server.messages] == ['b@example.org']
    assert {name: row.state for name, row in waiting(database).items()} == {wrong: 'failed'}
    assert 'A message cannot be sent.' in caplog.text


@pytest.mark.asvs('11.3.3')
def test_a_message_sealed_with_another_key_fails_and_the_others_go_on(app, database):
    wrong = ask(database, at=NOW - timedelta(seconds=1))
    database.execute('UPDATE mail_message SET recipient = :sealed', sealed='gAAAAA')
    ask(database, 'b@example.org')
    with MailServer() as server:
        Postman(app, post_to(server.port)).send_due(NOW)

    assert len(server.messages) == 1
    assert {name: row.state for name, row in waiting(database).items()} == {wrong: 'failed'}


@pytest.mark.abuse('A26')
@pytest.mark.asvs('1.3.11')
@pytest.mark.parametrize('recipient', [
    'a@example.org\r\nBcc: b@example.org', 'a@example.org\nSubject: x', 'a\rb@example.org',
    'a@example.org\0', 'a@b@\n', 'nobody', '@example.org', 'a@', 'a@example.org, b@example.org',
    'a <a@example.org>', 'a@' + 'x' * 300])
def test_a_recipient_cannot_bring_headers_or_other_recipients(app, database, recipient):
    wrong = ask(database, recipient)
    with MailServer() as server:
        Postman(app, post_to(server.port)).send_due(NOW)

    assert server.raw == []
    assert {name: row.state for name, row in waiting(database).items()} == {wrong: 'failed'}


def test_a_host_in_russian_is_named_as_the_network_knows_it(app, database):
    ask(database, 'a@почта.рф')
    with MailServer() as server:
        Postman(app, post_to(server.port)).send_due(NOW)

    assert server.messages[0]['To'] == 'a@xn--80a1acny.xn--p1ai'


def test_of_two_postmen_one_sends(app, database):
    message_id = ask(database)
    taken = committed(database, lambda: take_mail(message_id, now=NOW))
    with MailServer() as server:
        postman = Postman(app, post_to(server.port))
        postman.send_due(NOW)
        assert taken and server.raw == [] and message_id in waiting(database)

        postman.send_due(NOW + LEASE + timedelta(seconds=1))

    assert len(server.messages) == 1


def test_the_queue_and_the_sweep_both_send(app, database):
    queue, jobs = MemoryHuey(), app.extensions['jobs']
    with MailServer() as server:
        register_jobs(app, queue, postman=Postman(app, post_to(server.port)))
        try:
            ask(database, at=datetime.now(UTC))
            with app.app_context():
                enqueue_mail()
            queue.execute(queue.dequeue())
            ask(database, 'b@example.org', at=datetime.now(UTC))
            app.extensions['jobs']['sweep'].call_local()
            queue.execute(queue.dequeue())
        finally:
            app.extensions['jobs'] = jobs

    assert len(server.messages) == 2


def test_a_queue_that_is_away_takes_nothing_from_the_one_who_asks(app, database, monkeypatch):
    monkeypatch.setitem(app.extensions, 'jobs', {'mail': fail})

    with app.app_context():
        enqueue_mail()


def test_without_a_mail_server_messages_become_files_and_the_console_says_so(
        app, database, tmp_path, capsys):
    ask(database, 'anna@example.org')
    ask(database, 'anna@example.org', kind='erased', values={})
    post = make_post(Settings(var=tmp_path, mail_from='checklist@example.org'))

    Postman(app, post).send_due(NOW)

    files = sorted((tmp_path / 'mail').iterdir())
    assert [path.suffix for path in files] == ['.eml', '.eml']
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert (tmp_path / 'mail').stat().st_mode & 0o777 == 0o700
    said = capsys.readouterr().out
    assert said.count('Mail for a***@example.org: ') == 2
    assert f'  http://127.0.0.1:8000{LINK}\n' in said
    assert 'anna' not in said


@pytest.mark.asvs('16.2.5')
def test_in_production_no_link_is_printed(app, database, tmp_path, capsys):
    ask(database)

    Postman(app, FolderPost(WRITER, tmp_path, shows_links=False)).send_due(NOW)

    assert LINK not in capsys.readouterr().out


@pytest.mark.asvs('11.3.3')
def test_nothing_of_a_message_can_be_read_in_the_database(app, database):
    ask(database, 'anna@example.org')

    with app.app_context(), db.engine.connect() as connection:
        rows = repr(connection.exec_driver_sql('SELECT * FROM mail_message').all())
    assert 'anna' not in rows
    assert 'TOKEN' not in rows


@pytest.fixture(scope='module')
def certificate(tmp_path_factory):
    """A certificate that nobody has signed, for this machine."""
    folder = tmp_path_factory.mktemp('tls')
    subprocess.run(
        ['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj',
         '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', folder / 'key',
         '-out', folder / 'certificate'], check=True, capture_output=True)
    return folder / 'certificate', folder / 'key'


@pytest.mark.parametrize(('trusted', 'sent'), [(True, 1), (False, 0)])
def test_a_server_is_believed_only_with_a_certificate_that_is_trusted(
        app, database, certificate, trusted, sent):
    ask(database)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(*certificate)
    ours = ssl.create_default_context(cafile=certificate[0] if trusted else None)
    with MailServer(tls=serving) as server:
        address = Address('127.0.0.1', server.port, tls=False, starttls=True,
                          user='anna', password='pass:@/word')
        Postman(app, SmtpPost(WRITER, address, ours)).send_due(NOW)

    assert len(server.messages) == sent
    assert len(waiting(database)) == 1 - sent
    assert any(line.startswith('AUTH') for line in server.commands) is trusted
