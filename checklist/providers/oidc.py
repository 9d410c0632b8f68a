"""OpenID Connect: the code flow with PKCE, and what an ID token must show to be believed."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from checklist.provider_settings import OidcSettings
from checklist.providers.identity import Attempt, Identity, Refused, Unreachable, code_of
from checklist.providers.web import WebSession, origin_of, plain_failures

# Signatures by a key of the provider's own: never 'none', never a secret that we have too.
ALGORITHMS = ('RS256', 'PS256', 'ES256', 'ES384')
KEPT_FOR = timedelta(hours=1)
# Clocks of two services differ a little.
LEEWAY = timedelta(seconds=60)
ENDPOINTS = ('authorization_endpoint', 'token_endpoint', 'jwks_uri')
AUTH_METHODS = ('client_secret_basic', 'client_secret_post')
MOST_SUBJECT = 255


@dataclass(frozen=True)
class Known:
    """What a provider says of itself, and since when we know."""

    metadata: Mapping[str, Any]
    keys: KeySet
    at: datetime


class OidcProvider:
    """A provider that was found by its issuer."""

    key = 'oidc'

    def __init__(self, settings: OidcSettings) -> None:
        self.settings = settings
        self.name = settings.name
        self._known: Known | None = None

    def start(self, attempt: Attempt, redirect_uri: str, now: datetime) -> str:
        """Return the address to send a browser to."""
        anew = {'prompt': 'login', 'max_age': '0'} if attempt.anew else {}
        with plain_failures():
            metadata = self._find(now).metadata
            with self._session(metadata, redirect_uri) as session:
                url, _ = session.create_authorization_url(
                    metadata['authorization_endpoint'], state=attempt.state,
                    nonce=attempt.nonce, code_verifier=attempt.verifier,
                    scope='openid email' if attempt.email else 'openid', **anew)
        return str(url)

    def finish(self, attempt: Attempt, answer: Mapping[str, str], redirect_uri: str,
               now: datetime) -> Identity:
        """Return who it is by what the browser came back with."""
        with plain_failures():
            metadata = self._find(now).metadata
            self._check_sender(answer, metadata)
            code = code_of(answer)
            with self._session(metadata, redirect_uri) as session:
                token = session.fetch_token(
                    metadata['token_endpoint'], grant_type='authorization_code', code=code,
                    code_verifier=attempt.verifier)
                claims = self._claims(token, attempt, now)
                email = _email(session, metadata, token, claims) if attempt.email else ''
            return self._identity(claims, email)

    def _check_sender(self, answer: Mapping[str, str], metadata: Mapping[str, Any]) -> None:
        """Refuse an answer of another provider (RFC 9207)."""
        named = answer.get('iss')
        demanded = metadata.get('authorization_response_iss_parameter_supported') is True
        if (named or demanded) and named != self.settings.issuer:
            raise Refused('issuer_of_answer')

    def _claims(self, token: Mapping[str, Any], attempt: Attempt, now: datetime) -> CodeIDToken:
        """Return what the ID token says, once all of it has been checked."""
        found = self._decode(str(token['id_token']), now)
        if str(found.header.get('typ', 'JWT')).upper() != 'JWT':
            raise Refused('type_of_token')
        client_id = self.settings.client_id
        claims = CodeIDToken(found.claims, found.header, {
            'iss': {'essential': True, 'value': self.settings.issuer},
            'sub': {'essential': True}, 'aud': {'essential': True, 'value': client_id},
        }, {'nonce': attempt.nonce, 'client_id': client_id,
            'access_token': token.get('access_token')})
        claims.validate(now=int(now.timestamp()), leeway=int(LEEWAY.total_seconds()))
        if claims['aud'] not in (client_id, [client_id]):
            raise Refused('audience')
        proved_at = _moment(claims.get('auth_time'))
        if attempt.anew and (proved_at is None or proved_at < attempt.started_at - LEEWAY):
            raise Refused('not_proved_anew')
        return claims

    def _decode(self, token: str, now: datetime) -> jwt.Token:
        """Check the signature; a key that is not known yet may be a new one."""
        registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
        try:
            return jwt.decode(token, self._find(now).keys, registry=registry)
        except InvalidKeyIdError:
            return jwt.decode(token, self._find(now, anew=True).keys, registry=registry)

    def _identity(self, claims: Mapping[str, Any], email: str) -> Identity:
        subject = claims['sub']
        if not (isinstance(subject, str) and 0 < len(subject) <= MOST_SUBJECT):
            raise Refused('subject')
        methods = {value for value in (claims.get('acr'), *(claims.get('amr') or []))
                   if isinstance(value, str)}
        return Identity(
            f'{self.settings.issuer} {subject}', email,
            not methods.isdisjoint(self.settings.trusted_acr), _moment(claims.get('auth_time')))

    def _find(self, now: datetime, *, anew: bool = False) -> Known:
        """Return what the provider says of itself; asked for once an hour."""
        known = self._known
        if known is None or anew or not timedelta() <= now - known.at < KEPT_FOR:
            known = self._known = self._discover(now)
        return known

    def _discover(self, now: datetime) -> Known:
        issuer = self.settings.issuer
        with WebSession(issuer) as session:
            metadata = session.fetch(f'{issuer.rstrip("/")}/.well-known/openid-configuration')
            if metadata.get('issuer') != issuer:
                raise Refused('issuer_of_metadata')
            if any(origin_of(metadata[name]) != session.origin for name in ENDPOINTS):
                raise Refused('foreign_address')
            keys = KeySet.import_key_set(session.fetch(metadata['jwks_uri']))
        return Known(metadata, keys, now)

    def _session(self, metadata: Mapping[str, Any], redirect_uri: str) -> WebSession:
        offered = metadata.get('token_endpoint_auth_methods_supported', AUTH_METHODS)
        method = next((name for name in AUTH_METHODS if name in offered), None)
        if method is None:
            raise Unreachable('client_authentication')
        return WebSession(
            self.settings.issuer, client_id=self.settings.client_id,
            client_secret=self.settings.client_secret, token_endpoint_auth_method=method,
            redirect_uri=redirect_uri, code_challenge_method='S256')


def _email(session: WebSession, metadata: Mapping[str, Any], token: Mapping[str, Any],
           claims: Mapping[str, Any]) -> str:
    """Return the verified address: from the ID token, or from where the provider keeps it."""
    address = metadata.get('userinfo_endpoint')
    if 'email' not in claims and address and token.get('access_token'):
        more = session.fetch(address, token['access_token'])
        if more.get('sub') != claims['sub']:
            raise Refused('subject_of_userinfo')
        claims = more
    email = claims.get('email')
    return email if isinstance(email, str) and claims.get('email_verified') is True else ''


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
