"""Cells of tables of statistics: numbers and shares added up over frames, items and groups."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from checklist.reports.statistics_desk import SHARES, Inquiry, Measure
from checklist.reports.statistics_tables import Cell, CellKind, Column, count_cell, share_cell
from checklist.services.statistics import (
    FrameHead, Sizes, Splits, read_group_sizes, read_item, read_items)
from checklist.statistics.dimensions import Axes, Dimension, group_key
from checklist.statistics.figures import Figure, Outcome, outcome, size_figure
from checklist.statistics.frames import Split
from checklist.statistics.letters import letters_of
from checklist.statistics.shares import Tally, tally

Group = Mapping[Dimension, str]
# Nobody checked themselves then, or nothing was asked: there is nothing that could be hidden.
NOTHING = Cell(text='–')


@dataclass(frozen=True)
class Numbers:
    """The tables of some frames that are cut along the same dimensions, read at once."""

    axes: Axes
    sizes: Sizes
    items: Mapping[str, Splits]

    def size(self, heads: Iterable[FrameHead], group: Group) -> Figure:
        key = self._key(group)
        return size_figure(self.sizes.get(head.id, {}).get(key) for head in heads)

    def outcome(self, heads: Iterable[FrameHead], item: str, group: Group) -> Outcome:
        """Return how one item came out in a group, over the frames that have it."""
        return outcome(self._parts(heads, item, self._key(group)), letters_of(item))

    def measured(self, heads: Sequence[FrameHead], items: Iterable[str], measure: Measure,
                 group: Group) -> Cell:
        """Return a measure of a group, over frames and items together."""
        if measure is Measure.BUSINESSES:
            return count_cell(self.size(heads, group))
        return measured_cell(self.tally(heads, items, group), measure)

    def tally(self, heads: Sequence[FrameHead], items: Iterable[str], group: Group) -> Tally:
        key = self._key(group)
        return tally(part for item in items for part in self._parts(heads, item, key))

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


def read_numbers(heads: Sequence[FrameHead], axes: Axes, item: str = '', *,
                 whole: bool = False) -> Numbers:
    """Read the sizes of groups and how one item came out in them; with ``whole`` every item."""
    sizes = read_group_sizes(heads, axes)
    if whole:
        return Numbers(axes, sizes, read_items(heads, axes))
    return Numbers(axes, sizes, {item: read_item(heads, axes, item)} if item else {})


def numbers_of(heads: Sequence[FrameHead], axes: Axes, inquiry: Inquiry) -> Numbers:
    """Read what a question needs."""
    whole = not inquiry.item and inquiry.measure is not Measure.BUSINESSES
    return read_numbers(heads, axes, inquiry.item, whole=whole)


def items_asked(heads: Iterable[FrameHead], inquiry: Inquiry) -> list[str]:
    """Return the items that a question is about: one, or every question of the versions."""
    if inquiry.measure is Measure.BUSINESSES:
        return []
    if inquiry.item:
        return [inquiry.item]
    return list(dict.fromkeys(code for head in heads for code in head.published.version.questions))


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
        gettext('“At least” means that a part is hidden and not counted in.')]
    if merged:
        notes.append(gettext('The most frequent answer of a group also holds answers that fewer'
                             ' than 10 gave.'))
    return tuple(notes)
