"""What the fields of the catalog are called on the pages of its editors, and what belongs there.

A test sees that every field of the model has a label here or is named among those that nobody
types.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from forms.profiles import LEGAL_FORMS
from requirements_catalog.authorities import CriticalRule
from requirements_catalog.legal import Subject
from requirements_catalog.model import ContentKind, FeatureKind, Periodicity, Severity

SHORT, LONG = 300, 4000
MOST_ROUBLES = 999_999_999


@dataclass(frozen=True)
class Label:
    """How one field is shown: its name, a hint, and the bounds of what may be typed.

    ``after`` names the day of the same part that this one does not come before, or the number
    that this one is not less than.
    """

    text: Any
    hint: Any = ''
    long: bool = False
    least: int = 0
    most: int = SHORT
    after: str = ''


def _long(text: Any, hint: Any = '') -> Label:
    return Label(text, hint, long=True, most=LONG)


def _number(text: Any, hint: Any = '', *, least: int = 0, most: int, after: str = '') -> Label:
    return Label(text, hint, least=least, most=most, after=after)


_BEGIN, _END = _l('In force from'), _l('Last day in force')
_NO_END = _l('Leave it empty while no end is known.')
_AS_THE_ACT = _l('Leave it empty where it is the day of the act.')
_CONDITION = _l('Without conditions it is asked of everybody.')
_PROVENANCE = _l('Where it was read')

LABELS: Mapping[str, Label] = {
    'CatalogQuestion.requirement': Label(
        _l('Requirement'), _l('The duty whose fulfilment the answer shows.')),
    'CatalogQuestion.text': _long(
        _l('Question'), _l('Ask about one thing, so that “yes” means that all is well.')),
    'CatalogQuestion.explanation': _long(
        _l('Explanation'), _l('When to answer “yes”, in the words of daily work.')),
    'CatalogQuestion.weight': _number(
        _l('Points'), _l('1 for most questions; more where a violation does more harm.'),
        least=1, most=1000),
    'CatalogQuestion.critical': Label(
        _l('Critical: if it is broken, the score does not count as high')),
    'CatalogQuestion.not_applicable': Label(_l('May be answered “not applicable”')),
    'CatalogQuestion.applies_if': Label(_l('Whom it is asked'), _CONDITION),
    'CatalogSection.title': Label(_l('Name of the section')),
    'CatalogSection.applies_if': Label(_l('Whom it is asked'), _CONDITION),
    'CatalogRequirement.topic': Label(
        _l('Topic'), _l('Two or three words: “Medical books”, “Exits”.')),
    'CatalogRequirement.text': _long(_l('What is required')),
    'CatalogRequirement.content_kind': Label(_l('What kind of requirement is it?')),
    'CatalogRequirement.severity': Label(
        _l('Danger of a violation'),
        _l('Puts violations in order and does not change the score.')),
    'CatalogRequirement.clauses': Label(
        _l('Clauses of the law'), _l('Where it is written that one has to do this.')),
    'CatalogRequirement.liabilities': Label(_l('What a violation can cost')),
    'CatalogRequirement.evidence': _long(_l('What shows that it is met')),
    'CatalogRequirement.remedy': _long(
        _l('How to put it right'), _l('Short steps that can be taken one after the other.')),
    'CatalogRequirement.remedy_days': _number(
        _l('Days to put it right'), _l('How long it usually takes.'), most=3650),
    'CatalogRequirement.periodicity': Label(_l('How often it comes round again')),
    'Clause.act': Label(_l('Legal act')),
    'Clause.unit': Label(_l('Clause'), _l('As the act numbers it: “clause 2.21”, “article 34”.')),
    'Clause.cited': Label(_l('The approved form names this clause')),
    'Clause.current': Label(_l('In force today')),
    'Clause.valid_from': Label(_BEGIN, _AS_THE_ACT),
    'Clause.valid_to': Label(_END, _AS_THE_ACT, after='valid_from'),
    'Clause.provenance': Label(_PROVENANCE),
    'Provenance.source': Label(
        _l('Source'), _l('An address or a publication where others find it again.'), most=1000),
    'Provenance.as_of': Label(_l('Read on')),
    'Provenance.verified': Label(_l('Compared with the text of the act')),
    'LegalAct.kind': Label(_l('Kind of act'), _l('Federal law, decree, order.')),
    'LegalAct.number': Label(_l('Number')),
    'LegalAct.adopted_on': Label(_l('Adopted on')),
    'LegalAct.title': Label(_l('Full name'), most=1000),
    'LegalAct.short': Label(_l('Short name'), _l('As it stands beside a question.')),
    'LegalAct.issuer': Label(_l('Who issued it')),
    'LegalAct.valid_from': Label(_BEGIN),
    'LegalAct.valid_to': Label(_END, _NO_END, after='valid_from'),
    'LegalAct.superseded_by': Label(_l('Replaced by')),
    'LegalAct.provenance': Label(_PROVENANCE),
    'Liability.act': Label(_l('Legal act')),
    'Liability.article': Label(_l('Article')),
    'Liability.part': Label(_l('Part of the article')),
    'Liability.offence': _long(_l('What is punished')),
    'Liability.sanctions': Label(
        _l('Sanctions'), _l('One row for each kind of offender, in whole roubles.')),
    'Liability.provenance': Label(_PROVENANCE),
    'Sanction.subject': Label(_l('Who is punished')),
    'Sanction.minimum': _number(_l('Fine from, roubles'), most=MOST_ROUBLES),
    'Sanction.maximum': _number(_l('Fine up to, roubles'), most=MOST_ROUBLES, after='minimum'),
    'Sanction.alternative': Label(
        _l('Other measures'), _l('A warning, a suspension of the activity.')),
    'Feature.kind': Label(_l('How is it answered?')),
    'Feature.question': Label(_l('Question about the object')),
    'Feature.hint': Label(_l('Hint')),
    'Feature.phrase': Label(
        _l('What it is called inside a sentence'), _l('“own kitchen”, “seats for guests”')),
    'Feature.maximum': _number(
        _l('Largest number'), _l('Only for facts that are numbers.'), least=1, most=1_000_000),
    'ChecklistFile.title': Label(_l('Name of the checklist')),
    'ChecklistFile.short': Label(_l('Short name'), _l('One or two words for lists.')),
    'ChecklistFile.summary': _long(_l('What it is about')),
    'ChecklistFile.audience': _long(_l('Whom it is for')),
    'ChecklistFile.approved_form': Label(
        _l('Approved form'), _l('The act that approved the official form behind this checklist.')),
    'ChecklistFile.effective_from': Label(
        _BEGIN, _l('From this day on new self-inspections are done by this version.')),
    'ChecklistFile.effective_to': Label(_END, _NO_END, after='effective_from'),
    'ChecklistFile.grace_days': _number(
        _l('Days of grace'), _l('How long a self-inspection begun by the version before may still'
                                ' be finished by it.'), most=365),
    'ChecklistFile.as_of': Label(
        _l('The law is taken as of'), _l('The day on which the clauses were last looked through.')),
    'ChecklistFile.applies_if': Label(
        _l('Whom the checklist concerns'), _l('Without conditions it is offered to everybody.')),
    'ApprovedForm.act': Label(_l('Legal act')),
    'ApprovedForm.unit': Label(_l('Annex or clause')),
    'SelfExaminationPolicy.threshold_percent': _number(
        _l('A score counts as high from, per cent'), most=100),
    'SelfExaminationPolicy.critical_rule': Label(_l('A broken critical requirement')),
    'SelfExaminationPolicy.not_applicable_limit_percent': _number(
        _l('Largest share of “not applicable”, per cent'),
        _l('With more of them there is no score. Empty: no limit.'), most=100),
    'SelfExaminationPolicy.declaration': Label(_l('Declarations of compliance')),
    'SelfExaminationPolicy.valid_from': Label(_BEGIN),
    'SelfExaminationPolicy.valid_to': Label(_END, _NO_END, after='valid_from'),
    'SelfExaminationPolicy.legal_basis': _long(_l('Legal basis')),
    'SelfExaminationPolicy.provenance': Label(_PROVENANCE),
    'DeclarationTerms.allowed': Label(_l('A declaration may be filed')),
    'DeclarationTerms.validity_months': _number(_l('Valid for, months'), most=600),
    'DeclarationTerms.correction_days': _number(_l('Time to correct it, days'), most=3650),
    'DeclarationTerms.cooling_off_months': _number(
        _l('After an annulment the next one in, months'), most=600),
}

# What is given by the service, follows from the place of a part, or is kept by pages of its own.
UNTYPED = frozenset({
    'CatalogQuestion.code', 'CatalogQuestion.answer_set', 'CatalogSection.code',
    'CatalogSection.questions', 'CatalogRequirement.code', 'LegalAct.code', 'Liability.code',
    'Feature.code', 'ChecklistFile.checklist', 'ChecklistFile.version',
    'ChecklistFile.kind_of_control', 'ChecklistFile.authority', 'ChecklistFile.requirements',
    'ChecklistFile.sections', 'ChecklistFile.supersedes', 'ChecklistFile.lineage',
    'SelfExaminationPolicy.code', 'SelfExaminationPolicy.kind_of_control',
    'SelfExaminationPolicy.authority'})

OPTIONS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    ContentKind: {
        ContentKind.DUTY: _l('A duty'), ContentKind.PROHIBITION: _l('A prohibition'),
        ContentKind.RESTRICTION: _l('A restriction'), ContentKind.CONDITION: _l('A condition')},
    Severity: {
        Severity.HIGH: _l('High'), Severity.MEDIUM: _l('Medium'), Severity.LOW: _l('Low')},
    Periodicity: {
        Periodicity.ALWAYS: _l('Always to be met'), Periodicity.ONCE: _l('Once'),
        Periodicity.SHIFT: _l('Every shift'), Periodicity.DAY: _l('Every day'),
        Periodicity.WEEK: _l('Every week'), Periodicity.MONTH: _l('Every month'),
        Periodicity.HALF_YEAR: _l('Every half-year'), Periodicity.YEAR: _l('Every year'),
        Periodicity.EVENT: _l('On each occasion')},
    Subject: {
        Subject.LEGAL_ENTITY: LEGAL_FORMS['legal_entity'],  # type: ignore[index]
        Subject.SOLE_PROPRIETOR: LEGAL_FORMS['sole_proprietor'],  # type: ignore[index]
        Subject.OFFICIAL: _l('Official of an organisation')},
    FeatureKind: {FeatureKind.FLAG: _l('Yes or no'), FeatureKind.NUMBER: _l('A whole number')},
    CriticalRule: {
        CriticalRule.FAILS: _l('The score does not count as high'),
        CriticalRule.IGNORED: _l('Changes nothing but the points')},
}
