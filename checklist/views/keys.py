"""The secret keys of self-inspections that this browser has.

They lie in the signed, http-only session cookie; the database holds only their hashes.
"""
from flask import session

MOST_KEYS = 20


def known_keys() -> dict[str, str]:
    """Return the keys by the id of the self-inspection, the oldest first."""
    return dict(session.get('keys', []))


def key_of(inspection_id: str) -> str:
    """Return the key of a self-inspection, or an empty text that opens nothing."""
    return known_keys().get(inspection_id, '')


def remember_key(inspection_id: str, key: str) -> None:
    """Keep a key; the cookie has room for the newest ones only."""
    keys = known_keys()
    keys.pop(inspection_id, None)
    session['keys'] = [*keys.items(), (inspection_id, key)][-MOST_KEYS:]
    session.permanent = True


def forget_key(inspection_id: str) -> None:
    keys = known_keys()
    keys.pop(inspection_id, None)
    session['keys'] = list(keys.items())
