"""What publishing a draft would do to the answers already given."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.effect import LEAST, STEP
from checklist.services.effects import MOST, effect_of_draft
from checklist.services.version_drafts import get_draft
from checklist.views.guards import requires

blueprint = Blueprint('effects', __name__, url_prefix='/authority/drafts/<draft_id>')


@blueprint.get('/effect')
@requires(Permission.READ_DRAFTS)
def page(actor: Actor, draft_id: str) -> ResponseReturnValue:
    """Totals only; what few have answered is hidden."""
    draft = get_draft(actor, draft_id)
    return render_template('version_drafts/effect.html', draft=draft,
                           effect=effect_of_draft(draft), least=LEAST, step=STEP, most=MOST)
