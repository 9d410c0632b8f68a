"""The service behind the nginx that the documentation ships: TLS, limits, and no page kept."""
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.accounts import account, session
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.visitor import Visitor
from tests.browsing import Answer, crawl
from tests.companies import company
from tests.company_factories import clean_evidence, taken_over
from tests.databases import SqliteDatabase
from tests.front_server import NAME, FrontServer, find_nginx
from tests.routes import NOWHERE
from tests.serving import Service

pytestmark = pytest.mark.skipif(
    find_nginx() is None, reason='nginx is not installed: apt-get install nginx-light')

SLOW = 32
OLGA, IGOR = 'kanareyka@example.ru', 'snegir@example.ru'
COMPANIES = {OLGA: 'Канарейка', IGOR: 'Снегирь'}


@dataclass(frozen=True)
class Owner:
    """Somebody with an account, a company and a file, by their session and the file's address."""

    token: str
    file: str


# Each could be read in two ways; the second would be another's request.
_FORM = 'POST /sign-in/password HTTP/1.1\r\nHost: {host}\r\n'
_PAGE = 'GET /about HTTP/1.1\r\nHost: {host}\r\n'
_CHUNKED = 'Transfer-Encoding: chunked\r\n'
AMBIGUOUS = {
    'both lengths': f'{_FORM}Content-Length: 5\r\n{_CHUNKED}\r\n0\r\n\r\n',
    'both lengths turned': f'{_FORM}{_CHUNKED}Content-Length: 5\r\n\r\n0\r\n\r\n',
    'two lengths': f'{_FORM}Content-Length: 5\r\nContent-Length: 0\r\n\r\nabcde',
    'a list of lengths': f'{_FORM}Content-Length: 5, 0\r\n\r\nabcde',
    'a signed length': f'{_FORM}Content-Length: +5\r\n\r\nabcde',
    'a negative length': f'{_FORM}Content-Length: -1\r\n\r\n',
    'a length with a space': f'{_FORM}Content-Length : 5\r\n\r\nabcde',
    'another coding': f'{_FORM}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'two codings': f'{_FORM}{_CHUNKED}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n',
    'a coding with a space': f'{_FORM}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n',
    'a wrong piece': f'{_FORM}{_CHUNKED}\r\n5x\r\nabcde\r\n0\r\n\r\n',
    'a signed piece': f'{_FORM}{_CHUNKED}\r\n+5\r\nabcde\r\n0\r\n\r\n',
    'two hosts': f'{_PAGE}Host: evil.example\r\n\r\n',
    'a nul': f'{_PAGE}X-A: a\0b\r\n\r\n'}


class Client:
    """A program that comes through nginx, signed in as somebody or not."""

    def __init__(self, front: FrontServer, token: str = '') -> None:
        self.front = front
        self.headers = {'Cookie': f'__Host-account={token}'} if token else {}

    def get(self, path: str, **headers: str) -> Answer:
        return self.send('GET', path, **headers)

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = self.front.connect()
        try:
            named = {name.replace('_', '-'): value for name, value in headers.items()}
            connection.request(method, path, body, {**self.headers, **named})
            return _answer(connection.getresponse())
        finally:
            connection.close()


@pytest.fixture(scope='module')
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path_factory.mktemp('front'))
    yield database
    database.dispose()


@pytest.fixture(scope='module')
def front(database: SqliteDatabase, tmp_path_factory: pytest.TempPathFactory
          ) -> Iterator[FrontServer]:
    """The service in production, and nginx before it."""
    service = Service(database.folder, database.url)
    front = FrontServer(tmp_path_factory.mktemp('nginx'), service.port)
    service.environment |= {
        'CHECKLIST_PRODUCTION': '1', 'CHECKLIST_PROXIES': '1', 'CHECKLIST_PUBLIC_URL': front.url,
        'CHECKLIST_TRUSTED_HOSTS': f'{NAME},127.0.0.1'}
    database.dispose()
    try:
        service.start()
        yield front.start()
    finally:
        front.stop()
        service.stop()


@pytest.fixture(scope='module')
def owners(front: FrontServer, database: SqliteDatabase) -> dict[str, Owner]:
    """Two people, each with a company, a self-inspection and a file."""
    return {email: _somebody(database, email, name) for email, name in COMPANIES.items()}


def test_nginx_takes_the_shipped_file(front: FrontServer) -> None:
    checked = front.check()

    assert (checked.returncode, 'warn' in checked.stderr) == (0, False), checked.stderr


@pytest.mark.asvs('12.1.1')
@pytest.mark.parametrize(('version', 'spoken'), [
    (ssl.TLSVersion.TLSv1, False), (ssl.TLSVersion.TLSv1_1, False),
    (ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_3, True)], ids=str)
