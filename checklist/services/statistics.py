"""Reading frozen statistics. The only reader of the frozen tables; raw rows are never read here."""
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.statistics import FrozenFrame, FrozenTable
from checklist.services.catalog import PublishedVersion, newest_versions, published_version
from checklist.statistics.dimensions import Axes, table_name
from checklist.statistics.frames import Split, read_sizes, read_split, read_splits
from checklist.statistics.letters import EVERY_QUESTION
from checklist.statistics.totals import Total, read_totals

# By the id of a frame; a group or an item that is not there is hidden.
Sizes = Mapping[int, Mapping[str, int]]
Splits = Mapping[int, Mapping[str, Split]]
Totals = Mapping[int, Mapping[str, Total]]


@dataclass(frozen=True)
class FrameHead:
    """One frozen month of one version."""

    id: int
    published: PublishedVersion
    month: int
    businesses: int | None
    without_inn: int | None
    frozen_at: datetime

    @property
    def checklist(self) -> str:
        return self.published.code

    @property
    def number(self) -> int:
        return self.published.version.content.version


def checklists_of(authority: str) -> list[PublishedVersion]:
    """Return the newest version of every checklist of an authority, in the order of codes."""
    return [published for published in newest_versions()
            if published.version.content.authority == authority]


def frame_heads(checklists: Collection[str], first: int = 0,
                last: int = 999_912) -> list[FrameHead]:
    """Return the frozen months of checklists, both bounds included, in order of time."""
    rows = db.session.execute(
        select(FrozenFrame, ChecklistVersion.fingerprint)
        .join(ChecklistVersion, ChecklistVersion.id == FrozenFrame.version_id)
        .where(FrozenFrame.checklist_code.in_(checklists),
               FrozenFrame.month.between(first, last))
        .order_by(FrozenFrame.month, FrozenFrame.checklist_code, ChecklistVersion.number))
    return [FrameHead(row.id, published_version(row.version_id, fingerprint), row.month,
                      row.businesses, row.without_inn, row.frozen_at) for row, fingerprint in rows]


def read_group_sizes(heads: Iterable[FrameHead], axes: Axes) -> Sizes:
    """Return the sizes of all groups of a table that can be shown, by frame."""
    return {frame_id: read_sizes(body) for frame_id, _, body in _bodies(heads, axes, '')}


def read_item(heads: Iterable[FrameHead], axes: Axes, item: str) -> Splits:
    """Return how one item came out in every group of a table, by frame."""
    return {frame_id: read_splits(body) for frame_id, _, body in _bodies(heads, axes, item)}


def read_totals_of(heads: Iterable[FrameHead], axes: Axes) -> Totals:
    """Return how all questions together came out in every group of a table, by frame."""
    return {frame_id: read_totals(body)
            for frame_id, _, body in _bodies(heads, axes, EVERY_QUESTION)}


def read_items(heads: Iterable[FrameHead], axes: Axes = (),
               key: str | None = None) -> Mapping[str, Splits]:
    """Return how every item came out in one or every group of a table, by item and frame."""
    found: dict[str, dict[int, Mapping[str, Split]]] = {}
    for frame_id, item, body in _bodies(heads, axes, None):
        if item not in ('', EVERY_QUESTION):
            found.setdefault(item, {})[frame_id] = (
                read_splits(body) if key is None else read_split(body, key))
    return found


def _bodies(heads: Iterable[FrameHead], axes: Axes,
            item: str | None) -> Iterable[tuple[int, str, str]]:
    conditions = [FrozenTable.frame_id.in_([head.id for head in heads]),
                  FrozenTable.grouping == table_name(axes)]
    if item is not None:
        conditions.append(FrozenTable.item == item)
    rows = db.session.execute(
        select(FrozenTable.frame_id, FrozenTable.item, FrozenTable.body).where(*conditions))
    return ((row.frame_id, row.item, row.body) for row in rows)
