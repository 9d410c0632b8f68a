"""The parts of a draft, one page each, changed by several editors at the same time."""
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.errors import WrongState
from checklist.services.draft_revisions import content_at
from checklist.services.version_drafts import OpenDraft
from checklist.views.draft_editing import (
    KINDS, Editing, closed, editable_draft, find, own_fields, part_page, rows_page, save, saved,
    shapes_for)
from checklist.views.draft_values import Conflict, conflicts_of
from checklist.views.errors import wants_json
from checklist.views.guards import requires
from forms.draft_parts import PartForm, flat_values, make_part_form
from forms.inspections import whole
from requirements_catalog.part_lookup import find_part, section_of
from requirements_catalog.part_merge import FieldConflict, MergedPart, merge_part, settle
from requirements_catalog.parts import Thing

blueprint = Blueprint('draft_parts', __name__, url_prefix='/authority/drafts/<draft_id>')
blueprint.register_error_handler(WrongState, closed)
ONE = f'/parts/{KINDS}/<part_code>'
ONLY = '/<any(checklist, policy):kind>'
NO_CODE = {'part_code': ''}


@blueprint.get(ONE)
@blueprint.get(ONLY, defaults=NO_CODE)
@requires(Permission.EDIT_CATALOG)
def edit(actor: Actor, draft_id: str, kind: str, part_code: str) -> ResponseReturnValue:
    """One part, to be changed."""
    draft = editable_draft(actor, draft_id)
    editing = _editing(draft, Thing(kind), part_code, draft.head.revision)
    return part_page(editing, make_part_form(editing.shapes, editing.flat()))


@blueprint.post(ONE)
@blueprint.post(ONLY, defaults=NO_CODE)
@requires(Permission.EDIT_CATALOG)
def change(actor: Actor, draft_id: str, kind: str, part_code: str) -> ResponseReturnValue:
    """Save a part, or change the rows of its page; what was typed comes back with errors."""
    editing, form = _sent(actor, draft_id, kind, part_code)
    if form is None:
        return rows_page(editing)
    if not form.validate():
        return (jsonify({}) if wants_json() else part_page(editing, form)), 422
    if wants_json() and _changed_by_others(editing):
        return jsonify(conflicts=[editing.code]), 409
    values = form.values()
    mine = replace(editing.base, **own_fields(values))
    conflicts = save(actor, editing, values, mine, editing.seen)
    if conflicts:
        return _merge_page(editing, form, conflicts)
    return saved(actor, editing)


@blueprint.post(f'{ONE}/merge')
@blueprint.post(f'{ONLY}/merge', defaults=NO_CODE)
@requires(Permission.EDIT_CATALOG)
def merge(actor: Actor, draft_id: str, kind: str, part_code: str) -> ResponseReturnValue:
    """Save what somebody chose between their own changes and those of a colleague."""
    editing, form = _sent(actor, draft_id, kind, part_code)
    if form is None:
        return rows_page(editing)
    if not form.validate():
        return part_page(editing, form), 422
    values = form.values()
    mine = replace(editing.base, **own_fields(values))
    shown = _revision(form.shown.data)
    merged = _merged(editing, mine, shown)
    kept = {conflict.field for conflict in merged.conflicts
            if request.form.get(f'keep-{conflict.field}') != 'saved'}
    conflicts = save(actor, editing, values, settle(merged, kept), shown)
    if conflicts:
        return _merge_page(editing, form, conflicts)
    return saved(actor, editing)


def _sent(actor: Actor, draft_id: str, kind: str,
          code: str) -> tuple[Editing, PartForm | None]:
    """Return the part that was sent and its form; no form where only its rows change."""
    draft = editable_draft(actor, draft_id)
    editing = _editing(draft, Thing(kind), code, _revision(request.form.get('revision')))
    rows = bool(request.form.get('action'))
    return editing, None if rows else make_part_form(editing.shapes, request.form)


def _editing(draft: OpenDraft, kind: Thing, code: str, seen: int) -> Editing:
    then = draft.version if seen == draft.head.revision else content_at(draft.id, seen)
    base = find(then, kind, code)
    home = section_of(then, code).code if kind is Thing.QUESTION else ''
    return Editing(draft, kind, code, seen, base, shapes_for(draft.version, kind, base), home)


def _revision(text: str | None) -> int:
    revision = whole(text)
    return abort(400) if revision is None else revision


def _changed_by_others(editing: Editing) -> bool:
    """Return whether somebody else has changed this part since its page was drawn.

    A page that saves by itself has not seen that. It waits until a person presses the button;
    then both are merged.
    """
    try:
        newest = find_part(editing.version, editing.kind, editing.code)
    except KeyError:
        return True
    return flat_values(editing.shapes, newest) != flat_values(editing.shapes, editing.base)


def _merged(editing: Editing, mine: Any, shown: int) -> MergedPart:
    try:
        theirs = find_part(content_at(editing.draft.id, shown), editing.kind, editing.code)
    except KeyError:
        return MergedPart(mine, ())
    return merge_part(editing.base, theirs, mine)


def _merge_page(editing: Editing, form: PartForm,
                conflicts: tuple[FieldConflict, ...]) -> ResponseReturnValue:
    """Show both sides of each field that two people changed; nothing of either is lost."""
    if wants_json():
        return jsonify(conflicts=[conflict.field for conflict in conflicts]), 409
    hidden = {**request.form.to_dict(), 'shown': str(editing.draft.head.revision)}
    told: list[Conflict] = conflicts_of(editing.version, editing.shapes, conflicts)
    fields = [(name, value) for name, value in hidden.items()
              if name != 'csrf_token' and not name.startswith('keep-')]
    return render_template(
        'version_drafts/merge.html', draft=editing.draft, kind=editing.kind.value,
        code=editing.code, hidden=fields, conflicts=told), 409
