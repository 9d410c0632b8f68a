"""Whether the process lives and whether it can serve."""
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from checklist.extensions import db
from checklist.views.guards import public

blueprint = Blueprint('health', __name__)


@blueprint.get('/healthz')
@public
def alive() -> ResponseReturnValue:
    return {'status': 'alive'}


@blueprint.get('/readyz')
@public
def ready() -> ResponseReturnValue:
    db.session.execute(text('SELECT 1'))
    return {'status': 'ready'}
