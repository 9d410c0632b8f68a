"""Keeping contacts and seeds unreadable to whoever gets hold of the database alone.

The key lies outside the database. What was sealed with a flipped bit is refused, never guessed.
"""
import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken


class DamagedSecret(Exception):
    """Something sealed cannot be opened: it was changed, or the key is another one."""


class Sealer:
    """Seals texts with a key (Fernet: AES-128-CBC with HMAC-SHA256) and makes keyed digests."""

    def __init__(self, key: str = '') -> None:
        self._digest_key = hashlib.sha256(f'digest {key}'.encode()).digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(
            hashlib.sha256(f'seal {key}'.encode()).digest()))

    def seal(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        try:
            # Base64 has bits that mean nothing; in what we sealed they are none.
            if base64.urlsafe_b64encode(base64.urlsafe_b64decode(sealed)).decode() != sealed:
                raise InvalidToken
            return self._fernet.decrypt(sealed).decode()
        except (InvalidToken, ValueError) as error:
            raise DamagedSecret('A sealed value cannot be opened.') from error

    def digest(self, text: str) -> str:
        """Return what a text can be found again by without being readable (HMAC-SHA256)."""
        return hmac.new(self._digest_key, text.encode(), 'sha256').hexdigest()
