"""Moving drafts of self-inspections to a newer version of their checklist, and back.

A draft stays on its version until its owner moves it. What became of every answer stands in the
receipt of the move, and for a while the move can be taken back.
"""
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from checklist.answer_plan import Fate, Migration, ReceiptRow, apply_plan
from checklist.answers import Draft, given_answer, options, read_draft, write_draft
from checklist.errors import Conflict, Missing, WrongState
from checklist.extensions import db
from checklist.models.inspections import SelfInspection
from checklist.models.moves import InspectionMove
from checklist.scoring import Tally, score
from checklist.services.catalog import PublishedVersion
from checklist.services.inspections import Inspection, draft_columns
from checklist.services.journal import record
from checklist.services.successors import plan_between, version_by_id
from checklist.services.tokens import new_token
from requirements_catalog.applicability import Answers
from requirements_catalog.steps import AnswerPlan, Why

REVERSIBLE = timedelta(days=30)


@dataclass(frozen=True)
class Points:
    """Points earned of points attainable, whatever is still without an answer."""

    points: int
    attainable: int

    @classmethod
    def of(cls, tally: Tally) -> 'Points':
        return cls(tally.points, tally.attainable)


@dataclass(frozen=True)
class Outlook:
    """What a move would do to a draft."""

    plan: AnswerPlan
    migration: Migration
    before: Points
    after: Points


@dataclass(frozen=True)
class Move:
    """A move that was made, with its receipt."""

    id: str
    inspection_id: str
    old: PublishedVersion
    new: PublishedVersion
    revision: int
    moved_at: datetime
    reverted_at: datetime | None
    rows: tuple[ReceiptRow, ...]
    to_confirm: Draft
    before: Points
    after: Points
    kept: bool

    def reversible(self, inspection: Inspection, now: datetime) -> bool:
        """Return whether the draft can go back to where this move took it from."""
        return (self.kept and not inspection.submitted and self.reverted_at is None
                and inspection.published.id == self.new.id and now <= self.moved_at + REVERSIBLE)


def outlook(inspection: Inspection, new: PublishedVersion) -> Outlook:
    """Return what moving a draft to a newer version would do to its answers and its points."""
    plan = plan_between(inspection.published, new)
    counted = {question.code for question in inspection.applicable.questions}
    migration = apply_plan(plan, inspection.draft, counted)
    return Outlook(plan, migration, _points(inspection, inspection.published,
                                            options(inspection.draft)),
                   _points(inspection, new, options(migration.answers)))


def move_inspection(inspection: Inspection, new: PublishedVersion, *, now: datetime) -> str:
    """Move a draft to a newer version; return the id of the move.

    The answers that the plan does not carry are proposals until their owner has looked at them.
    """
    if inspection.submitted:
        raise WrongState('This self-inspection has been submitted.')
    found = outlook(inspection, new)
    _put(inspection, new, found.migration.answers, now)
    return _write(inspection, new, found, now)


def revert_move(inspection: Inspection, move: Move, *, now: datetime) -> None:
    """Take a move back: the answers are what they were before it.

    What was answered since, to questions that the old version asks in the same words, is kept;
    so is every note, in the receipts.
    """
    if not move.reversible(inspection, now):
        raise WrongState('This move cannot be taken back any more.')
    old_draft = db.session.scalar(select(InspectionMove.old_draft).where(
        InspectionMove.inspection_id == inspection.id, InspectionMove.id == move.id))
    answers = {**read_draft(old_draft or '{}'), **_answered_since(inspection, move)}
    _put(inspection, move.old, answers, now)
    db.session.execute(
        update(InspectionMove).where(InspectionMove.inspection_id == inspection.id,
                                     InspectionMove.id == move.id)
        .values(reverted_at=now, old_draft=None).execution_options(synchronize_session=False))
    record('move_back', inspection.id, now, tenant=inspection.person_id or '',
           version=move.old.version.content.version)


