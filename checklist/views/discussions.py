"""Public discussions of drafts: anybody reads them and may propose something."""
from collections.abc import Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.extensions import db
from checklist.reports.condition_wording import ConditionWording
from checklist.reports.findings import part_names
from checklist.reports.version_differences import difference_of
from checklist.reports.wording import local
from checklist.services import discussions as service
from checklist.services.limits import ALL_PROPOSALS, PROPOSALS
from checklist.templating import visible
from checklist.views.clock import now, today
from checklist.views.guards import limit, public
from forms.discussions import ProposalForm
from requirements_catalog.model import CatalogVersion

LONGEST_NAME = 90

blueprint = Blueprint('discussions', __name__, url_prefix='/discussions')


@blueprint.get('/')
@public
def index() -> ResponseReturnValue:
    """Every discussion that has begun."""
    return render_template('discussions/index.html', today=today(),
                           discussions=service.list_discussions(today()))


@blueprint.get('/<draft_id>/')
@public
def page(draft_id: str) -> ResponseReturnValue:
    """A draft as it was shown, what changes in it, and what was proposed."""
    discussion = service.get_discussion(draft_id, today())
    place = request.args.get('place', '')
    return _page(discussion, _form(discussion, data={
        'place': place if place in discussion.places else ''}))


@blueprint.post('/<draft_id>/')
@public
def propose(draft_id: str) -> ResponseReturnValue:
    """Take a proposal in."""
    discussion = service.get_discussion(draft_id, today())
    form = _form(discussion, request.form)
    if not form.validate():
        return _page(discussion, form), 422
    limit(PROPOSALS)
    limit(ALL_PROPOSALS, by_visitor=False)
    service.propose(discussion, form.place.data, form.author.data or '', form.text.data,
                    today=today(), now=now())
    db.session.commit()
    flash(gettext('Your proposal has come in. It appears here as soon as an editor of the'
                  ' authority has read it.'), 'success')
    return redirect(url_for('.page', draft_id=draft_id), 303)


def _page(discussion: service.Discussion, form: ProposalForm) -> str:
    version, base = discussion.version, discussion.base
    return render_template(
        'discussions/page.html', discussion=discussion, version=version, form=form,
        open=discussion.is_open(today()), names=part_names(version),
        conditions=ConditionWording(version),
        difference=difference_of(base.version, version) if base else None,
        proposals=service.list_proposals(discussion.id, 'shown'),
        refused=service.count_refused(discussion.id))


def _form(discussion: service.Discussion, *arguments: object, **keywords: object) -> ProposalForm:
    form = ProposalForm(*arguments, **keywords)
    form.offer(_places(discussion.version))
    return form


def _places(version: CatalogVersion) -> Iterator[tuple[str, str]]:
    """Yield the sections and their questions with their names, cut to fit into a list."""
    number = 0
    for section in version.content.sections:
        yield section.code, visible(local(section.title)).upper()
        for question in section.questions:
            number += 1
            name = f'{number}. {visible(local(question.text))}'
            yield question.code, (name if len(name) <= LONGEST_NAME
                                  else f'{name[:LONGEST_NAME - 1].rstrip()}…')
