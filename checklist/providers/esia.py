"""ЕСИА, the state's own provider: OAuth 2 whose client signs each of its questions.

Put together from public clients and articles, and tried against a stub of ours only. Not
verified against the real one: the issuer in its tokens, the claim ``client_id``, padding in
``client_secret``, and how contacts are marked as verified.
"""
import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from authlib.common.urls import add_params_to_qs

from checklist.provider_settings import EsiaSettings
from checklist.providers.identity import Attempt, Identity, Refused, code_of
from checklist.providers.signatures import Signer, TokenVerifier
from checklist.providers.web import WebSession, plain_failures

AUTHORIZE, TOKEN = '/aas/oauth2/ac', '/aas/oauth2/te'
SUBJECT = 'urn:esia:sbj_id'
LEEWAY = timedelta(seconds=60)


class EsiaProvider:
    """ЕСИА. It tells neither how nor when somebody proved who they are."""

    key = 'esia'
    name = ''

    def __init__(self, settings: EsiaSettings, signer: Signer, verifier: TokenVerifier) -> None:
        self.settings = settings
        self._signer = signer
        self._verifier = verifier

    def start(self, attempt: Attempt, redirect_uri: str, now: datetime) -> str:
        """Return the address to send a browser to."""
        with plain_failures():
            question = {
                **self._signed(attempt, now), 'client_id': self.settings.client_id,
                'redirect_uri': redirect_uri, 'response_type': 'code', 'access_type': 'online'}
        return f'{self.settings.url}{AUTHORIZE}?{urlencode(question)}'

    def finish(self, attempt: Attempt, answer: Mapping[str, str], redirect_uri: str,
               now: datetime) -> Identity:
        """Return who it is by what the browser came back with."""
        code = code_of(answer)
        with plain_failures(), self._session(attempt, redirect_uri, now) as session:
            token = session.fetch_token(
                f'{self.settings.url}{TOKEN}', grant_type='authorization_code', code=code,
                token_type='Bearer')
            if token.get('state', attempt.state) != attempt.state:
                raise Refused('state_of_token')
            marker = str(token['access_token'])
            subject = self._subject(marker, now)
            email = self._email(session, subject, marker) if attempt.email else ''
        return Identity(f'{self.settings.issuer} {subject}', email, False, None)

    def _signed(self, attempt: Attempt, now: datetime) -> dict[str, str]:
        """Return what is signed, with its detached signature as ``client_secret``."""
        scope = 'openid email' if attempt.email else 'openid'
        timestamp = now.astimezone(UTC).strftime('%Y.%m.%d %H:%M:%S %z')
        text = scope + timestamp + self.settings.client_id + attempt.state
        signature = base64.urlsafe_b64encode(self._signer.sign(text.encode()))
        return {'scope': scope, 'timestamp': timestamp, 'state': attempt.state,
                'client_secret': signature.decode().rstrip('=')}

    def _session(self, attempt: Attempt, redirect_uri: str, now: datetime) -> WebSession:
        """Return a session that signs the question for a token."""
        signed = [('client_id', self.settings.client_id), *self._signed(attempt, now).items()]

        def sign(_client: Any, _method: str, uri: str, headers: dict[str, str],
                 body: str) -> tuple[str, dict[str, str], str]:
            body = add_params_to_qs(body, signed)
            return uri, {**headers, 'Content-Length': str(len(body))}, body

        return WebSession(self.settings.url, client_id=self.settings.client_id,
                          redirect_uri=redirect_uri, token_endpoint_auth_method=sign)

    def _subject(self, marker: str, now: datetime) -> str:
        """Return whose marker it is, once its signature, its time and its sender are checked."""
        claims = self._verifier.verify(marker)
        seconds, leeway = now.timestamp(), LEEWAY.total_seconds()
        if not float(claims.get('nbf', 0)) - leeway <= seconds < float(claims['exp']) + leeway:
            raise Refused('time_of_token')
        if claims['iss'] != self.settings.issuer:
            raise Refused('issuer_of_token')
        if claims.get('client_id', self.settings.client_id) != self.settings.client_id:
            raise Refused('audience')
        subject = claims[SUBJECT]
        if not (isinstance(subject, (int, str)) and str(subject).isalnum()):
            raise Refused('subject')
        return str(subject)

    def _email(self, session: WebSession, subject: str, marker: str) -> str:
        """Return the verified address among the contacts of somebody."""
        found = session.fetch(
            f'{self.settings.url}/rs/prns/{quote(subject)}/ctts?embed=(elements)', marker)
        return next((contact['value'] for contact in found.get('elements', ())
                     if (contact['type'], contact['vrfStu']) == ('EML', 'VERIFIED')
                     and isinstance(contact['value'], str)), '')
