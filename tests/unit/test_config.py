"""Settings from the environment."""
from contextlib import nullcontext

import pytest
from flask.helpers import get_debug_flag

from checklist.config import MailServer, Retention, Settings, SettingsError

KEY = 'k' * 32
PRODUCTION = {
    'CHECKLIST_PRODUCTION': '1', 'CHECKLIST_SECRET_KEY': KEY, 'CHECKLIST_DATA_KEY': KEY,
    'CHECKLIST_JOURNAL_KEY': KEY,
    'CHECKLIST_PUBLIC_URL': 'https://example.org', 'CHECKLIST_TRUSTED_HOSTS': 'example.org'}


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv('CHECKLIST_VAR', str(tmp_path))
    for name in PRODUCTION:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.asvs('13.3.1')
def test_the_key_of_an_embedded_service_is_made_once_and_kept_private(tmp_path):
    first, second = Settings.from_environment(), Settings.from_environment()

    assert first.secret_key == second.secret_key
    assert (tmp_path / 'secret_key').stat().st_mode & 0o777 == 0o600


def test_production_starts_with_everything_set(monkeypatch):
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)

    settings = Settings.from_environment()

    assert settings.secure and not settings.design_page


@pytest.mark.abuse('A42')
@pytest.mark.asvs('12.2.1', '13.3.1')
@pytest.mark.parametrize(('name', 'value', 'message'), [
    ('CHECKLIST_SECRET_KEY', '', 'CHECKLIST_SECRET_KEY'),
    ('CHECKLIST_SECRET_KEY', 'dev', 'CHECKLIST_SECRET_KEY'),
    ('CHECKLIST_PUBLIC_URL', 'http://example.org', 'CHECKLIST_PUBLIC_URL'),
    ('CHECKLIST_TRUSTED_HOSTS', '', 'CHECKLIST_TRUSTED_HOSTS'),
])
def test_production_refuses_to_start_with_a_weak_setting(monkeypatch, name, value, message):
    for known, good in PRODUCTION.items():
        monkeypatch.setenv(known, good)
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=message):
        Settings.from_environment()


@pytest.mark.abuse('A42')
@pytest.mark.asvs('13.4.2')
@pytest.mark.parametrize(('value', 'refused'), [
    ('1', True), ('true', True), ('x', True), ('0', False), ('False', False)])
def test_production_does_not_start_in_debug_mode(monkeypatch, value, refused):
    for name, good in PRODUCTION.items():
        monkeypatch.setenv(name, good)
    monkeypatch.setenv('FLASK_DEBUG', value)

    with pytest.raises(SettingsError, match='FLASK_DEBUG') if refused else nullcontext():
        Settings.from_environment()
    assert get_debug_flag() == refused


@pytest.mark.parametrize('value', ['x', '-1', '1.5', '９'])
def test_a_number_that_is_none_is_named(monkeypatch, value):
    monkeypatch.setenv('CHECKLIST_RETENTION_DAYS', value)

    with pytest.raises(SettingsError, match='CHECKLIST_RETENTION_DAYS'):
        Settings.from_environment()


def test_only_the_names_of_this_machine_are_trusted_by_default():
    assert Settings.from_environment().trusted_hosts == ('127.0.0.1', 'localhost', '::1')


OIDC = {'CHECKLIST_OIDC_ISSUER': 'https://id.example.org/realm',
        'CHECKLIST_OIDC_CLIENT_ID': 'checklist', 'CHECKLIST_OIDC_CLIENT_SECRET': 's'}
ESIA = {'CHECKLIST_ESIA_URL': 'https://esia.gosuslugi.ru', 'CHECKLIST_ESIA_CLIENT_ID': 'IS74',
        'CHECKLIST_ESIA_SIGNER': "openssl cms -sign -signer '/etc/my key.pem'",
        'CHECKLIST_ESIA_VERIFIER': '/usr/local/bin/verify'}


def test_nobody_signs_in_through_others_unless_it_is_configured():
    settings = Settings.from_environment()

    assert (settings.oidc, settings.esia) == (None, None)


def test_providers_are_read_from_the_environment(monkeypatch):
    for name, value in {**OIDC, **ESIA, 'CHECKLIST_OIDC_TRUSTED_ACR': 'gold otp'}.items():
        monkeypatch.setenv(name, value)

    settings = Settings.from_environment()

    assert settings.oidc and settings.oidc.trusted_acr == ('gold', 'otp')
    assert settings.oidc.name == 'id.example.org'
    assert settings.esia and settings.esia.signer[-1] == '/etc/my key.pem'
    assert 'client_secret' not in repr(settings)


