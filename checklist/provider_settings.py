"""Settings of sign-in through others; ``docs/operations.md`` explains each."""
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ('127.0.0.1', 'localhost', '::1')
# What stands in the tokens of ЕСИА as their issuer; not verified against the real one.
ESIA_ISSUER = 'http://esia.gosuslugi.ru/'

Variable = Callable[[str], str]


@dataclass(frozen=True)
class OidcSettings:
    """A provider of OpenID Connect, found by its issuer.

    ``trusted_acr`` are the values of ``acr`` or ``amr`` that stand for our second factor.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    trusted_acr: tuple[str, ...] = ()

    @classmethod
    def read(cls, variable: Variable) -> 'OidcSettings | None':
        """Read ``CHECKLIST_OIDC_*``; None where the provider is not named."""
        issuer = variable('OIDC_ISSUER')
        if not (issuer or variable('OIDC_CLIENT_ID')):
            return None
        return cls(issuer, variable('OIDC_CLIENT_ID'), variable('OIDC_CLIENT_SECRET'),
                   variable('OIDC_NAME') or urlsplit(issuer).hostname or '',
                   tuple(variable('OIDC_TRUSTED_ACR').split()))

    def problems(self, production: bool) -> Iterator[str]:
        """Yield what is wrong, each with the name of its variable."""
        for name in ('issuer', 'client_id', 'client_secret'):
            if not getattr(self, name):
                yield f'CHECKLIST_OIDC_{name.upper()} is not set.'
        if self.issuer and not is_safe_address(self.issuer, production):
            yield 'CHECKLIST_OIDC_ISSUER must begin with https://.'


@dataclass(frozen=True)
class EsiaSettings:
    """ЕСИА: ``signer`` signs what we ask; ``certificate`` or ``verifier`` checks its answer."""

    url: str
    client_id: str
    signer: tuple[str, ...]
    certificate: Path | None = None
    verifier: tuple[str, ...] = ()
    issuer: str = ESIA_ISSUER

    @classmethod
    def read(cls, variable: Variable) -> 'EsiaSettings | None':
        """Read ``CHECKLIST_ESIA_*``; None where ЕСИА is not configured."""
        url = variable('ESIA_URL')
        if not (url or variable('ESIA_CLIENT_ID')):
            return None
        certificate = variable('ESIA_CERTIFICATE')
        return cls(url.rstrip('/'), variable('ESIA_CLIENT_ID'),
                   tuple(shlex.split(variable('ESIA_SIGNER'))),
                   Path(certificate) if certificate else None,
                   tuple(shlex.split(variable('ESIA_VERIFIER'))),
                   variable('ESIA_ISSUER') or ESIA_ISSUER)

    def problems(self, production: bool) -> Iterator[str]:
        """Yield what is wrong, each with the name of its variable."""
        for name in ('url', 'client_id', 'signer'):
            if not getattr(self, name):
                yield f'CHECKLIST_ESIA_{name.upper()} is not set.'
        if self.url and not is_safe_address(self.url, production):
            yield 'CHECKLIST_ESIA_URL must begin with https://.'
        if bool(self.certificate) == bool(self.verifier):
            yield 'Set either CHECKLIST_ESIA_CERTIFICATE or CHECKLIST_ESIA_VERIFIER.'
        if self.certificate and not self.certificate.is_file():
            yield 'CHECKLIST_ESIA_CERTIFICATE is no file.'


def is_safe_address(url: str, production: bool) -> bool:
    """Return whether what is sent there stays secret: over TLS, or never off this machine."""
    parts = urlsplit(url)
    if parts.scheme == 'http':
        return parts.hostname in LOOPBACK and not production
    return parts.scheme == 'https' and bool(parts.hostname) and not (parts.query or parts.fragment)
