"""What a catalog must be before it is published: rules beyond those that make it readable.

A rule looks at one version on one day and yields what it found, and where. ``RULES`` is the
whole list. Rules about wording go by signs and only warn; those about conditions and days are
exact.
"""
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from requirements_catalog import law_lint, wording
from requirements_catalog.conditions import Comparison, Condition, Source, comparisons
from requirements_catalog.inspected import Inspected
from requirements_catalog.lineage_lint import RULES_OF_CHANGES, Succession
from requirements_catalog.model import AnswerOption, CatalogVersion
from requirements_catalog.problems import Level, Said, said
from requirements_catalog.reach import Reach
from requirements_catalog.wording import Found


@dataclass(frozen=True)
class Finding:
    """One thing a rule found; ``where`` is the code of a question, requirement or section.

    It is empty for what concerns the whole version or something it shares with others.
    """

    rule: str
    level: Level
    where: str
    message: str

    def __str__(self) -> str:
        return f'{self.level}: {self.where and self.where + ": "}{self.message} [{self.rule}]'


def lint(version: CatalogVersion, *, on: date, days_ahead: int = 90,
         before: CatalogVersion | None = None) -> tuple[Finding, ...]:
    """Return what all rules find in a version on a day, in the order of the rules.

    Where the version before is given, so is what has been made of its questions.
    """
    inspected = Inspected(version, on, on + timedelta(days=days_ahead))
    found = [Finding(name, level, where, message)
             for name, level, rule in RULES for where, message in rule(inspected)]
    succession = Succession(before, version) if before else None
    return (*found, *(Finding(name, level, where, message)
                      for name, level, rule_of_changes in RULES_OF_CHANGES if succession
                      for where, message in rule_of_changes(succession)))


def impossible_condition(inspected: Inspected) -> Found:
    """Conditions that fail for everybody, of a part that others do not fail for already."""
    content, reach = inspected.version.content, inspected.reach
    if not reach.possible(content.applies_if):
        yield '', said('the condition of the checklist can never hold: its parts contradict one'
                       ' another, remove one')
        return
    for section in content.sections:
        if not reach.possible(content.applies_if, section.applies_if):
            yield section.code, _impossible(reach, section.applies_if)
            continue
        for question in section.questions:
            if not reach.possible(content.applies_if, section.applies_if, question.applies_if):
                yield question.code, _impossible(reach, question.applies_if)


def _impossible(reach: Reach, condition: Condition | None) -> Said:
    if not reach.possible(condition):
        return said('the condition can never hold: its parts contradict one another, remove one')
    return said('nobody comes to see this: its condition contradicts that of the checklist or the'
                ' section, loosen one')


def impossible_option(inspected: Inspected) -> Found:
    for where, condition in inspected.conditions:
        for comparison in comparisons(condition):
            if comparison.source is Source.ANSWER and _refused(inspected.version, comparison):
                yield where, said('the condition looks for "not applicable", which %(question)s'
                                  ' does not allow: remove the comparison',
                                  question=comparison.name)


def _refused(version: CatalogVersion, comparison: Comparison) -> bool:
    value = comparison.value
    values = value if isinstance(value, tuple) else (value,)
    return (AnswerOption.NOT_APPLICABLE in values
            and not version.questions[comparison.name].not_applicable)


def no_score(inspected: Inspected) -> Found:
    """Answering "yes" to all gives 100 % of any question that applies, hence of any but none."""
    if inspected.reach.may_ask_nothing():
        yield '', said('the checklist applies to some to whom none of its questions does, so that'
                       ' they can reach no score: add a question for all, or narrow the checklist')


def loose_critical(inspected: Inspected) -> Found:
    for question in inspected.version.questions.values():
        if question.critical and question.not_applicable:
            yield question.code, said(
                'a critical question that can be answered "not applicable" can be got round:'
                ' set not_applicable to false and say by a condition to whom it applies')


def no_liability(inspected: Inspected) -> Found:
    for requirement in inspected.version.content.requirements:
        if not requirement.liabilities:
            yield requirement.code, said(
                'nothing says what a violation costs: name the liabilities')


def no_evidence(inspected: Inspected) -> Found:
    for requirement in inspected.version.content.requirements:
        if not re.search(r'\w', str(requirement.evidence)):
            yield requirement.code, said(
                'nothing says what proves compliance: name the evidence')


def points(inspected: Inspected) -> Found:
    for section in inspected.version.content.sections:
        found = inspected.reach.section_points(section)
        ranges = {'questions': _range(found.questions), 'points': _range(found.points)}
        yield section.code, (
            said('%(questions)s questions for %(points)s points', **ranges) if found.exact else
            said('%(questions)s questions for %(points)s points at the very least and most',
                 **ranges))


def _range(ends: tuple[int, int]) -> str:
    low, high = ends
    return str(low) if low == high else said('%(low)s to %(high)s', low=low, high=high)


def _of_texts(rule: Callable[[CatalogVersion], Found]) -> Callable[[Inspected], Found]:
    return lambda inspected: rule(inspected.version)


RULES: tuple[tuple[str, Level, Callable[[Inspected], Found]], ...] = (
    ('no-current-clause', Level.ERROR, law_lint.no_current_clause),
    ('expired-clause', Level.ERROR, law_lint.expired_clause),
    ('impossible-condition', Level.ERROR, impossible_condition),
    ('impossible-option', Level.WARNING, impossible_option),
    ('no-score', Level.WARNING, no_score),
    ('early-clause', Level.WARNING, law_lint.early_clause),
    ('expired-act', Level.WARNING, law_lint.expired_act),
    ('ending-act', Level.WARNING, law_lint.ending_act),
    ('ending-clause', Level.WARNING, law_lint.ending_clause),
    ('two-duties', Level.WARNING, _of_texts(wording.two_duties)),
    ('negative-wording', Level.WARNING, _of_texts(wording.negative_wording)),
    ('same-wording', Level.WARNING, _of_texts(wording.same_wording)),
    ('missing-translation', Level.WARNING, _of_texts(wording.missing_translation)),
    ('loose-critical', Level.WARNING, loose_critical),
    ('no-liability', Level.WARNING, no_liability),
    ('no-evidence', Level.WARNING, no_evidence),
    ('points', Level.INFORMATION, points),
)
