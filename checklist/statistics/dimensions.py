"""By what self-inspections are told apart in statistics, and the eight characters that say it.

Sizes are bands of the average number of workers as in Federal Law 209 of 24.07.2007, art. 4,
part 1.1: up to 15 a micro-enterprise, up to 100 a small one, up to 250 a medium one.
"""
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import combinations

from requirements_catalog.activities import get_activity
from requirements_catalog.applicability import Profile
from requirements_catalog.model import LegalForm

NOT_KNOWN = '?'
# The first digits of ОКТМО that name a municipality.
TERRITORY_LENGTH = 5


class Dimension(StrEnum):
    """A trait of a business; the order is that of the characters."""

    TERRITORY = 'territory'
    LEGAL_FORM = 'legal_form'
    ACTIVITY = 'activity'
    SIZE = 'size'


FORM_LETTERS: Mapping[LegalForm, str] = {
    LegalForm.LEGAL_ENTITY: 'E', LegalForm.SOLE_PROPRIETOR: 'P'}
# The largest number of workers of each size; the last has no limit.
SIZE_LIMITS: Mapping[str, int | None] = {'0': 0, '1': 15, '2': 100, '3': 250, '4': None}
SLICES: Mapping[Dimension, slice] = {
    Dimension.TERRITORY: slice(0, TERRITORY_LENGTH), Dimension.LEGAL_FORM: slice(5, 6),
    Dimension.ACTIVITY: slice(6, 7), Dimension.SIZE: slice(7, 8)}
TRAITS_LENGTH = 8

Axes = tuple[Dimension, ...]
# What is published of a frame: everybody, each dimension, and each two of them.
TABLES: Sequence[Axes] = (
    (), *((one,) for one in Dimension), *combinations(Dimension, 2))


def table_name(axes: Axes) -> str:
    """Return the name under which a table is kept; dimensions stand in their own order."""
    return '*'.join(dimension for dimension in Dimension if dimension in axes)


def group_key(*categories: str) -> str:
    """Return the name of a group in a table: its categories in the order of the dimensions."""
    return '|'.join(categories)


def traits_of(profile: Profile) -> str:
    """Return a business as eight characters: territory, legal form, activity section, size."""
    activity = get_activity(profile.activities[0]) if profile.activities else None
    return ''.join((
        profile.territory[:TERRITORY_LENGTH].ljust(TERRITORY_LENGTH, NOT_KNOWN),
        FORM_LETTERS[profile.legal_form], activity.section if activity else NOT_KNOWN,
        size_of(profile.staff)))


def size_of(staff: int) -> str:
    """Return the size of a business with so many workers."""
    return next(size for size, limit in SIZE_LIMITS.items() if limit is None or staff <= limit)


def category_of(traits: str, dimension: Dimension) -> str:
    return traits[SLICES[dimension]]
