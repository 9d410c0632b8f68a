"""A section of a draft as a respondent will see it, to be looked at and not to be answered."""
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.reports.condition_wording import ConditionWording
from checklist.reports.wording import in_language
from checklist.services.version_drafts import get_draft
from checklist.views.guards import requires
from checklist.views.question_cards import preview_body
from forms.draft_preview import PreviewForm

blueprint = Blueprint('draft_preview', __name__, url_prefix='/authority/drafts/<draft_id>')


@blueprint.get('/preview')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """The real cards of one section, in either language and for either legal form."""
    draft = get_draft(actor, draft_id)
    version = draft.version
    form = PreviewForm.for_sections(request.args, version.content.sections)
    section = next((section for section in version.content.sections
                    if section.code == form.section.data), None)
    numbers = {question: number for number, question in enumerate(version.questions.values(), 1)}
    with in_language(form.language.data):
        body = preview_body(version, form.shown_legal_form, {
            question: numbers[question] for question in section.questions} if section else {})
        wording = ConditionWording(version)
        title = section.title.in_language(form.language.data) if section else ''
        condition = wording.sentence(section.applies_if) if section else ''
    return render_template('version_drafts/preview.html', draft=draft, form=form, body=body,
                           section_title=title, condition=condition)
