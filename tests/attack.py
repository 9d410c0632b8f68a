"""An attack on a published frame with an integer solver: can a group under 10 be told?

The attacker knows all that is published of a frame, how numbers are rounded, and that what is
shown has at least 10 businesses behind it. The unknown is how many businesses there are of each
*type*: each combination of categories and answers. A small group (1 to 9 businesses) is told if
every assignment of whole numbers to the types that agrees with what is published gives it
between 1 and 9. ``python -m tests.attack --sets 1000`` runs it on many random months.
"""
import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from checklist.statistics.counting import Counts, Rows, count
from checklist.statistics.dimensions import TABLES, Axes, Dimension, group_key, table_name
from checklist.statistics.disclosure import BASE, THRESHOLD, publish
from checklist.statistics.frames import Frame
from checklist.statistics.letters import (
    ALL_YES, MANY_NOT_APPLICABLE, SCORE, VERDICT, letters_of)
from tests.statistics_data import LETTERS, random_rows, scored

SLACK = BASE - 1
# What the solver answers where its time is over.
OUT_OF_TIME = 1
CODES = ('Q-1', 'Q-2')
ITEMS = (*CODES, VERDICT, SCORE, ALL_YES, MANY_NOT_APPLICABLE)


@dataclass(frozen=True)
class Target:
    """A group that must not be told, with the types that make it up."""

    name: str
    mask: numpy.ndarray


class World:
    """Every type there can be, and which types belong to a group or have a letter."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        axes = [range(len(counts.categories[dimension])) for dimension in Dimension]
        letters = [range(len(LETTERS))] * len(CODES)
        self.types = numpy.array(list(product(*axes, *letters)))
        answers = self.types[:, len(Dimension):]
        yes, out = LETTERS.index('Y'), LETTERS.index('A')
        shows = {ALL_YES: (answers == yes).all(axis=1),
                 MANY_NOT_APPLICABLE: 100 * (answers == out).sum(axis=1) > 33 * len(CODES)}
        self.letters = {(code, letter): answers[:, place] == number
                        for place, code in enumerate(CODES)
                        for number, letter in enumerate(LETTERS)}
        self.letters |= {(item, letter): mask if letter == '+' else ~mask
                         for item, mask in shows.items() for letter in '+-'}
        given = numpy.array([*LETTERS.encode()], dtype=numpy.uint8)[answers.T]
        self.letters |= {(item, letter): line[0] == ord(letter)
                         for item, line in zip((VERDICT, SCORE), scored(given), strict=True)
                         for letter in letters_of(item)}

    def groups(self) -> Iterator[tuple[Axes, tuple[int, ...], str, numpy.ndarray]]:
        for axes in TABLES:
            names = [self.counts.categories[dimension] for dimension in axes]
            for where in product(*(range(len(name)) for name in names)):
                mask = numpy.ones(len(self.types), dtype=bool)
                for dimension, place in zip(axes, where, strict=True):
                    mask &= self.types[:, list(Dimension).index(dimension)] == place
                key = group_key(*(name[place] for name, place in zip(names, where, strict=True)))
                yield axes, where, key, mask


def constraints_of(world: World, frame: Frame) -> LinearConstraint:
    """Return what is published as bounds of sums of types."""
    rows, least, most = [], [], []

    def between(mask: numpy.ndarray, low: int, high: float) -> None:
        rows.append(mask)
        least.append(max(low, THRESHOLD))
        most.append(high)

    for axes, _, key, mask in world.groups():
        group = frame.tables[table_name(axes)].get(key)
        if group is None:
            continue
        between(mask, group.businesses - SLACK, group.businesses + SLACK)
        for item in ITEMS:
            split = group.splits.get(item)
            if split is None:
                continue
            between(mask & world.letters[item, split.rest], THRESHOLD, numpy.inf)
            for letter, number in split.measured.items():
                between(mask & world.letters[item, letter], number - SLACK, number + SLACK)
    return LinearConstraint(csr_array(numpy.array(rows, dtype=float)), least, most)


def targets_of(world: World) -> list[Target]:
    """Return every small group: of a table, of a letter, and of all rarer letters together."""
    counts, found = world.counts, []
    for axes, where, key, mask in world.groups():
        name = f'{table_name(axes)}:{key}'
        if 0 < counts.sizes[axes][where] < THRESHOLD:
            found.append(Target(name, mask))
        for item in ITEMS:
            place = counts.items.index(item)
            letters = LETTERS if item in CODES else letters_of(item)
            order = {letter: n for n, letter in enumerate(letters_of(item))}
            numbers = counts.parts[axes][(*where, place)]
            largest = int(numbers.argmax())
            small = [letter for letter in letters if 0 < numbers[order[letter]] < THRESHOLD]
            found += [Target(f'{name} {item}={letter}', mask & world.letters[item, letter])
                      for letter in small]
            rarer = [letter for letter in letters if order[letter] != largest]
            if len(rarer) > 1 and 0 < sum(numbers[order[letter]] for letter in rarer) < THRESHOLD:
                both = numpy.logical_or.reduce([world.letters[item, letter] for letter in rarer])
                found.append(Target(f'{name} {item}={"|".join(rarer)}', mask & both))
    return found


def told(rows: Rows) -> list[str]:
    """Return the small groups that can be told from what is published of a month."""
    counts = count(rows, CODES, 202610)
    world, frame = World(counts), publish(counts)
    if frame.businesses is None:
        return []
    constraints, left, lost = constraints_of(world, frame), targets_of(world), []
    for sign in (1, -1):
        together = numpy.sum([target.mask for target in left], axis=0)
        left = _unsafe(left, _solve(sign * together, constraints)) if left else left
    while left:
        target = left[0]
        left = _unsafe(left, _solve(-target.mask.astype(float), constraints))
        if left and left[0] is target:
            left = _unsafe(left, _solve(target.mask.astype(float), constraints))
        if left and left[0] is target:
            lost.append(target.name)
            left = left[1:]
    return lost


def _unsafe(targets: list[Target], solution: numpy.ndarray | None) -> list[Target]:
    """Return the groups that are still between 1 and 9 in a world that agrees with all."""
    return targets if solution is None else [
        target for target in targets if not _is_safe(target, solution)]


def _is_safe(target: Target, solution: numpy.ndarray) -> bool:
    """Return whether a group is empty or large in a world that agrees with what is published."""
    number = int(solution[target.mask].sum())
    return number == 0 or number >= THRESHOLD


def _solve(objective: numpy.ndarray, constraints: LinearConstraint) -> numpy.ndarray | None:
    found = milp(numpy.asarray(objective, dtype=float), constraints=constraints,
                 integrality=numpy.ones(len(objective)), bounds=Bounds(0, numpy.inf),
                 options={'time_limit': 300.0, 'mip_rel_gap': 0.5})
    if found.x is None and found.status == OUT_OF_TIME:
        raise TimeoutError('The solver found no world in time: this says nothing of the group.')
    return None if found.x is None else numpy.round(found.x).astype(int)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--sets', type=int, default=1000)
    parser.add_argument('--first', type=int, default=0)
    options = parser.parse_args()
    began, lost = time.monotonic(), 0
    for seed in range(options.first, options.first + options.sets):
        found = told(random_rows(seed, 20 + 40 * (seed % 12)))
        lost += bool(found)
        for name in found:
            print(f'set {seed}: {name}')
    print(f'{options.sets} months attacked in {time.monotonic() - began:.0f} s,'
          f' {lost} with a small group that can be told')
    return bool(lost)


if __name__ == '__main__':
    sys.exit(main())
