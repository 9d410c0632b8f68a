"""Keys and certificates of the tests."""
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
from cryptography.x509.oid import NameOID


def certify(folder: Path, name: str, *, elliptic: bool = False) -> None:
    """Write ``name.key`` and ``name.pem``, a certificate that it has given itself."""
    key: Any = (ec.generate_private_key(ec.SECP256R1()) if elliptic
                else rsa.generate_private_key(65537, 2048))
    who = Name([NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (CertificateBuilder().subject_name(who).issuer_name(who)
                   .public_key(key.public_key()).serial_number(random_serial_number())
                   .not_valid_before(now - timedelta(days=1))
                   .not_valid_after(now + timedelta(days=30)).sign(key, SHA256()))
    (folder / f'{name}.pem').write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / f'{name}.key').write_bytes(key.private_bytes(
        Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
