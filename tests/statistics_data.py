"""Random months for the tests of statistics: few dimensions, skewed, small enough to attack."""
from collections.abc import Sequence

import numpy

from checklist.statistics.counting import Rows

TERRITORIES = ('75701', '75738', '75603')
FORMS, ACTIVITIES, SIZES = 'EP', 'GI', '01'
LETTERS = 'YNUA'


def random_rows(seed: int, businesses: int, questions: int = 2,
                territories: Sequence[str] = TERRITORIES) -> Rows:
    """Return a month in which large groups are common and small ones many."""
    chance = numpy.random.default_rng(seed)
    traits = numpy.vstack([
        letters_of(territories, chance, businesses), letters_of(FORMS, chance, businesses),
        letters_of(ACTIVITIES, chance, businesses), letters_of(SIZES, chance, businesses)])
    marks = numpy.vstack([letters_of(LETTERS, chance, businesses) for _ in range(questions)]
                         + [one_letter(letter, businesses) for letter in 'P4-'])
    return Rows(numpy.arange(1, businesses + 1), numpy.zeros(businesses, dtype=numpy.int64),
                traits, marks)


def letters_of(choices: Sequence[str], chance: numpy.random.Generator, count: int):
    """Return lines of bytes: one choice for each business, each choice rarer than the last."""
    weights = chance.dirichlet(numpy.full(len(choices), 0.8))
    picked = chance.choice(len(choices), size=count, p=weights)
    table = numpy.array([list(choice.encode()) for choice in choices], dtype=numpy.uint8)
    return numpy.ascontiguousarray(table[picked].T)


def one_letter(letter: str, count: int):
    return numpy.full((1, count), ord(letter), dtype=numpy.uint8)
