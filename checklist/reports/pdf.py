"""Self-contained pages to PDF. The only door to WeasyPrint; the web process never opens it.

Each document is laid out in a process of its own, forked for it, so that no document can take
memory or time from the next one, and what a limit ends takes nothing else with it.

A forked process makes its own ``FontConfiguration``: from version 1.51 on, Pango looks for fonts
in a thread that belongs to a font map, and threads do not live on in a fork. A shared one would
wait for that thread for ever.
"""
import gc
import logging
import os
import resource
import select
import signal
import tempfile
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

logger = logging.getLogger(__name__)

HERE = Path(__file__).parent
FONTS = HERE.parent / 'static' / 'fonts' / 'pdf'
MEGABYTE = 1024 * 1024
CHUNK = 64 * 1024

_FACES = {
    'data:font/ttf,GolosText-Regular': (400, FONTS / 'GolosText-Regular.ttf'),
    'data:font/ttf,GolosText-Bold': (700, FONTS / 'GolosText-Bold.ttf')}
_FONT_FACES = ''.join(
    f'@font-face {{ font-family: "Golos Text"; font-weight: {weight}; src: url({address}) }}'
    for address, (weight, _) in _FACES.items())


class PrintError(Exception):
    """A document that could not be printed, or not within its limits."""


@dataclass(frozen=True)
class Limits:
    """What one document may take."""

    cpu_seconds: int = 30
    wall_seconds: int = 40
    memory_bytes: int = 1536 * MEGABYTE
    file_bytes: int = 4 * MEGABYTE


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Opens ``data:`` addresses and nothing else.

    Texts typed by respondents end up in documents. With ``data:`` as the only scheme, none of
    them can make the server read a file or call a host. Our fonts have short addresses of that
    scheme: taking 180 kB of Base64 apart again for each document would cost more than layout.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={'data'}, allow_redirects=False)
        self._faces = {address: path.read_bytes() for address, (_, path) in _FACES.items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url in self._faces:
            return URLFetcherResponse(url, self._faces[url])
        return super().fetch(url, headers)


class Printer:
    """Prints documents one after the other; one stylesheet, compiled once, serves them all."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._fetcher = _Fetcher()
        self._stylesheet = CSS(string=(HERE / 'print.css').read_text('utf-8'),
                               url_fetcher=self._fetcher)
        self._lay_out('<html lang="en"><title>-</title><h1>-</h1><p>-')
        gc.collect()
        gc.freeze()

    def print_pdf(self, html: str) -> bytes:
        """Return a page as PDF/UA-1: the same bytes for the same page."""
        with tempfile.TemporaryDirectory(prefix='checklist-pdf-') as folder:
            source, sink = os.pipe()
            child = _fork()
            if child == 0:
                self._work(html, folder, sink)
            os.close(sink)
            with open(source, 'rb', buffering=0) as pipe:
                body, in_time = _read_all(pipe.fileno(), self.limits.wall_seconds)
            return _outcome(child, body, in_time)

    def _lay_out(self, html: str) -> bytes:
        fonts = FontConfiguration()
        faces = CSS(string=_FONT_FACES, url_fetcher=self._fetcher, font_config=fonts)
        page = HTML(string=html, url_fetcher=self._fetcher)
        body: bytes = page.write_pdf(
            stylesheets=[faces, self._stylesheet], font_config=fonts, pdf_variant='pdf/ua-1')
        return body

    def _work(self, html: str, folder: str, sink: int) -> NoReturn:
        """Be the process of one document: print it into ``sink`` and end, whatever happens."""
        try:
            gc.disable()
            tempfile.tempdir = folder
            _let_go(sink)
            _limit(self.limits)
            _write_all(sink, self._lay_out(html))
            os._exit(0)
        except BaseException as error:
            os.write(sink, type(error).__name__.encode())
        finally:
            os._exit(1)


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads are alive. The child touches nothing of theirs,
        # and one that waits for a lock all the same meets its wall limit.
        warnings.simplefilter('ignore', DeprecationWarning)
        return os.fork()


def _let_go(sink: int) -> None:
    """Leave the open files and signal handlers of the parent, its database above all."""
    os.closerange(3, sink)
    os.closerange(sink + 1, os.sysconf('SC_OPEN_MAX'))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _limit(limits: Limits) -> None:
    """Set the limits of this process; the alarm holds even where the parent is gone."""
    signal.alarm(limits.wall_seconds)
    for kind, value in (
            (resource.RLIMIT_CPU, limits.cpu_seconds), (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.file_bytes), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(kind)
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (value, value))


def _write_all(sink: int, body: bytes) -> None:
    with open(sink, 'wb') as pipe:
        pipe.write(body)


def _read_all(source: int, seconds: float) -> tuple[bytes, bool]:
    """Read to the end; also say whether the end came in time."""
    deadline, parts = time.monotonic() + seconds, []
    poll = select.poll()
    poll.register(source, select.POLLIN)
    while (left := deadline - time.monotonic()) > 0:
        if not poll.poll(left * 1000):
            break
        part = os.read(source, CHUNK)
        if not part:
            return b''.join(parts), True
        parts.append(part)
    return b'', False


def _outcome(child: int, body: bytes, in_time: bool) -> bytes:
    """Return what a child printed, or raise what became of it."""
    if not in_time:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return body
    if not in_time:
        raise PrintError('The document took too long and was given up.')
    if code < 0:
        raise PrintError(f'The process of the document was ended by {signal.Signals(-code).name}.')
    raise PrintError(f'The document could not be laid out: {body[-80:].decode(errors="replace")}.')
