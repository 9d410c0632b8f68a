"""Which passwords are taken, and how they are kept."""
import gzip

import pytest
from argon2 import extract_parameters

from checklist.services import passwords
from checklist.services.passwords import COMMON, LONGEST, Weakness, weakness

MOST_TRIED = 100


@pytest.mark.asvs('6.2.1')
def test_twelve_characters_are_enough_and_eleven_are_not():
    assert weakness('чайник и кот') is None
    assert weakness('чайник и ко') is Weakness.SHORT


@pytest.mark.asvs('6.2.5')
@pytest.mark.parametrize('password', [
    'аааа бббб вввв', 'тихая вода моет', 'correct horse battery', '6018273950418', '👩‍🚀🐙🦔🌂🪵🫖🧭🪁🛶🦩',
    'CAPITALS ONLY', '   в середине   '])
def test_a_password_may_be_made_of_anything(password):
    assert weakness(password) is None


@pytest.mark.asvs('6.2.4')
def test_common_passwords_are_refused_however_they_are_typed():
    common = gzip.decompress(COMMON.read_bytes()).decode().split()
    assert len(set(common)) >= 3000
    for password in common[:MOST_TRIED]:
        assert weakness(password) and weakness(password.upper()), password
    for password in [word for word in common if len(word) >= passwords.SHORTEST][:MOST_TRIED]:
        assert weakness(password) is Weakness.COMMON, password
    assert weakness('qwertyqwerty') is Weakness.COMMON
    assert weakness('password' * 3) is Weakness.COMMON


@pytest.mark.asvs('6.2.9')
def test_long_passwords_are_taken_and_endless_ones_are_not():
    assert weakness('длинный пароль ' * 5 + 'x') is None
    assert weakness(('абвгдежз' * LONGEST)[:LONGEST]) is None
    assert weakness(('абвгдежз' * LONGEST)[:LONGEST + 1]) is Weakness.LONG


@pytest.mark.asvs('6.2.11')
@pytest.mark.parametrize(('password', 'context'), [
    ('самопроверка', ()), ('Самопроверка1', ()), ('checklist2026', ()),
    ('olga.petrova1', ('olga.petrova',)), ('ИННИ7707083893', ('7707083893',))])
def test_words_that_others_know_of_the_owner_are_no_password(password, context):
    assert weakness(password, context) is Weakness.CONTEXT


def test_one_character_over_and_over_is_no_password():
    assert weakness('aaaaaaaaaaaa') in (Weakness.MONOTONOUS, Weakness.COMMON)


@pytest.mark.asvs('11.4.2')
def test_passwords_are_hashed_by_argon2id_as_owasp_says():
    kept = passwords._hasher.hash('чайник и кот')

    parameters = extract_parameters(kept)
    assert kept.startswith('$argon2id$')
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) >= (
        19 * 1024, 2, 1)
    assert kept != passwords._hasher.hash('чайник и кот')
