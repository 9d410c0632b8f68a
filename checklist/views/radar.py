"""What of the law ends soon, for those who work on the checklists that rest on it."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.services.radar import DAYS_AHEAD, DAYS_BEFORE, LEAST_TOLD, endings
from checklist.views.clock import today
from checklist.views.guards import requires

blueprint = Blueprint('radar', __name__, url_prefix='/authority')


@blueprint.get('/radar')
@requires(Permission.READ_DRAFTS)
def index(actor: Actor) -> ResponseReturnValue:
    """Acts by their last day, with all that hangs on them."""
    return render_template(
        'radar/index.html', endings=endings(actor.authority or '', today()), today=today(),
        days_ahead=DAYS_AHEAD, days_before=DAYS_BEFORE, least=LEAST_TOLD)
