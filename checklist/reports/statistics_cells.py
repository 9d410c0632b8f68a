"""Cells of tables of statistics: numbers and shares added up over frames, items and groups."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext

from checklist.reports.statistics_desk import SHARES, Inquiry, Measure
from checklist.reports.statistics_tables import Cell, CellKind, Column, count_cell, share_cell
from checklist.services.statistics import (
    FrameHead, Sizes, Splits, Totals, read_group_sizes, read_item, read_items, read_totals_of)
from checklist.statistics.dimensions import Axes, Dimension, group_key
from checklist.statistics.figures import Figure, Outcome, outcome, size_figure
from checklist.statistics.frames import Split
from checklist.statistics.letters import EVERY_QUESTION, letters_of
from checklist.statistics.shares import Tally, tally
from checklist.statistics.totals import tally_totals

Group = Mapping[Dimension, str]
# Nobody checked themselves then, or nothing was asked: there is nothing that could be hidden.
NOTHING = Cell(text='–')


@dataclass(frozen=True)
class Numbers:
    """The tables of some frames that are cut along the same dimensions, read at once."""

    axes: Axes
    sizes: Sizes
    items: Mapping[str, Splits]
    totals: Totals = field(default_factory=dict)

    def size(self, heads: Iterable[FrameHead], group: Group) -> Figure:
        key = self._key(group)
        return size_figure(self.sizes.get(head.id, {}).get(key) for head in heads)

    def outcome(self, heads: Iterable[FrameHead], item: str, group: Group) -> Outcome:
        """Return how one item came out in a group, over the frames that have it."""
        return outcome(self._parts(heads, item, self._key(group)), letters_of(item))

    def measured(self, heads: Iterable[FrameHead], item: str, measure: Measure,
                 group: Group) -> Cell:
        """Return a measure of a group over frames."""
        if measure is Measure.BUSINESSES:
            return count_cell(self.size(heads, group))
        return measured_cell(self.tally(heads, item, group), measure)

    def tally(self, heads: Iterable[FrameHead], item: str, group: Group) -> Tally:
        """Add up one item, or every question, in a group over frames."""
        key = self._key(group)
        if item != EVERY_QUESTION:
            return tally(self._parts(heads, item, key))
        return tally_totals((len(head.published.version.questions),
                             self.sizes.get(head.id, {}).get(key),
                             self.totals.get(head.id, {}).get(key)) for head in heads)

    def _parts(self, heads: Iterable[FrameHead], item: str,
               key: str) -> Iterator[tuple[int | None, Split | None]]:
        splits = self.items.get(item, {})
        for head in heads:
            if asks(head, item):
                yield (self.sizes.get(head.id, {}).get(key),
                       splits.get(head.id, {}).get(key))

    def _key(self, group: Group) -> str:
        return group_key(*(group[dimension] for dimension in self.axes))


def measured_cell(found: Tally, measure: Measure) -> Cell:
    """Return the share that a measure tells."""
    return share_cell(found.share(*SHARES[measure]))


def asks(head: FrameHead, item: str) -> bool:
    """Return whether the version of a frame has an item."""
    return item.startswith('@') or item in head.published.version.questions


def read_numbers(heads: Sequence[FrameHead], axes: Axes, item: str = '') -> Numbers:
    """Read the sizes of groups and how one item, or every question together, came out in them."""
    sizes = read_group_sizes(heads, axes)
    if item == EVERY_QUESTION:
        return Numbers(axes, sizes, {}, read_totals_of(heads, axes))
    return Numbers(axes, sizes, {item: read_item(heads, axes, item)} if item else {})


def read_whole(heads: Sequence[FrameHead], axes: Axes, group: Group | None = None) -> Numbers:
    """Read how each item came out in every group, or in one of them alone."""
    key = None if group is None else group_key(*(group[dimension] for dimension in axes))
    return Numbers(axes, read_group_sizes(heads, axes), read_items(heads, axes, key))


def item_asked(inquiry: Inquiry) -> str:
    """Return what a question is about: nothing where only businesses are counted."""
    if inquiry.measure is Measure.BUSINESSES:
        return ''
    return inquiry.item or EVERY_QUESTION


def of_cell(share: Cell) -> Cell:
    """Return of how many businesses a share is."""
    if share.of is None:
        return share
    return Cell(number=share.of, at_least=share.partial)


def of_column() -> Column:
    return Column('of', gettext('Of how many'))


def share_column() -> Column:
    return Column('share', gettext('Share, %'), CellKind.PERCENT)


def measure_title(measure: Measure) -> str:
    return {
        Measure.NOT_MET: gettext('Not met, share of those to whom it applies'),
        Measure.TO_FIND_OUT: gettext('To find out, share of those to whom it applies'),
        Measure.NOT_APPLICABLE: gettext('Not applicable, share of those asked'),
        Measure.PASSED: gettext('Passed, share of all with a score'),
        Measure.BUSINESSES: gettext('Number of businesses')}[measure]


def reading_notes(*, merged: bool = False) -> tuple[str, ...]:
    """Return how to read numbers that were protected before they were stored."""
    notes = [
        gettext('A business counts once a month, with its last self-inspection of the month.'
                ' In a longer period it can count in each month.'),
        gettext('Numbers are rounded up or down to 5 in each month; ± says by how much a sum can'
                ' be off.'),
        gettext('Hidden means: fewer than 10 businesses, or a number from which such a small group'
                ' could be worked out. It is neither zero nor missing.'),
        gettext('“At least” means that a part is hidden and not counted in.'),
        gettext('“At most” means that hidden answers are counted in the number, or left out of'
                ' those it is a share of together with “not applicable” or “not asked”.')]
    if merged:
        notes.append(gettext('The most frequent answer of a group also holds answers that fewer'
                             ' than 10 gave.'))
    return tuple(notes)
