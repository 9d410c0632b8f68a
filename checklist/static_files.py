"""Our style, script, signs and letters, served by WhiteNoise.

WhiteNoise looks for packed files beside the plain ones. Ours are few and small, so each process
packs them in memory as it starts, and nothing is written where the code lies. Pages are never
packed: they hold a secret token beside what somebody typed, and their length would tell of it.
"""
import gzip
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header
from whitenoise import WhiteNoise
from whitenoise.responders import Response

from checklist.security import HEADERS
from checklist.templating import STATIC

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

PACKED = ('.css', '.js', '.svg')
PREFIX = '/static/'
YEAR = 365 * 24 * 3600


class PackedFile:
    """A file of WhiteNoise that is sent packed to whoever can unpack it."""

    def __init__(self, plain: Any, path: Path) -> None:
        self._plain = plain
        self._body = gzip.compress(path.read_bytes(), mtime=0)

    def get_response(self, method: str, environ: 'WSGIEnvironment') -> Any:
        response = self._plain.get_response(method, environ)
        if response.status is not HTTPStatus.OK or not _unpacks(environ):
            return response
        kept = [item for item in response.headers if item[0] != 'Content-Length']
        headers = [*kept, ('Content-Encoding', 'gzip'), ('Content-Length', str(len(self._body)))]
        if response.file is None:
            return Response(HTTPStatus.OK, headers, None)
        response.file.close()
        return Response(HTTPStatus.OK, headers, BytesIO(self._body))


def serve_static(application: 'WSGIApplication') -> Any:
    """Return the application with our files in front of it."""
    served = WhiteNoise(application, root=STATIC, prefix=PREFIX, max_age=YEAR,
                        allow_all_origins=False, add_headers_function=_add_headers)
    for url, plain in served.files.items():
        if url.endswith(PACKED):
            served.files[url] = PackedFile(plain, STATIC / url.removeprefix(PREFIX))
    return served


def _add_headers(headers: dict[str, str], path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value
    if path.endswith(PACKED):
        headers['Vary'] = 'Accept-Encoding'


def _unpacks(environ: 'WSGIEnvironment') -> bool:
    accepted = parse_accept_header(environ.get('HTTP_ACCEPT_ENCODING'), Accept)
    return bool(accepted.quality('gzip'))
