"""The map: a tile for each territory, drawn from the same table as everything else."""
from dataclasses import dataclass

from checklist.reports.statistics_desk import Desk, Inquiry
from checklist.reports.statistics_groups import table_of_measure
from checklist.reports.statistics_links import territory_link
from checklist.reports.statistics_tables import Cell, StatisticsTable
from checklist.reports.statistics_words import categories
from checklist.reports.wording import local
from checklist.statistics.dimensions import Dimension
from requirements_catalog.tiles import tiles


@dataclass(frozen=True)
class DrawnTile:
    """One tile: where it stands, how it is called, and what is told of it."""

    column: int
    row: int
    sign: str
    name: str
    title: str
    link: str
    value: Cell


def table_of_map(desk: Desk, inquiry: Inquiry) -> StatisticsTable:
    """Return a measure by territory, with the place of each on the map in its own order."""
    return table_of_measure(desk, inquiry, Dimension.TERRITORY)


def draw_tiles(table: StatisticsTable, inquiry: Inquiry, column: int = 1) -> list[DrawnTile]:
    """Return the tiles of a table whose rows are territories, from north to south."""
    values = dict(zip(categories(Dimension.TERRITORY), table.rows, strict=True))
    return [DrawnTile(tile.column, tile.row, local(tile.sign), local(tile.name),
                      values[code][0].text, territory_link(inquiry, code), values[code][column])
            for code, tile in tiles().items()]
