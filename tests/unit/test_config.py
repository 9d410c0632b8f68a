"""Settings from the environment."""
import pytest

from checklist.config import Settings, SettingsError

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


@pytest.mark.parametrize('value', ['x', '-1', '1.5', '９'])
def test_a_number_that_is_none_is_named(monkeypatch, value):
    monkeypatch.setenv('CHECKLIST_RETENTION_DAYS', value)

    with pytest.raises(SettingsError, match='CHECKLIST_RETENTION_DAYS'):
        Settings.from_environment()


def test_only_the_names_of_this_machine_are_trusted_by_default():
    assert Settings.from_environment().trusted_hosts == ('127.0.0.1', 'localhost', '::1')
