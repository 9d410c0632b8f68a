"""Small catalogs, profiles and answers for the tests: every field that a test does not name."""
from datetime import date
from pathlib import Path
from typing import Any

from requirements_catalog.applicability import Profile
from requirements_catalog.authorities import (
    DeclarationTerms, KindOfControl, SelfExaminationPolicy, SupervisoryAuthority)
from requirements_catalog.conditions import Comparison, Operator, Source, Value
from requirements_catalog.legal import Clause, LegalAct, Liability, Provenance, Sanction, Subject
from requirements_catalog.library import Library
from requirements_catalog.model import (
    AnswerOption, CatalogQuestion, CatalogRequirement, CatalogSection, CatalogVersion,
    ChecklistFile, ContentKind, Feature, FeatureKind, LegalForm, Severity)
from requirements_catalog.texts import LocalText

TODAY = date(2026, 11, 21)
PROVENANCE = Provenance(source='the act itself', as_of=TODAY, verified=True)

YES, NO = AnswerOption.YES, AnswerOption.NO
NA, UNKNOWN = AnswerOption.NOT_APPLICABLE, AnswerOption.UNKNOWN

KITCHEN, TERRACE, SEATS = 'kitchen', 'terrace', 'seats'


def text(russian: str, english: str | None = None) -> LocalText:
    return LocalText.of({'ru': russian, 'en': english or f'{russian} (en)'})


def fact(name: str, operator: str, value: Value) -> Comparison:
    return Comparison(Source.FACT, name, Operator(operator), value)


def has(feature: str) -> Comparison:
    return fact('features', 'has', feature)


def answered(question: str, option: str, operator: str = 'eq') -> Comparison:
    return Comparison(Source.ANSWER, question, Operator(operator), option)


def act(code: str = 'act-1', **changes: Any) -> LegalAct:
    return LegalAct(**{
        'code': code, 'kind': text('закон'), 'number': '1-ФЗ', 'adopted_on': date(2020, 7, 31),
        'title': text(f'О контроле {code}'), 'short': text(f'закон {code}'),
        'issuer': text('Дума'), 'provenance': PROVENANCE, **changes})


def clause(act_code: str = 'act-1', **changes: Any) -> Clause:
    return Clause(**{'act': act_code, 'unit': 'пункт 1', 'provenance': PROVENANCE, **changes})


def dated_version() -> CatalogVersion:
    """Return a version with a clause that begins and ends on other days than its act."""
    days = {'valid_from': date(2026, 9, 1), 'valid_to': date(2027, 3, 1)}
    return version_of(question(), requirements=(
        requirement(clauses=(clause(**days), clause(unit='пункт 2'))),))


def liability(code: str = 'fine-1', **changes: Any) -> Liability:
    return Liability(**{
        'code': code, 'act': 'act-1', 'article': '20.4', 'offence': text('нарушение правил'),
        'sanctions': (Sanction(subject=Subject.LEGAL_ENTITY, minimum=1000, maximum=2000),),
        'provenance': PROVENANCE, **changes})


def requirement(code: str = 'R-1', **changes: Any) -> CatalogRequirement:
    return CatalogRequirement(**{
        'code': code, 'topic': text(f'тема {code}'), 'text': text(f'обязанность {code}'),
        'content_kind': ContentKind.DUTY, 'severity': Severity.MEDIUM, 'clauses': (clause(),),
        'liabilities': ('fine-1',), 'evidence': text(f'журнал {code}'),
        'remedy': text(f'заведите журнал {code}'), 'remedy_days': 10, **changes})


def question(code: str = 'Q-1', **changes: Any) -> CatalogQuestion:
    return CatalogQuestion(**{
        'code': code, 'requirement': 'R-1', 'text': text(f'Есть ли журнал {code}?'),
        'explanation': text(f'Посмотрите журнал {code}.'), **changes})


def section(code: str = 'S-1', *questions: CatalogQuestion, **changes: Any) -> CatalogSection:
    return CatalogSection(**{
        'code': code, 'title': text(f'раздел {code}'), 'questions': questions, **changes})


def policy(**changes: Any) -> SelfExaminationPolicy:
    return SelfExaminationPolicy(**{
        'code': 'policy-1', 'kind_of_control': 'fire', 'threshold_percent': 80,
        'declaration': DeclarationTerms(allowed=True), 'valid_from': date(2026, 1, 1),
        'legal_basis': text('статья 51'), 'provenance': PROVENANCE, **changes})


def feature(code: str, kind: FeatureKind = FeatureKind.FLAG, **changes: Any) -> Feature:
    return Feature(**{
        'code': code, 'kind': kind, 'question': text(f'Есть ли {code}?'),
        'phrase': text(code), **changes})


KIND_OF_CONTROL = KindOfControl(
    code='fire', title=text('пожарный надзор'), level='federal', provenance=PROVENANCE)
AUTHORITY = SupervisoryAuthority(
    code='mchs', title=text('Управление МЧС'), short=text('МЧС'), kinds_of_control=('fire',),
    provenance=PROVENANCE)
FEATURES = {code: feature(code, kind) for code, kind in (
    (KITCHEN, FeatureKind.FLAG), (TERRACE, FeatureKind.FLAG), (SEATS, FeatureKind.NUMBER))}


def content(*sections: CatalogSection, **changes: Any) -> ChecklistFile:
    asked = {q.requirement for part in sections for q in part.questions}
    return ChecklistFile(**{
        'checklist': 'fire-safety', 'version': 1, 'title': text('Пожарная безопасность'),
        'short': text('Пожар'), 'summary': text('О пожарах'), 'audience': text('Для всех'),
        'kind_of_control': 'fire', 'authority': 'mchs', 'effective_from': TODAY, 'as_of': TODAY,
        'requirements': tuple(map(requirement, sorted(asked))), 'sections': sections, **changes})


