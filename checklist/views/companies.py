"""The companies of an entrepreneur."""
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.services.companies import list_companies
from checklist.views.guards import requires

blueprint = Blueprint('companies', __name__, url_prefix='/companies')


@blueprint.get('/')
@requires(Permission.KEEP_COMPANIES)
def index(actor: Actor) -> ResponseReturnValue:
    """All companies somebody works for."""
    return render_template('companies/index.html', companies=list_companies(actor))


@blueprint.get('/take-over')
@requires(Permission.KEEP_COMPANIES)
def take_over(actor: Actor) -> ResponseReturnValue:
    """What this browser has begun without an account."""
    return render_template('companies/index.html', companies=list_companies(actor))
