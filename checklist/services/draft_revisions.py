"""What a draft said after each change, and who changed it. Nothing of it ever changes."""
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.version_drafts import DraftRevision
from requirements_catalog.canonical import read_version
from requirements_catalog.model import CatalogVersion


@dataclass(frozen=True)
class Revision:
    """One change of a draft, for its history."""

    revision: int
    account_id: str
    action: str
    place: str
    fingerprint: str
    at: datetime


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


def editors_of(draft_id: str) -> frozenset[str]:
    """Return the accounts that have changed anything in a draft."""
    return frozenset(db.session.scalars(
        select(DraftRevision.account_id).where(DraftRevision.draft_id == draft_id).distinct()))
