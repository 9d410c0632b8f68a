"""Documents about versions of checklists: which versions one is about, and when it is forgotten."""
import zlib
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.documents import VersionDocument
from checklist.models.version_drafts import DraftRevision
from checklist.services.catalog import published_version
from checklist.services.documents import DIFFERENCE, DocumentId
from requirements_catalog.canonical import read_version
from requirements_catalog.model import CatalogVersion

# It can be printed again at any time, and those of drafts are out of date with the next change.
KEPT = timedelta(days=30)


def difference_document(old: str, new: str, language: str) -> DocumentId:
    """Return the name of the document that tells two versions apart, by their fingerprints."""
    return f'{old}-{new}', DIFFERENCE, language


def versions_of(fingerprints: str) -> tuple[CatalogVersion, CatalogVersion]:
    """Return the two versions that a document is about."""
    old, new = fingerprints.split('-')
    return version_with(old), version_with(new)


def version_with(fingerprint: str) -> CatalogVersion:
    """Return what has a fingerprint: a published version, or what a draft said at some time."""
    published = db.session.scalar(
        select(ChecklistVersion.id).where(ChecklistVersion.fingerprint == fingerprint))
    if published is not None:
        return published_version(published, fingerprint).version
    content = db.session.scalar(select(DraftRevision.content).where(
        DraftRevision.fingerprint == fingerprint).limit(1))
    if content is None:
        raise Missing('There is no such version.')
    return read_version(zlib.decompress(content).decode())


def forget_version_documents(now: datetime) -> int:
    """Forget documents that were asked for long ago; return how many."""
    gone = db.session.execute(delete(VersionDocument).where(
        VersionDocument.asked_at < now - KEPT).execution_options(synchronize_session=False))
    count: int = gone.rowcount  # type: ignore[attr-defined]
    return count
