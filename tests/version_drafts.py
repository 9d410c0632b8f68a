"""Drafts of versions of checklists, as the editors of an authority begin them."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from checklist.access import Actor, Role
from checklist.services.approvals import approve, ask_approval, publish_draft
from checklist.services.catalog import newest_versions
from checklist.services.discussions import (
    LEAST_DAYS, get_discussion, list_proposals, open_discussion, propose)
from checklist.services.draft_files import keep_upload
from checklist.services.version_drafts import begin_draft, get_draft, save_version
from requirements_catalog.model import CatalogVersion
from requirements_catalog.texts import LocalText
from requirements_catalog.yaml_writer import write_exchange
from tests.clock import today
from tests.databases import Database
from tests.factories import committed

NOW = datetime.now(UTC)
LATER = timedelta(days=3)
FIRE = 'fire-safety-small'
PROPOSED = 'Разделите вопрос на два: про журнал и про инструкцию.'


def editor(account_id: str, authority: str, *, role: Role = Role.CATALOG_EDITOR) -> Actor:
    """Return an account as an actor of an authority."""
    return Actor(account_id, 'S' * 26, frozenset({role}), authority, NOW)


def draft_of(database: Database, account_id: str, checklist: str = FIRE) -> str:
    """Return the id of a draft of the next version of a shipped checklist."""
    def work() -> str:
        published = {each.code: each for each in newest_versions()}[checklist]
        actor = editor(account_id, published.version.authority.code)
        return begin_draft(actor, published, now=NOW)

    found: str = committed(database, work)
    return found


def sent_file(database: Database, account_id: str, draft_id: str, authority: str) -> str:
    """Return the id of a file that was sent for a draft, with another title in it."""
    def work() -> str:
        draft = get_draft(editor(account_id, authority), draft_id)
        content = replace(draft.version.content, title=LocalText.of({'ru': 'Из файла'}))
        return keep_upload(draft, write_exchange(
            replace(draft.version, content=content)).encode())

    found: str = committed(database, work)
    return found


def edited(database: Database, actor: Actor, draft_id: str, **content: Any) -> CatalogVersion:
    """Change fields of the checklist of a draft and return what it says then."""
    def work() -> CatalogVersion:
        draft = get_draft(actor, draft_id)
        version = replace(draft.version, content=replace(draft.version.content, **content))
        save_version(actor, draft, version, action='checklist', now=NOW)
        return get_draft(actor, draft_id).version

    found: CatalogVersion = committed(database, work)
    return found


def in_review(database: Database, actor: Actor, draft_id: str, **content: Any) -> CatalogVersion:
    """Change a draft, ask for its approval and return what waits for it."""
    if content:
        edited(database, actor, draft_id, **content)

    def work() -> CatalogVersion:
        ask_approval(actor, get_draft(actor, draft_id, lock=True), today() + LATER,
                     today=today(), now=NOW)
        return get_draft(actor, draft_id).version

    found: CatalogVersion = committed(database, work)
    return found


def approved(database: Database, actor: Actor, draft_id: str) -> None:
    """Approve what a draft says, as somebody who has looked at it a moment ago."""
    def work() -> None:
        draft = get_draft(actor, draft_id, lock=True)
        approve(actor, draft, draft.head.fingerprint, 'Приказ № 1', now=NOW)

    committed(database, work)


def published(database: Database, actor: Actor, draft_id: str) -> None:
    committed(database, lambda: publish_draft(
        actor, get_draft(actor, draft_id, lock=True), today=today(), now=NOW))


def discussed(database: Database, actor: Actor, draft_id: str) -> str:
    """Show a draft to the public, and return the id of a proposal that waits."""
    def work() -> str:
        day = today()
        open_discussion(actor, get_draft(actor, draft_id, lock=True), day,
                        day + timedelta(LEAST_DAYS), today=day, now=NOW)
        propose(get_discussion(draft_id, day), '', 'Ольга', PROPOSED, today=day, now=NOW)
        return list_proposals(draft_id)[0].id

    found: str = committed(database, work)
    return found
