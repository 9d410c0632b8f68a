"""Numbers of a report in words: with what is hidden in them, and what rounding can do to them."""
from collections.abc import Callable, Mapping

from flask_babel import format_decimal, gettext, ngettext

from checklist.reports.figure_words import bound_sign
from checklist.reports.report_trends import Trend, Way
from checklist.reports.statistics_tables import Cell
from checklist.reports.statistics_words import month_name


def count_words(cell: Cell, *, margin: bool = True) -> str:
    """Return a number like "1 235 ± 2"; with its bound where a part of it is hidden."""
    off = f'\xa0±\xa0{cell.margin}' if margin and cell.margin else ''
    return _bounded(cell, f'{format_decimal(cell.number or 0)}{off}')


def share_words(cell: Cell) -> str:
    """Return a share like "42 %"."""
    return _bounded(cell, f'{cell.number}\xa0%')


def _bounded(cell: Cell, words: str) -> str:
    if cell.hidden or cell.number is None:
        return gettext('hidden')
    sign = bound_sign(cell.at_least, cell.at_most)
    return f'{sign}\xa0{words}' if sign else words


def size_trend_words(trend: Trend) -> str:
    return _trend_words(trend, format_decimal(trend.by))


def share_trend_words(trend: Trend) -> str:
    """Return a change in percentage points."""
    return _trend_words(trend, ngettext(
        '%(num)s percentage point', '%(num)s percentage points', trend.by))


def _trend_words(trend: Trend, by: str) -> str:
    return {
        Way.MORE: f'+{by}', Way.LESS: f'−{by}', Way.SAME: gettext('as before'),
        Way.HIDDEN: gettext('hidden'), Way.NEW: '–'}[trend.way]


def method() -> tuple[tuple[str, str], ...]:
    """Return how the numbers came about, each part under a label."""
    return (
        (gettext('What is counted'), gettext(
            'Voluntary self-inspections that businesses finished in the month by the checklists of'
            ' the authority. A business is told by its ИНН, and of several self-inspections of one'
            ' checklist in the month its last one counts. Who took two checklists counts in each.'
            ' Nobody has inspected anything, and not every business takes part.')),
        (gettext('Without ИНН'), gettext(
            'Self-inspections without an ИНН are told as one number and are in no other: one person'
            ' could make any number of them.')),
        (gettext('Months'), gettext(
            'Each month is counted once, when it is over, and never again: its numbers do not'
            ' change any more.')),
        (gettext('Shares'), gettext(
            'Passed: of all that have a score. Not met and to find out: of those to whom the'
            ' requirement applies. Not applicable: of those who were asked. Shares are worked out'
            ' of rounded numbers and told in whole per cent.')),
        (gettext('Rounding'), gettext(
            'Numbers are rounded to multiples of 5; “±” says by how much one can be off. A change'
            ' that rounding alone could make is told as “as before”.')),
        (gettext('Hidden'), gettext(
            'Fewer than 10 businesses stand behind the number, perhaps none, or such a small group'
            ' could be worked out from it and other numbers. Hidden is neither zero nor missing.'
            ' “≥” means that a part is hidden and not counted in: the number is the least it can'
            ' be.')),
        (gettext('Rare answers'), gettext(
            'The most frequent outcome of a group also holds the outcomes that are too rare to be'
            ' shown. “≤” says where that is so, or where they are left out of those a share is of'
            ' together with “not applicable” or “not asked”: the number is the most it can be; “≈”'
            ' stands where both is so. Bars of bounds are light.')),
        (gettext('Signals'), gettext(
            'Signals are for looking and never a score: there are honest reasons for each of'
            ' them. They are shown for groups only.')))


WORDS: Mapping[str, Callable[..., object]] = {
    'count_words': count_words, 'share_words': share_words, 'month_name': month_name,
    'size_trend': size_trend_words, 'share_trend': share_trend_words, 'method': method}
