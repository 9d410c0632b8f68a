"""The place of the staff of a supervisory authority."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import OF_AUTHORITY, Actor, Permission
from checklist.errors import Missing
from checklist.services.reference import library
from checklist.views.guards import requires

blueprint = Blueprint('authorities', __name__, url_prefix='/authority')


@blueprint.get('/')
@requires(Permission.WORK_FOR_AUTHORITY)
def home(actor: Actor) -> ResponseReturnValue:
    """The authority somebody works for, and what they may do there."""
    authority = library().authorities.get(actor.authority or '')
    if authority is None:
        raise Missing('This account belongs to no authority.')
    return render_template('authorities/home.html', authority=authority,
                           roles=sorted(actor.roles & OF_AUTHORITY), kinds=[
                               library().kinds_of_control[code]
                               for code in authority.kinds_of_control])
