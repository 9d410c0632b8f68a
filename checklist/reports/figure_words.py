"""Published numbers in words: how sure they are, and that hidden ones are hidden."""
from flask_babel import format_decimal, gettext

from checklist.statistics.figures import Figure, Share


def count_words(figure: Figure | None) -> str:
    """Return a number of businesses like "about 1,240", "at least 35" or "hidden"."""
    if figure is None or not figure.readable:
        return gettext('hidden')
    number = format_decimal(figure.number)
    return (gettext('at least %(number)s', number=number) if figure.at_least
            else gettext('about %(number)s', number=number))


def share_words(share: Share | None) -> str:
    """Return a share like "37 %", "at least 37 %", "at most 37 %", "about 37 %" or "hidden"."""
    if share is None:
        return gettext('hidden')
    number = f'{share.percent}\xa0%'
    return {
        '': number, '≥': gettext('at least %(number)s', number=number),
        '≤': gettext('at most %(number)s', number=number),
        '≈': gettext('about %(number)s', number=number)}[bound_sign(share.at_least, share.at_most)]


def bound_sign(at_least: bool, at_most: bool) -> str:
    """Return the sign before a number that is the least or the most it can be, or either."""
    if at_least and at_most:
        return '≈'
    return '≥' if at_least else '≤' if at_most else ''
