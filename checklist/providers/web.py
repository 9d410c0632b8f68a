"""Requests to one provider: in time, to its own host, small, and never led elsewhere."""
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import RequestException, Response

from checklist.providers.identity import ProviderError, Refused, Unreachable

CONNECT_SECONDS, READ_SECONDS = 3.05, 5.0
MOST_BYTES = 512 * 1024


class WebSession(OAuth2Session):  # type: ignore[misc]
    """A session with one provider, and with no other address than its origin."""

    def __init__(self, home: str, **options: Any) -> None:
        super().__init__(**options)
        self.origin = origin_of(home)

    def request(self, method: str, url: str, **options: Any) -> Response:
        """Send a request and take the whole answer, unless it is too large."""
        if origin_of(url) != self.origin:
            raise Refused('foreign_address')
        answer: Response = super().request(method, url, **{
            **options, 'timeout': (CONNECT_SECONDS, READ_SECONDS), 'allow_redirects': False,
            'stream': True})
        with answer:
            body = b''
            for piece in answer.iter_content(65536):
                body += piece
                if len(body) > MOST_BYTES:
                    raise Unreachable('too_large')
            answer._content = body
        return answer

    def fetch(self, url: str, token: str = '') -> dict[str, Any]:
        """Return the JSON object at an address of the provider."""
        headers = {'Accept': 'application/json'}
        if token:
            headers['Authorization'] = f'Bearer {token}'
        answer = self.request('GET', url, withhold_token=True, headers=headers)
        answer.raise_for_status()
        found = answer.json()
        if not isinstance(found, dict):
            raise Unreachable('malformed')
        return found


def origin_of(url: str) -> tuple[str, str, int | None]:
    """Return what makes two addresses the same origin."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or '', parts.port or {'https': 443, 'http': 80}.get(
        parts.scheme)


@contextmanager
def plain_failures() -> Iterator[None]:
    """Turn every failure of a provider into one of ours, with a code and nothing of its text."""
    try:
        yield
    except ProviderError:
        raise
    except RequestException as error:
        raise Unreachable(type(error).__name__) from error
    except JoseError as error:
        raise Refused(f'token_{error.error}') from error
    except AuthlibBaseError as error:
        known = re.fullmatch('[a-z_]{1,40}', str(error.error))
        raise Refused(f'provider_{known[0]}' if known else 'refused_by_provider') from error
    except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError,
            ValueError) as error:
        raise Unreachable('malformed') from error
