"""What the editors of a draft say became of the questions of the version before."""
from dataclasses import replace
from datetime import datetime

from checklist.access import Actor
from checklist.errors import Conflict, WrongState
from checklist.services.catalog import PublishedVersion
from checklist.services.version_drafts import OpenDraft, save_version
from requirements_catalog.lineage import LineageLink
from requirements_catalog.model import CatalogVersion
from requirements_catalog.succession import wrong_lineage, wrong_succession


def base_of(draft: OpenDraft) -> PublishedVersion:
    """Return the version before; a first version has none, and nothing became of anything."""
    if draft.base is None:
        raise WrongState('This is the first version of the checklist.')
    return draft.base


def wrong_with(draft: OpenDraft, links: tuple[LineageLink, ...]) -> list[str]:
    """Return what is wrong with a lineage, in sentences."""
    version = _with(draft, links)
    return [message for _, message in (
        *wrong_lineage(version.content), *wrong_succession(base_of(draft).version, version))]


def save_lineage(actor: Actor, draft: OpenDraft, links: tuple[LineageLink, ...], *,
                 now: datetime) -> None:
    """Keep what editors say; a link that is wrong is refused."""
    if wrong_with(draft, links):
        raise WrongState('This contradicts what is said already.')
    save_version(actor, draft, _with(draft, links), action='lineage', now=now)


def without_link(draft: OpenDraft, place: int, revision: int) -> tuple[LineageLink, ...]:
    """Return the lineage without one link, if the draft is as it was when somebody chose it."""
    links = draft.version.content.lineage
    if revision != draft.head.revision or not 0 <= place < len(links):
        raise Conflict('The draft has been changed meanwhile.')
    return links[:place] + links[place + 1:]


def _with(draft: OpenDraft, links: tuple[LineageLink, ...]) -> CatalogVersion:
    content = replace(draft.version.content, lineage=links,
                      supersedes=base_of(draft).fingerprint)
    return replace(draft.version, content=content)
