"""Public discussions of drafts: what is shown, what people propose, what they are answered."""
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from checklist.access import Actor
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.models.version_drafts import DiscussionProposal, VersionDraft
from checklist.services.catalog import PublishedVersion
from checklist.services.draft_checks import finish
from checklist.services.draft_revisions import content_at
from checklist.services.journal import record
from checklist.services.tokens import is_token, new_token
from checklist.services.version_drafts import (
    DraftHead, OpenDraft, base_of, change_state, find_heads)
from requirements_catalog.model import CatalogVersion

# Our default; acts about discussions of drafts may ask for more.
LEAST_DAYS = 15
MOST_DAYS = 365


@dataclass(frozen=True)
class Discussion:
    """What was shown to the public of a draft, whatever it says by now."""

    head: DraftHead
    begins: date
    ends: date
    version: CatalogVersion
    base: PublishedVersion | None

    @property
    def id(self) -> str:
        return self.head.id

    def is_open(self, today: date) -> bool:
        return self.head.state == 'discussion' and self.begins <= today <= self.ends

    @property
    def places(self) -> frozenset[str]:
        """The codes of what one may speak of; the empty one is the whole version."""
        sections = self.version.content.sections
        return frozenset({'', *self.version.questions, *(section.code for section in sections)})


@dataclass(frozen=True)
class Proposal:
    """What somebody proposed, and the answer to it."""

    id: str
    place: str
    author: str
    text: str
    state: str
    answer: str
    answered_at: datetime | None
    at: datetime


def open_discussion(actor: Actor, draft: OpenDraft, begins: date, ends: date, *, today: date,
                    now: datetime) -> None:
    """Show what a draft says now to everybody from one day to another.

    Raises WrongState where it has errors or the days are too few.
    """
    if draft.head.state != 'draft' or begins < today or not is_long_enough(begins, ends):
        raise WrongState('This cannot be discussed in these days.')
    finished = finish(actor, draft, today=today, now=now)
    change_state(finished, 'discussion', now, discussed=finished.head.revision,
                 discussion_from=begins, discussion_to=ends)
    record('open_discussion', draft.id, now, tenant=draft.head.authority,
           checklist=draft.head.checklist, days=(ends - begins).days,
           fingerprint=finished.head.fingerprint)


def is_long_enough(begins: date, ends: date) -> bool:
    """Return whether people have time to read and to write, and do not wait for ever."""
    return timedelta(LEAST_DAYS) <= ends - begins <= timedelta(MOST_DAYS)


def list_discussions(today: date) -> list[Discussion]:
    """Return the discussions that have begun, those that go on first, then the newest."""
    found = map(_discussion, find_heads(
        VersionDraft.discussed.is_not(None), VersionDraft.discussion_from <= today))
    return sorted(found, key=lambda each: (not each.is_open(today), -each.ends.toordinal()))


def get_discussion(draft_id: str, today: date) -> Discussion:
    """Return a discussion that has begun to anybody."""
    heads = find_heads(
        VersionDraft.id == draft_id, VersionDraft.discussed.is_not(None),
        VersionDraft.discussion_from <= today) if is_token(draft_id) else []
    if not heads:
        raise Missing('There is no such discussion.')
    return _discussion(heads[0])


def propose(discussion: Discussion, place: str, author: str, text: str, *, today: date,
            now: datetime) -> None:
    """Take a proposal in; an editor decides whether it is shown."""
    if not discussion.is_open(today) or place not in discussion.places:
        raise WrongState('This discussion is closed.')
    db.session.add(DiscussionProposal(
        id=new_token(), draft_id=discussion.id, place=place, author=author, text=text,
        state='waiting', at=now))
    record('propose', discussion.id, now, tenant=discussion.head.authority,
           checklist=discussion.head.checklist)


def list_proposals(draft_id: str, *states: str) -> list[Proposal]:
    """Return the proposals to a draft in some states, or all, in the order they came."""
    rows = db.session.scalars(
        select(DiscussionProposal).where(DiscussionProposal.draft_id == draft_id)
        .order_by(DiscussionProposal.at, DiscussionProposal.id))
    return [_proposal(row) for row in rows if not states or row.state in states]


def count_refused(draft_id: str) -> int:
    return db.session.scalar(
        select(func.count()).select_from(DiscussionProposal).where(
            DiscussionProposal.draft_id == draft_id, DiscussionProposal.state == 'refused')) or 0


def get_proposal(draft: OpenDraft, proposal_id: str) -> Proposal:
    """Return one proposal to the staff of the draft's authority."""
    row = db.session.scalar(select(DiscussionProposal).where(
        DiscussionProposal.id == proposal_id, DiscussionProposal.draft_id == draft.id))
    if row is None:
        raise Missing('There is no such proposal.')
    return _proposal(row)


def settle(actor: Actor, draft: OpenDraft, proposal: Proposal, *, show: bool, answer: str,
           now: datetime) -> None:
    """Show a proposal to everybody or refuse it, with an answer; an answer can be mended later."""
    state = 'shown' if show else 'refused'
    db.session.execute(update(DiscussionProposal).where(
        DiscussionProposal.id == proposal.id, DiscussionProposal.draft_id == draft.id).values(
            state=state, answer=answer, answered_by=actor.account_id, answered_at=now))
    record('settle_proposal', draft.id, now, tenant=draft.head.authority, outcome=state,
           answered=int(bool(answer)))


def _discussion(head: DraftHead) -> Discussion:
    assert head.discussed and head.discussion_from and head.discussion_to
    return Discussion(head, head.discussion_from, head.discussion_to,
                      content_at(head.id, head.discussed), base_of(head))


def _proposal(row: DiscussionProposal) -> Proposal:
    return Proposal(row.id, row.place, row.author, row.text, row.state, row.answer,
                    row.answered_at, row.at)
