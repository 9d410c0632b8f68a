"""Marking what differs between two wordings."""
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.marking import Piece, mark_words

TEXTS = st.text(alphabet='аб, .\n', max_size=20)


def test_the_changed_words_are_marked_and_no_others():
    old, new = mark_words('Проводится ли уборка раз в день?', 'Проводится ли уборка раз в смену?')

    assert old == (Piece('Проводится ли уборка раз в ', False), Piece('день', True),
                   Piece('?', False))
    assert new[1] == Piece('смену', True)


def test_neighbouring_words_are_marked_as_one():
    old, _ = mark_words('есть два выхода', 'есть запасной путь')

    assert old == (Piece('есть ', False), Piece('два выхода', True))


@given(TEXTS, TEXTS)
def test_the_pieces_are_the_texts(one, other):
    assert tuple(''.join(piece.text for piece in side)
                 for side in mark_words(one, other)) == (one, other)


@given(TEXTS)
def test_nothing_is_marked_in_equal_texts(text):
    assert not any(piece.changed for side in mark_words(text, text) for piece in side)
