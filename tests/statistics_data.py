"""Random months for the tests of statistics: few dimensions, skewed, small enough to attack."""
from collections.abc import Sequence

import numpy

from checklist.statistics.counting import Rows
from checklist.statistics.letters import BANDS, NO_SCORE

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
    answers = [letters_of(LETTERS, chance, businesses) for _ in range(questions)]
    marks = numpy.vstack([*answers, *scored(numpy.vstack(answers)), one_letter('-', businesses)])
    return Rows(numpy.arange(1, businesses + 1), numpy.zeros(businesses, dtype=numpy.int64),
                traits, marks)


def letters_of(choices: Sequence[str], chance: numpy.random.Generator, count: int):
    """Return lines of bytes: one choice for each business, each choice rarer than the last."""
    weights = chance.dirichlet(numpy.full(len(choices), 0.8))
    picked = chance.choice(len(choices), size=count, p=weights)
    table = numpy.array([list(choice.encode()) for choice in choices], dtype=numpy.uint8)
    return numpy.ascontiguousarray(table[picked].T)


def scored(answers):
    """Return the lines of verdict and score that follow from lines of answers.

    The first question is critical, all have the same weight, and 80 per cent are enough.
    """
    met, not_met, unknown = (answers == ord(letter) for letter in 'YNU')
    base = (met | not_met | unknown).sum(axis=0)
    percent = 100 * met.sum(axis=0) // numpy.maximum(base, 1)
    bands = numpy.select([base == 0, *(percent >= least for least in BANDS.values())],
                         [ord(letter) for letter in (NO_SCORE, *BANDS)])
    verdicts = numpy.select([base == 0, not_met[0], percent >= 80], [*b'SCP'], ord('B'))
    return verdicts[None].astype(numpy.uint8), bands[None].astype(numpy.uint8)


def one_letter(letter: str, count: int):
    return numpy.full((1, count), ord(letter), dtype=numpy.uint8)
