"""The start of administration, and what of the catalog it rests on. Never answers."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import OF_AUTHORITY, Actor, Permission
from checklist.services.health import document_backlog, mail_backlog
from checklist.services.inquiries import journal_length
from checklist.services.invitations import list_invitations
from checklist.services.reference import library
from checklist.services.staff import count_entrepreneurs, list_staff
from checklist.views.clock import now
from checklist.views.guards import requires

blueprint = Blueprint('administration', __name__, url_prefix='/administration')


@blueprint.get('/')
@requires(Permission.ADMINISTER)
def index(actor: Actor) -> ResponseReturnValue:
    """Where everything is, and what wants attention."""
    staff = list_staff()
    return render_template(
        'administration/index.html', staff=len(staff),
        without_factor=sum(not account.has_second_factor for account in staff),
        invitations=len(list_invitations(now())), entrepreneurs=count_entrepreneurs(),
        failed=mail_backlog().failed + document_backlog().failed, entries=journal_length())


@blueprint.get('/authorities')
@requires(Permission.ADMINISTER)
def authorities(actor: Actor) -> ResponseReturnValue:
    """The supervisory authorities of the catalog, with the staff of each."""
    staff = list_staff()
    return render_template(
        'administration/authorities.html', kinds=library().kinds_of_control, roles=OF_AUTHORITY,
        authorities=[(authority, [account for account in staff if account.authority == code])
                     for code, authority in library().authorities.items()])


@blueprint.get('/policies')
@requires(Permission.ADMINISTER)
def policies(actor: Actor) -> ResponseReturnValue:
    """By which rules self-inspections are judged, and where each rule was read."""
    return render_template(
        'administration/policies.html', policies=library().policies.values(),
        kinds=library().kinds_of_control, authorities=library().authorities)
