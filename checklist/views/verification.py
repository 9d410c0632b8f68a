"""Anyone can check a document by its code."""
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checklist.errors import Missing
from checklist.services.limits import ALL_VERIFICATIONS, VERIFICATIONS
from checklist.services.submissions import find_by_code
from checklist.services.tokens import clean_token
from checklist.views.guards import limit, public
from checklist.views.results import summary_of
from forms.public import CodeForm

blueprint = Blueprint('verification', __name__, url_prefix='/verify')


@blueprint.route('/', methods=['GET', 'POST'])
@public
def ask() -> ResponseReturnValue:
    form = CodeForm(request.form)
    if request.method == 'POST' and form.validate():
        return redirect(url_for('.verify', code=clean_token(form.code.data)[:64] or '-'), 303)
    status = 422 if request.method == 'POST' else 200
    return render_template('public/verify.html', form=form), status


@blueprint.get('/<code>')
@public
def verify(code: str) -> ResponseReturnValue:
    """Say whether a document is genuine; the score only if its owner lets it be shown."""
    limit(VERIFICATIONS)
    limit(ALL_VERIFICATIONS, by_visitor=False)
    try:
        submitted = find_by_code(clean_token(code))
    except Missing:
        return render_template('public/verification.html', found=False, code=code), 404
    summary = summary_of(submitted)
    return render_template('public/verification.html', found=True, summary=summary, code=code,
                           score=summary.percent if submitted.shows_score else None,
                           shows_score=submitted.shows_score)
