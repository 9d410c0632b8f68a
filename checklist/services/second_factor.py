"""The second factor: codes of time (TOTP, RFC 6238) and codes for the day the phone is lost."""
import secrets
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import delete, or_, select, update

from checklist.extensions import db, sealer
from checklist.models.accounts import RecoveryCode, UserAccount
from checklist.sealing import DamagedSecret
from checklist.services.journal import record
from checklist.services.sessions import end_sessions
from checklist.services.tokens import clean_token, hashed, new_token

ISSUER = 'Checklist'
STEP = 30
# A code that was read at the end of its step may arrive a little after it.
GRACE = timedelta(seconds=5)
RECOVERY_CODES = 10
RECOVERY_LENGTH = 16


def new_seed() -> str:
    """Return a new seed, sealed: it travels through the page that shows it."""
    return sealer().seal(pyotp.random_base32())


def is_seed(sealed: str) -> bool:
    """Return whether this is a seed that a page of ours has shown."""
    try:
        return bool(sealer().unseal(sealed))
    except DamagedSecret:
        return False


def seed_text(sealed: str) -> str:
    """Return the seed as a person types it into an application."""
    return sealer().unseal(sealed)


def seed_uri(sealed: str, email: str) -> str:
    """Return the seed as applications scan it."""
    return pyotp.TOTP(sealer().unseal(sealed)).provisioning_uri(
        name=email, issuer_name=ISSUER)


def set_up(account_id: str, sealed: str, code: str, *, now: datetime,
           keep_session: str = '') -> list[str] | None:
    """Begin to ask for codes, once the first one is right; all other sessions end.

    Returns new recovery codes, which are not kept readable; None where the code was wrong.
    """
    seed = sealer().unseal(sealed)
    step = _step_of(seed, code, now)
    if step is None:
        return None
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        totp_secret=seed, totp_step=step))
    end_sessions(account_id, now=now, but=keep_session)
    record('set_second_factor', account_id, now)
    return new_recovery_codes(account_id, now=now)


def take_away(account_id: str, *, now: datetime, keep_session: str = '') -> None:
    """Stop asking for codes; all other sessions end."""
    db.session.execute(update(UserAccount).where(UserAccount.id == account_id).values(
        totp_secret=None, totp_step=None))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    end_sessions(account_id, now=now, but=keep_session)
    record('drop_second_factor', account_id, now)


def new_recovery_codes(account_id: str, *, now: datetime) -> list[str]:
    """Replace the recovery codes of an account and return the new ones."""
    codes = [new_token()[:RECOVERY_LENGTH] for _ in range(RECOVERY_CODES)]
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
    db.session.add_all(RecoveryCode(account_id=account_id, code_hash=hashed(code))
                       for code in codes)
    record('new_recovery_codes', account_id, now)
    return codes


def is_code(account_id: str, typed: str, *, now: datetime) -> bool:
    """Return whether a code is right, and use it up: none works twice, not even in a race."""
    typed = ''.join(typed.split())
    if len(typed) == 6:
        return _use_step(account_id, typed, now)
    return _use_recovery_code(account_id, clean_token(typed), now)


def _use_step(account_id: str, code: str, now: datetime) -> bool:
    seed = db.session.scalar(
        select(UserAccount.totp_secret).where(UserAccount.id == account_id))
    step = _step_of(seed, code, now) if seed else None
    if step is None:
        return False
    used = db.session.execute(update(UserAccount).where(
        UserAccount.id == account_id,
        or_(UserAccount.totp_step.is_(None), UserAccount.totp_step < step)
    ).values(totp_step=step).execution_options(synchronize_session=False))
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


def _use_recovery_code(account_id: str, code: str, now: datetime) -> bool:
    gone = db.session.execute(delete(RecoveryCode).where(
        RecoveryCode.account_id == account_id, RecoveryCode.code_hash == hashed(code)))
    if gone.rowcount != 1:  # type: ignore[attr-defined]
        return False
    record('use_recovery_code', account_id, now)
    return True


def _step_of(seed: str, code: str, now: datetime) -> int | None:
    """Return the step of time that a code belongs to, if that is now or was a moment ago."""
    totp = pyotp.TOTP(seed, interval=STEP)
    for moment in (now, now - GRACE):
        if secrets.compare_digest(totp.at(moment).encode(), code.encode()):
            return int(moment.timestamp()) // STEP
    return None
