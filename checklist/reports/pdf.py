"""Self-contained pages to PDF. The only door to WeasyPrint; the web process never opens it.

Each document is laid out in a process forked for it alone: whatever a document does to memory,
time or the state of the libraries ends with it, and a limit ends nothing else.

A forked process makes a ``FontConfiguration`` of its own. Pango 1.56 (Debian 13) finds fonts in
a thread that belongs to the font map, and threads do not live on in a fork: a map made before
it would be waited for for ever.
"""
import gc
import logging
import os
import resource
import select
import signal
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = Path(__file__).parent
FONTS = HERE.parent / 'static' / 'fonts' / 'pdf'
MEGABYTE = 1024 * 1024
MOST_FILES = 65_536

_FACES = {
    'data:font/ttf,GolosText-Regular': (400, FONTS / 'GolosText-Regular.ttf'),
    'data:font/ttf,GolosText-Bold': (700, FONTS / 'GolosText-Bold.ttf')}
_FONT_FACES = ''.join(
    f'@font-face {{ font-family: "Golos Text"; font-weight: {weight}; src: url({address}) }}'
    for address, (weight, _) in _FACES.items())

# Joiners and selectors change how emoji look; fonts without emoji make nonsense of them.
_WITHOUT_SHAPE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)])


class PrintError(Exception):
    """A document that could not be printed, or not within its limits."""


@dataclass(frozen=True)
class Limits:
    """What one document may take.

    ``memory_bytes`` is what it may add to the addresses of the process it is forked from, which
    depend on the threads of that process: a report of 36 questions adds about 100 MB.
    """

    cpu_seconds: int = 30
    wall_seconds: int = 40
    memory_bytes: int = 512 * MEGABYTE
    file_bytes: int = MEGABYTE


class Printer:
    """Prints documents; one stylesheet, compiled once, serves them all."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._fetcher = _Fetcher()
        self._stylesheet = CSS(string=(HERE / 'print.css').read_text('utf-8'),
                               url_fetcher=self._fetcher)
        # A first page fills the caches of Python, and fails here where a library is missing.
        self._lay_out('<html lang="en"><title>-</title><h1>-</h1><p>-')
        gc.collect()
        gc.freeze()

    def print_pdf(self, html: str) -> bytes:
        """Return a page as PDF/UA-1: for the same page the same bytes."""
        with tempfile.TemporaryDirectory(prefix='checklist-pdf-') as folder:
            source, sink = os.pipe()
            child = _fork()
            if child == 0:
                self._be_child(html, folder, sink)
            os.close(sink)
            try:
                body = _read_all(source, self.limits.wall_seconds)
            except BaseException:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                raise
            finally:
                os.close(source)
            return _outcome(child, body)

    def _lay_out(self, html: str) -> bytes:
        """Lay a page out, and once more where no font has some of its characters.

        PDF/UA allows no character without a shape. So a rare one is named by its number rather
        than lost: [U+6F22].
        """
        html = html.translate(_WITHOUT_SHAPE)
        with _missing_characters() as missing:
            body = self._lay_out_once(html)
            if missing:
                body = self._lay_out_once(
                    html.translate({code: f'[U+{code:04X}]' for code in missing}))
        return body

    def _lay_out_once(self, html: str) -> bytes:
        fonts = FontConfiguration()
        faces = CSS(string=_FONT_FACES, url_fetcher=self._fetcher, font_config=fonts)
        page = HTML(string=html, url_fetcher=self._fetcher)
        body: bytes = page.write_pdf(
            stylesheets=[faces, self._stylesheet], font_config=fonts, pdf_variant='pdf/ua-1')
        return body

    def _be_child(self, html: str, folder: str, sink: int) -> NoReturn:
        """Print one document into ``sink`` and end, whatever happens."""
        try:
            tempfile.tempdir = folder
            _let_go_of_parent(sink)
            _set_limits(self.limits)
            gc.disable()
            _write_all(sink, self._lay_out(html))
            os._exit(0)
        except MemoryError:
            os.write(sink, b'it takes too much memory')
        except Exception as error:
            os.write(sink, _place_of(error).encode())
        finally:
            os._exit(1)


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Opens ``data:`` addresses and nothing else.

    Texts typed by respondents end up in documents. With ``data:`` as the only scheme, none of
    them can make the server read a file or call a host. Our fonts have short addresses of that
    scheme: to take 180 kB of Base64 apart for each document would cost a tenth of its layout.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols={'data'}, allow_redirects=False)
        self._faces = {address: path.read_bytes() for address, (_, path) in _FACES.items()}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url in self._faces:
            return URLFetcherResponse(url, self._faces[url])
        return super().fetch(url, headers)


class _Listener(logging.Filter):
    """Keeps the characters that WeasyPrint warns about; it tells of them in no other way.

    The log never hears of them: where the fonts are lost, because the worker has just ended,
    they would tell letter by letter what a document says.
    """

    def __init__(self) -> None:
        super().__init__()
        self.missing: set[int] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        if not str(record.msg).startswith('.notdef') or not isinstance(record.args, tuple):
            return True
        self.missing.update(code for code in record.args if isinstance(code, int))
        return False


@contextmanager
def _missing_characters() -> Iterator[set[int]]:
    """Collect the numbers of the characters that no font has."""
    listener, logger = _Listener(), logging.getLogger('weasyprint')
    logger.addFilter(listener)
    try:
        yield listener.missing
    finally:
        logger.removeFilter(listener)


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads are alive. The child uses nothing of theirs, and
        # one that waits for a lock of theirs all the same meets its limit.
        warnings.simplefilter('ignore', DeprecationWarning)
        return os.fork()


def _let_go_of_parent(sink: int) -> None:
    """Close the files of the parent, its database above all, and forget its signal handlers."""
    os.closerange(3, sink)
    os.closerange(sink + 1, MOST_FILES)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _set_limits(limits: Limits) -> None:
    """Limit this process; the alarm is for the case that the parent is gone."""
    signal.alarm(limits.wall_seconds + 1)
    for kind, value in (
            (resource.RLIMIT_CPU, limits.cpu_seconds),
            (resource.RLIMIT_AS, _addresses() + limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.file_bytes), (resource.RLIMIT_CORE, 0)):
        _, most = resource.getrlimit(kind)
        soft = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(kind, (soft, most))


def _addresses() -> int:
    """Return how many bytes of addresses this process has (proc(5), statm)."""
    return int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()


def _write_all(sink: int, body: bytes) -> None:
    with open(sink, 'wb') as pipe:
        pipe.write(body)


def _place_of(error: Exception) -> str:
    """Return what failed and where, without the texts of the document."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f'{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}'


def _read_all(source: int, seconds: float) -> bytes:
    """Read to the end, or PrintError once the time is over."""
    deadline = time.monotonic() + seconds
    parts: list[bytes] = []
    poll = select.poll()
    poll.register(source, select.POLLIN)
    while poll.poll(max(0, deadline - time.monotonic()) * 1000):
        part = os.read(source, 64 * 1024)
        if not part:
            return b''.join(parts)
        parts.append(part)
    raise PrintError('The document took too long and was given up.')


def _outcome(child: int, body: bytes) -> bytes:
    """Return what a child printed, or raise what became of it."""
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        raise PrintError(f'The process of the document was ended by {signal.Signals(-code).name}.')
    if code:
        why = body[-120:].decode(errors='replace')
        raise PrintError(f'The document could not be laid out: {why}.')
    return body
