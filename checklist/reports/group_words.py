"""Groups of businesses in words: their territory, legal form, activity and size."""
from collections.abc import Mapping

from checklist.reports.statistics_words import category_title
from checklist.statistics.dimensions import Dimension


def group_name(alike: Mapping[Dimension, str]) -> str:
    """Return a group like "Челябинский городской округ, индивидуальные предприниматели"."""
    first, *others = [category_title(one, alike[one]) for one in Dimension if one in alike] or ['']
    return ', '.join((first, *(f'{other[:1].lower()}{other[1:]}' for other in others)))
