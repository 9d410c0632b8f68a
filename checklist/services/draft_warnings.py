"""Telling those who want reminders that a draft of their company is about to be forgotten."""
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from checklist.config import Retention
from checklist.extensions import day_of, db
from checklist.models.accounts import UserAccount
from checklist.models.catalog import ChecklistVersion
from checklist.models.companies import Membership
from checklist.models.inspections import SelfInspection
from checklist.services.catalog import published_version
from checklist.services.mail import ask_for_mail

BATCH = 50


def warn_of_ends(now: datetime, keep: Retention, address: Callable[[str], str]) -> int:
    """Ask for messages about drafts that will be forgotten soon; return of how many drafts.

    Each draft is told of once after its last change. ``address`` makes a link to it.
    """
    warned, changed = SelfInspection.warned_at, SelfInspection.updated_at
    rows = db.session.execute(
        select(SelfInspection.id, SelfInspection.person_id, changed, SelfInspection.version_id,
               ChecklistVersion.fingerprint)
        .join(ChecklistVersion, ChecklistVersion.id == SelfInspection.version_id)
        .where(SelfInspection.state == 'draft', SelfInspection.person_id.is_not(None),
               changed < now - timedelta(days=keep.company_draft - keep.warning),
               or_(warned.is_(None), warned < changed)).limit(BATCH)).all()
    for row in rows:
        title = published_version(row.version_id, row.fingerprint).version.content.title
        ends = row.updated_at + timedelta(days=keep.company_draft)
        for person in _readers(row.person_id):
            ask_for_mail('draft_ends', person.email, {
                'title': title.in_language(person.language), 'day': day_of(ends).isoformat(),
                'link': address(row.id)}, language=person.language, now=now,
                account_id=person.id)
    db.session.execute(update(SelfInspection).where(
        SelfInspection.id.in_([row.id for row in rows])).values(warned_at=now))
    return len(rows)


def _readers(person_id: str) -> list[UserAccount]:
    """Return who works for a company and has agreed to reminders."""
    return list(db.session.scalars(
        select(UserAccount).join(Membership, Membership.account_id == UserAccount.id)
        .where(Membership.person_id == person_id, UserAccount.reminders,
               UserAccount.state == 'active').order_by(UserAccount.id)))
