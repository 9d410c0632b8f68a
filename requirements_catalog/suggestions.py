"""What may have become of old questions, to be confirmed by the author: never applied as it is.

Wordings are compared by the words they share, never by printed numbers. benchmarks/README.md
says how often suggestions of which certainty were right.
"""
from collections.abc import Iterable
from dataclasses import dataclass

from requirements_catalog.entries import AnyCatalog, entries_of
from requirements_catalog.lineage import LineageLink
from requirements_catalog.plan import lineage_between, plan
from requirements_catalog.similarity import likenesses
from requirements_catalog.steps import AnswerPlan, Step, Why

# Below this certainty nothing is suggested.
THRESHOLD = 0.35
# How much less likely a pair is of which only one side has nothing that is more alike.
_ONE_SIDED = 0.65
# Only identical content is wholly certain: the same words may be put in another order.
_SUREST = 0.99

_EXACT = frozenset({Why.SAME_CONTENT, Why.REPEATED_CONTENT})
_OPEN = frozenset({Why.ADDED, Why.OTHER_QUESTION, Why.REWORDED})

Pair = tuple[str, str]


@dataclass(frozen=True)
class Suggestion:
    """An old question that a new one may come from. ``exact``: the content is identical."""

    old: str
    new: str
    certainty: float
    exact: bool = False


def suggest(old: AnyCatalog, new: AnyCatalog,
            lineage: tuple[LineageLink, ...] | None = None) -> tuple[Suggestion, ...]:
    """Return what the author may confirm of questions that he said nothing about."""
    links = lineage_between(old, new) if lineage is None else lineage
    made = plan(old, new, links)
    exact = [Suggestion(source, step.code, 1.0, exact=True) for step in made.steps
             if step.why in _EXACT for source in step.sources]
    said = {code for link in links for code in link.new}
    open_steps = [step for step in made.steps if step.why in _OPEN and step.code not in said]
    before = _wordings(old, _open_old(made, open_steps, links))
    after = _wordings(new, (step.code for step in open_steps))
    settled = {source for step in made.steps for source in step.sources}, {
        step.code for step in made.steps if step.sources}
    return (*exact, *(Suggestion(*pair, min(certainty, _SUREST))
                      for pair, certainty in _likely(before, after).items()
                      if certainty >= THRESHOLD
                      and not (pair[0] in settled[0] and pair[1] in settled[1])))


def _open_old(made: AnswerPlan, steps: Iterable[Step],
              links: Iterable[LineageLink]) -> Iterable[str]:
    """Return the old questions that were dropped or reworded, unless the author speaks of them."""
    said = {code for link in links for code in link.old}
    reworded = (source for step in steps for source in step.sources)
    return (code for code in (*(drop.code for drop in made.dropped), *reworded)
            if code not in said)


def _wordings(catalog: AnyCatalog, codes: Iterable[str]) -> dict[str, str]:
    asked = entries_of(catalog).asked
    return {code: asked[code].wording for code in codes}


def _likely(before: dict[str, str], after: dict[str, str]) -> dict[Pair, float]:
    """Return pairs of which at least one side has nothing more alike, the surest first."""
    found = sorted(likenesses(before, after), key=lambda one: (-one[2], one[:2]))
    best_new: dict[str, str] = {}
    best_old: dict[str, str] = {}
    for one, other, _ in found:
        best_new.setdefault(one, other)
        best_old.setdefault(other, one)
    certain = {(one, other): likeness * _share(best_new[one] == other, best_old[other] == one)
               for one, other, likeness in found}
    return dict(sorted(certain.items(), key=lambda item: (-item[1], item[0])))


def _share(first: bool, second: bool) -> float:
    return 1.0 if first and second else _ONE_SIDED if first or second else 0.0
