"""One territory: its requirements beside those of the whole region."""
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext

from checklist.errors import Missing
from checklist.reports.statistics_cells import (
    NOTHING, Numbers, asks, of_cell, of_column, read_whole, reading_notes, share_column)
from checklist.reports.statistics_desk import Desk, Inquiry, Measure, facts_of
from checklist.reports.statistics_links import question_link
from checklist.reports.statistics_tables import (
    Cell, CellKind, Column, StatisticsTable, count_cell, difference_cell, share_cell, text_cell)
from checklist.reports.statistics_words import category_title, month_name, signal_note, signal_title
from checklist.reports.wording import local
from checklist.services.reference import library
from checklist.services.statistics import FrameHead
from checklist.statistics.dimensions import Dimension
from checklist.statistics.letters import SHOWS, SIGNALS, VERDICT, letters_of

AXES = (Dimension.TERRITORY,)


@dataclass(frozen=True)
class Place:
    """The numbers of a territory, and those of the region to compare them with."""

    desk: Desk
    inquiry: Inquiry
    heads: Sequence[FrameHead]
    here: Numbers
    region: Numbers
    group: Mapping[Dimension, str]

    def of_checklists(self) -> Iterator[tuple[str, list[FrameHead]]]:
        for code in self.desk.by_code:
            heads = [head for head in self.heads if head.checklist == code]
            if heads:
                yield code, heads


def tables_of_territory(desk: Desk, inquiry: Inquiry, territory: str) -> list[StatisticsTable]:
    """Return what there is of a territory; raise Missing where there is no such territory."""
    if territory not in library().territories:
        raise Missing('There is no such territory.')
    heads = desk.frames(inquiry)
    group = {Dimension.TERRITORY: territory}
    place = Place(desk, inquiry, heads, read_whole(heads, AXES, group), read_whole(heads, ()),
                  group)
    return [_summary(place), _requirements(place), _months(place), _signals(place)]


def _summary(place: Place) -> StatisticsTable:
    rows = [
        (text_cell(place.desk.title(code)), count_cell(place.here.size(heads, place.group)),
         *_beside(place, heads, VERDICT, Measure.PASSED))
        for code, heads in place.of_checklists()]
    return _table(place, 'summary', gettext('Checklists'), (
        Column('checklist', gettext('List of questions'), CellKind.TEXT),
        Column('businesses', gettext('Businesses')),
        Column('passed', gettext('Passed, %'), CellKind.PERCENT), of_column(),
        Column('region', gettext('In the region, %'), CellKind.PERCENT),
        Column('difference', gettext('Difference, percentage points'))), rows)


def _requirements(place: Place) -> StatisticsTable:
    rows = [
        (text_cell(place.desk.title(code)),
         text_cell(_text(heads, question), question_link(place.inquiry, code, question)),
         *_beside(place, heads, question, Measure.NOT_MET), text_cell(question))
        for code, heads in place.of_checklists()
        for question in dict.fromkeys(
            each for head in heads for each in head.published.version.questions)]
    rows.sort(key=lambda row: -1 if row[2].number is None else row[2].number, reverse=True)
    return _table(place, 'requirements', gettext('Requirements that are not met'), (
        Column('checklist', gettext('List of questions'), CellKind.TEXT),
        Column('question', gettext('Question'), CellKind.TEXT),
        Column('not_met', gettext('Not met, %'), CellKind.PERCENT), of_column(),
        Column('region', gettext('In the region, %'), CellKind.PERCENT),
        Column('difference', gettext('Difference, percentage points')),
        Column('code', gettext('Code'), CellKind.TEXT)), rows)


def _months(place: Place) -> StatisticsTable:
    rows = []
    for code, heads in place.of_checklists():
        for month in place.inquiry.period.months:
            here = [head for head in heads if head.month == month]
            rows.append((text_cell(place.desk.title(code)), text_cell(month_name(month)),
                         count_cell(place.here.size(here, place.group)) if here else NOTHING))
    return _table(place, 'months', gettext('Self-inspections by month'), (
        Column('checklist', gettext('List of questions'), CellKind.TEXT),
        Column('month', gettext('Month'), CellKind.TEXT),
        Column('businesses', gettext('Businesses'))), rows)


def _signals(place: Place) -> StatisticsTable:
    """Return what may be worth a look here, beside the region; never a score of anybody."""
    rows = []
    for code, heads in place.of_checklists():
        for item in SIGNALS:
            here, region = (
                share_cell(numbers.tally(heads, item, group).share(SHOWS, '', letters_of(item)))
                for numbers, group in ((place.here, place.group), (place.region, {})))
            rows.append((text_cell(place.desk.title(code)), text_cell(signal_title(item)), here,
                         of_cell(here), region))
    return _table(place, 'signals', gettext('Signals for a look'), (
        Column('checklist', gettext('List of questions'), CellKind.TEXT),
        Column('signal', gettext('Signal'), CellKind.TEXT), share_column(), of_column(),
        Column('region', gettext('In the region, %'), CellKind.PERCENT)), rows,
        (signal_note(),))


def _beside(place: Place, heads: Sequence[FrameHead], item: str,
            measure: Measure) -> tuple[Cell, Cell, Cell, Cell]:
    """Return a share here, of how many, the same of the region, and the difference."""
    asking = [head for head in heads if asks(head, item)]
    here = place.here.measured(asking, item, measure, place.group)
    region = place.region.measured(asking, item, measure, {})
    return here, of_cell(here), region, difference_cell(region, here)


def _text(heads: Sequence[FrameHead], code: str) -> str:
    return local(next(head.published.version.questions[code].text for head in reversed(heads)
                      if asks(head, code)))


def _table(place: Place, name: str, title: str, columns: tuple[Column, ...],
           rows: Sequence[tuple[Cell, ...]], notes: tuple[str, ...] = ()) -> StatisticsTable:
    return StatisticsTable(name, title, columns, tuple(rows), notes + reading_notes(), {
        **facts_of(place.desk, place.inquiry),
        'territory': place.group[Dimension.TERRITORY],
        'territory_name': category_title(Dimension.TERRITORY, place.group[Dimension.TERRITORY])})
