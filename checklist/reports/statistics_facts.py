"""What a table of statistics is about, for people: the facts of its files in the reader's words."""
from collections.abc import Iterator, Mapping

from flask_babel import gettext

from checklist.reports.statistics_cells import measure_title
from checklist.reports.statistics_desk import Measure
from checklist.reports.statistics_words import category_title, dimension_title, month_name
from checklist.reports.wording import local
from checklist.services.reference import library
from checklist.statistics.dimensions import Dimension
from checklist.statistics.periods import read_month

# What another fact says in words, or says again.
SAID = frozenset({'checklists', 'question', 'territory_name'})


def told_facts(facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each fact under its name; one that is not known as it is."""
    titles = _titles()
    for name, value in facts.items():
        if name not in SAID:
            yield titles.get(name, name), _told(name, value)


def _titles() -> dict[str, str]:
    return {
        'authority': gettext('Authority'), 'checklist_names': gettext('Checklists'),
        'version': gettext('Version'), 'first_month': gettext('From month'),
        'last_month': gettext('To month'), 'measure': gettext('What is counted'),
        'question_text': gettext('Question'),
        **{dimension.value: dimension_title(dimension) for dimension in Dimension}}


def _told(name: str, value: str) -> str:
    if name == 'authority':
        return local(library().authorities[value].short)
    if name == 'version' and value == 'all':
        return gettext('All versions')
    if name in ('first_month', 'last_month'):
        return month_name(read_month(value) or 0)
    if name == 'measure':
        return measure_title(Measure(value))
    return category_title(Dimension(name), value) if name in set(Dimension) else value
