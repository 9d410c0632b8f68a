"""A small OpenID provider that runs as a process of its own.

Everybody who comes is Olga and agrees at once. It checks what a provider has to check (client,
exact redirect address, PKCE, one use of a code), and the tests tell it by ``/control`` what to
do wrong. Run: ``python -m tests.providers.oidc PORT CLIENT_ID CLIENT_SECRET REDIRECT_URI``.
"""
import base64
import hashlib
import json
import secrets
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey
from werkzeug.serving import make_server


@dataclass
class Provider:
    """What the provider knows; ``claims`` and ``wrong`` change its next answers."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    keys: list[Any] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    seen: list[dict[str, str]] = field(default_factory=list)

    def metadata(self) -> dict[str, Any]:
        found = {
            'issuer': self.issuer, 'authorization_endpoint': f'{self.issuer}/authorize',
            'token_endpoint': f'{self.issuer}/token', 'jwks_uri': f'{self.issuer}/keys',
            'userinfo_endpoint': f'{self.issuer}/userinfo',
            'response_types_supported': ['code'], 'subject_types_supported': ['public'],
            'id_token_signing_alg_values_supported': ['RS256', 'ES256'],
            'code_challenge_methods_supported': ['S256'],
            'authorization_response_iss_parameter_supported': True}
        return {**found, **self.wrong.get('metadata', {})}

    def answer(self, asked: dict[str, str]) -> str:
        """Return the address that the browser goes back to."""
        self.seen.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        sent = {'code': code, 'state': asked['state'], 'iss': self.issuer,
                **self.wrong.get('answer', {})}
        sent = {name: value for name, value in sent.items() if value is not None}
        return f'{asked["redirect_uri"]}?{urlencode(sent)}'

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {'iss': self.issuer, 'sub': 'olga', 'aud': self.client_id, 'iat': now,
                  'exp': now + 300, 'nonce': nonce, 'email': 'olga@example.ru',
                  'email_verified': True, **self.claims}
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.keys[-1]
        if self.wrong.get('algorithm') == 'none':
            return f'{packed({"alg": "none", "kid": key.kid})}.{packed(claims)}.'
        algorithm = 'ES256' if key.key_type == 'EC' else 'RS256'
        header = {'alg': algorithm, 'kid': key.kid, **self.wrong.get('header', {})}
        if self.wrong.get('algorithm') == 'HS256':
            key, algorithm = OctKey.import_key(self.client_secret), 'HS256'
            header['alg'] = algorithm
        if self.wrong.get('signature'):
            key = RSAKey.generate_key(2048)
        if self.wrong.get('signature') == 'brought along':
            key, algorithm = ECKey.generate_key('P-256'), 'ES256'
            header |= {'alg': algorithm, 'jwk': key.as_dict(private=False)}
        return jwt.encode(header, claims, key, algorithms=[algorithm])


def packed(values: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip('=')


def make_app(provider: Provider) -> Flask:
    app = Flask(__name__)
    for method, path, view in (
            ('GET', '/.well-known/openid-configuration', discovery), ('GET', '/keys', keys),
            ('GET', '/authorize', authorize), ('POST', '/token', token),
            ('GET', '/userinfo', userinfo), ('POST', '/control', control)):
        app.add_url_rule(path, view.__name__, partial(view, provider), methods=[method])
    return app


def discovery(provider: Provider) -> Any:
    return out_of_order(provider) or provider.metadata()


def keys(provider: Provider) -> Any:
    return KeySet(provider.keys).as_dict()


def authorize(provider: Provider) -> Any:
    asked = request.args.to_dict()
    right = (asked.get('client_id') == provider.client_id
             and asked.get('redirect_uri') == provider.redirect_uri
             and asked.get('response_type') == 'code'
             and 'openid' in asked.get('scope', '').split()
             and asked.get('code_challenge_method') == 'S256'
             and asked.get('code_challenge') and asked.get('state'))
    return redirect(provider.answer(asked)) if right else Response('wrong question', 400)


def token(provider: Provider) -> Any:
    if broken := out_of_order(provider):
        return broken
    client = request.authorization
    if not client or (client.username, client.password) != (
            provider.client_id, provider.client_secret):
        return jsonify(error='invalid_client'), 401
    asked = provider.codes.pop(request.form.get('code', ''), None)
    verifier = request.form.get('code_verifier', '')
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    if (asked is None or challenge.decode().rstrip('=') != asked['code_challenge']
            or request.form.get('redirect_uri') != asked['redirect_uri']
            or request.form.get('grant_type') != 'authorization_code'):
        return jsonify(error='invalid_grant'), 400
    return {'access_token': 'access', 'token_type': 'Bearer', 'expires_in': 60,
            'id_token': provider.id_token(asked.get('nonce', ''))}


def userinfo(provider: Provider) -> Any:
    if request.headers.get('Authorization') != 'Bearer access':
        return Response(status=401)
    return provider.wrong.get('userinfo', {'sub': 'olga'})


def control(provider: Provider) -> Any:
    wanted = request.get_json()
    provider.claims, provider.wrong = wanted.get('claims', {}), wanted.get('wrong', {})
    if kind := wanted.get('new_key'):
        provider.keys = [new_key(kind)]
    return {'seen': provider.seen}


def out_of_order(provider: Provider) -> Response | None:
    time.sleep(provider.wrong.get('seconds', 0))
    status = provider.wrong.get('status')
    return Response('<h1>Out of order</h1>', status) if status else None


def new_key(kind: str) -> Any:
    if kind == 'EC':
        return ECKey.generate_key('P-256', auto_kid=True)
    return RSAKey.generate_key(2048, auto_kid=True)


def main(arguments: list[str]) -> None:
    port, client_id, client_secret, redirect_uri = arguments
    provider = Provider(f'http://127.0.0.1:{port}', client_id, client_secret, redirect_uri)
    provider.keys.append(new_key('RSA'))
    make_server('127.0.0.1', int(port), make_app(provider), threaded=True).serve_forever()


if __name__ == '__main__':
    main(sys.argv[1:])
