"""One's own score among the frozen scores of similar businesses, in bands and in words.

It is on the page of the result only. The report as PDF and JSON is made of the frozen record
alone, so that it can be made again byte for byte; what others did in a month is no part of it.
"""
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext

from checklist.reports.figure_words import share_words
from checklist.reports.group_words import group_name
from checklist.reports.statistics_words import month_name
from checklist.services.similar_businesses import similar_businesses
from checklist.services.submissions import Submitted
from checklist.statistics.dimensions import traits_of
from checklist.statistics.figures import Figure
from checklist.statistics.scores import Standing, standing


@dataclass(frozen=True)
class AmongOthers:
    """The group that a score is compared with, in how many things it is alike, and the bands."""

    group: str
    month: str
    alike: int
    businesses: Figure
    standing: Standing

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        return tuple(_sentences(self.standing))

    @property
    def hides(self) -> bool:
        return any(band.share is None for band in self.standing.bands)


def among_others(submitted: Submitted) -> AmongOthers | None:
    """Return where a result stands among similar businesses; None where too few are known."""
    if submitted.percent is None:
        return None
    found = similar_businesses(submitted.published, traits_of(submitted.respondent.profile))
    if found is None:
        return None
    return AmongOthers(
        group_name(found.alike) or gettext('All businesses of the region'),
        month_name(found.month), len(found.alike), found.scores.businesses,
        standing(submitted.percent, found.scores))


def _sentences(place: Standing) -> Iterator[str]:
    own = place.own
    yield (gettext('How many have a result like yours is hidden.') if own.share is None else
           gettext('In the same band as you: %(share)s of the group.',
                   share=share_words(own.share)))
    if place.above:
        yield gettext('Above it: %(share)s.', share=share_words(place.above))
    if place.below:
        yield gettext('Below it: %(share)s.', share=share_words(place.below))
