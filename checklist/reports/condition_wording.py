"""A whole condition as a sentence, with names in place of codes."""
from collections.abc import Iterable

from flask_babel import format_decimal, gettext

from checklist.reports.wording import local, relation_sentence
from checklist.services.reference import library
from requirements_catalog.activities import all_activities
from requirements_catalog.conditions import (
    AllOf, AnyOf, Comparison, Condition, Not, Operator, Source)
from requirements_catalog.model import AnswerOption, CatalogVersion, LegalForm


class ConditionWording:
    """Says conditions of one version in the language of the reader."""

    def __init__(self, version: CatalogVersion) -> None:
        self.questions = version.questions
        self.features = {**library().features,
                         **{feature.code: feature for feature in version.features}}

    def sentence(self, condition: Condition | None) -> str:
        """Return what has to be so; an empty text where nothing has to."""
        if condition is None:
            return ''
        if isinstance(condition, Comparison):
            return self._comparison(condition, True)
        if isinstance(condition, Not):
            if isinstance(condition.part, Comparison):
                return self._comparison(condition.part, False)
            return gettext('it is not so that (%(what)s)', what=self.sentence(condition.part))
        joint = gettext('and') if isinstance(condition, AllOf) else gettext('or')
        return f' {joint} '.join(map(self._part, condition.parts))

    def _part(self, part: Condition) -> str:
        text = self.sentence(part)
        nested = isinstance(part, (AllOf, AnyOf)) and len(part.parts) > 1
        return f'({text})' if nested else text

    def _comparison(self, comparison: Comparison, holds: bool) -> str:
        if comparison.source is Source.ANSWER:
            return self._answer(comparison, holds)
        say = {'features': self._feature, 'activities': _activity, 'legal_form': _legal_form,
               'territory': _territory}.get(comparison.name)
        if say:
            return say(_values(comparison), holds is (comparison.operator is not Operator.NE))
        return self._number(comparison, holds)

    def _feature(self, codes: Iterable[str], holds: bool) -> str:
        what = ', '.join(local(self.features[code].phrase) if code in self.features else code
                         for code in codes)
        return gettext('there is: %(what)s', what=what) if holds else (
            gettext('there is not: %(what)s', what=what))

    def _number(self, comparison: Comparison, holds: bool) -> str:
        feature = self.features.get(comparison.name)
        what = (gettext('number of employees') if comparison.name == 'staff'
                else local(feature.phrase) if feature else comparison.name)
        relation = relation_sentence(comparison.operator, format_decimal(comparison.value))
        text = gettext('%(what)s: %(relation)s', what=what, relation=relation)
        return text if holds else gettext('it is not so that (%(what)s)', what=text)

    def _answer(self, comparison: Comparison, holds: bool) -> str:
        names = _answers()
        answers = _either(names.get(value, value) for value in _values(comparison))
        question = self.questions.get(comparison.name)
        text = local(question.text) if question else comparison.name
        if holds is (comparison.operator is not Operator.NE):
            return gettext('to “%(question)s” the answer is “%(answer)s”', question=text,
                           answer=answers)
        return gettext('to “%(question)s” the answer is not “%(answer)s”', question=text,
                       answer=answers)


def _values(comparison: Comparison) -> list[str]:
    value = comparison.value
    return list(value) if isinstance(value, tuple) else [str(value)]


def _either(names: Iterable[str]) -> str:
    return f' {gettext("or")} '.join(names)


def _answers() -> dict[str, str]:
    return {AnswerOption.YES: gettext('Yes'), AnswerOption.NO: gettext('No'),
            AnswerOption.NOT_APPLICABLE: gettext('Not applicable'),
            AnswerOption.UNKNOWN: gettext('Need to find out')}


def _activity(codes: list[str], holds: bool) -> str:
    known = all_activities()
    names = ', '.join(f'{code} {known[code].title}' if code in known else code
                      for code in codes)
    return gettext('activity: %(names)s', names=names) if holds else (
        gettext('any activity but: %(names)s', names=names))


def _legal_form(values: list[str], holds: bool) -> str:
    names = {LegalForm.LEGAL_ENTITY: gettext('a company'),
             LegalForm.SOLE_PROPRIETOR: gettext('a sole proprietor')}
    said = _either(names.get(LegalForm(value), value) for value in values)
    return gettext('this is %(who)s', who=said) if holds else gettext('this is not %(who)s',
                                                                      who=said)


def _territory(codes: list[str], holds: bool) -> str:
    known = library().territories
    names = ', '.join(local(known[code].name) if code in known else code for code in codes)
    return gettext('place: %(names)s', names=names) if holds else (
        gettext('any place but: %(names)s', names=names))