def test_only_new_versions_of_tls_are_spoken(
        front: FrontServer, version: ssl.TLSVersion, spoken: bool) -> None:
    """Although nginx is told otherwise by the file around ours, as Debian's does."""
    with warnings.catch_warnings(action='ignore', category=DeprecationWarning):
        context = front.trust()
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version = context.maximum_version = version

    assert _shakes_hands(front, context, NAME) == spoken


def test_whoever_names_another_host_gets_no_certificate(front: FrontServer) -> None:
    assert not _shakes_hands(front, front.trust(), 'evil.example')
    assert _shakes_hands(front, front.trust(), NAME)


@pytest.mark.asvs('12.2.1')
def test_without_tls_one_is_led_to_tls_and_nothing_else(front: FrontServer) -> None:
    with socket.create_connection(('127.0.0.1', front.http), 10.0) as plain:
        plain.sendall(f'GET /about HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n\r\n'.encode())
        answer = HTTPResponse(plain)
        answer.begin()

    assert (answer.status, answer.headers['Location']) == (301, f'https://{NAME}/about')


@pytest.mark.abuse('A23')
@pytest.mark.asvs('14.2.2')
def test_of_two_people_nobody_gets_a_page_of_the_other(
        front: FrontServer, owners: dict[str, Owner]) -> None:
    """A23: each page is fetched by its owner, by the other and by a stranger in turn."""
    clients = {email: Client(front, owner.token) for email, owner in owners.items()}
    for email, other in ((OLGA, clients[IGOR]), (IGOR, clients[OLGA])):
        owner, secrets = clients[email], [email.encode(), COMPANIES[email].encode()]
        pages = [*crawl(owner.get, '/account/profile'), owners[email].file]
        own = [path for path in pages if holds(owner.get(path), secrets)]

        assert len(own) > 10 and owners[email].file in own, own
        for path in own:
            for stranger in (other, Client(front)):
                assert holds(owner.get(path), secrets), path
                answer = stranger.get(path)
                assert not holds(answer, secrets), path
                assert answer.headers['Cache-Control'] == 'no-store', path


def test_headers_come_from_the_service_once_and_pages_are_not_packed(front: FrontServer) -> None:
    answer = Client(front).get('/about', Accept_Encoding='gzip')
    style = Client(front).get('/static/css/site.css', Accept_Encoding='gzip')

    for name in ('Strict-Transport-Security', 'Content-Security-Policy', 'Cache-Control',
                 'X-Content-Type-Options'):
        assert len(answer.headers.getlist(name)) == 1, name
    assert 'Content-Encoding' not in answer.headers
    assert style.headers['Content-Encoding'] == 'gzip'
    assert answer.headers['Server'] == 'nginx'


@pytest.mark.asvs('4.1.3', '15.3.4')
def test_the_service_believes_nginx_and_not_the_visitor(front: FrontServer) -> None:
    """Another network named each time does not get around the limit, nor another host in."""
    client = Client(front)
    statuses = {client.get(f'/verify/{NOWHERE}', X_Forwarded_For=f'203.0.{number}.1').status_code
                for number in range(70)}
    answer = client.get('/account/profile', X_Forwarded_Host='evil.example',
                        X_Forwarded_Proto='http')

    assert statuses == {404, 429}
    assert answer.status_code == 303
    assert 'evil.example' not in f'{answer.headers}{answer.data!r}'
    assert answer.location.startswith('/sign-in/')


@pytest.mark.abuse('A44')
@pytest.mark.asvs('4.2.1')
@pytest.mark.parametrize('request_text', AMBIGUOUS.values(), ids=list(AMBIGUOUS))
def test_a_request_that_can_be_read_in_two_ways_is_refused(
        front: FrontServer, request_text: str) -> None:
    """By the service itself and by nginx; nothing that follows it is answered."""
    for door in (front.upstream, front.https):
        text = (request_text + _PAGE + '\r\n').format(host=NAME)
        with _connection(front, door) as connection:
            connection.sendall(text.encode())
            answers = b''.join(iter(lambda: _received(connection), b''))

        assert answers.startswith((b'HTTP/1.1 400 ', b'HTTP/1.1 501 ')), answers[:200]
        assert b' 200 OK' not in answers


@pytest.mark.abuse('A35')
def test_slow_clients_keep_nobody_waiting(front: FrontServer) -> None:
    """Four times as many as the service has threads; nginx alone waits for them."""
    slow = (_PAGE, f'{_FORM}Content-Length: 1000\r\n\r\na')
    with ExitStack() as held:
        for number in range(SLOW):
            connection = held.enter_context(_connection(front, front.https))
            connection.sendall(slow[number % 2].format(host=NAME).encode())
        statuses = [Client(front).get('/about').status_code for _ in range(10)]

    assert statuses == [200] * 10


