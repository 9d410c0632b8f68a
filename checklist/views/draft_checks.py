"""Checking a draft of a version: what is to be put right, with the way to it."""
from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.reports.findings import Told, findings_by_level
from checklist.services.draft_checks import check_draft
from checklist.services.version_drafts import OpenDraft, get_draft
from checklist.views.clock import today
from checklist.views.guards import requires
from requirements_catalog.model import CatalogVersion
from requirements_catalog.parts import Thing

blueprint = Blueprint('draft_checks', __name__, url_prefix='/authority/drafts')


@blueprint.get('/<draft_id>/check')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """What the rules find in a draft, by how much it matters."""
    return check_page(actor, get_draft(actor, draft_id))


def check_page(actor: Actor, draft: OpenDraft) -> str:
    """Return the page of what is to be put right."""
    findings = findings_by_level(draft.version, check_draft(draft, today()))
    may_edit = actor.may(Permission.EDIT_CATALOG)
    edits = may_edit and draft.head.editable
    return render_template('version_drafts/check.html', draft=draft, findings=findings,
                           may_edit=may_edit,
                           address=lambda told: part_address(draft, told, edits))


def part_address(draft: OpenDraft, told: Told, edits: bool) -> str:
    """Return where the part is that a finding is about; empty for the whole version."""
    if told.thing is None:
        return ''
    if edits:
        return url_for('draft_parts.edit', draft_id=draft.id, kind=told.thing.value,
                       part_code=told.where)
    return f"{url_for('version_drafts.page', draft_id=draft.id)}#{_anchor(draft.version, told)}"


def _anchor(version: CatalogVersion, told: Told) -> str:
    """Return the place in the outline, for a requirement that of the first question about it."""
    if told.thing is Thing.SECTION:
        return f'section-{told.where}'
    about = [question.code for question in version.questions.values()
             if told.where in (question.code, question.requirement)]
    return f'question-{about[0]}' if about else 'main'
