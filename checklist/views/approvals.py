"""Approving a draft by somebody who has not edited it, and publishing what was approved."""
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.jobs import enqueue_mail
from checklist.reports.condition_wording import ConditionWording
from checklist.reports.version_differences import VersionDifference, difference_of
from checklist.services import approvals as service
from checklist.services.draft_checks import has_errors
from checklist.services.draft_revisions import content_at
from checklist.services.version_drafts import OpenDraft, get_draft
from checklist.views.clock import now, today
from checklist.views.draft_checks import check_page
from checklist.views.guards import requires
from forms.approvals import ApproveForm, AskForm, SendBackForm

blueprint = Blueprint('approvals', __name__, url_prefix='/authority/drafts/<draft_id>')


@blueprint.get('/approval')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Where a draft is on its way, and the whole of what is approved."""
    draft = get_draft(actor, draft_id)
    day = max(today(), draft.version.content.effective_from)
    return _page(actor, draft, AskForm(data={'effective_from': day.isoformat()}))


@blueprint.post('/approval')
@requires(Permission.EDIT_CATALOG)
def ask(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Ask for the approval of what the draft says now."""
    draft = get_draft(actor, draft_id, lock=True)
    form = AskForm(request.form)
    day = form.effective_from.day if form.validate() else None
    if day and day < today():
        form.effective_from.errors = [gettext('This day has passed.')]
    if day is None or form.errors:
        return _page(actor, draft, form), 422
    if has_errors(draft, today()):
        return check_page(actor, draft), 422
    service.ask_approval(actor, draft, day, today=today(), now=now())
    db.session.commit()
    enqueue_mail()
    flash(gettext('The draft waits for approval by somebody who has not edited it.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


@blueprint.route('/approve', methods=['GET', 'POST'])
@requires(Permission.APPROVE_CATALOG, fresh=True)
def approve(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Approve what was seen on the page before; its revision is in the address."""
    draft = get_draft(actor, draft_id, lock=request.method == 'POST')
    seen = request.args.get('seen', default=0, type=int)
    if not 0 < seen <= draft.head.revision:
        return redirect(url_for('.page', draft_id=draft_id), 303)
    if seen != draft.head.revision or draft.head.state != 'review':
        return _changed_meanwhile(draft, seen)
    form = ApproveForm(request.form)
    if request.method != 'POST' or not form.validate():
        return render_template(
            'version_drafts/approve.html', draft=draft, form=form, seen=seen,
            own=not service.may_approve(actor, draft)), 422 if form.errors else 200
    service.approve(actor, draft, form.fingerprint.data or '', form.act.data, now=now())
    db.session.commit()
    flash(gettext('The version is approved. It can be published now.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


@blueprint.route('/send-back', methods=['GET', 'POST'])
@requires(Permission.APPROVE_CATALOG)
def send_back(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Give a draft back to its editors with the reason."""
    draft = get_draft(actor, draft_id, lock=request.method == 'POST')
    form = SendBackForm(request.form)
    if request.method != 'POST' or not form.validate():
        return render_template('version_drafts/send_back.html', draft=draft,
                               form=form), 422 if form.errors else 200
    service.send_back(actor, draft, form.reason.data, now=now())
    db.session.commit()
    flash(gettext('The draft is with its editors again.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


@blueprint.route('/publish', methods=['GET', 'POST'])
@requires(Permission.APPROVE_CATALOG, fresh=True)
def publish(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Ask once more, then publish what was approved."""
    draft = get_draft(actor, draft_id, lock=request.method == 'POST')
    if request.method != 'POST':
        return _publish_page(draft)
    if service.newer_version(draft) or not service.is_publishable(draft, today()):
        return _publish_page(draft), 409
    service.publish_draft(actor, draft, today=today(), now=now())
    db.session.commit()
    flash(gettext('The version is published. Nobody can change it any more.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


def _page(actor: Actor, draft: OpenDraft, form: AskForm) -> str:
    return render_template(
        'version_drafts/approval.html', draft=draft, form=form, difference=_difference(draft),
        approval=service.approval_of(draft), own=not service.may_approve(actor, draft),
        ready=service.is_ready_for_approval(draft, today()),
        conditions=ConditionWording(draft.version), may_edit=actor.may(Permission.EDIT_CATALOG),
        may_approve=actor.may(Permission.APPROVE_CATALOG))


def _difference(draft: OpenDraft) -> VersionDifference | None:
    return difference_of(draft.base.version, draft.version) if draft.base else None


def _changed_meanwhile(draft: OpenDraft, seen: int) -> ResponseReturnValue:
    """Show what changed since somebody looked: they have approved nothing."""
    difference = difference_of(content_at(draft.id, seen), draft.version)
    return render_template('version_drafts/changed_meanwhile.html', draft=draft,
                           difference=difference), 409


def _publish_page(draft: OpenDraft) -> str:
    return render_template(
        'version_drafts/publish.html', draft=draft, newer=service.newer_version(draft),
        passed=draft.version.content.effective_from < today(),
        ready=service.is_publishable(draft, today()), difference=_difference(draft))
