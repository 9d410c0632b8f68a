"""What the fields of the catalog are called in a sentence, and their values in a line."""
from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import gettext

from checklist.reports.wording import language, local
from requirements_catalog.texts import LocalText


def field_words() -> Mapping[str, str]:
    """Return the names of fields in the reader's language."""
    return {**_texts(), **_law(), **_rules()}


def _texts() -> Mapping[str, str]:
    return {
        'title': gettext('title'), 'short': gettext('short name'), 'summary': gettext('summary'),
        'audience': gettext('for whom'), 'text': gettext('wording'),
        'explanation': gettext('explanation'), 'topic': gettext('topic'),
        'evidence': gettext('evidence'), 'remedy': gettext('remedy'),
        'question': gettext('question'), 'hint': gettext('hint'), 'phrase': gettext('phrase')}


def _law() -> Mapping[str, str]:
    return {
        'offence': gettext('offence'), 'sanctions': gettext('sanctions'),
        'alternative': gettext('other sanction'), 'kind': gettext('kind of act'),
        'issuer': gettext('issuer'), 'legal_basis': gettext('legal basis'),
        'clauses': gettext('clauses of the law'), 'liabilities': gettext('liability'),
        'act': gettext('act'), 'article': gettext('article'), 'part': gettext('part'),
        'number': gettext('number'), 'adopted_on': gettext('day of adoption'),
        'superseded_by': gettext('what replaces it'), 'provenance': gettext('where it was read'),
        'approved_form': gettext('approved form')}


def _rules() -> Mapping[str, str]:
    return {
        'requirement': gettext('requirement'), 'weight': gettext('points'),
        'critical': gettext('critical'), 'not_applicable': gettext('“not applicable” allowed'),
        'applies_if': gettext('condition'), 'severity': gettext('danger of a violation'),
        'content_kind': gettext('kind of requirement'), 'remedy_days': gettext('days to mend'),
        'periodicity': gettext('how often'), 'effective_from': gettext('in force from'),
        'effective_to': gettext('in force until'), 'valid_from': gettext('in force from'),
        'valid_to': gettext('in force until'), 'as_of': gettext('the law as of'),
        'threshold_percent': gettext('threshold'), 'maximum': gettext('greatest number')}


def value_in_words(value: Any) -> str:
    """Return the value of a field in a line; nothing where it takes more than that."""
    if isinstance(value, bool):
        return gettext('yes') if value else gettext('no')
    if isinstance(value, date):
        return str(format_date(value, 'long', language()))
    if isinstance(value, LocalText):
        return local(value)
    return str(value) if isinstance(value, int) else ''
