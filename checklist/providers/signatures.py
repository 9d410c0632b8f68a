"""Signatures by the algorithms of the state (ГОСТ), which need programs of their own.

Programs are called as a list, without a shell: a signer reads bytes and writes the detached
signature (CMS, DER); a verifier reads a token and ends with 0 only if ЕСИА has signed it.
"""
import base64
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from checklist.providers.identity import Refused, Unreachable

SECONDS = 10.0
STANDARD, GOST = ('RS256', 'ES256'), ('GOST3410_2012_256', 'GOST3410_2012_512')


class Signer(Protocol):
    """Signs with the key of our information system."""

    def sign(self, text: bytes) -> bytes: ...


class TokenVerifier(Protocol):
    """Reads a token whose signature is right, and refuses all others."""

    def verify(self, token: str) -> dict[str, Any]: ...


class CommandSigner:
    """Signs by a program."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)

    def sign(self, text: bytes) -> bytes:
        signature = _run(self.command, text)
        if not signature:
            raise Unreachable('signer')
        return signature


class CertificateVerifier:
    """Checks by a certificate with an RSA key or one on P-256."""

    def __init__(self, certificate: Path) -> None:
        key = load_pem_x509_certificate(certificate.read_bytes()).public_key()
        text = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        kind = ECKey if isinstance(key, EllipticCurvePublicKey) else RSAKey
        self._key = kind.import_key(text)

    def verify(self, token: str) -> dict[str, Any]:
        registry = JWSRegistry(algorithms=list(STANDARD), strict_check_header=False)
        return dict(jwt.decode(token, self._key, registry=registry).claims)


class CommandVerifier:
    """Checks by a program, which must know the key of ЕСИА."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)

    def verify(self, token: str) -> dict[str, Any]:
        header, payload, _ = token.split('.')
        if _json(header).get('alg') not in GOST:
            raise Refused('token_algorithm')
        _run(self.command, token.encode(), Refused('token_signature'))
        return _json(payload)


def _run(command: list[str], text: bytes, refusal: Exception | None = None) -> bytes:
    try:
        done = subprocess.run(command, input=text, capture_output=True, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable('program') from error
    if done.returncode:
        raise refusal or Unreachable('program')
    return done.stdout


def _json(part: str) -> dict[str, Any]:
    found = json.loads(base64.urlsafe_b64decode(part + '=' * (-len(part) % 4)))
    if not isinstance(found, dict):
        raise Refused('malformed')
    return found
