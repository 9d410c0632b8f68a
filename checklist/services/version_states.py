"""Every state of a checklist that can be read by its authority: published ones and the draft."""
from dataclasses import dataclass

from sqlalchemy import select

from checklist.access import Actor
from checklist.errors import Missing
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.version_drafts import get_draft, open_draft_of
from requirements_catalog.model import CatalogVersion

DRAFT = 'draft'


@dataclass(frozen=True)
class VersionState:
    """A version that can be compared with another; ``key`` names it in an address."""

    key: str
    number: int
    fingerprint: str
    version: CatalogVersion


def states_of(actor: Actor, checklist: str) -> list[VersionState]:
    """Return the versions of a checklist of the actor's authority, the oldest first.

    Raises Missing for a checklist of another authority.
    """
    found = [_state(str(number), published_version(version_id, fingerprint))
             for version_id, fingerprint, number in db.session.execute(
                 select(ChecklistVersion.id, ChecklistVersion.fingerprint, ChecklistVersion.number)
                 .where(ChecklistVersion.checklist_code == checklist)
                 .order_by(ChecklistVersion.number))]
    draft_id = open_draft_of(checklist)
    if any(state.version.authority.code != actor.authority for state in found) or not (
            found or draft_id):
        raise Missing('There is no such checklist.')
    if draft_id:
        draft = get_draft(actor, draft_id)
        found.append(VersionState(DRAFT, draft.head.number, draft.head.fingerprint,
                                  draft.version))
    return found


def _state(key: str, published: PublishedVersion) -> VersionState:
    return VersionState(key, published.version.content.version, published.fingerprint,
                        published.version)
