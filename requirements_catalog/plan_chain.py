"""A plan over several versions: the plans from each to the next, one after the other."""
from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from requirements_catalog.steps import AnswerPlan, Drop, Outcome, Step, Why

# Whoever has to answer anew on the way answers anew in the end; else the same for confirming.
_STRICTEST = (Outcome.ASKED, Outcome.CONFIRM, Outcome.CARRIED)


def chained(plans: Iterable[AnswerPlan]) -> AnswerPlan:
    """Return one plan that does what all do in their order."""
    return reduce(_then, plans)


def _then(first: AnswerPlan, second: AnswerPlan) -> AnswerPlan:
    steps = tuple(_joined(step, [first.by_code[source] for source in step.sources])
                  for step in second.steps)
    used = {source for step in steps for source in step.sources}
    return AnswerPlan(steps, first.dropped + tuple(_lost(first, second, used)))


def _joined(step: Step, before: list[Step]) -> Step:
    """Return a step from where its sources came from; the strictest of all says what becomes."""
    if not step.sources:
        return step
    sources = tuple(dict.fromkeys(source for each in before for source in each.sources))
    if not sources:
        return replace(step, outcome=Outcome.ASKED, why=before[0].why, sources=())
    strictest = min((step, *before), key=lambda each: _STRICTEST.index(each.outcome))
    return replace(
        step, outcome=strictest.outcome, why=strictest.why, sources=sources,
        changed=tuple(dict.fromkeys(name for each in (*before, step) for name in each.changed)),
        reasons=tuple(dict.fromkeys(text for each in (*before, step) for text in each.reasons)),
        refuses_not_applicable=any(each.refuses_not_applicable for each in (step, *before)),
        other_conditions=any(each.other_conditions for each in (step, *before)))


def _lost(first: AnswerPlan, second: AnswerPlan, used: set[str]) -> Iterable[Drop]:
    """Yield the questions that outlived the first plan and not the second."""
    drops = {drop.code: drop for drop in second.dropped}
    seen = set(used)
    for step in first.steps:
        for source in step.sources:
            if source not in seen:
                seen.add(source)
                drop = drops.get(step.code)
                yield replace(drop, code=source) if drop else Drop(source, Why.DROPPED)
