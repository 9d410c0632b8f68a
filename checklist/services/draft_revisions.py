"""What a draft said after each change, and who changed it. Nothing of it ever changes."""
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.version_drafts import DraftRevision
from requirements_catalog.canonical import read_version
from requirements_catalog.model import CatalogVersion


# So long after the last change another one in the same place is told apart.
PAUSE = timedelta(minutes=30)


@dataclass(frozen=True)
class Revision:
    """One change of a draft, for its history."""

    revision: int
    account_id: str
    action: str
    place: str
    fingerprint: str
    at: datetime


@dataclass(frozen=True)
class Stretch:
    """Changes of one person in one place, one soon after the other: an editor saves by itself."""

    first: Revision
    last: Revision

    @property
    def saves(self) -> int:
        return self.last.revision - self.first.revision + 1


def add_revision(draft_id: str, content: str, change: Revision) -> None:
    """Keep what a draft says after a change; ``content`` is canonical JSON."""
    db.session.add(DraftRevision(
        draft_id=draft_id, content=zlib.compress(content.encode()), **vars(change)))


def content_at(draft_id: str, revision: int) -> CatalogVersion:
    """Return what a draft said at one of its revisions."""
    content = db.session.scalar(select(DraftRevision.content).where(
        DraftRevision.draft_id == draft_id, DraftRevision.revision == revision))
    if content is None:
        raise Missing('There is no such revision.')
    return read_version(zlib.decompress(content).decode())


def history(draft_id: str) -> Iterator[Revision]:
    """Yield who changed what, the newest first."""
    rows = db.session.execute(
        select(DraftRevision.revision, DraftRevision.account_id, DraftRevision.action,
               DraftRevision.place, DraftRevision.fingerprint, DraftRevision.at)
        .where(DraftRevision.draft_id == draft_id).order_by(DraftRevision.revision.desc()))
    return (Revision(*row) for row in rows)


def stretches(revisions: Iterable[Revision]) -> Iterator[Stretch]:
    """Yield revisions put together, the newest first as they are given."""
    found: Stretch | None = None
    for revision in revisions:
        if found and _goes_on(revision, found.first):
            found = Stretch(revision, found.last)
            continue
        if found:
            yield found
        found = Stretch(revision, revision)
    if found:
        yield found


def _goes_on(earlier: Revision, later: Revision) -> bool:
    return ((earlier.account_id, earlier.action, earlier.place)
            == (later.account_id, later.action, later.place)
            and later.at - earlier.at <= PAUSE)


def editors_of(draft_id: str) -> frozenset[str]:
    """Return the accounts that have changed anything in a draft."""
    return frozenset(db.session.scalars(
        select(DraftRevision.account_id).where(DraftRevision.draft_id == draft_id).distinct()))
