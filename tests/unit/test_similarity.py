"""Comparing many wordings without comparing each with each."""
from itertools import product

from requirements_catalog.similarity import likenesses


def test_common_words_are_not_looked_up_once_rare_ones_have_found_something():
    """Every wording has the same common words, and one other word each."""
    common = 'проверяется ли исправность оборудования каждую смену'
    words = [''.join(letters) for letters in product('бвгджзклмн', repeat=3)][:500]
    before = {f'A{number}': f'{common} {word}' for number, word in enumerate(words)}
    after = {f'B{number}': f'{common} {word}' for number, word in enumerate(words)}

    best = {}
    for one, other, _ in sorted(likenesses(before, after), key=lambda each: -each[2]):
        best.setdefault(one, other)

    assert best == {f'A{number}': f'B{number}' for number in range(500)}
