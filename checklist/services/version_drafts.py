"""Drafts of the next versions of checklists: begin, open, change, look back, discard.

Editors of one authority work on a draft together. Each change makes a revision that stays, so
that what somebody saw can be shown again and merged with, and so that it is known who edited.
"""
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from checklist.access import Actor
from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.version_drafts import VersionDraft
from checklist.services.catalog import PublishedVersion, published_version
from checklist.services.draft_revisions import Revision, add_revision, content_at
from checklist.services.journal import record
from checklist.services.reference import library
from checklist.services.tokens import is_token, new_token
from requirements_catalog.canonical import sha256, write_version
from requirements_catalog.editing import put_part
from requirements_catalog.model import CatalogVersion
from requirements_catalog.part_merge import FieldConflict, MergedPart, merge_part
from requirements_catalog.part_uses import complete
from requirements_catalog.part_lookup import find_part
from requirements_catalog.parts import Thing

EDITABLE = ('draft', 'discussion', 'review')
ENDED = ('published', 'discarded')


@dataclass(frozen=True)
class DraftHead:
    """What a list says of a draft."""

    id: str
    authority: str
    checklist: str
    number: int
    state: str
    revision: int
    fingerprint: str
    base_id: int | None
    discussed: int | None
    discussion_from: date | None
    discussion_to: date | None
    created_at: datetime
    changed_at: datetime
    published_id: int | None
    returned_for: str

    @property
    def editable(self) -> bool:
        return self.state in EDITABLE


@dataclass(frozen=True)
class OpenDraft:
    """A draft with what it says now, and the published version it was begun from."""

    head: DraftHead
    version: CatalogVersion
    base: PublishedVersion | None

    @property
    def id(self) -> str:
        return self.head.id


def begin_draft(actor: Actor, base: PublishedVersion, *, now: datetime) -> str:
    """Begin the next version of a checklist from the newest published one; return its id.

    Raises Conflict while another draft of the checklist is open.
    """
    code = base.code
    if base.version.authority.code != actor.authority:
        raise Missing('There is no such checklist.')
    if open_draft_of(code):
        raise Conflict('A draft of this checklist is open already.')
    number = _next_number(code)
    content = replace(base.version.content, version=number, supersedes=base.fingerprint,
                      lineage=())
    version = replace(base.version, content=content)
    return add_draft(actor, version, base.id, now)


def list_drafts(actor: Actor, *, ended: bool = False) -> list[DraftHead]:
    """Return the drafts of the actor's authority, the last changed first."""
    state = VersionDraft.state.in_(ENDED)
    return find_heads(VersionDraft.authority_code == actor.authority, state if ended else ~state)


def find_heads(*conditions: ColumnElement[bool]) -> list[DraftHead]:
    """Return the drafts that fit, the last changed first."""
    rows = db.session.execute(
        _HEADS.where(*conditions).order_by(VersionDraft.changed_at.desc()))
    return [_head(row) for row in rows]


def get_draft(actor: Actor, draft_id: str, *, lock: bool = False) -> OpenDraft:
    """Return a draft to the staff of its authority; nobody else finds it.

    With ``lock`` nobody else can change it before this transaction ends.
    """
    statement = _HEADS.where(VersionDraft.id == draft_id,
                             VersionDraft.authority_code == actor.authority)
    row = db.session.execute(
        statement.with_for_update(of=VersionDraft) if lock else statement
    ).first() if is_token(draft_id) else None
    if row is None:
        raise Missing('There is no such draft.')
    head = _head(row)
    return OpenDraft(head, content_at(head.id, head.revision), base_of(head))


def open_draft_of(checklist: str) -> str | None:
    """Return the id of the draft of a checklist that is not at its end."""
    return db.session.scalar(select(VersionDraft.id).where(
        VersionDraft.checklist_code == checklist, VersionDraft.state.not_in(ENDED)))


def save_part(actor: Actor, draft: OpenDraft, kind: Thing, mine: Any, *, seen: int,
              now: datetime, section: str = '') -> tuple[FieldConflict, ...]:
    """Merge one changed part into a draft; ``seen`` is the revision the change began from.

    Nothing is written while there are conflicts: a person decides first. A part that somebody
    has removed meanwhile is put back, since what was typed is never lost.
    """
    code = getattr(mine, 'code', '')
    merge = _merge(draft, kind, code, mine, seen)
    if not merge.conflicts:
        version = put_part(draft.version, kind, merge.part, section=section)
        save_version(actor, draft, version, action=str(kind), place=code, now=now)
    return merge.conflicts


