"""Adding, removing and moving the parts of a draft."""
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import WrongState
from checklist.extensions import db
from checklist.services.draft_codes import new_code
from checklist.services.version_drafts import save_version
from checklist.views.clock import now
from checklist.views.draft_editing import (
    KINDS, TYPES, Editing, closed, editable_draft, find, own_fields, part_page, place_of,
    rows_page, save, saved, shapes_for)
from checklist.views.draft_rows import initial
from checklist.views.guards import requires
from forms.draft_parts import make_part_form
from requirements_catalog.editing import InUse, move_part, remove_part
from requirements_catalog.model import CatalogVersion
from requirements_catalog.part_lookup import find_part
from requirements_catalog.part_uses import users
from requirements_catalog.parts import Thing

blueprint = Blueprint('draft_structure', __name__, url_prefix='/authority/drafts/<draft_id>')
blueprint.register_error_handler(WrongState, closed)


@blueprint.route(f'/new/{KINDS}', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def new(actor: Actor, draft_id: str, kind: str) -> ResponseReturnValue:
    """Add a part; its code is given by the service."""
    draft, thing = editable_draft(actor, draft_id), Thing(kind)
    section = request.args.get('section', '')
    shapes = shapes_for(draft.version, thing, None, section)
    if request.method != 'POST':
        flat = {**initial(thing, now().date()), 'section': section}
        return part_page(Editing(draft, thing, '', 0, None, shapes), make_part_form(shapes, flat))
    editing = Editing(draft, thing, '', draft.head.revision, None, shapes)
    if request.form.get('action'):
        return rows_page(editing)
    form = make_part_form(shapes, request.form)
    if not form.validate():
        return part_page(editing, form), 422
    values = form.values()
    code = new_code(draft, thing)
    holder = {'questions': ()} if thing is Thing.SECTION else {}
    part = TYPES[thing](code=code, **holder, **own_fields(values))
    added = replace(editing, code=code)
    save(actor, added, values, part, editing.seen)
    return saved(actor, added)


@blueprint.route(f'/parts/{KINDS}/<part_code>/remove', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def remove(actor: Actor, draft_id: str, kind: str, part_code: str) -> ResponseReturnValue:
    """Ask once more, then take a part out, unless other parts name it."""
    draft, thing = editable_draft(actor, draft_id), Thing(kind)
    part = find(draft.version, thing, part_code)
    status = 200
    if request.method == 'POST':
        try:
            version = remove_part(draft.version, thing, part_code)
            save_version(actor, draft, version, action=kind, place=part_code, now=now())
            db.session.commit()
            flash(gettext('It is taken out of the draft. The history still has it.'), 'success')
            return redirect(place_of(draft, thing), 303)
        except InUse:
            status = 409
    named_by = [_named(draft.version, code)
                for code in dict.fromkeys(users(draft.version, thing, part_code))]
    return render_template('version_drafts/remove.html', draft=draft, kind=kind, part=part,
                           named_by=named_by, back=place_of(draft, thing, part_code)), status


@blueprint.post('/move')
@requires(Permission.EDIT_CATALOG)
def move(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Move a part one place up or down; the button that was pressed has the focus again."""
    draft = editable_draft(actor, draft_id)
    kind, _, rest = request.form.get('move', '').partition(':')
    code, _, way = rest.rpartition(':')
    if kind not in (Thing.QUESTION, Thing.SECTION, Thing.REQUIREMENT):
        abort(400)
    thing = Thing(kind)
    find(draft.version, thing, code)
    version = move_part(draft.version, thing, code, -1 if way == 'up' else 1)
    save_version(actor, draft, version, action=kind, place=code, now=now())
    db.session.commit()
    return redirect(place_of(draft, thing, moved=code, way=way), 303)


def _named(version: CatalogVersion, code: str) -> tuple[str, str, Any]:
    """Return the kind, the code and the part that names another one."""
    for kind in (Thing.QUESTION, Thing.SECTION, Thing.REQUIREMENT, Thing.LIABILITY):
        try:
            return kind.value, code, find_part(version, kind, code)
        except KeyError:
            continue
    return Thing.CHECKLIST.value, '', version.content
