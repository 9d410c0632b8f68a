"""People with accounts: signed up and signed in as the pages do it, or put there at once."""
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import select

from checklist.access import Role
from checklist.extensions import db
from checklist.models.accounts import UserAccount
from checklist.models.mail import MailMessage
from checklist.services.accounts import open_account
from checklist.services.passwords import set_password
from checklist.services.second_factor import new_recovery_codes
from checklist.services.sessions import Browser, open_session
from tests.browsing import Client
from tests.databases import Database
from tests.factories import committed

PASSWORD = 'три медведя пьют чай'
AUTHORITY = 'mchs-74'
NO_TIME = timedelta()
HOME = Browser('Firefox, Linux', '192.0.2.0/24')
TOTP_SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'


def account(database: Database, email: str = 'olga@example.ru', *roles: Role,
            password: str = '', authority: str | None = None, seed: str = '') -> str:
    """Return the id of a new account; of an entrepreneur where no role is named."""
    def work() -> str:
        now = datetime.now(UTC)
        account_id = open_account(email, roles or [Role.ENTREPRENEUR], language='ru', now=now,
                                  authority=authority)
        db.session.flush()
        if password:
            set_password(account_id, password, now=now)
        if seed:
            db.session.get_one(UserAccount, account_id).totp_secret = seed
            new_recovery_codes(account_id, now=now)
        return account_id

    found: str = committed(database, work)
    return found


def staff(database: Database, role: Role, email: str = '',
          authority: str | None = AUTHORITY) -> str:
    """Return the id of a staff account with a password and a second factor."""
    return account(database, email or f'{role}@example.ru', role, password=PASSWORD,
                   authority=None if role is Role.ADMINISTRATOR else authority, seed=TOTP_SEED)


def session(database: Database, account_id: str, *, complete: bool = True,
            age: timedelta = NO_TIME) -> str:
    """Return the token of a session of an account that began some time ago."""
    token: str = committed(database, lambda: open_session(
        account_id, way='password', complete=complete, browser=HOME,
        now=datetime.now(UTC) - age))
    return token


def signed_in(database: Database, account_id: str, visitor: str = '192.0.2.1',
              **session_options: Any) -> Client:
    """Return a browser in which an account is signed in."""
    client = Client(database.app, visitor)
    client.set_cookie('account', session(database, account_id, **session_options))
    return client


def messages(database: Database, *kinds: str) -> list[dict[str, str]]:
    """Return the values of the messages that wait to be sent, the newest first."""
    with database.app.app_context():
        rows = db.session.scalars(select(MailMessage).order_by(MailMessage.asked_at.desc()))
        return [{'kind': row.kind, 'recipient': row.recipient, **json.loads(row.values)}
                for row in rows if not kinds or row.kind in kinds]


def mailed_path(database: Database, *kinds: str) -> str:
    """Return the path of the link in the newest message."""
    return '/' + messages(database, *kinds)[0]['link'].split('/', 3)[3]


def sign_up(client: Client, database: Database, email: str = 'olga@example.ru') -> None:
    """Open an account through the pages: ask for a link, follow it, agree."""
    page = client.page('/sign-in/')
    assert client.send(page.form('/sign-in/link'), email=email).status_code == 200
    page = client.page(mailed_path(database, 'sign_in'))
    form = next(form for form in page.forms if 'consent' in form.names)
    answer = client.send(form, url=mailed_path(database, 'sign_in'), consent='y')
    assert answer.status_code == 303, answer.page.text


def code(moment: datetime | None = None, seed: str = TOTP_SEED) -> str:
    """Return the code that the phone shows."""
    return pyotp.TOTP(seed).at(moment or datetime.now(UTC))
