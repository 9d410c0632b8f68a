"""Settings of the service, read once from the environment."""
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from checklist.provider_settings import LOOPBACK, EsiaSettings, OidcSettings

ROOT = Path(__file__).parent.parent
KEY_BYTES = 32
# Anything else means "yes" to Flask.
NOT_SET = ('', '0', 'false', 'no')


class SettingsError(Exception):
    """A setting that the service cannot start with."""


@dataclass(frozen=True)
class MailServer:
    """Where messages are handed in. Encrypted ``tls`` from the start or after STARTTLS."""

    host: str
    port: int
    tls: bool
    starttls: bool
    user: str = ''
    password: str = ''


@dataclass(frozen=True)
class Retention:
    """For how many days each kind of data is kept at most; an operator may shorten most.

    Drafts of a company are warned of ``warning`` days before they go. ``proof`` is what the law
    demands of acts of erasure and cannot be set.
    """

    draft: int = 7
    company_draft: int = 365
    warning: int = 14
    submission: int = 366
    session: int = 7
    failed_mail: int = 7
    letter: int = 7
    proof: int = 3 * 366


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set; ``docs/operations.md`` explains each.

    A default is safe in production and may be published, or there is none.
    """

    var: Path = ROOT / 'var'
    database_url: str = ''
    secret_key: str = ''
    data_key: str = ''
    journal_key: str = ''
    public_url: str = 'http://127.0.0.1:8000'
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    production: bool = False
    time_zone: str = 'Asia/Yekaterinburg'
    retention: Retention = Retention()
    max_body_bytes: int = 512 * 1024
    design_page: bool = True
    operator: str = ''
    operator_address: str = ''
    evidence_bytes: int = 10 * 1024 * 1024
    evidence_files: int = 500
    evidence_quota_bytes: int = 500 * 1024 * 1024
    clamd: str = ''
    mail_url: str = ''
    mail_from: str = 'checklist@localhost'
    oidc: OidcSettings | None = None
    esia: EsiaSettings | None = None
    anchors: Path | None = None
    ignore_anchors: bool = False

    @classmethod
    def from_environment(cls) -> 'Settings':
        """Read ``CHECKLIST_*``; SettingsError names the variable that is wrong."""
        var = Path(_variable('VAR') or ROOT / 'var')
        production = _flag('PRODUCTION')
        if production and os.environ.get('FLASK_DEBUG', '').lower() not in NOT_SET:
            raise SettingsError('FLASK_DEBUG is set, which production must not be.')
        public_url = _variable('PUBLIC_URL') or cls.public_url
        settings = cls(
            var=var,
            database_url=_variable('DATABASE_URL') or f'sqlite:///{var / "checklist.db"}',
            secret_key=_key('SECRET_KEY', var, production),
            data_key=_key('DATA_KEY', var, production),
            journal_key=_key('JOURNAL_KEY', var, production),
            public_url=public_url.rstrip('/'),
            trusted_hosts=_trusted_hosts(public_url),
            proxies=_number('PROXIES', 0),
            production=production,
            time_zone=_variable('TIME_ZONE') or cls.time_zone,
            retention=_retention(),
            max_body_bytes=_number('MAX_BODY_BYTES', cls.max_body_bytes),
            evidence_bytes=_number('EVIDENCE_BYTES', cls.evidence_bytes),
            evidence_files=_number('EVIDENCE_FILES', cls.evidence_files),
            evidence_quota_bytes=_number('EVIDENCE_QUOTA_BYTES', cls.evidence_quota_bytes),
            clamd=_variable('CLAMD'),
            design_page=not production,
            operator=_variable('OPERATOR'),
            operator_address=_variable('OPERATOR_ADDRESS'),
            mail_url=_variable('MAIL_URL'),
            mail_from=_variable('MAIL_FROM') or cls.mail_from,
            oidc=OidcSettings.read(_variable),
            esia=EsiaSettings.read(_variable),
            anchors=Path(_variable('ANCHORS')) if _variable('ANCHORS') else None,
            ignore_anchors=_flag('IGNORE_ANCHORS'))
        settings.check()
        return settings

    def check(self) -> None:
        for name in ('secret_key', 'data_key', 'journal_key'):
            if len(getattr(self, name)) < KEY_BYTES:
                raise SettingsError(
                    f'CHECKLIST_{name.upper()} is shorter than {KEY_BYTES} characters.')
        if self.production and not self.public_url.startswith('https://'):
            raise SettingsError('CHECKLIST_PUBLIC_URL must begin with https:// in production.')
        if self.production and not self.trusted_hosts:
            raise SettingsError('CHECKLIST_TRUSTED_HOSTS must name the hosts of the service.')
        server = self.mail_server
        if server and not (server.tls or server.starttls) and server.host not in LOOPBACK and (
                self.production or server.password):
            raise SettingsError('CHECKLIST_MAIL_URL would send without encryption: use smtps://'
                                ' or end it with ?starttls=1.')
        for provider in (self.oidc, self.esia):
            for problem in provider.problems(self.production) if provider else ():
                raise SettingsError(problem)

    @property
    def mail_server(self) -> MailServer | None:
        """The mail server, or None where messages are written into a folder."""
        return _mail_server(self.mail_url) if self.mail_url else None

    @property
    def anchor_file(self) -> Path:
        """Where the journal is anchored; best on another disk than the database."""
        return self.anchors or self.var / 'anchors' / 'journal.jsonl'

    @property
    def secure(self) -> bool:
        """Whether people reach the service over TLS, so that cookies may demand it."""
        return self.public_url.startswith('https://')

    @property
    def embedded(self) -> bool:
        return self.database_url.startswith('sqlite')


def _mail_server(url: str) -> MailServer:
    """Read ``smtp://user:password@host:587?starttls=1`` or ``smtps://…:465``."""
    try:
        parts = urlsplit(url)
        port, starttls = parts.port, parse_qs(parts.query) == {'starttls': ['1']}
    except ValueError:
        raise SettingsError('CHECKLIST_MAIL_URL is no address.') from None
    if parts.scheme not in ('smtp', 'smtps') or not parts.hostname or (
            parts.query and not (starttls and parts.scheme == 'smtp')):
        raise SettingsError('CHECKLIST_MAIL_URL must look like smtp://user:password@host:587'
                            '?starttls=1 or smtps://user:password@host:465.')
    tls = parts.scheme == 'smtps'
    return MailServer(
        parts.hostname, port or (465 if tls else 587 if starttls else 25), tls, starttls,
        unquote(parts.username or ''), unquote(parts.password or ''))


