"""What the things of statistics are called, in the language of the reader."""
from datetime import date

from babel.dates import format_date
from flask_babel import gettext

from checklist.reports.wording import language, local
from checklist.services.reference import library
from checklist.statistics.dimensions import NOT_KNOWN, Dimension
from checklist.statistics.letters import (
    ALL_YES, MANY_NOT_APPLICABLE, MET, NO_SCORE, NOT_APPLICABLE, NOT_ASKED, NOT_MET, PACE, SAME,
    SCORE, UNKNOWN, VERDICT)
from checklist.statistics.periods import Period


def month_name(month: int) -> str:
    """Return a month like "октябрь 2026"."""
    return str(format_date(_day(month), 'LLLL y', language()))


def short_month(month: int) -> str:
    """Return a month where room is scarce, like "окт"."""
    return str(format_date(_day(month), 'LLL', language())).rstrip('.')[:3]


def period_name(period: Period) -> str:
    if period.first == period.last:
        return month_name(period.first)
    return f'{month_name(period.first)} – {month_name(period.last)}'


def dimension_title(dimension: Dimension) -> str:
    return {
        Dimension.TERRITORY: gettext('Territory'), Dimension.LEGAL_FORM: gettext('Legal form'),
        Dimension.ACTIVITY: gettext('Section of activities'),
        Dimension.SIZE: gettext('Size')}[dimension]


def category_title(dimension: Dimension, category: str) -> str:
    """Return what a category of a dimension is called."""
    if dimension is Dimension.TERRITORY:
        known = library().territories.get(category)
        return local(known.name) if known else gettext('Not stated')
    titles = {Dimension.LEGAL_FORM: _legal_forms, Dimension.ACTIVITY: _activities,
              Dimension.SIZE: _sizes}[dimension]()
    return titles.get(category) or gettext('Not stated')


def categories(dimension: Dimension) -> list[str]:
    """Return every category of a dimension, in the order in which pages list them."""
    if dimension is Dimension.TERRITORY:
        return sorted(library().territories,
                      key=lambda code: category_title(dimension, code))
    return list({Dimension.LEGAL_FORM: _legal_forms, Dimension.ACTIVITY: _activities,
                 Dimension.SIZE: _sizes}[dimension]())


def letter_title(item: str, letter: str) -> str:
    """Return what a letter of an item means."""
    titles = {VERDICT: _verdicts, SCORE: _bands}.get(item, _answers)()
    return titles[letter]


def signal_title(item: str) -> str:
    return {
        ALL_YES: gettext('Everything answered with “yes”'),
        MANY_NOT_APPLICABLE: gettext('More than a third “not applicable”'),
        PACE: gettext('Less than three seconds for each answer'),
        SAME: gettext('The same answers as at least four others')}[item]


def signal_note() -> str:
    return gettext('Signals are for looking and never a score: there are honest reasons for each of'
                   ' them. They are shown for groups only.')


def _answers() -> dict[str, str]:
    return {MET: gettext('Met'), NOT_MET: gettext('Not met'), UNKNOWN: gettext('To find out'),
            NOT_APPLICABLE: gettext('Not applicable'), NOT_ASKED: gettext('Not asked')}


def _verdicts() -> dict[str, str]:
    return {'P': gettext('Passed'), 'B': gettext('Below the threshold'),
            'C': gettext('A critical requirement is broken'), 'S': gettext('No score')}


def _bands() -> dict[str, str]:
    return {'4': gettext('90 points of 100 and more'), '3': gettext('80 to 89'),
            '2': gettext('70 to 79'), '1': gettext('50 to 69'),
            '0': gettext('Less than 50'), NO_SCORE: gettext('No score')}


def _legal_forms() -> dict[str, str]:
    return {'E': gettext('Legal entities'), 'P': gettext('Sole proprietors')}


def _sizes() -> dict[str, str]:
    return {'0': gettext('No employees'), '1': gettext('1 to 15 employees'),
            '2': gettext('16 to 100 employees'), '3': gettext('101 to 250 employees'),
            '4': gettext('More than 250 employees')}


def _activities() -> dict[str, str]:
    return {
        'A': gettext('Agriculture, forestry, fishing'), 'B': gettext('Mining'),
        'C': gettext('Manufacturing'), 'D': gettext('Electricity, gas, steam'),
        'E': gettext('Water supply and waste'), 'F': gettext('Construction'),
        'G': gettext('Trade and repair of vehicles'), 'H': gettext('Transport and storage'),
        'I': gettext('Hotels and catering'), 'J': gettext('Information and communication'),
        'K': gettext('Finance and insurance'), 'L': gettext('Real estate'),
        'M': gettext('Professional, scientific and technical work'),
        'N': gettext('Administrative and support services'),
        'O': gettext('Public administration'), 'P': gettext('Education'),
        'Q': gettext('Health and social work'), 'R': gettext('Culture, sports, leisure'),
        'S': gettext('Other service activities'), 'T': gettext('Households as employers'),
        'U': gettext('Extraterritorial organizations'), NOT_KNOWN: gettext('Not stated')}


def _day(month: int) -> date:
    return date(month // 100, month % 100, 1)
