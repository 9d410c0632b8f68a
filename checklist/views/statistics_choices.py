"""The lists of the forms of statistics, as far as they depend on what is frozen."""
from collections.abc import Mapping

from flask_babel import gettext

from checklist.reports.statistics_cells import measure_title
from checklist.reports.statistics_desk import Axis, Desk, Inquiry, Measure
from checklist.reports.statistics_heat import axis_title
from checklist.reports.statistics_inquiry import months_of
from checklist.reports.statistics_links import address_values
from checklist.reports.statistics_words import categories, category_title, month_name
from checklist.reports.wording import local
from checklist.statistics.dimensions import Dimension
from checklist.statistics.periods import write_month
from forms.statistics import PeriodForm

Choices = list[tuple[str, str]]


def fill_in(form: PeriodForm, desk: Desk, inquiry: Inquiry, problems: Mapping[str, str], *,
            whole: bool = False) -> None:
    """Give a form its lists, what is chosen, and what is wrong; nothing typed is lost.

    With ``whole`` all checklists together can be chosen, too.
    """
    chosen = address_values(inquiry)
    for field in form:
        field.choices = _choices(field.name, desk, inquiry, whole)
        if not problems or not field.data:
            field.data = chosen.get(field.name, '')
        if field.name in problems:
            field.errors = [problems[field.name]]
        if field.data not in dict(field.choices):
            field.choices.append((field.data, field.data))


def _choices(name: str, desk: Desk, inquiry: Inquiry, whole: bool) -> Choices:
    if name in set(Dimension):
        dimension = Dimension(name)
        return [('', gettext('All'))] + [
            (category, category_title(dimension, category)) for category in categories(dimension)]
    return {'checklist': lambda: _checklists(desk, whole), 'first': lambda: _months(desk),
            'last': lambda: _months(desk), 'version': lambda: _versions(desk, inquiry),
            'measure': _measures, 'question': lambda: _questions(desk, inquiry),
            'rows': _axes, 'columns': _axes}[name]()


def _checklists(desk: Desk, whole: bool) -> Choices:
    found = [(code, desk.title(code)) for code in desk.by_code]
    return [('', gettext('All checklists')), *found] if whole else found


def _months(desk: Desk) -> Choices:
    return [(write_month(month), month_name(month)) for month in months_of(desk)]


def _versions(desk: Desk, inquiry: Inquiry) -> Choices:
    return [('', gettext('All versions'))] + [
        (str(number), gettext('Version %(number)s', number=number))
        for number in desk.versions(inquiry.checklist)]


def _questions(desk: Desk, inquiry: Inquiry) -> Choices:
    found = {code: question for head in desk.frames(inquiry)
             for code, question in head.published.version.questions.items()}
    return [('', gettext('All questions together'))] + [
        (code, f'{code}. {local(question.text)}') for code, question in found.items()]


def _measures() -> Choices:
    return [(measure.value, measure_title(measure)) for measure in Measure]


def _axes() -> Choices:
    return [(axis.value, axis_title(axis)) for axis in Axis]
