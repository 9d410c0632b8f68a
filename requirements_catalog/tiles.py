"""A map of the municipalities as a grid of equal tiles, laid out by hand to resemble the region."""
import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from requirements_catalog.texts import LocalText

_PATH = Path(__file__).parent / 'data' / 'territory_tiles.csv'


@dataclass(frozen=True)
class Tile:
    """Where a municipality stands, counted from 1, and how it is called where room is scarce."""

    code: str
    column: int
    row: int
    name: LocalText
    sign: LocalText


@lru_cache(maxsize=1)
def tiles() -> dict[str, Tile]:
    """Return the tile of every municipality by its code, row by row from the north."""
    with _PATH.open(encoding='utf-8', newline='') as file:
        found = [_tile(line) for line in csv.DictReader(file)]
    return {tile.code: tile for tile in sorted(found, key=lambda tile: (tile.row, tile.column))}


def _tile(line: dict[str, str]) -> Tile:
    return Tile(line['code'], int(line['column']), int(line['row']),
                LocalText.of({'ru': line['name_ru'], 'en': line['name_en']}),
                LocalText.of({'ru': line['sign_ru'], 'en': line['sign_en']}))
