"""A stand-in for ЕСИА that runs as a process of its own.

It refuses a question whose signature, time or state is not right, and its tokens are signed by
RSA or ECDSA where the real one takes ГОСТ. Everybody who comes is Olga and agrees at once.
Run: ``python -m tests.providers.esia PORT CLIENT_ID REDIRECT_URI FOLDER``.
"""
import base64
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

ISSUER = 'http://esia.gosuslugi.ru/'
OLGA = '1000299353'
CLOCKS_DIFFER = timedelta(minutes=5)
ALLOWED = {'openid', 'email'}


@dataclass
class Esia:
    """What it knows; ``claims`` and ``wrong`` change its next answers."""

    client_id: str
    redirect_uri: str
    folder: Path
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, Any] = field(default_factory=dict)
    seen: list[dict[str, str]] = field(default_factory=list)

    def problem(self, asked: Mapping[str, str]) -> str:
        """Return what is wrong with a question, or nothing."""
        try:
            UUID(asked['state'])
            moment = datetime.strptime(asked['timestamp'], '%Y.%m.%d %H:%M:%S %z')
            text = asked['scope'] + asked['timestamp'] + asked['client_id'] + asked['state']
            signature = unpacked(asked['client_secret'])
        except (KeyError, ValueError) as error:
            return f'malformed: {error}'
        if asked['client_id'] != self.client_id or asked['redirect_uri'] != self.redirect_uri:
            return 'client'
        if not set(asked['scope'].split()) <= ALLOWED:
            return 'scope'
        if abs(datetime.now(UTC) - moment) > CLOCKS_DIFFER:
            return 'timestamp'
        return '' if self.is_signed(text, signature) else 'signature'

    def is_signed(self, text: str, signature: bytes) -> bool:
        """Return whether the certificate of the client has signed a text, detached from it."""
        with tempfile.TemporaryDirectory() as folder:
            content, signed = Path(folder, 'content'), Path(folder, 'signature')
            content.write_bytes(text.encode())
            signed.write_bytes(signature)
            done = subprocess.run(
                ['openssl', 'cms', '-verify', '-binary', '-inform', 'DER', '-in', str(signed),
                 '-content', str(content), '-certfile', str(self.folder / 'client.pem'),
                 '-nointern', '-noverify', '-out', '/dev/null'], capture_output=True)
        return done.returncode == 0

    def marker(self) -> str:
        now = int(time.time())
        claims = {'iss': ISSUER, 'nbf': now, 'iat': now, 'exp': now + 300,
                  'client_id': self.client_id, 'urn:esia:sbj_id': int(OLGA), **self.claims}
        name = self.wrong.get('key', 'esia.key')
        text = (self.folder / name).read_bytes()
        kind, algorithm = (ECKey, 'ES256') if b'BEGIN EC' in text else (RSAKey, 'RS256')
        return jwt.encode({'alg': algorithm, 'sbt': 'access', 'ver': 1}, claims,
                          kind.import_key(text), registry=JWSRegistry(
                              algorithms=[algorithm], strict_check_header=False))


def unpacked(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def make_app(esia: Esia) -> Flask:
    app = Flask(__name__)
    for method, path, view in (
            ('GET', '/aas/oauth2/ac', authorize), ('POST', '/aas/oauth2/te', token),
            ('GET', '/rs/prns/<oid>/ctts', contacts), ('POST', '/control', control)):
        app.add_url_rule(path, view.__name__, partial(view, esia), methods=[method])
    return app


def authorize(esia: Esia) -> Any:
    asked = request.args.to_dict()
    esia.seen.append(asked)
    if problem := esia.problem(asked):
        return Response(problem, 400)
    if asked.get('response_type') != 'code' or asked.get('access_type') != 'online':
        return Response('type', 400)
    code = secrets.token_urlsafe(16)
    esia.codes[code] = asked
    sent = {'code': code, 'state': asked['state'], **esia.wrong.get('answer', {})}
    return redirect(f'{esia.redirect_uri}?{urlencode(sent)}')


def token(esia: Esia) -> Any:
    sent = request.form.to_dict()
    asked = esia.codes.pop(sent.get('code', ''), None)
    right = (asked and sent.get('state') == asked['state'] and not esia.problem(sent)
             and sent.get('grant_type') == 'authorization_code'
             and sent.get('token_type') == 'Bearer'
             and sent['timestamp'] >= asked['timestamp'])
    if not right:
        return jsonify(error='invalid_grant', error_description='ESIA-007014'), 400
    return {'access_token': esia.marker(), 'expires_in': 300, 'token_type': 'Bearer',
            'state': sent['state'], **esia.wrong.get('token', {})}


def contacts(esia: Esia, oid: str) -> Any:
    if oid != OLGA or not request.headers.get('Authorization', '').startswith('Bearer ey'):
        return Response(status=401)
    return {'elements': [
        {'type': 'MBT', 'vrfStu': 'VERIFIED', 'value': '+7(999)0000000'},
        {'type': 'EML', 'vrfStu': esia.wrong.get('vrfStu', 'VERIFIED'),
         'value': 'olga@example.ru'}]}


def control(esia: Esia) -> Any:
    wanted = request.get_json()
    esia.claims, esia.wrong = wanted.get('claims', {}), wanted.get('wrong', {})
    return {'seen': esia.seen}


def main(arguments: list[str]) -> None:
    port, client_id, redirect_uri, folder = arguments
    esia = Esia(client_id, redirect_uri, Path(folder))
    make_server('127.0.0.1', int(port), make_app(esia), threaded=True).serve_forever()


if __name__ == '__main__':
    main(sys.argv[1:])
