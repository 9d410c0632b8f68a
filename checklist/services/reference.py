"""Reference data that ships with the catalog: territories and features."""
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from checklist.services.catalog import PublishedVersion
from requirements_catalog.authorities import Territory
from requirements_catalog.library import Library
from requirements_catalog.loader import load_library
from requirements_catalog.model import Feature


@lru_cache(maxsize=1)
def library() -> Library:
    """Return the shared part of the shipped catalog, read once per process."""
    return load_library()


def territories(on: date) -> list[Territory]:
    """Return the municipalities that exist on a day, by name."""
    valid = [territory for territory in library().territories.values()
             if territory.valid_from <= on <= (territory.valid_to or date.max)]
    return sorted(valid, key=lambda territory: str(territory.name))


def features(versions: Iterable[PublishedVersion]) -> list[Feature]:
    """Return the features that published versions ask for, in the order of the vocabulary.

    A version carries its own features, so one that has left the vocabulary is still known.
    """
    found = {feature.code: feature for published in versions
             for feature in published.version.features}
    order = {code: place for place, code in enumerate(library().features)}
    return sorted(found.values(), key=lambda feature: order.get(feature.code, len(order)))