def get_move(inspection: Inspection, move_id: str) -> Move:
    """Return a move of a self-inspection with its receipt."""
    row = db.session.get(InspectionMove, (inspection.id, move_id))
    if row is None:
        raise Missing('There is no such move.')
    return _move(row)


def newest_move(inspection: Inspection) -> Move | None:
    """Return the last move that was not taken back, if it led to where the draft is."""
    row = db.session.scalar(
        select(InspectionMove)
        .where(InspectionMove.inspection_id == inspection.id,
               InspectionMove.reverted_at.is_(None),
               InspectionMove.to_version_id == inspection.published.id)
        .order_by(InspectionMove.moved_at.desc()).limit(1))
    return _move(row) if row else None


def forget_old_drafts(now: datetime) -> int:
    """Empty the answers before moves that cannot be taken back any more."""
    gone = db.session.execute(
        update(InspectionMove)
        .where(InspectionMove.old_draft.is_not(None), InspectionMove.moved_at < now - REVERSIBLE)
        .values(old_draft=None).execution_options(synchronize_session=False))
    count: int = gone.rowcount  # type: ignore[attr-defined]
    return count


def _points(inspection: Inspection, published: PublishedVersion, answers: Answers) -> Points:
    return Points.of(score(published.version, inspection.respondent.profile, answers).total)


def _put(inspection: Inspection, new: PublishedVersion, answers: Draft, now: datetime) -> None:
    changed = db.session.execute(
        update(SelfInspection)
        .where(SelfInspection.id == inspection.id, SelfInspection.state == 'draft',
               SelfInspection.revision == inspection.revision)
        .values(version_id=new.id, revision=SelfInspection.revision + 1, updated_at=now,
                **draft_columns(new, inspection.respondent, answers))
        .execution_options(synchronize_session=False))
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict('Another window has just saved this self-inspection.')


def _write(inspection: Inspection, new: PublishedVersion, found: Outlook, now: datetime) -> str:
    move_id = new_token()
    db.session.add(InspectionMove(
        inspection_id=inspection.id, id=move_id, from_version_id=inspection.published.id,
        to_version_id=new.id, revision=inspection.revision + 1,
        old_draft=write_draft(inspection.draft), receipt=_write_receipt(found), moved_at=now))
    fates = [row.fate for row in found.migration.rows]
    record('move', inspection.id, now, tenant=inspection.person_id or '',
           version=new.version.content.version,
           **{fate.value: fates.count(fate) for fate in Fate})
    return move_id


def _answered_since(inspection: Inspection, move: Move) -> Draft:
    """Return the answers given since a move that the plan back carries."""
    carried = {row.new: row.answer for row in move.rows if row.fate is Fate.CARRIED}
    since = {code: answer for code, answer in inspection.draft.items()
             if carried.get(code) != answer and not answer.empty}
    return apply_plan(plan_between(move.new, move.old), since).answers


def _write_receipt(found: Outlook) -> str:
    return json.dumps({
        'rows': [{'fate': row.fate, 'why': row.why, 'old': row.old, 'new': row.new,
                  'option': row.answer.option, 'note': row.answer.note}
                 for row in found.migration.rows],
        'to_confirm': json.loads(write_draft(found.migration.to_confirm)),
        'before': vars(found.before), 'after': vars(found.after)},
        ensure_ascii=False, separators=(',', ':'))


def _move(row: InspectionMove) -> Move:
    receipt = json.loads(row.receipt)
    return Move(
        row.id, row.inspection_id, version_by_id(row.from_version_id),
        version_by_id(row.to_version_id), row.revision, row.moved_at, row.reverted_at,
        tuple(map(_row, receipt['rows'])), read_draft(json.dumps(receipt['to_confirm'])),
        Points(**receipt['before']), Points(**receipt['after']), row.old_draft is not None)


def _row(data: dict[str, Any]) -> ReceiptRow:
    return ReceiptRow(Fate(data['fate']), Why(data['why']), data['old'],
                      given_answer(data['option'], data['note']), data['new'])
