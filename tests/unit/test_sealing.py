"""Sealed values: opened with the key alone, and refused when a single bit is another."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklist.sealing import DamagedSecret, Sealer

KEY = 'k' * 32
SEALER = Sealer(KEY)
TEXTS = st.text(st.characters(exclude_categories=['Cs']), max_size=60)


@given(TEXTS)
def test_what_was_sealed_is_opened_with_the_same_key(text):
    assert Sealer(KEY).unseal(SEALER.seal(text)) == text


@pytest.mark.asvs('11.3.3')
@pytest.mark.parametrize('text', ['', 'anna@example.org', 'анна@пример.рф и ещё немного'])
def test_a_sealed_value_with_any_flipped_bit_is_refused(text):
    sealed = SEALER.seal(text).encode()
    for place in range(len(sealed)):
        for bit in range(7):
            flipped = bytearray(sealed)
            flipped[place] ^= 1 << bit
            with pytest.raises(DamagedSecret):
                SEALER.unseal(flipped.decode())


@pytest.mark.asvs('11.3.3')
@pytest.mark.parametrize('sealed', ['', 'a', 'anna@example.org', 'gAAAAA', '\0', 'ю'])
def test_what_was_never_sealed_is_not_taken_as_plain_text(sealed):
    with pytest.raises(DamagedSecret):
        SEALER.unseal(sealed)


@given(TEXTS)
def test_another_key_opens_nothing(text):
    with pytest.raises(DamagedSecret):
        Sealer('x' * 32).unseal(SEALER.seal(text))


def test_the_same_text_is_sealed_in_another_way_each_time():
    assert len({SEALER.seal('anna@example.org') for _ in range(100)}) == 100


@given(TEXTS, TEXTS)
def test_a_digest_tells_texts_apart_and_depends_on_the_key(one, other):
    assert (SEALER.digest(one) == SEALER.digest(other)) is (one == other)
    assert SEALER.digest(one) != Sealer('x' * 32).digest(one)
    assert len(SEALER.digest(one)) == 64


def test_the_error_repeats_nothing_of_the_value():
    with pytest.raises(DamagedSecret) as caught:
        SEALER.unseal('anna@example.org')

    assert 'anna' not in str(caught.value)