@pytest.mark.parametrize(('changes', 'message'), [
    ({'CHECKLIST_OIDC_CLIENT_SECRET': ''}, 'CHECKLIST_OIDC_CLIENT_SECRET'),
    ({'CHECKLIST_OIDC_ISSUER': ''}, 'CHECKLIST_OIDC_ISSUER'),
    ({'CHECKLIST_OIDC_ISSUER': 'http://id.example.org'}, 'CHECKLIST_OIDC_ISSUER'),
    ({'CHECKLIST_OIDC_ISSUER': 'https://id.example.org/?x=1'}, 'CHECKLIST_OIDC_ISSUER'),
    ({'CHECKLIST_ESIA_SIGNER': ''}, 'CHECKLIST_ESIA_SIGNER'),
    ({'CHECKLIST_ESIA_URL': 'http://esia.gosuslugi.ru'}, 'CHECKLIST_ESIA_URL'),
    ({'CHECKLIST_ESIA_VERIFIER': ''}, 'CHECKLIST_ESIA_VERIFIER'),
    ({'CHECKLIST_ESIA_CERTIFICATE': '/nowhere'}, 'CHECKLIST_ESIA_CERTIFICATE'),
])
def test_a_provider_that_is_set_by_half_stops_the_start(monkeypatch, changes, message):
    for name, value in {**OIDC, **ESIA, **changes}.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=message):
        Settings.from_environment()


def test_a_provider_without_tls_serves_for_trying_on_one_machine_only(monkeypatch):
    for name, value in {**OIDC, 'CHECKLIST_OIDC_ISSUER': 'http://127.0.0.1:9'}.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment().oidc

    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match='CHECKLIST_OIDC_ISSUER'):
        Settings.from_environment()


@pytest.mark.parametrize(('name', 'value'), [
    ('CHECKLIST_RETENTION_DAYS', '8'), ('CHECKLIST_RETENTION_DAYS', '0'),
    ('CHECKLIST_KEEP_SUBMISSION_DAYS', '367'), ('CHECKLIST_KEEP_SESSION_DAYS', '30')])
def test_nothing_is_kept_for_longer_than_the_policy_says(monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=name):
        Settings.from_environment()


def test_an_operator_may_keep_things_for_less(monkeypatch):
    monkeypatch.setenv('CHECKLIST_KEEP_COMPANY_DRAFT_DAYS', '90')

    assert Settings.from_environment().retention == Retention(company_draft=90)


@pytest.mark.parametrize(('url', 'server'), [
    ('smtp://localhost', MailServer('localhost', 25, False, False)),
    ('smtp://a%40b:p%3A%2F@mail.example.org?starttls=1',
     MailServer('mail.example.org', 587, False, True, 'a@b', 'p:/')),
    ('smtps://u:p@mail.example.org', MailServer('mail.example.org', 465, True, False, 'u', 'p')),
    ('smtps://mail.example.org:4650', MailServer('mail.example.org', 4650, True, False)),
])
def test_the_mail_server_is_read_from_its_address(monkeypatch, url, server):
    monkeypatch.setenv('CHECKLIST_MAIL_URL', url)

    assert Settings.from_environment().mail_server == server


def test_without_an_address_there_is_no_mail_server():
    assert Settings.from_environment().mail_server is None


@pytest.mark.parametrize('url', [
    'http://mail.example.org', 'smtp://', 'mail.example.org', 'smtp://host:x', 'smtp://host:99999',
    'smtp://host?starttls=0', 'smtps://host?starttls=1', 'smtp://u:p@mail.example.org'])
def test_a_mail_server_that_is_none_or_would_get_a_password_in_the_clear_is_refused(
        monkeypatch, url):
    monkeypatch.setenv('CHECKLIST_MAIL_URL', url)

    with pytest.raises(SettingsError, match='CHECKLIST_MAIL_URL') as caught:
        Settings.from_environment()

    assert 'u:p' not in str(caught.value)


def test_in_production_nothing_is_mailed_without_encryption(monkeypatch):
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv('CHECKLIST_MAIL_URL', 'smtp://mail.example.org')

    with pytest.raises(SettingsError, match='without encryption'):
        Settings.from_environment()
