"""The values of catalog fields in lines of plain words, for those who compare two versions."""
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any

from flask_babel import gettext

from checklist.reports.condition_wording import ConditionWording
from checklist.reports.field_words import value_in_words
from checklist.reports.wording import fine, local
from requirements_catalog.authorities import DeclarationTerms
from requirements_catalog.conditions import Condition
from requirements_catalog.legal import ApprovedForm, Clause, Provenance, Sanction
from requirements_catalog.model import CatalogVersion


class ValueWording:
    """Says what a field of a version holds: things by their names rather than by their codes."""

    def __init__(self, version: CatalogVersion) -> None:
        self.version = version
        self._by_field: Mapping[str, Callable[[Any], Iterable[str]]] = {
            'clauses': self._clauses, 'liabilities': self._liabilities,
            'requirement': self._requirement, 'sanctions': _sanctions,
            'approved_form': self._form, 'act': lambda code: [self._act(code)],
            'superseded_by': lambda code: [self._act(code)], 'provenance': _provenance,
            'declaration': _declaration, 'applies_if': self._condition}

    def lines(self, field: str, value: Any) -> tuple[str, ...]:
        """Return the value of a field; no line where there is none."""
        if value is None:
            return ()
        words = self._by_field.get(field)
        if words:
            return tuple(words(value))
        return tuple(line for line in (_plain(value),) if line)

    def _clauses(self, clauses: Iterable[Clause]) -> Iterator[str]:
        for clause in clauses:
            standing = (gettext('in force') if clause.current and clause.cited else
                        gettext('in force, not in the approved form') if clause.current else
                        gettext('only in the approved form'))
            words = '; '.join((standing, *_days(clause)))
            yield f'{self._act(clause.act)}, {clause.unit} ({words})'

    def _liabilities(self, codes: Iterable[str]) -> Iterator[str]:
        for code in codes:
            liability = self.version.liabilities_by_code.get(code)
            yield f'{self._act(liability.act)}, {liability.article}' if liability else code

    def _requirement(self, code: str) -> Iterator[str]:
        requirement = self.version.requirements.get(code)
        yield local(requirement.text) if requirement else code

    def _form(self, form: ApprovedForm) -> Iterator[str]:
        yield f'{self._act(form.act)}, {form.unit}'

    def _condition(self, condition: Condition) -> Iterator[str]:
        yield ConditionWording(self.version).sentence(condition)

    def _act(self, code: str) -> str:
        act = self.version.acts_by_code.get(code)
        return local(act.short) if act else code


def _days(clause: Clause) -> Iterator[str]:
    if clause.valid_from:
        yield gettext('from %(day)s', day=value_in_words(clause.valid_from))
    if clause.valid_to:
        yield gettext('last day in force %(day)s', day=value_in_words(clause.valid_to))


def _sanctions(sanctions: Iterable[Sanction]) -> Iterator[str]:
    subjects = {'legal_entity': gettext('legal entities'),
                'sole_proprietor': gettext('sole proprietors'), 'official': gettext('officials')}
    for sanction in sanctions:
        amount = ', '.join(filter(None, (fine(sanction), local(sanction.alternative))))
        yield f'{subjects[sanction.subject]}: {amount}'


def _provenance(provenance: Provenance) -> Iterator[str]:
    seen = gettext('verified') if provenance.verified else gettext('not verified')
    yield f'{provenance.source} ({value_in_words(provenance.as_of)}, {seen})'


def _declaration(terms: DeclarationTerms) -> Iterator[str]:
    yield gettext('allowed') if terms.allowed else gettext('not allowed')


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, str) else value_in_words(value)
