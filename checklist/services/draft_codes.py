"""Codes for new parts of a draft: none that ever meant something else."""
from itertools import count

from sqlalchemy import select

from checklist.extensions import db
from checklist.models.catalog import ChecklistVersion, ControlQuestion
from checklist.services.reference import library
from checklist.services.version_drafts import OpenDraft
from requirements_catalog.part_lookup import SHARED, fresh_code, parts
from requirements_catalog.parts import Thing


def new_code(draft: OpenDraft, kind: Thing) -> str:
    """Return a code for a new part.

    Answers are kept by the codes of questions, so a question never gets the code of one that
    any published version asked. What checklists share bears the name of the checklist it was
    made for, since another one may number the same way.
    """
    used = {part.code for part in parts(draft.base.version, kind)} if draft.base else set()
    if kind is Thing.QUESTION:
        used |= set(db.session.scalars(
            select(ControlQuestion.code).join(
                ChecklistVersion, ChecklistVersion.id == ControlQuestion.version_id)
            .where(ChecklistVersion.checklist_code == draft.head.checklist).distinct()))
    if kind not in SHARED:
        return fresh_code(draft.version, kind, sorted(used))
    used |= getattr(library(), SHARED[kind]).keys()
    used |= {part.code for part in parts(draft.version, kind)}
    codes = (f'{draft.head.checklist}-{kind}-{number}' for number in count(1))
    return next(code for code in codes if code not in used)
