"""Where a cell of statistics leads: addresses below that of the statistics of an authority."""
from urllib.parse import urlencode

from checklist.reports.statistics_desk import Axis, Inquiry
from checklist.statistics.dimensions import Dimension
from checklist.statistics.periods import write_month


def question_link(inquiry: Inquiry, checklist: str, code: str) -> str:
    return f'checklists/{checklist}/questions/{code}?{_query(inquiry)}'


def territory_link(inquiry: Inquiry, territory: str) -> str:
    return f'territories/{territory}?{_query(inquiry, checklist=inquiry.checklist)}'


def category_link(inquiry: Inquiry, dimension: Dimension, category: str) -> str:
    """Return where a group of businesses is looked at closely."""
    if dimension is Dimension.TERRITORY:
        return territory_link(inquiry, category)
    columns = Axis.TERRITORY if dimension is Dimension.LEGAL_FORM else Axis.LEGAL_FORM
    return 'data?' + _query(inquiry, checklist=inquiry.checklist, columns=columns.value,
                            **{dimension.value: category})


def address_values(inquiry: Inquiry) -> dict[str, str]:
    """Return a whole question as the values of an address."""
    values = {
        'checklist': inquiry.checklist, 'version': str(inquiry.version or ''),
        'first': write_month(inquiry.period.first), 'last': write_month(inquiry.period.last),
        'measure': inquiry.measure.value, 'question': inquiry.question,
        'rows': inquiry.rows.value, 'columns': inquiry.columns.value,
        **{dimension.value: category for dimension, category in inquiry.filters.items()}}
    return {name: value for name, value in values.items() if value}


def _query(inquiry: Inquiry, **values: str) -> str:
    months = {'first': write_month(inquiry.period.first),
              'last': write_month(inquiry.period.last)}
    return urlencode({name: value for name, value in {**values, **months}.items() if value})
