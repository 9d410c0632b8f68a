"""Forgetting what has been kept long enough."""
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from checklist.extensions import db
from checklist.models.inspections import RespondentProfile, SelfInspection
from checklist.services.inspections import delete_inspections
from checklist.services.limits import forget_old_counters
from checklist.services.mail import forget_failed_mail

BATCH = 500


def forget_expired(now: datetime, *, draft_days: int) -> int:
    """Delete profiles and drafts untouched for ``draft_days`` and results after a year.

    Returns how many self-inspections went. At most a batch goes at a time, so that nobody waits
    for the write lock; the job comes again.
    """
    before = now - timedelta(days=draft_days)
    db.session.execute(delete(RespondentProfile).where(RespondentProfile.updated_at < before))
    ids = list(db.session.scalars(select(SelfInspection.id).where(
        SelfInspection.state == 'draft', SelfInspection.updated_at < before).limit(BATCH)))
    year_ago = now - timedelta(days=366)
    ids += db.session.scalars(select(SelfInspection.id).where(
        SelfInspection.state == 'submitted', SelfInspection.updated_at < year_ago).limit(BATCH))
    forget_old_counters(now)
    forget_failed_mail(now)
    delete_inspections(ids, now=now, action='expire')
    return len(ids)
