"""The effect of a draft on the answers given to the version before."""
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, func, select

from checklist.answer_plan import Migration, apply_plan
from checklist.answers import GivenAnswer, options, read_draft
from checklist.effect import Effect, effect_of
from checklist.extensions import db
from checklist.models.inspections import SelfInspection, Submission
from checklist.scoring import Score, score
from checklist.services.draft_lineage import base_of
from checklist.services.profiles import Respondent, read_respondent
from checklist.services.frozen_records import answers_of
from checklist.services.version_drafts import OpenDraft
from requirements_catalog.applicability import applicable
from requirements_catalog.model import CatalogVersion
from requirements_catalog.plan import plan
from requirements_catalog.serialization import CONVERTER
from requirements_catalog.steps import AnswerPlan

# More would keep the page waiting; the newest tell most.
MOST = 1000


def effect_of_draft(draft: OpenDraft) -> Effect:
    """Return what publishing a draft would do to drafts under way and to the latest results."""
    base = base_of(draft)
    made = plan(base.version, draft.version)
    return effect_of(_drafts(base.id, base.version, made),
                     _results(base.id, base.version, draft.version, made))


def drafts_under_way(version_id: int) -> int:
    """Return how many drafts rest on a version."""
    return db.session.scalar(
        select(func.count()).where(SelfInspection.version_id == version_id,
                                   SelfInspection.state == 'draft')) or 0


def _drafts(version_id: int, old: CatalogVersion, made: AnswerPlan) -> Iterator[Migration]:
    rows = db.session.execute(
        select(SelfInspection.profile, SelfInspection.draft)
        .where(SelfInspection.version_id == version_id, SelfInspection.state == 'draft')
        .order_by(SelfInspection.updated_at.desc()).limit(MOST))
    for row in rows:
        yield _migrated(old, made, read_respondent(row.profile), read_draft(row.draft or '{}'))


def _results(version_id: int, old: CatalogVersion, new: CatalogVersion,
             made: AnswerPlan) -> Iterator[tuple[Score, Score]]:
    rows = db.session.execute(
        select(Submission.document)
        .join(SelfInspection, SelfInspection.id == Submission.inspection_id)
        .where(SelfInspection.version_id == version_id)
        .order_by(Submission.submitted_at.desc()).limit(MOST))
    for row in rows:
        yield _scores(row, old, new, made)


def _scores(row: Row[*tuple[Any, ...]], old: CatalogVersion, new: CatalogVersion,
            made: AnswerPlan) -> tuple[Score, Score]:
    """Return the score that was given, and the one the same answers give if all are confirmed."""
    document = json.loads(row.document)
    respondent = CONVERTER.structure(document['respondent'], Respondent)
    answers = answers_of(document['answers'])
    moved = _migrated(old, made, respondent, answers)
    kept = {**moved.to_confirm, **moved.answers}
    return (score(old, respondent.profile, options(answers)),
            score(new, respondent.profile, options(kept)))


def _migrated(old: CatalogVersion, made: AnswerPlan, respondent: Respondent,
              answers: dict[str, GivenAnswer]) -> Migration:
    shown = applicable(old, respondent.profile, options(answers)).questions
    return apply_plan(made, answers, {question.code for question in shown})
