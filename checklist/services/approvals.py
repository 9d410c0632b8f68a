"""Approving and publishing a draft: the second pair of eyes, on exactly what was shown.

Whoever has edited a draft does not approve it. What is approved is named by its fingerprint, so
that nothing can change between looking and approving.
"""
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from checklist.access import Actor, Role
from checklist.errors import Conflict, WrongState
from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion
from checklist.models.version_drafts import DraftApproval
from checklist.services.catalog import newest_versions, publish_version
from checklist.services.colleagues import active_with
from checklist.services.draft_checks import finish, has_errors
from checklist.services.draft_revisions import editors_of
from checklist.services.journal import record
from checklist.services.mail import ask_for_mail
from checklist.services.version_drafts import OpenDraft, change_state


@dataclass(frozen=True)
class Approval:
    """By which act a draft was approved, and when."""

    account_id: str
    act: str
    at: datetime


def ask_approval(actor: Actor, draft: OpenDraft, effective_from: date, *, today: date,
                 now: datetime) -> None:
    """Bring a draft before the approvers, without the shared things that nothing names.

    Raises WrongState while its discussion goes on or the rules find an error.
    """
    _require(is_ready_for_approval(draft, today) and effective_from >= today)
    finished = finish(actor, draft, today=today, now=now, effective_from=effective_from)
    change_state(finished, 'review', now, returned_for='')
    _note('ask_approval', finished, now)
    _tell_approvers(finished, now)


def is_ready_for_approval(draft: OpenDraft, today: date) -> bool:
    """Return whether approval can be asked for: in the open a draft stays until its last day."""
    ends = draft.head.discussion_to
    return draft.head.state == 'draft' or (
        draft.head.state == 'discussion' and (ends is None or ends < today))


def may_approve(actor: Actor, draft: OpenDraft) -> bool:
    """Return whether somebody has changed nothing of a draft."""
    return actor.account_id not in editors_of(draft.id)


def approve(actor: Actor, draft: OpenDraft, seen: str, act: str, *, now: datetime) -> None:
    """Approve what has the fingerprint that was ``seen``; ``act`` is the act that approves it.

    Raises Conflict where the draft says anything else by now.
    """
    if draft.head.fingerprint != seen:
        raise Conflict('The draft has been changed meanwhile.')
    _require(draft.head.state == 'review' and may_approve(actor, draft))
    if approval_of(draft) is None:
        db.session.add(DraftApproval(draft_id=draft.id, fingerprint=seen,
                                     account_id=actor.account_id, act=act, at=now))
    change_state(draft, 'approved', now)
    _note('approve_draft', draft, now)


def approval_of(draft: OpenDraft) -> Approval | None:
    """Return the approval of what a draft says now."""
    row = db.session.execute(
        select(DraftApproval.account_id, DraftApproval.act, DraftApproval.at)
        .where(DraftApproval.draft_id == draft.id,
               DraftApproval.fingerprint == draft.head.fingerprint)).first()
    return Approval(*row) if row else None


def send_back(actor: Actor, draft: OpenDraft, reason: str, *, now: datetime) -> None:
    """Give a draft back to its editors, approved or not, with the reason."""
    _require(draft.head.state in ('review', 'approved'))
    change_state(draft, 'draft', now, returned_for=reason)
    _note('send_back_draft', draft, now)


def publish_draft(actor: Actor, draft: OpenDraft, *, today: date, now: datetime) -> None:
    """Publish what was approved, at once for all readers.

    Raises WrongState where it is not to be published as it is, and Conflict where its number or
    its place after another version is taken.
    """
    _require(is_publishable(draft, today))
    if newer_version(draft):
        raise Conflict('Another version has been published meanwhile.')
    publish_version(draft.version, now=now)
    version_id = db.session.scalar(select(ChecklistVersion.id).where(
        ChecklistVersion.fingerprint == draft.head.fingerprint))
    change_state(draft, 'published', now, published_id=version_id)
    _note('publish_draft', draft, now)


def is_publishable(draft: OpenDraft, today: date) -> bool:
    """Return whether a draft is approved as it is, begins today or later, and has no errors."""
    approval = approval_of(draft)
    return (draft.head.state == 'approved' and approval is not None
            and approval.account_id not in editors_of(draft.id)
            and draft.version.content.effective_from >= today and not has_errors(draft, today))


def newer_version(draft: OpenDraft) -> int | None:
    """Return the number of a version that was published after the draft had been begun."""
    for published in newest_versions(ChecklistVersion.checklist_code == draft.head.checklist):
        if published.id != draft.head.base_id:
            return published.version.content.version
    return None


def _tell_approvers(draft: OpenDraft, now: datetime) -> None:
    """Ask for a message to each approver of the authority who has edited nothing of a draft."""
    content, editors = draft.version.content, editors_of(draft.id)
    for reader in active_with(Role.APPROVER, draft.head.authority):
        if reader.id not in editors:
            ask_for_mail('approval', reader.email, {
                'title': content.title.in_language(reader.language),
                'number': str(draft.head.number), 'day': content.effective_from.isoformat(),
                'link': f'/authority/drafts/{draft.id}/approval'},
                language=reader.language, now=now, account_id=reader.id)


def _require(right: bool) -> None:
    if not right:
        raise WrongState('The draft is not in a state for this.')


def _note(action: str, draft: OpenDraft, now: datetime) -> None:
    record(action, draft.id, now, tenant=draft.head.authority, checklist=draft.head.checklist,
           number=draft.head.number, fingerprint=draft.head.fingerprint)