@pytest.mark.asvs('5.2.1')
def test_as_much_as_the_service_takes_is_let_through(
        front: FrontServer, database: SqliteDatabase) -> None:
    """What is too large by a little is refused by the service in words, by far by nginx."""
    config, rules = database.app.config, database.app.url_map.iter_rules()
    views = database.app.view_functions
    pages = [rule.rule for rule in rules if getattr(views[rule.endpoint], 'takes_files', False)]
    assert pages
    small, large = config['MAX_CONTENT_LENGTH'], config['EVIDENCE_BYTES']
    for path, most in [('/sign-in/password', small), *((page, large) for page in pages)]:
        path = path.replace('<', '').replace('>', '')
        assert b'nginx' not in _posted(front, path, most).data
        answer = _posted(front, path, most + most // 2)
        assert answer.status_code == 413 and b'nginx' in answer.data


@pytest.mark.asvs('14.2.1', '16.2.5')
def test_no_log_of_nginx_holds_an_address_of_a_page(front: FrontServer) -> None:
    secret = NOWHERE
    for path in (f'/sign-in/link/{secret}', f'/inspections/resume/{secret}', f'/{secret}%ZZ'):
        Client(front).get(path, Referer=f'{front.url}/sign-in/link/{secret}')

    assert ' GET 404 ' in front.logs()
    assert secret not in front.logs()


def test_while_the_service_is_away_a_page_says_so_in_words(tmp_path: Path) -> None:
    front = FrontServer(tmp_path, upstream=9)
    try:
        answer = Client(front.start()).get(f'/sign-in/link/{NOWHERE}')
    finally:
        front.stop()

    assert answer.status_code == 503
    assert answer.page.heading == 'Сервис сейчас недоступен'
    assert answer.headers['Cache-Control'] == 'no-store'
    assert NOWHERE not in front.logs()


@pytest.fixture
def visitor(front: FrontServer, browser: Browser) -> Iterator[Visitor]:
    """A visitor whose browser keeps what it may, as those of people do.

    Tests switch the memory of pages off, and what came with a wrong certificate is not kept.
    """
    keeping = browser.browser_type.launch(
        executable_path=CHROMIUM, ignore_default_args=['--disable-back-forward-cache'],
        args=[*FLAGS, f'--ignore-certificate-errors-spki-list={front.fingerprint()}'])
    visitor = Visitor(keeping, front.url, '192.0.2.1', width=1280)
    yield visitor
    assert visitor.problems() == []
    keeping.close()


@pytest.mark.abuse('A23')
@pytest.mark.browser
@pytest.mark.asvs('14.3.1', '14.3.2')
def test_back_after_signing_out_shows_nothing(
        front: FrontServer, owners: dict[str, Owner], visitor: Visitor) -> None:
    """A23: neither from the cache nor from what the browser keeps of pages in memory."""
    visitor.context.add_cookies([{
        'name': '__Host-account', 'value': owners[OLGA].token, 'url': front.url,
        'httpOnly': True, 'secure': True}])
    paths = ('/account/profile', '/companies/')
    for path in paths:
        assert visitor.open(path).status == 200
    assert COMPANIES[OLGA] in visitor.page.content()
    visitor.press(visitor.page.locator('header form[action="/sign-in/out"] button').first)

    for _ in paths:
        visitor.page.go_back()
        content = visitor.page.content()
        assert visitor.page.url.startswith(f'{front.url}/sign-in/'), visitor.page.url
        assert COMPANIES[OLGA] not in content and OLGA not in content


def holds(answer: Answer, secrets: list[bytes]) -> bool:
    return any(secret in answer.data for secret in secrets)


def _somebody(database: SqliteDatabase, email: str, name: str) -> Owner:
    account_id = account(database, email)
    held = taken_over(database, company(database, account_id, name), finished=False)
    with database.app.app_context():
        file = clean_evidence(database, held, account_id, body=f'%PDF-1.7 {name}'.encode())
    return Owner(session(database, account_id), f'{held.path}/evidence/files/{file}')


def _answer(answer: HTTPResponse) -> Answer:
    return Answer(answer.read(), answer.status, answer.getheaders())


def _shakes_hands(front: FrontServer, context: ssl.SSLContext, name: str) -> bool:
    with socket.create_connection(('127.0.0.1', front.https), 10.0) as plain:
        try:
            context.wrap_socket(plain, server_hostname=name).close()
        except ssl.SSLError:
            return False
    return True


def _connection(front: FrontServer, door: int) -> socket.socket:
    plain = socket.create_connection(('127.0.0.1', door), 10.0)
    return plain if door == front.upstream else front.trust().wrap_socket(
        plain, server_hostname=NAME)


def _received(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65_536)
    except ConnectionResetError:
        return b''


def _posted(front: FrontServer, path: str, size: int) -> Answer:
    return Client(front).send('POST', path, b'x' * size,
                              Content_Type='application/x-www-form-urlencoded')