def _merge(draft: OpenDraft, kind: Thing, code: str, mine: Any, seen: int) -> MergedPart:
    try:
        base = find_part(content_at(draft.id, seen), kind, code)
        return merge_part(base, find_part(draft.version, kind, code), mine)
    except KeyError:
        return MergedPart(mine, ())


def save_version(actor: Actor, draft: OpenDraft, version: CatalogVersion, *, action: str,
                 place: str = '', now: datetime) -> bool:
    """Make a new revision of a draft, and return whether it says anything else than the last.

    Whoever waits for an approval of what it said before waits in vain: it is a draft again.
    """
    _require_editable(draft.head)
    whole = complete(version, library())
    content = write_version(whole)
    fingerprint = sha256(content)
    if fingerprint == draft.head.fingerprint:
        return False
    revision = draft.head.revision + 1
    state = 'draft' if draft.head.state == 'review' else draft.head.state
    _change_head(draft.head, now, revision=revision, fingerprint=fingerprint, state=state,
                 number=version.content.version)
    add_revision(draft.id, content, Revision(
        revision, actor.account_id, action, place, fingerprint, now))
    return True


def change_state(draft: OpenDraft, state: str, now: datetime, **columns: Any) -> None:
    """Bring a draft into another state, unless somebody has changed it meanwhile."""
    _change_head(draft.head, now, state=state, **columns)


def discard_draft(draft: OpenDraft, *, now: datetime) -> None:
    """End a draft without publishing it; its revisions stay to be read."""
    _require_editable(draft.head)
    change_state(draft, 'discarded', now)
    record('discard_draft', draft.id, now, tenant=draft.head.authority,
           checklist=draft.head.checklist)


_HEADS: Select[*tuple[Any, ...]] = select(
    VersionDraft.id, VersionDraft.authority_code, VersionDraft.checklist_code,
    VersionDraft.number, VersionDraft.state, VersionDraft.revision, VersionDraft.fingerprint,
    VersionDraft.base_id, VersionDraft.discussed, VersionDraft.discussion_from,
    VersionDraft.discussion_to, VersionDraft.created_at, VersionDraft.changed_at,
    VersionDraft.published_id, VersionDraft.returned_for)


def _head(row: Row[*tuple[Any, ...]]) -> DraftHead:
    return DraftHead(*row)


def base_of(head: DraftHead) -> PublishedVersion | None:
    """Return the published version a draft was begun from."""
    if head.base_id is None:
        return None
    fingerprint = db.session.scalar(
        select(ChecklistVersion.fingerprint).where(ChecklistVersion.id == head.base_id))
    return published_version(head.base_id, fingerprint or '')


def _next_number(checklist: str) -> int:
    newest = db.session.scalar(select(func.max(ChecklistVersion.number)).where(
        ChecklistVersion.checklist_code == checklist))
    return (newest or 0) + 1


def add_draft(actor: Actor, version: CatalogVersion, base_id: int | None, now: datetime) -> str:
    """Keep the first revision of a draft and return the id of the draft."""
    draft_id, content = new_token(), write_version(version)
    fingerprint = sha256(content)
    db.session.add(VersionDraft(
        id=draft_id, authority_code=version.authority.code,
        checklist_code=version.content.checklist, number=version.content.version,
        base_id=base_id, state='draft', revision=1, fingerprint=fingerprint, created_at=now,
        changed_at=now))
    db.session.flush()
    add_revision(draft_id, content, Revision(1, actor.account_id, 'begin', '', fingerprint, now))
    record('begin_draft', draft_id, now, tenant=version.authority.code,
           checklist=version.content.checklist, number=version.content.version)
    return draft_id


def _change_head(head: DraftHead, now: datetime, **columns: Any) -> None:
    changed = db.session.execute(
        update(VersionDraft).where(
            VersionDraft.id == head.id, VersionDraft.revision == head.revision,
            VersionDraft.state == head.state)
        .values(changed_at=now, **columns).execution_options(synchronize_session=False))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict('The draft has been changed meanwhile.')


def _require_editable(head: DraftHead) -> None:
    if not head.editable:
        raise WrongState('This draft cannot be changed any more.')
