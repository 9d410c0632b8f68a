"""The dictionary of the open data: what each column holds, for people and for programs.

For programs it is written as "Metadata Vocabulary for Tabular Data" (CSV on the Web, a W3C
Recommendation of 17.12.2015), which has names and descriptions in several languages at once.
"""
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from checklist.statistics.method import METHOD
from requirements_catalog.texts import FIRST_LANGUAGE, LANGUAGES

# Rises when columns change; old columns keep their names.
FORMAT = 2
HIDDEN = 'hidden'
LICENCE = 'https://creativecommons.org/licenses/by/4.0/'
LICENCE_NAME = 'CC BY 4.0'


@dataclass(frozen=True)
class DataColumn:
    """A column: its name, what people call it, its type, unit and meaning."""

    name: str
    title: Any
    meaning: Any
    datatype: str = 'string'
    unit: Any = ''
    hideable: bool = False


_BUSINESSES = _l('businesses')
_MARGIN = _l('By how many businesses the number beside it can be off, up or down.')


def _text(name: str, title: Any, meaning: Any) -> DataColumn:
    return DataColumn(name, title, meaning)


def _count(name: str, title: Any, meaning: Any) -> tuple[DataColumn, DataColumn]:
    """Return the column of a number and that of its margin."""
    return (DataColumn(name, title, meaning, 'nonNegativeInteger', _BUSINESSES, True),
            DataColumn(f'{name}_margin', _l('Margin'), _MARGIN, 'nonNegativeInteger',
                       _BUSINESSES, True))


COLUMNS = (
    DataColumn('month', _l('Month'), _l(
        'The month in which the self-inspections were finished.'), 'gYearMonth'),
    _text('checklist', _l('Code of the checklist'), _l(
        'The code of the checklist, as in its address.')),
    DataColumn('version', _l('Version'), _l(
        'The number of the version. Of each business only the last self-inspection of the month'
        ' counts, so it stands in one version only.'), 'positiveInteger'),
    _text('territory', _l('Territory'), _l(
        'The first five digits of the OKTMO code of the municipality; empty for the whole'
        ' region.')),
    _text('question', _l('Question'), _l(
        'The code of the question. It stays the same from version to version as long as the'
        ' question means the same.')),
    _text('question_ru', _l('Text in Russian'), _l('The text of the question in Russian.')),
    _text('question_en', _l('Text in English'), _l(
        'The text of the question in English; in Russian where it is not translated.')),
    _text('clause', _l('Clause'), _l(
        'The acts and clauses that the question rests on, in Russian.')),
    *_count('businesses', _l('Businesses'), _l(
        'How many businesses of the row finished a self-inspection: different ИНН, each counted'
        ' once.')),
    *_count('met', _l('Met'), _l('How many of them answered that they meet the requirement.')),
    *_count('not_met', _l('Not met'), _l(
        'How many answered that they do not meet the requirement.')),
    *_count('to_find_out', _l('To find out'), _l(
        'How many do not know yet; in the score this counts as not met.')),
    *_count('not_applicable', _l('Not applicable'), _l(
        'How many answered that the requirement does not apply to them.')),
    *_count('not_asked', _l('Not asked'), _l(
        'How many were not asked, because of what they said of themselves.')),
    DataColumn('most_frequent', _l('Most frequent answer'), _l(
        'Which of the five is not counted by itself, but is what the others leave. It includes'
        ' the answers that are hidden.'), 'string', '', True),
    DataColumn('not_met_percent', _l('Share not met'), _l(
        'Not met, of those to whom the requirement applies: met, not met and to find out'
        ' together. Worked out of the published numbers.'), 'nonNegativeInteger', '%', True),
    DataColumn('not_met_percent_at_most', _l('The share is the most it can be'), _l(
        'True where hidden answers are counted in "not met", or left out of those to whom the'
        ' requirement applies, because "not met", "not applicable" or "not asked" is the most'
        ' frequent answer.'), 'boolean', '', True),
    DataColumn('applicable', _l('To whom it applies'), _l(
        'Of how many businesses the share is.'), 'nonNegativeInteger', _BUSINESSES, True),
    _text('method', _l('Method'), _l(
        'The version of the method of protection by which the row was made.')))
NAMES = tuple(column.name for column in COLUMNS)


def csvw_metadata(files: Iterable[str]) -> dict[str, Any]:
    """Return the dictionary as CSV on the Web, with the addresses of all files it is about."""
    return {
        '@context': ['http://www.w3.org/ns/csvw', {'@language': FIRST_LANGUAGE}],
        'dc:title': _in_all(_l('What is hard for businesses: frozen statistics')),
        'dc:license': {'@id': LICENCE},
        'dc:description': _in_all(_l(
            'Numbers of businesses by question, each rounded up or down to a multiple of 5. Where'
            ' a number is hidden, the field says %(word)s: it stands for fewer than 10'
            ' businesses, or protects such a number. It is not zero.', word=HIDDEN)),
        'schema:version': f'{METHOD}.{FORMAT}',
        'dialect': {'encoding': 'utf-8', 'lineTerminators': ['\r\n'], 'headerRowCount': 1},
        'tableSchema': {
            'columns': [_column(column) for column in COLUMNS],
            'primaryKey': ['month', 'checklist', 'version', 'territory', 'question']},
        'tables': [{'url': file} for file in files]}


def _column(column: DataColumn) -> dict[str, Any]:
    found = {'name': column.name, 'titles': column.name, 'datatype': column.datatype,
             'dc:title': _in_all(column.title), 'dc:description': _in_all(column.meaning)}
    if column.unit:
        found['schema:unitText'] = _in_all(column.unit)
    if column.hideable:
        found['null'] = HIDDEN
    return found


def _in_all(text: Any) -> list[dict[str, str]]:
    """Return a text in every language, as a list of values that name theirs."""
    found = []
    for language in LANGUAGES:
        with force_locale(language):
            found.append({'@value': str(text), '@language': language})
    return found
