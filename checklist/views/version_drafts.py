"""The drafts of an authority: begin one, see what is in it, end it."""
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db
from checklist.reports.condition_wording import ConditionWording
from checklist.services.catalog import PublishedVersion, newest_versions
from checklist.services.draft_revisions import history as revisions_of
from checklist.services.draft_revisions import stretches
from checklist.services.version_drafts import (
    DraftHead, begin_draft, discard_draft, get_draft, list_drafts)
from checklist.views.clock import now
from checklist.views.draft_lists import outline
from checklist.views.guards import requires

blueprint = Blueprint('version_drafts', __name__, url_prefix='/authority/drafts')


@dataclass(frozen=True)
class ChecklistLine:
    """A checklist of the authority: its newest published version, and the draft of the next."""

    published: PublishedVersion
    draft: DraftHead | None


@blueprint.get('/')
@requires(Permission.READ_DRAFTS)
def index(actor: Actor) -> ResponseReturnValue:
    """The checklists of the authority, each with the draft that is open."""
    drafts = {draft.checklist: draft for draft in list_drafts(actor)}
    lines = [ChecklistLine(published, drafts.get(published.code))
             for published in _published(actor)]
    published_codes = {line.published.code for line in lines}
    begun = [get_draft(actor, draft.id) for code, draft in drafts.items()
             if code not in published_codes]
    return render_template('version_drafts/index.html', lines=lines, begun=begun,
                           ended=list_drafts(actor, ended=True),
                           may_edit=actor.may(Permission.EDIT_CATALOG))


@blueprint.post('/begin/<checklist_code>')
@requires(Permission.EDIT_CATALOG)
def begin(actor: Actor, checklist_code: str) -> ResponseReturnValue:
    """Begin the next version from the newest published one, or open the one that is there."""
    drafts = {draft.checklist: draft.id for draft in list_drafts(actor)}
    if checklist_code in drafts:
        return redirect(url_for('.page', draft_id=drafts[checklist_code]), 303)
    draft_id = begin_draft(actor, _published_one(actor, checklist_code), now=now())
    db.session.commit()
    return redirect(url_for('.page', draft_id=draft_id), 303)


@blueprint.get('/<draft_id>/')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """What is in a draft, part by part, or where some words occur in it."""
    draft, words = get_draft(actor, draft_id), request.args.get('q', '')[:100].strip()
    return render_template(
        'version_drafts/page.html', draft=draft, outline=outline(draft.version, words), q=words,
        wording=ConditionWording(draft.version), moved=request.args.get('moved', ''),
        way=request.args.get('way', ''), may_edit=actor.may(Permission.EDIT_CATALOG))


@blueprint.get('/<draft_id>/history')
@requires(Permission.READ_DRAFTS)
def history(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Who changed what; saves of one person in one place stand together."""
    draft = get_draft(actor, draft_id)
    return render_template('version_drafts/history.html', draft=draft,
                           stretches=stretches(revisions_of(draft.id)), me=actor.account_id)


@blueprint.route('/<draft_id>/discard', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def discard(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Ask once more, then end a draft without publishing it."""
    draft = get_draft(actor, draft_id, lock=request.method == 'POST')
    if request.method != 'POST':
        return render_template('version_drafts/discard.html', draft=draft)
    discard_draft(draft, now=now())
    db.session.commit()
    flash(gettext('The draft is discarded. It can still be read.'), 'success')
    return redirect(url_for('.index'), 303)


def _published(actor: Actor) -> Iterable[PublishedVersion]:
    return (published for published in newest_versions()
            if published.version.authority.code == actor.authority)


def _published_one(actor: Actor, code: str) -> PublishedVersion:
    for published in _published(actor):
        if published.code == code:
            return published
    raise Missing('There is no such checklist.')
