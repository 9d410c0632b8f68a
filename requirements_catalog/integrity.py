"""Rules across the parts of a file and across files: codes that exist, once, and in order."""
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from requirements_catalog.conditions import (
    ORDERED, Comparison, Condition, Operator, Source, comparisons)
from requirements_catalog.library import BASE_FACTS, Library
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogRequirement, ChecklistFile, FeatureKind, LegalForm)
from requirements_catalog.problems import Problem, said
from requirements_catalog.reading import Places
from requirements_catalog.succession import wrong_lineage
from requirements_catalog.yaml_source import Path

# Codes stand in addresses and in the names of form fields.
_CODE = re.compile(r'[A-Za-z0-9][A-Za-z0-9._-]*')
_ACTIVITY = re.compile(r'[0-9]{2}(\.[0-9]{1,2}){0,2}')
_TEXT_OPERATORS = frozenset({Operator.EQ, Operator.NE, Operator.IN})


class ChecklistCheck:
    """Every broken reference of one checklist file, each at its place."""

    def __init__(self, source: Places, content: ChecklistFile, library: Library) -> None:
        self.source = source
        self.content = content
        self.library = library
        self.asked: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        yield from self._header()
        yield from self._dates()
        yield from self._condition(('applies_if',), self.content.applies_if)
        yield from self._requirements()
        yield from self._sections()
        yield from self._uses()
        yield from (self.source.problem(*wrong) for wrong in wrong_lineage(self.content))

    def _header(self) -> Iterator[Problem]:
        content, library = self.content, self.library
        yield from self._known(('kind_of_control',), content.kind_of_control,
                               library.kinds_of_control, said('kind of control'))
        yield from self._known(('authority',), content.authority,
                               library.authorities, said('authority'))
        authority = library.authorities.get(content.authority)
        if authority and content.kind_of_control not in authority.kinds_of_control:
            yield self.source.problem(
                ('authority',),
                said('%(authority)s does not exercise %(kind)s', authority=authority.code,
                     kind=content.kind_of_control))
        if content.approved_form:
            yield from self._known(('approved_form', 'act'), content.approved_form.act,
                                   library.acts, said('legal act'))
        if content.version < 1:
            yield self.source.problem(('version',), said('the first version is number 1'))

    def _dates(self) -> Iterator[Problem]:
        content = self.content
        if not self.library.policy_for(content.kind_of_control, content.authority,
                                       content.effective_from):
            yield self.source.problem(
                ('effective_from',),
                said('no self-examination policy of %(kind)s is in force on %(day)s',
                     kind=content.kind_of_control, day=content.effective_from))
        if content.effective_to and content.effective_to < content.effective_from:
            yield self.source.problem(('effective_to',), said('the version ends before it begins'))
        if not 0 <= content.grace_days <= 366:
            yield self.source.problem(('grace_days',), said('a grace is from 0 to 366 days'))

    def _requirements(self) -> Iterator[Problem]:
        yield from self._codes('requirements', self.content.requirements)
        for index, requirement in enumerate(self.content.requirements):
            yield from self._requirement(('requirements', index), requirement)

    def _requirement(self, path: Path, requirement: CatalogRequirement) -> Iterator[Problem]:
        if not requirement.clauses:
            yield self.source.problem(path, said('%(code)s has no clause', code=requirement.code))
        if requirement.remedy_days < 0:
            yield self.source.problem((*path, 'remedy_days'), said('days are zero or more'))
        for place, clause in enumerate(requirement.clauses):
            yield from self._known((*path, 'clauses', place, 'act'), clause.act,
                                   self.library.acts, said('legal act'))
            if clause.valid_from and clause.valid_to and clause.valid_to < clause.valid_from:
                yield self.source.problem((*path, 'clauses', place, 'valid_to'),
                                          said('this ends before it begins'))
        for place, code in enumerate(requirement.liabilities):
            yield from self._known((*path, 'liabilities', place), code,
                                   self.library.liabilities, said('liability'))

    def _sections(self) -> Iterator[Problem]:
        yield from self._codes('sections', self.content.sections)
        for index, section in enumerate(self.content.sections):
            path: Path = ('sections', index)
            yield from self._condition((*path, 'applies_if'), section.applies_if)
            if not section.questions:
                yield self.source.problem(path, said('%(code)s has no question', code=section.code))
            for place, question in enumerate(section.questions):
                yield from self._question((*path, 'questions', place), question)

    def _question(self, path: Path, question: CatalogQuestion) -> Iterator[Problem]:
        yield from self._code((*path, 'code'), question.code, self._question_codes)
        yield from self._known((*path, said('requirement')), question.requirement,
                               self._requirement_codes, said('requirement'))
        if question.weight < 1:
            yield self.source.problem((*path, 'weight'), said('a weight is 1 or more'))
        if question.answer_set != 'compliance':
            yield self.source.problem(
                (*path, 'answer_set'), said('there is no answer set %(code)s',
                                            code=repr(question.answer_set)))
        yield from self._condition((*path, 'applies_if'), question.applies_if)
        self.asked.add(question.code)

    def _uses(self) -> Iterator[Problem]:
        used = {q.requirement for section in self.content.sections for q in section.questions}
        for index, requirement in enumerate(self.content.requirements):
            if requirement.code not in used:
                yield self.source.problem(
                    ('requirements', index, 'code'),
                    said('no question asks for %(code)s', code=requirement.code))

    @cached_property
    def _question_codes(self) -> Counter[str]:
        return Counter(q.code for section in self.content.sections for q in section.questions)

    @cached_property
    def _requirement_codes(self) -> frozenset[str]:
        return frozenset(requirement.code for requirement in self.content.requirements)

    def _codes(self, name: str, things: Iterable[Any]) -> Iterator[Problem]:
        counts = Counter(thing.code for thing in things)
        for index, thing in enumerate(things):
            yield from self._code((name, index, 'code'), thing.code, counts)

    def _code(self, path: Path, code: str, counts: Counter[str]) -> Iterator[Problem]:
        if counts[code] > 1:
            yield self.source.problem(path, said('the code %(code)s is used more than once',
                                                 code=code))
        if not _CODE.fullmatch(code):
            yield self.source.problem(
                path, said('a code is made of the letters a-z, digits, ".", "_" and "-"'))

    def _known(self, path: Path, code: str, known: Iterable[str], what: str) -> Iterator[Problem]:
        if code not in known:
            yield self.source.problem(path, said('there is no %(what)s %(code)s', what=what,
                                                 code=repr(code)))

    def _condition(self, path: Path, condition: Condition | None) -> Iterator[Problem]:
        for comparison in comparisons(condition):
            message = self._wrong(comparison)
            if message:
                yield self.source.problem(path, message)

    def _wrong(self, comparison: Comparison) -> str | None:
        if comparison.source is Source.ANSWER:
            return self._wrong_answer(comparison)
        if comparison.name == 'features':
            return self._wrong_flag(comparison)
        if comparison.name in BASE_FACTS - {'staff'}:
            return _wrong_text(comparison, self.library)
        return self._wrong_number(comparison)

    def _wrong_answer(self, comparison: Comparison) -> str | None:
        """References to answers point backwards only, hence they never form a circle."""
        if comparison.name not in self.asked:
            return said('%(name)s is not an earlier question', name=repr(comparison.name))
        if comparison.operator not in _TEXT_OPERATORS or not _values(comparison) <= _OPTIONS:
            return said('an answer is compared by %(operators)s with %(options)s',
                        operators='eq, ne or in', options=', '.join(AnswerOption))
        return None

    def _wrong_flag(self, comparison: Comparison) -> str | None:
        if (comparison.operator is Operator.HAS
                and self._kind(comparison.value) is FeatureKind.FLAG):
            return None
        return said('%(fact)s take %(operator)s and the code of a flag, not %(value)s',
                    fact='features', operator='"has"', value=repr(comparison.value))

    def _wrong_number(self, comparison: Comparison) -> str | None:
        name = comparison.name
        if self._kind(name) is FeatureKind.FLAG:
            return said('%(name)s is yes or no: write %(example)s', name=repr(name),
                        example=f'{{fact: features, has: {name}}}')
        if name != 'staff' and not self._kind(name):
            return said('there is no fact %(name)s', name=repr(name))
        if (comparison.operator not in ORDERED | {Operator.EQ, Operator.NE}
                or not isinstance(comparison.value, int)):
            return said('%(name)s is a number: compare it with %(operators)s', name=repr(name),
                        operators='eq, ne, gt, gte, lt or lte')
        return None

    def _kind(self, code: object) -> FeatureKind | None:
        feature = self.library.features.get(str(code))
        return feature.kind if feature else None


_OPTIONS: frozenset[object] = frozenset(AnswerOption)


def _values(comparison: Comparison) -> set[object]:
    value = comparison.value
    return set(value) if isinstance(value, tuple) else {value}


def _wrong_text(comparison: Comparison, library: Library) -> str | None:
    name, values = comparison.name, _values(comparison)
    allowed = {Operator.HAS} if name == 'activities' else _TEXT_OPERATORS
    if comparison.operator not in allowed:
        return said('%(name)s is compared with %(operators)s', name=repr(name),
                    operators=', '.join(sorted(allowed)))
    texts = {value for value in values if isinstance(value, str)}
    if texts != values:
        return said('%(name)s is compared with texts: quote the value', name=repr(name))
    if name == 'legal_form' and not texts <= set(LegalForm):
        return said('a legal form is %(forms)s', forms=' or '.join(LegalForm))
    if name == 'activities' and not all(map(_ACTIVITY.fullmatch, texts)):
        return said('an activity is a code like 56, 56.1 or 56.10.1')
    if name == 'territory' and not texts <= set(library.territories):
        return said('there is no territory %(codes)s',
                    codes=', '.join(sorted(texts - set(library.territories))))
    return None
