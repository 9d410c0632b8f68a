"""What the pages of a draft have in common: opening a part, its form, saving and coming back."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time, gettext

from checklist.access import Actor
from checklist.errors import Missing, WrongState
from checklist.extensions import db, let_go
from checklist.reports.condition_wording import ConditionWording
from checklist.services.version_drafts import OpenDraft, get_draft, save_part
from checklist.views.clock import now
from checklist.views.draft_context import context_of
from checklist.views.draft_rows import changed_rows
from checklist.views.errors import wants_json
from forms.draft_parts import PartForm, flat_values, make_part_form, question_shapes, shapes_of
from forms.part_shapes import Shape
from requirements_catalog.authorities import SelfExaminationPolicy
from requirements_catalog.legal import LegalAct, Liability
from requirements_catalog.model import (
    CatalogQuestion, CatalogRequirement, CatalogSection, CatalogVersion, ChecklistFile, Feature)
from requirements_catalog.part_lookup import find_part
from requirements_catalog.part_merge import FieldConflict
from requirements_catalog.parts import SINGLE, Thing

KINDS = '<any(question, section, requirement, act, liability, feature):kind>'
TYPES: Mapping[Thing, type[Any]] = {
    Thing.QUESTION: CatalogQuestion, Thing.SECTION: CatalogSection,
    Thing.REQUIREMENT: CatalogRequirement, Thing.ACT: LegalAct, Thing.LIABILITY: Liability,
    Thing.FEATURE: Feature, Thing.CHECKLIST: ChecklistFile, Thing.POLICY: SelfExaminationPolicy}


@dataclass(frozen=True)
class Editing:
    """A part with the page on which it is changed: what it said when that was drawn.

    ``home`` is the section in which a question stood then.
    """

    draft: OpenDraft
    kind: Thing
    code: str
    seen: int
    base: Any
    shapes: Mapping[str, Shape]
    home: str = ''

    @property
    def version(self) -> CatalogVersion:
        return self.draft.version

    def flat(self) -> dict[str, str]:
        """Return the part as its form holds it."""
        own = {'section': self.home} if self.kind is Thing.QUESTION else {}
        return {**flat_values(self.shapes, self.base), **own, 'revision': str(self.seen)}


def editable_draft(actor: Actor, draft_id: str) -> OpenDraft:
    """Return a draft that may be changed, locked where this request changes it."""
    draft = get_draft(actor, draft_id, lock=request.method == 'POST')
    if not draft.head.editable:
        raise WrongState('This draft cannot be changed any more.')
    return draft


def place_of(draft: OpenDraft, kind: Thing, code: str = '', **arguments: str) -> str:
    """Return the address of the list in which a part stands."""
    also: dict[str, Any] = {**arguments, **({'_anchor': f'{kind}-{code}'} if code else {})}
    if kind in (Thing.QUESTION, Thing.SECTION) or kind in SINGLE:
        return url_for('version_drafts.page', draft_id=draft.id, **also)
    return url_for('draft_lists.index', draft_id=draft.id, kind=kind.value, **also)


def closed(error: WrongState) -> ResponseReturnValue:
    """Lead back to a draft that is not to be changed any more, and say so."""
    let_go()
    if wants_json():
        return jsonify({}), 422
    flash(gettext('This version is approved or ended: it cannot be changed any more.'), 'error')
    return redirect(url_for('version_drafts.page', draft_id=(request.view_args or {})['draft_id']),
                    303)


def shapes_for(version: CatalogVersion, kind: Thing, part: Any,
               section: str = '') -> dict[str, Shape]:
    context = context_of(version, kind, part, section)
    return (question_shapes if kind is Thing.QUESTION else shapes_of)(TYPES[kind], context)


def find(version: CatalogVersion, kind: Thing, code: str) -> Any:
    try:
        return find_part(version, kind, code)
    except KeyError as error:
        raise Missing('There is no such part.') from error


def own_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the part itself; the section only says where it stands."""
    return {name: value for name, value in values.items() if name != 'section'}


def save(actor: Actor, editing: Editing, values: Mapping[str, Any], part: Any,
         seen: int) -> tuple[FieldConflict, ...]:
    """Save a part; a question stays where a colleague has put it, unless it is moved here."""
    section = str(values.get('section', ''))
    stays = section == editing.home and editing.code in editing.draft.version.questions
    conflicts = save_part(actor, editing.draft, editing.kind, part, seen=seen, now=now(),
                          section='' if stays else section)
    if not conflicts:
        db.session.commit()
    return conflicts


def saved(actor: Actor, editing: Editing) -> ResponseReturnValue:
    """Tell a page that saves by itself its new revision; lead everybody else back to the list."""
    if wants_json():
        revision = get_draft(actor, editing.draft.id).head.revision
        return jsonify(revision=revision, saved_at=format_time(now(), 'HH:mm'))
    flash(gettext('Saved.'), 'success')
    return redirect(place_of(editing.draft, editing.kind, editing.code), 303)


def rows_page(editing: Editing) -> str:
    """Return the page of a part with a row more or less, and nothing saved.

    It saves itself at once where a row is gone; a new one has to be filled in first.
    """
    flat, focus = changed_rows(request.form.to_dict(), now().date())
    taken_out = request.form['action'].startswith(('remove', 'drop'))
    return part_page(editing, make_part_form(editing.shapes, flat), focus=focus,
                     unsaved=taken_out)


def part_page(editing: Editing, form: PartForm, *, focus: str = '', unsaved: bool = False) -> str:
    """Return the page of a part, with its condition as a sentence."""
    wording = ConditionWording(editing.version)
    condition = getattr(editing.base, 'applies_if', None)
    return render_template(
        'version_drafts/part.html', draft=editing.draft, kind=editing.kind.value,
        code=editing.code, form=form, unsaved=unsaved, typed=form.data, focus=focus,
        sentence=wording.sentence(condition), wording=wording,
        back=place_of(editing.draft, editing.kind, editing.code))
