"""Self-contained pages to PDF. The only door to WeasyPrint; the web process never opens it.

Each document is laid out in a process of its own (``confined.py``).

A forked process makes a ``FontConfiguration`` of its own. Pango 1.56 (Debian 13) finds fonts in
a thread that belongs to the font map, and threads do not live on in a fork: a map made before
it would be waited for for ever.
"""
import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from checklist.confined import Limits, confined

HERE = Path(__file__).parent
FONTS = HERE.parent / 'static' / 'fonts' / 'pdf'

_FACES = {
    'data:font/ttf,GolosText-Regular': (400, FONTS / 'GolosText-Regular.ttf'),
    'data:font/ttf,GolosText-Bold': (700, FONTS / 'GolosText-Bold.ttf')}
_FONT_FACES = ''.join(
    f'@font-face {{ font-family: "Golos Text"; font-weight: {weight}; src: url({address}) }}'
    for address, (weight, _) in _FACES.items())

# Joiners and selectors change how emoji look; fonts without emoji make nonsense of them.
_WITHOUT_SHAPE = dict.fromkeys([0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10)])


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
        return confined(lambda: self._lay_out(html), self.limits)

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
