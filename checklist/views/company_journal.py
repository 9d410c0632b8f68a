"""Who did and looked at what in a company, for its owners."""
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.services.companies import owned_company
from checklist.services.company_journal import Deed, list_deeds
from checklist.services.reference import library
from checklist.reports.wording import local
from checklist.views.guards import requires
from forms.inspections import whole

blueprint = Blueprint('company_journal', __name__, url_prefix='/companies')


@blueprint.get('/<person_id>/journal')
@requires(Permission.KEEP_COMPANIES)
def page(actor: Actor, person_id: str) -> ResponseReturnValue:
    """The journal, the newest first."""
    company = owned_company(actor, person_id)
    number = whole(request.args.get('page', '1')) or 1
    found = list_deeds(actor, person_id, number)
    if number > found.pages:
        raise Missing('There is no such page.')
    return render_template(
        'companies/journal.html', company=company, found=found, authority_of=_authority,
        page_url=lambda other: url_for('.page', person_id=person_id, page=other))


def _authority(deed: Deed) -> str:
    """Return the name of the authority that a member of staff works for."""
    authority = library().authorities.get(deed.authority)
    return local(authority.short) if authority else ''
