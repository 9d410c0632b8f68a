"""What administrators do: accounts, authorities, health. Never answers."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.views.guards import requires

blueprint = Blueprint('administration', __name__, url_prefix='/administration')


@blueprint.get('/')
@requires(Permission.ADMINISTER)
def index(actor: Actor) -> ResponseReturnValue:
    """The start of administration."""
    return render_template('administration/index.html')