def _trusted_hosts(public_url: str) -> tuple[str, ...]:
    """Return the names by which the service may be called.

    On this machine alone these are the names of the machine itself; a service that others reach
    by a name we cannot know takes any until the operator says which.
    """
    named = tuple(filter(None, (name.strip() for name in _variable('TRUSTED_HOSTS').split(','))))
    local = urlsplit(public_url).hostname in LOOPBACK
    return named or (LOOPBACK if local and not _variable('HOST') else ())


def _variable(name: str) -> str:
    return os.environ.get(f'CHECKLIST_{name}', '').strip()


def _flag(name: str) -> bool:
    return _variable(name).lower() in ('1', 'true', 'yes', 'on')


def _number(name: str, default: int) -> int:
    value = _variable(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()):
        raise SettingsError(f'CHECKLIST_{name} must be a whole number, not {value!r}.')
    return int(value)


def _retention() -> Retention:
    """Read for how long things are kept; longer than the default is not for an operator to say."""
    longest = Retention()
    names = {'RETENTION_DAYS': 'draft', **{
        f'KEEP_{name.upper()}_DAYS': name
        for name in ('company_draft', 'submission', 'session', 'failed_mail', 'letter')}}
    days = {name: _number(variable, getattr(longest, name)) for variable, name in names.items()}
    for variable, name in names.items():
        if not 1 <= days[name] <= getattr(longest, name):
            raise SettingsError(
                f'CHECKLIST_{variable} must be from 1 to {getattr(longest, name)} days.')
    return Retention(**days)


def _key(name: str, var: Path, production: bool) -> str:
    """Return a key: from the environment, or kept beside the data and made at the first start.

    In production keys come from the environment, so that they never lie beside a backup.
    """
    if given := _variable(name):
        return given
    if production:
        raise SettingsError(f'CHECKLIST_{name} is not set.')
    path = var / name.lower()
    var.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, 'w') as file:
        file.write(secrets.token_urlsafe(KEY_BYTES))
    return path.read_text().strip()
