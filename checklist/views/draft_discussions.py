"""The discussion of a draft as its editors lead it: opened, moderated, answered."""
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.reports.findings import part_names
from checklist.services import discussions as service
from checklist.services.draft_checks import has_errors
from checklist.services.version_drafts import OpenDraft, get_draft
from checklist.views.clock import now, today
from checklist.views.draft_checks import check_page
from checklist.views.guards import requires
from forms.discussions import AnswerForm, OpenForm

blueprint = Blueprint('draft_discussions', __name__, url_prefix='/authority/drafts/<draft_id>')


@blueprint.get('/discussion')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """The days of the discussion, and everything that was proposed."""
    ends = today() + timedelta(service.LEAST_DAYS)
    return _page(actor, get_draft(actor, draft_id), OpenForm(data={
        'begins': today().isoformat(), 'ends': ends.isoformat()}))


@blueprint.post('/discussion')
@requires(Permission.EDIT_CATALOG)
def begin(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Show the draft to everybody."""
    draft = get_draft(actor, draft_id, lock=True)
    form = OpenForm(request.form)
    days = _days(form) if form.validate() else None
    if days is None:
        return _page(actor, draft, form), 422
    if has_errors(draft, today()):
        return check_page(actor, draft), 422
    service.open_discussion(actor, draft, *days, today=today(), now=now())
    db.session.commit()
    flash(gettext('The draft is shown to everybody in these days.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


@blueprint.route('/discussion/<proposal_id>', methods=['GET', 'POST'])
@requires(Permission.EDIT_CATALOG)
def proposal(actor: Actor, draft_id: str, proposal_id: str) -> ResponseReturnValue:
    """Read a proposal, show or refuse it, answer it."""
    draft = get_draft(actor, draft_id)
    found = service.get_proposal(draft, proposal_id)
    form = AnswerForm(request.form, data={
        'decision': None if found.state == 'waiting' else found.state, 'answer': found.answer})
    if request.method != 'POST' or not form.validate():
        return render_template('version_drafts/proposal.html', draft=draft, proposal=found,
                               form=form, names=part_names(draft.version)
                               ), 422 if form.errors else 200
    service.settle(actor, draft, found, show=form.decision.data == 'shown',
                   answer=form.answer.data or '', now=now())
    db.session.commit()
    flash(gettext('This is kept.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


def _days(form: OpenForm) -> tuple[date, date] | None:
    """Return the days of a discussion; None, with a message at the field, where they are none."""
    begins, ends = form.begins.day, form.ends.day
    if begins is None or begins < today():
        form.begins.errors = [gettext('This day has passed.')]
    elif ends is None or not service.is_long_enough(begins, ends):
        form.ends.errors = [ngettext(
            'A discussion takes at least %(num)d day, and a year at most.',
            'A discussion takes at least %(num)d days, and a year at most.', service.LEAST_DAYS)]
    else:
        return begins, ends
    return None


def _page(actor: Actor, draft: OpenDraft, form: OpenForm) -> str:
    return render_template(
        'version_drafts/discussion.html', draft=draft, form=form, days=service.LEAST_DAYS,
        proposals=service.list_proposals(draft.id), names=part_names(draft.version),
        may_edit=actor.may(Permission.EDIT_CATALOG), today=today())
