"""Rules across the parts of a file and across files: codes that exist, once, and in order."""
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from requirements_catalog.conditions import (
    ORDERED, Comparison, Condition, Operator, Source, comparisons)
from requirements_catalog.library import BASE_FACTS, Library
from requirements_catalog.model import AnswerOption, ChecklistFile, LegalForm
from requirements_catalog.problems import Problem
from requirements_catalog.yaml_source import Path
from requirements_catalog.yaml_source import Source as YamlSource


class ChecklistCheck:
    """Every broken reference of one checklist file, each at its place."""

    def __init__(self, source: YamlSource, content: ChecklistFile, library: Library) -> None:
        self.source = source
        self.content = content
        self.library = library
        self.asked: set[str] = set()

    def problems(self) -> Iterator[Problem]:
        yield from self._header()
        yield from self._requirements()
        yield from self._sections()
        yield from self._uses()

    def _header(self) -> Iterator[Problem]:
        content, library = self.content, self.library
        yield from self._known(('kind_of_control',), content.kind_of_control,
                               library.kinds_of_control, 'kind of control')
        yield from self._known(('authority',), content.authority,
                               library.authorities, 'authority')
        if content.approved_form:
            yield from self._known(('approved_form', 'act'), content.approved_form.act,
                                   library.acts, 'legal act')
        if not library.policy_for(content.kind_of_control, content.authority,
                                  content.effective_from):
            yield self.source.problem(
                ('effective_from',),
                f'no self-examination policy of {content.kind_of_control} is in force'
                f' on {content.effective_from}')
        if content.effective_to and content.effective_to < content.effective_from:
            yield self.source.problem(('effective_to',), 'the version ends before it begins')
        yield from self._condition(('applies_if',), content.applies_if)

    def _requirements(self) -> Iterator[Problem]:
        yield from self._repeated('requirements', self.content.requirements)
        for index, requirement in enumerate(self.content.requirements):
            path: Path = ('requirements', index)
            if not requirement.clauses:
                yield self.source.problem(path, f'{requirement.code} has no clause')
            if requirement.remedy_days < 0:
                yield self.source.problem((*path, 'remedy_days'), 'days are zero or more')
            for place, clause in enumerate(requirement.clauses):
                yield from self._known((*path, 'clauses', place, 'act'), clause.act,
                                       self.library.acts, 'legal act')
            for place, code in enumerate(requirement.liabilities):
                yield from self._known((*path, 'liabilities', place), code,
                                       self.library.liabilities, 'liability')

    def _sections(self) -> Iterator[Problem]:
        sections = self.content.sections
        yield from self._repeated('sections', sections)
        codes = Counter(q.code for section in sections for q in section.questions)
        for index, section in enumerate(sections):
            yield from self._condition(('sections', index, 'applies_if'), section.applies_if)
            if not section.questions:
                yield self.source.problem(('sections', index), f'{section.code} has no question')
            for place, question in enumerate(section.questions):
                path = ('sections', index, 'questions', place)
                if codes[question.code] > 1:
                    yield self.source.problem(
                        (*path, 'code'), f'the code {question.code} is used more than once')
                yield from self._question(path, question)

    def _question(self, path: Path, question: Any) -> Iterator[Problem]:
        requirements = {requirement.code for requirement in self.content.requirements}
        yield from self._known((*path, 'requirement'), question.requirement,
                               requirements, 'requirement')
        if question.weight < 1:
            yield self.source.problem((*path, 'weight'), 'a weight is 1 or more')
        if question.answer_set != 'compliance':
            yield self.source.problem(
                (*path, 'answer_set'), f'there is no answer set "{question.answer_set}"')
        yield from self._condition((*path, 'applies_if'), question.applies_if)
        self.asked.add(question.code)

    def _uses(self) -> Iterator[Problem]:
        used = {q.requirement for section in self.content.sections for q in section.questions}
        for index, requirement in enumerate(self.content.requirements):
            if requirement.code not in used:
                yield self.source.problem(
                    ('requirements', index, 'code'), f'no question asks for {requirement.code}')

    def _condition(self, path: Path, condition: Condition | None) -> Iterator[Problem]:
        for comparison in comparisons(condition):
            message = self._wrong(comparison)
            if message:
                yield self.source.problem(path, message)

    def _wrong(self, comparison: Comparison) -> str | None:
        if comparison.source is Source.ANSWER:
            return self._wrong_answer(comparison)
        name, operator, value = comparison.name, comparison.operator, comparison.value
        if name == 'features':
            known = operator is Operator.HAS and self._kind(str(value)) == 'flag'
            return None if known else f'features take "has" and the code of a flag, not {value!r}'
        if name in ('activities', 'territory', 'legal_form'):
            return _wrong_text(name, operator, value)
        if name != 'staff' and self._kind(name) != 'number':
            return f'there is no fact "{name}"'
        if operator not in ORDERED | {Operator.EQ, Operator.NE} or not isinstance(value, int):
            return f'"{name}" is a number: compare it with eq, ne, gt, gte, lt or lte'
        return None

    def _wrong_answer(self, comparison: Comparison) -> str | None:
        """References to answers point backwards only, hence they never form a circle."""
        if comparison.name not in self.asked:
            return f'"{comparison.name}" is not an earlier question'
        options = ([comparison.value] if comparison.operator in (Operator.EQ, Operator.NE)
                   else comparison.value if comparison.operator is Operator.IN else [None])
        if not all(option in set(AnswerOption) for option in options):  # type: ignore[union-attr]
            return f'an answer is compared by eq, ne or in with {", ".join(AnswerOption)}'
        return None

    def _kind(self, code: str) -> str | None:
        feature = self.library.features.get(code)
        return feature.kind if feature else None

    def _known(self, path: Path, code: str, known: Iterable[str], what: str) -> Iterator[Problem]:
        if code not in known:
            yield self.source.problem(path, f'there is no {what} "{code}"')

    def _repeated(self, name: str, things: Iterable[Any]) -> Iterator[Problem]:
        counts = Counter(thing.code for thing in things)
        for index, thing in enumerate(things):
            if counts[thing.code] > 1:
                yield self.source.problem(
                    (name, index, 'code'), f'the code {thing.code} is used more than once')


def _wrong_text(name: str, operator: Operator, value: Any) -> str | None:
    allowed = {Operator.HAS} if name == 'activities' else {Operator.EQ, Operator.NE, Operator.IN}
    if operator not in allowed:
        return f'"{name}" is compared with {", ".join(sorted(allowed))}'
    values = value if isinstance(value, tuple) else (value,)
    if not all(isinstance(item, str) for item in values):
        return f'"{name}" is compared with texts: quote the value'
    if name == 'legal_form' and not set(values) <= set(LegalForm):
        return f'a legal form is {" or ".join(LegalForm)}'
    return None


def check_library(sources: Iterable[tuple[YamlSource, str, Any]],
                  library: Library) -> Iterator[Problem]:
    """Yield broken references between the shared files.

    ``sources`` gives for each thing its source, the name of its kind and the thing, in the
    order of the file; BASE_FACTS may not be taken by a feature.
    """
    places: Counter[str] = Counter()
    for source, _, thing in sources:
        path = (places[source.file],)
        places[source.file] += 1
        for name, known in (('act', library.acts), ('superseded_by', library.acts),
                            ('kind_of_control', library.kinds_of_control),
                            ('authority', library.authorities)):
            code = getattr(thing, name, None)
            if code is not None and code not in known:
                yield source.problem((*path, name), f'there is no "{code}"')
        if thing.code in BASE_FACTS:
            yield source.problem((*path, 'code'), f'the name "{thing.code}" is taken')
