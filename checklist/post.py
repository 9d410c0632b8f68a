"""How a message leaves the service: by a mail server, or into a folder where none is set."""
import os
import smtplib
import ssl
import time
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from checklist.config import MailServer, Settings
from checklist.mailing import Parcel, Post, PostAway, PostLater, PostRefuses

# Servers think long about a message that they have been given in full: giving up too early
# means that it is sent twice.
STEP_SECONDS, ACCEPT_SECONDS = 10.0, 60.0
# How long a server that was away is left alone, so that documents are printed meanwhile.
REST_SECONDS = 30.0


def make_post(settings: Settings) -> Post:
    """Return what carries messages with these settings."""
    writer = Writer(settings.mail_from, settings.public_url)
    if settings.mail_server is None:
        return FolderPost(writer, settings.var / 'mail', shows_links=not settings.production)
    return SmtpPost(writer, settings.mail_server, ssl.create_default_context())


class Writer:
    """Puts messages together. A line break in a header is refused and never folded away."""

    def __init__(self, sender: str, public_url: str) -> None:
        self._sender = _address(sender)
        self._host = urlsplit(public_url).hostname or 'localhost'

    def write(self, parcel: Parcel) -> EmailMessage:
        letter = parcel.letter
        message = EmailMessage(policy=SMTP.clone(cte_type='7bit'))
        try:
            message['From'] = Address(letter.sender, self._sender.username, self._sender.domain)
            message['To'] = _address(parcel.recipient)
            message['Subject'] = letter.subject
        except ValueError as error:
            raise PostRefuses('An address or the subject cannot stand in a header.') from error
        message['Date'] = format_datetime(parcel.asked_at)
        # The same at every attempt, so that a mailbox can tell a second copy.
        message['Message-ID'] = f'<{parcel.id}@{self._host}>'
        message['Auto-Submitted'] = 'auto-generated'
        message['X-Auto-Response-Suppress'] = 'All'
        message['Content-Language'] = parcel.language
        message.set_content(letter.text)
        message.add_alternative(letter.html, subtype='html')
        return message


class SmtpPost:
    """Hands messages to a mail server whose certificate is checked."""

    def __init__(self, writer: Writer, server: MailServer, tls: ssl.SSLContext) -> None:
        self._writer = writer
        self._server = server
        self._tls = tls
        self._rests_until = 0.0

    def rests(self) -> bool:
        return time.monotonic() < self._rests_until

    def carry(self, parcel: Parcel) -> None:
        message = self._writer.write(parcel)
        try:
            connection = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self._rests_until = time.monotonic() + REST_SECONDS
            raise PostAway(f'The mail server is away: {_reason(error)}.') from error
        try:
            connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(max(code for code, _ in error.recipients.values())) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from error
        except smtplib.SMTPNotSupportedError as error:
            raise PostRefuses('The mail server does not know such addresses.') from error
        except (OSError, smtplib.SMTPException) as error:
            raise PostLater(f'The mail server did not take it: {_reason(error)}.') from error
        finally:
            # What was accepted stays accepted, however the connection ends.
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        connection: smtplib.SMTP = (
            smtplib.SMTP_SSL(server.host, server.port, timeout=STEP_SECONDS, context=self._tls)
            if server.tls else smtplib.SMTP(server.host, server.port, timeout=STEP_SECONDS))
        try:
            if server.starttls:
                connection.starttls(context=self._tls)
            if server.user:
                connection.login(server.user, server.password)
            connection.ehlo_or_helo_if_needed()
            if connection.sock:
                connection.sock.settimeout(ACCEPT_SECONDS)
        except BaseException:
            connection.close()
            raise
        return connection


class FolderPost:
    """Writes messages as files, and says so on the console, with the link if it may."""

    def __init__(self, writer: Writer, folder: Path, *, shows_links: bool) -> None:
        self._writer = writer
        self._folder = folder
        self._shows_links = shows_links

    def rests(self) -> bool:
        return False

    def carry(self, parcel: Parcel) -> None:
        message = self._writer.write(parcel)
        path = self._folder / f'{parcel.asked_at:%Y%m%dT%H%M%SZ}-{parcel.kind}-{parcel.id}.eml'
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix('.new')
        with open(draft, 'wb', opener=_for_us_alone) as file:
            file.write(message.as_bytes())
        draft.rename(path)
        print(f'Mail for {masked(parcel.recipient)}: {parcel.letter.subject}, file {path}',
              flush=True)
        if self._shows_links and parcel.letter.link:
            print(f'  {parcel.letter.link}', flush=True)


def masked(address: str) -> str:
    """Return an address as a console may show it, like "a***@example.org"."""
    name, _, host = address.rpartition('@')
    return f'{name[:1]}***@{host}'


def _address(text: str) -> Address:
    """Return an address for a header; the name of its host as the network knows it."""
    name, sign, host = text.rpartition('@')
    if not (name and sign and host and text.isprintable()) or any(map(str.isspace, text)):
        raise ValueError('not an address')
    return Address(username=name, domain=host.encode('idna').decode())


def _refusal(code: int) -> PostRefuses | PostLater:
    """Return what an answer means: 5xx is for good, 4xx for now."""
    if code >= 500:
        return PostRefuses(f'The mail server refused it for good ({code}).')
    return PostLater(f'The mail server put it off ({code}).')


def _reason(error: Exception) -> str:
    """Return what went wrong without what a server says, which may repeat an address."""
    code = getattr(error, 'smtp_code', None)
    return f'{type(error).__name__} {code}' if code else type(error).__name__


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