def library(**changes: Any) -> Library:
    return Library(**{
        'acts': {'act-1': act()}, 'liabilities': {'fine-1': liability()},
        'kinds_of_control': {'fire': KIND_OF_CONTROL}, 'authorities': {'mchs': AUTHORITY},
        'policies': {'policy-1': policy()}, 'features': FEATURES, **changes})


def version_of(*parts: CatalogSection | CatalogQuestion, shared: Library | None = None,
               judged_by: SelfExaminationPolicy | None = None,
               **changes: Any) -> CatalogVersion:
    """Return a version of the sections given, or of one section of the questions given."""
    sections = tuple(part for part in parts if isinstance(part, CatalogSection))
    loose = tuple(part for part in parts if isinstance(part, CatalogQuestion))
    if loose:
        sections += (section('S-0', *loose),)
    whole = shared or library(**({'policies': {'p': judged_by}} if judged_by else {}))
    return whole.resolve(content(*sections, **changes))


def profile(**changes: Any) -> Profile:
    return Profile(**{
        'legal_form': LegalForm.LEGAL_ENTITY, 'activities': ('56.10',), 'territory': '75701',
        'staff': 5, 'features': {KITCHEN: True, TERRACE: False}, 'numbers': {SEATS: 20},
        **changes})


def answers(*options: AnswerOption | None) -> dict[str, AnswerOption]:
    """Return answers to Q-1, Q-2 and so on; None leaves a question without one."""
    return {f'Q-{number}': option for number, option in enumerate(options, 1) if option}


def questions(*weights: int, **changes: Any) -> tuple[CatalogQuestion, ...]:
    """Return questions Q-1, Q-2 and so on with the weights given."""
    return tuple(question(f'Q-{number}', weight=weight, **changes)
                 for number, weight in enumerate(weights, 1))


# The same as a folder of files.
CHECKLIST = 'checklists/fire-safety/v1.yaml'
FILES = {
    'legal_acts/common.yaml': """\
- code: act-1
  kind: {ru: "закон"}
  number: "1-ФЗ"
  adopted_on: 2020-07-31
  title: {ru: "О контроле"}
  short: {ru: "закон № 1"}
  issuer: {ru: "Дума"}
  valid_from: 2021-07-01
  provenance: {source: "акт", as_of: 2026-11-21, verified: true}
""",
    'liabilities/fire.yaml': """\
- code: fine-1
  act: act-1
  article: "20.4"
  offence: {ru: "нарушение"}
  sanctions:
    - {subject: legal_entity, minimum: 1000, maximum: 2000}
  provenance: {source: "акт", as_of: 2026-11-21}
""",
    'kinds_of_control.yaml': """\
- code: fire
  title: {ru: "надзор"}
  level: federal
  provenance: {source: "акт", as_of: 2026-11-21}
""",
    'authorities.yaml': """\
- code: mchs
  title: {ru: "МЧС"}
  short: {ru: "МЧС"}
  kinds_of_control: [fire]
  provenance: {source: "акт", as_of: 2026-11-21}
- code: gibdd
  title: {ru: "ГИБДД"}
  short: {ru: "ГИБДД"}
  kinds_of_control: []
  provenance: {source: "акт", as_of: 2026-11-21}
""",
    'policies.yaml': """\
- code: policy-1
  kind_of_control: fire
  threshold_percent: 90
  not_applicable_limit_percent: 50
  declaration: {allowed: true}
  valid_from: 2026-01-01
  legal_basis: {ru: "статья 51"}
  provenance: {source: "акт", as_of: 2026-11-21}
""",
    'territories.yaml': """\
- code: "75701"
  name: {ru: "Челябинск"}
  kind: city
  valid_from: 2006-01-01
  provenance: {source: "акт", as_of: 2026-11-21}
""",
    'features.yaml': """\
- {code: kitchen, kind: flag, question: {ru: "Есть кухня?"}, phrase: {ru: "кухня"}}
- {code: seats, kind: number, question: {ru: "Сколько мест?"}, phrase: {ru: "места"}}
""",
    CHECKLIST: """\
checklist: fire-safety
version: 1
title: {ru: "Пожарная безопасность"}
short: {ru: "Пожар"}
summary: {ru: "О пожарах"}
audience: {ru: "Для всех"}
kind_of_control: fire
authority: mchs
approved_form: {act: act-1, unit: "форма 1"}
effective_from: 2026-11-01
effective_to: 2027-11-01
as_of: 2026-11-21
applies_if: {fact: staff, gte: 1}
requirements:
  - code: R-1
    topic: {ru: "инструкция"}
    text: {ru: "Утвердить инструкцию."}
    content_kind: duty
    severity: medium
    clauses:
      - {act: act-1, unit: "пункт 2", provenance: {source: "акт", as_of: 2026-11-21}}
    liabilities: [fine-1]
    evidence: {ru: "Инструкция."}
    remedy: {ru: "Напишите инструкцию."}
    remedy_days: 10
sections:
  - code: S-1
    title: {ru: "Документы"}
    questions:
      - code: Q-1
        requirement: R-1
        text: {ru: "Утверждена ли инструкция?"}
        explanation: {ru: "Нужна подпись."}
      - code: Q-2
        requirement: R-1
        text: {ru: "Знают ли её работники?"}
        explanation: {ru: "Спросите."}
        weight: 2
        applies_if: {all: [{fact: features, has: kitchen}, {answer: Q-1, eq: "yes"}]}
""",
}


def write_files(folder: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding='utf-8')
