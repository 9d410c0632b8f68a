"""A small HTTP client that loads a server on this machine over a few connections.

One thread drives all connections. What a connection sends is a *journey*: a generator that
yields requests and is sent the replies, so that a form can be opened, filled in and submitted.
"""
import selectors
import socket
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import NamedTuple
from urllib.parse import urlencode

from benchmarks.harness import percentile

HOST = '127.0.0.1'
CHUNK = 1 << 20
PATIENCE = 30.0
BROWSER = ('User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n'
           'Accept-Language: ru,en;q=0.5\r\nAccept-Encoding: gzip, deflate, br\r\n')


class Reply(NamedTuple):
    """What a server answered."""

    status: int
    head: bytes
    body: bytes


Journey = Generator[bytes, Reply, None]


@dataclass
class Load:
    """What came of a load: whole journeys and single requests, with their seconds."""

    seconds: float = 0.0
    journeys: list[float] = field(default_factory=list)
    requests: list[float] = field(default_factory=list)
    processor: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.journeys) / self.seconds

    @property
    def processor_ms(self) -> float:
        """Processor time of the server for one journey."""
        return self.processor / len(self.journeys) * 1000

    def ms(self, share: float) -> float:
        return percentile(self.journeys, share) * 1000


def get(path: str, cookie: str = '') -> bytes:
    return _request('GET', path, cookie, '')


def post(path: str, fields: Mapping[str, str], cookie: str = '', *, json: bool = False) -> bytes:
    body = urlencode(fields)
    return _request('POST', path, cookie, (
        'Content-Type: application/x-www-form-urlencoded\r\n'
        f'Content-Length: {len(body)}\r\n'), body, 'application/json' if json else 'text/html')


def page(request: bytes) -> Journey:
    """Ask for one page."""
    expect((yield request), 200)


def pages(requests: Iterable[bytes]) -> Iterator[Journey]:
    """Ask for pages in turn, without an end."""
    return map(page, cycle(requests))


def fetch(port: int, request: bytes, status: int = 200) -> Reply:
    """Send one request on a connection of its own."""
    replies = []

    def journey() -> Journey:
        replies.append((yield request))

    drive(port, [journey()], connections=1, seconds=PATIENCE)
    return expect(replies[0], status)


def drive(port: int, journeys: Iterable[Journey], *, connections: int, seconds: float) -> Load:
    """Let connections go on journeys for some seconds; those under way are finished."""
    load, supply = Load(), iter(journeys)
    begun = time.perf_counter()
    deadline = begun + seconds
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            _Traveller(port, supply, load, deadline).begin(selector)
        while selector.get_map():
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError(f'nothing came from port {port}')
            for key, _ in ready:
                key.data.receive(selector)
    load.seconds = time.perf_counter() - begun
    return load


class _Traveller:
    """One connection, going on one journey after the other."""

    def __init__(self, port: int, supply: Iterator[Journey], load: Load,
                 deadline: float) -> None:
        self.port, self.supply, self.load, self.deadline = port, supply, load, deadline
        self.socket = self._connect()
        self.buffer = bytearray()
        self.set_out = self.sent = 0.0

    def begin(self, selector: selectors.BaseSelector) -> None:
        self.selector = selector
        selector.register(self.socket, selectors.EVENT_READ, self)
        self._next_journey()

    def receive(self, selector: selectors.BaseSelector) -> None:
        part = self.socket.recv(CHUNK)
        if not part:
            raise ConnectionError(f'port {self.port} closed in the middle: {self.buffer[:200]!r}')
        self.buffer += part
        reply = _read(self.buffer)
        if reply is None:
            return
        now = time.perf_counter()
        self.load.requests.append(now - self.sent)
        self.buffer.clear()
        if b'\r\nConnection: close\r\n' in reply.head:
            self._reconnect()
        try:
            self._send(self.journey.send(reply))
        except StopIteration:
            self.load.journeys.append(now - self.set_out)
            self._next_journey()

    def _next_journey(self) -> None:
        journey = next(self.supply, None) if time.perf_counter() < self.deadline else None
        if journey is None:
            self._leave()
            return
        self.journey = journey
        self.set_out = time.perf_counter()
        self._send(next(journey))

    def _send(self, request: bytes) -> None:
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def _reconnect(self) -> None:
        self._leave()
        self.socket = self._connect()
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def _leave(self) -> None:
        self.selector.unregister(self.socket)
        self.socket.close()

    def _connect(self) -> socket.socket:
        connection = socket.create_connection((HOST, self.port), PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def measured(measure: Callable[[], Load], processor: Callable[[], float]) -> Load:
    """Return a load with what the server's processes used meanwhile."""
    before = processor()
    load = measure()
    load.processor = processor() - before
    return load


def _read(buffer: bytearray) -> Reply | None:
    """Return a whole reply, or None while some of it is still under way."""
    end = buffer.find(b'\r\n\r\n')
    if end < 0:
        return None
    head = bytes(buffer[:end + 2])
    place = head.lower().find(b'\r\ncontent-length:')
    length = int(head[place + 17:head.index(b'\r\n', place + 2)]) if place >= 0 else 0
    if len(buffer) < end + 4 + length:
        return None
    return Reply(int(head[9:12]), head, bytes(buffer[end + 4:]))


def expect(reply: Reply, status: int) -> Reply:
    if reply.status != status:
        raise AssertionError(f'{reply.status} and not {status}: {reply.body[-1500:].decode()}')
    return reply


def _request(method: str, path: str, cookie: str, extra: str, body: str = '',
             accept: str = 'text/html') -> bytes:
    cookies = f'Cookie: session={cookie}\r\n' if cookie else ''
    return (f'{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{BROWSER}Accept: {accept}\r\n'
            f'{cookies}{extra}\r\n{body}').encode()
