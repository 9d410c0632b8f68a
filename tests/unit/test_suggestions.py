"""Suggested lineage: by the words alone, only where they are alike, and never applied by itself."""
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from requirements_catalog.plan import plan
from requirements_catalog.similarity import likenesses, unrelated
from requirements_catalog.steps import Outcome
from requirements_catalog.suggestions import THRESHOLD, suggest
from tests.unit.evolution import asking, items, link
from tests.unit.examples import question, text

BOOKS = 'У каждого ли работника кухни есть медицинская книжка с отметками об осмотрах?'
BOOKS_AGAIN = 'Есть ли у каждого работника кухни медицинская книжка с отметкой об осмотре?'
FRIDGE = 'Записывают ли температуру в холодильниках каждую смену?'
OIL = 'Меняют ли масло во фритюре вовремя?'
BOTH = 'Хранятся ли сырые и готовые продукты раздельно, и подписаны ли ёмкости с датой вскрытия?'
RAW = 'Хранятся ли сырые и готовые продукты раздельно на складе?'
DATES = 'Подписаны ли ёмкости с продуктами датой вскрытия упаковки?'


def asked(**texts):
    return asking(*(question(code, text=text(words), explanation=text('Посмотрите.'))
                    for code, words in texts.items()))


OLD = asked(A=BOOKS, B=FRIDGE, C=OIL)


def pairs(old, new, **more):
    return [(found.old, found.new) for found in suggest(old, new, **more)]


def test_a_reworded_question_is_found_under_its_new_code():
    found, = suggest(OLD, asked(X=BOOKS_AGAIN, B=FRIDGE, C=OIL))

    assert (found.old, found.new, found.exact) == ('A', 'X', False)
    assert THRESHOLD < found.certainty < 1


def test_a_suggestion_is_not_applied():
    new = asked(X=BOOKS_AGAIN, B=FRIDGE, C=OIL)

    assert plan(OLD, new).by_code['X'].outcome is Outcome.ASKED


def test_what_has_little_in_common_is_not_suggested():
    assert pairs(OLD, asked(X='Есть ли договор на вывоз мусора с региональным оператором?')) == []


def test_what_keeps_its_code_needs_no_suggestion():
    assert pairs(OLD, OLD) == []
    assert pairs(OLD, asked(A=BOOKS_AGAIN, B=FRIDGE, C=OIL)) == []


def test_parts_of_a_split_question_are_both_suggested():
    assert set(pairs(asked(A=BOTH, B=FRIDGE), asked(X=RAW, Y=DATES, B=FRIDGE))) == {
        ('A', 'X'), ('A', 'Y')}


def test_sources_of_a_merged_question_are_both_suggested():
    assert set(pairs(asked(X=RAW, Y=DATES, B=FRIDGE), asked(A=BOTH, B=FRIDGE))) == {
        ('X', 'A'), ('Y', 'A')}


def test_a_question_merged_into_one_that_keeps_its_code_is_suggested():
    assert pairs(asked(X=RAW, Y=DATES), asked(X=BOTH)) == [('Y', 'X')]


@pytest.mark.parametrize('lineage', [
    (link('dropped', 'A', ''),), (link('added', '', 'X'),), (link('reworded', 'A', 'X'),)])
def test_what_the_author_has_said_is_not_doubted(lineage):
    assert pairs(OLD, asked(X=BOOKS_AGAIN, B=FRIDGE, C=OIL), lineage=lineage) == []


def test_identical_content_is_certain_and_says_so():
    found, = suggest(OLD, asked(X=BOOKS, B=FRIDGE, C=OIL))

    assert (found.old, found.new, found.certainty, found.exact) == ('A', 'X', 1.0, True)


def test_printed_numbers_are_not_looked_at():
    """All numbers stay while the texts under them change their places."""
    old = items('p - Кухня', f'a p {BOOKS}', f'b p {FRIDGE}', f'c p {OIL}')
    new = items('p - Кухня', f'x p {OIL}', f'y p {BOOKS_AGAIN}', f'z p {FRIDGE}')
    unnumbered = replace(new, items=tuple(replace(item, number='') for item in new.items))

    assert set(pairs(old, new)) == {('c', 'x'), ('a', 'y'), ('b', 'z')}
    assert suggest(old, new) == suggest(old, unnumbered)


WORDS = st.dictionaries(st.sampled_from('abcdef'), st.lists(
    st.sampled_from([*BOTH.split(), *BOOKS.split()]), max_size=8).map(' '.join), max_size=5)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_from_both_sides(one, other):
    found = {(old, new): share for old, new, share in likenesses(one, other)}
    back = {(old, new): share for new, old, share in likenesses(other, one)}

    assert all(0 < share <= 1 + 1e-9 for share in found.values())
    assert found.keys() == back.keys()
    assert all(abs(found[pair] - back[pair]) < 1e-9 for pair in found)


@given(WORDS, WORDS, st.randoms())
def test_the_order_of_wordings_does_not_matter(one, other, random):
    def shuffled(texts):
        return dict(sorted(texts.items(), key=lambda _: random.random()))

    found = {pair[:2]: pair[2] for pair in likenesses(one, other)}
    again = {pair[:2]: pair[2] for pair in likenesses(shuffled(one), shuffled(other))}

    assert found.keys() == again.keys()
    assert all(abs(found[pair] - again[pair]) < 1e-9 for pair in found)


def test_the_same_words_are_wholly_alike_whatever_their_endings():
    (_, _, share), = likenesses({'a': 'Медицинские книжки работников'},
                                {'b': 'медицинская книжка работника'})

    assert share == pytest.approx(1)
    assert not unrelated(BOOKS, BOOKS_AGAIN)
    assert unrelated(BOOKS, OIL)
