"""A program that signs what it reads: the detached signature (CMS, DER) of RSA or ECDSA.

Run: ``python signer.py CERTIFICATE KEY``. The real ЕСИА takes ГОСТ only.
"""
import sys
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7Options, PKCS7SignatureBuilder)
from cryptography.x509 import load_pem_x509_certificate

OPTIONS = [PKCS7Options.Binary, PKCS7Options.DetachedSignature, PKCS7Options.NoAttributes]


def main(arguments: list[str]) -> None:
    certificate, key = (Path(name).read_bytes() for name in arguments)
    signature = PKCS7SignatureBuilder().set_data(sys.stdin.buffer.read()).add_signer(
        load_pem_x509_certificate(certificate),
        load_pem_private_key(key, None), SHA256()).sign(Encoding.DER, OPTIONS)  # type: ignore
    sys.stdout.buffer.write(signature)


if __name__ == '__main__':
    main(sys.argv[1:])
