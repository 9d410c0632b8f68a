"""What became of the old questions: suggested by the texts, said by the author."""
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.reports.findings import translated
from checklist.services.draft_lineage import base_of, save_lineage, without_link, wrong_with
from checklist.services.version_drafts import OpenDraft, get_draft
from checklist.views.clock import now
from checklist.views.guards import requires
from forms.inspections import whole
from forms.lineage import CLASSES, KINDS, AcceptForm, LineageForm, make_lineage_form
from requirements_catalog.lineage import ChangeClass, LineageKind, LineageLink
from requirements_catalog.model import CatalogQuestion
from requirements_catalog.plan import plan
from requirements_catalog.problems import Said, said
from requirements_catalog.steps import Outcome, Step, Why
from requirements_catalog.suggestions import Suggestion, suggest

blueprint = Blueprint('draft_lineage', __name__, url_prefix='/authority/drafts/<draft_id>/lineage')
MOST_SUGGESTIONS = 50


@dataclass(frozen=True)
class Proposal:
    """A suggestion with both questions and its form."""

    suggestion: Suggestion
    old: CatalogQuestion
    new: CatalogQuestion
    form: AcceptForm


@blueprint.get('')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """What is said, what the texts suggest, and what nobody has said anything about."""
    draft = get_draft(actor, draft_id)
    return _page(actor, draft, _form(draft)(formdata=None))


@blueprint.post('')
@requires(Permission.EDIT_CATALOG)
def add(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Say what became of some questions."""
    draft = get_draft(actor, draft_id, lock=True)
    form = _form(draft)(request.form)
    if form.validate() and (problems := wrong_with(draft, _links_with(draft, _link(form)))):
        form.kind.errors = [_in_words(draft, problem) for problem in problems]
    if form.errors:
        return _page(actor, draft, form), 422
    return _keep(actor, draft, _links_with(draft, _link(form)))


@blueprint.post('/accept')
@requires(Permission.EDIT_CATALOG)
def accept(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Confirm one suggestion."""
    draft = get_draft(actor, draft_id, lock=True)
    form = AcceptForm(request.form)
    if not form.validate():
        return _page(actor, draft, _form(draft)(formdata=None)), 422
    exact = form.change.data == '' and form.old.data != form.new.data
    link = LineageLink(
        kind=LineageKind.SAME if exact else LineageKind.REWORDED, old=(form.old.data or '',),
        new=(form.new.data or '',), change=_change(form.change.data))
    return _keep(actor, draft, _links_with(draft, link))


@blueprint.post('/remove')
@requires(Permission.EDIT_CATALOG)
def remove(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Take back one thing that was said."""
    draft = get_draft(actor, draft_id, lock=True)
    place, seen = (whole(request.form.get(name)) for name in ('place', 'seen'))
    return _keep(actor, draft, without_link(
        draft, -1 if place is None else place, seen or 0))


def _in_words(draft: OpenDraft, problem: str) -> str:
    """Return what is wrong with a lineage, with the kinds of links named as in the form."""
    if isinstance(problem, Said) and 'kind' in problem.values:
        label = str(KINDS[LineageKind(problem.values['kind'])])
        problem = said(problem.template, **{**problem.values, 'kind': label})
    return translated(draft.version, problem)


def _keep(actor: Actor, draft: OpenDraft, links: tuple[LineageLink, ...]) -> ResponseReturnValue:
    save_lineage(actor, draft, links, now=now())
    db.session.commit()
    flash(gettext('Saved.'), 'success')
    return redirect(url_for('.page', draft_id=draft.id), 303)


def _page(actor: Actor, draft: OpenDraft, form: LineageForm) -> str:
    base = base_of(draft)
    made = plan(base.version, draft.version)
    return render_template(
        'version_drafts/lineage.html', draft=draft, form=form, base=base.version,
        may_edit=actor.may(Permission.EDIT_CATALOG) and draft.head.editable,
        links=draft.version.content.lineage, kinds=KINDS, classes=CLASSES,
        proposals=_proposals(draft), outcomes={
            outcome: made.of(outcome) for outcome in Outcome},
        dropped=[base.version.questions[drop.code] for drop in made.dropped
                 if drop.why is Why.DROPPED],
        added=[draft.version.questions[step.code] for step in made.steps if _is_new(step)])


def _is_new(step: Step) -> bool:
    return step.outcome is Outcome.ASKED and not step.sources


def _proposals(draft: OpenDraft) -> list[Proposal]:
    base = base_of(draft).version
    found = sorted(suggest(base, draft.version), key=lambda each: -each.certainty)
    return [Proposal(each, base.questions[each.old], draft.version.questions[each.new],
                     AcceptForm(formdata=None, data={'old': each.old, 'new': each.new}))
            for each in found[:MOST_SUGGESTIONS]]


def _form(draft: OpenDraft) -> type[LineageForm]:
    return make_lineage_form(base_of(draft).version.questions.values(),
                             draft.version.questions.values())


def _link(form: LineageForm) -> LineageLink:
    return LineageLink(
        kind=LineageKind(form.kind.data), old=form.chosen('old'), new=form.chosen('new'),
        change=_change(form.change.data), reason=form.reason_text())


def _change(value: str | None) -> ChangeClass | None:
    return ChangeClass(value) if value else None


def _links_with(draft: OpenDraft, link: LineageLink) -> tuple[LineageLink, ...]:
    return (*draft.version.content.lineage, link)
