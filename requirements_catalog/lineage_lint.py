"""Lint rules about what a version makes of the one before: answers must find their way."""
from collections.abc import Callable, Iterator
from functools import cached_property

from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogVersion
from requirements_catalog.plan import plan
from requirements_catalog.problems import Level, few, said
from requirements_catalog.similarity import unrelated
from requirements_catalog.steps import AnswerPlan, Why
from requirements_catalog.suggestions import suggest
from requirements_catalog.wording import Found

# Kinds by which an answer is never simply carried, so that people ask why.
_REASONED = frozenset({LineageKind.MERGED, LineageKind.SPLIT, LineageKind.REPLACED,
                       LineageKind.COVERED, LineageKind.DROPPED})
# Kinds of one old and one new question, of which the wording should still be the same.
_ONE_TO_ONE = frozenset({LineageKind.SAME, LineageKind.REWORDED, LineageKind.MOVED})


class Succession:
    """A version and the one it follows."""

    def __init__(self, before: CatalogVersion, version: CatalogVersion) -> None:
        self.before, self.version = before, version

    @cached_property
    def plan(self) -> AnswerPlan:
        return plan(self.before, self.version)

    @property
    def pairs(self) -> Iterator[tuple[LineageLink, str, str]]:
        """Every pair of an old and a new question that a link names, and that there is."""
        for link in self.version.content.lineage:
            for old, new in link.pairs:
                if old in self.before.questions and new in self.version.questions:
                    yield link, old, new


def reused_code(succession: Succession) -> Found:
    for step in succession.plan.steps:
        if step.why is Why.OTHER_QUESTION:
            yield step.code, said('the version before asks something else under this code: give'
                                  ' the question a code of its own')


def silent_drop(succession: Succession) -> Found:
    told = {code for link in succession.version.content.lineage for code in link.old}
    codes = [drop.code for drop in succession.plan.dropped if drop.code not in told]
    if codes:
        yield '', said('nothing says what became of %(codes)s of the version before: say that it'
                       ' was dropped, or which question took its place', codes=few(codes))


def likely_successor(succession: Succession) -> Found:
    for found in suggest(succession.before, succession.version):
        if not found.exact:
            yield found.new, said(
                'this is like %(code)s of the version before (%(share)s %%): say whether it took'
                ' its place', code=found.old, share=int(100 * found.certainty))


def bold_editorial(succession: Succession) -> Found:
    for link, old, new in succession.pairs:
        if (link.change is ChangeClass.EDITORIAL and link.kind in _ONE_TO_ONE
                and unrelated(str(succession.before.questions[old].text),
                              str(succession.version.questions[new].text))):
            yield new, said('answers to %(code)s are carried, though the wordings have little in'
                            ' common: see that both ask the same, or have them confirmed',
                            code=old)


def no_reason(succession: Succession) -> Found:
    for link in succession.version.content.lineage:
        asks = link.change in (ChangeClass.MEANING, ChangeClass.SCOPE)
        if link.reason is None and (asks or link.kind in _REASONED):
            yield (link.new or ('',))[0], said(
                'respondents are not told what became of %(codes)s: write the reason',
                codes=few(link.old))


def unclassed_rewording(succession: Succession) -> Found:
    for step in succession.plan.steps:
        if step.why is Why.REWORDED and not step.reasons:
            yield step.code, said('the wording is new, so that each answer has to be confirmed:'
                                  ' if it asks the same, say that the change is editorial')


RULES_OF_CHANGES: tuple[tuple[str, Level, Callable[[Succession], Found]], ...] = (
    ('reused-code', Level.WARNING, reused_code),
    ('silent-drop', Level.WARNING, silent_drop),
    ('likely-successor', Level.WARNING, likely_successor),
    ('bold-editorial', Level.WARNING, bold_editorial),
    ('no-reason', Level.WARNING, no_reason),
    ('unclassed-rewording', Level.INFORMATION, unclassed_rewording),
)
