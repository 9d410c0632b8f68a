"""Filling in: begin, the task list, one page per section, save and leave, check."""
from dataclasses import dataclass
from datetime import timedelta

from flask import (
    Blueprint, current_app, flash, jsonify, redirect, render_template, request, session, url_for)
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.config import Retention
from checklist.errors import Missing, WrongState
from checklist.extensions import db
from checklist.reports.qr import qr_data_uri
from checklist.reports.wording import ReasonWording, local
from checklist.services.catalog import PublishedVersion, current_version
from checklist.services.inspections import (
    Inspection, begin_inspection, delete_inspection, find_by_key, list_inspections)
from checklist.services.limits import KEY_TRIES, STARTS
from checklist.services.moves import newest_move
from checklist.services.profiles import Respondent
from checklist.services.reference import library
from checklist.services.submissions import Outcome, get_outcomes
from checklist.services.successors import successor_of
from checklist.services.tokens import clean_token, grouped
from checklist.views.clock import now, today
from checklist.views.guards import holder, limit, public
from checklist.views.keys import forget_key, key_of, known_keys, remember_key
from checklist.views.places import company_of, current_place, must_choose
from checklist.views.profiles import (
    ask_features, features_to_ask, known_respondent, remember_respondent)
from checklist.views.progress import section_progress
from forms.inspections import KeyForm
from requirements_catalog.activities import get_activity
from requirements_catalog.applicability import holds

blueprint = Blueprint('inspections', __name__, url_prefix='/inspections')


@dataclass(frozen=True)
class Row:
    """One self-inspection in a list, with what tells it from others of the same checklist.

    ``who`` is the name of the business, or what it does where it has not given one.
    """

    inspection: Inspection
    who: str
    place: str
    outcome: Outcome | None


@blueprint.get('/')
@public
def index() -> ResponseReturnValue:
    """The self-inspections whose keys this browser has."""
    return _index_page(KeyForm())


@blueprint.post('/')
@public
def begin() -> ResponseReturnValue:
    """Start a checklist, once what it needs to know of the business is known."""
    published = current_version(request.form.get('checklist', ''), today())
    if must_choose():
        session['wanted'] = published.code
        return redirect(url_for('choosing.choose'), 303)
    respondent = known_respondent()
    if respondent is None:
        session['wanted'] = published.code
        flash(gettext('First say in two short steps who you are. Then the checklist shows only'
                      ' what applies to you.'), 'info')
        return redirect(url_for('profiles.activity'), 303)
    if features_to_ask(published, respondent.profile):
        return redirect(url_for('.details', code=published.code), 303)
    return _begin(published, respondent)


@blueprint.route('/new/<code>', methods=['GET', 'POST'])
@public
def details(code: str) -> ResponseReturnValue:
    """Ask what this one checklist needs to know of the object, then start it."""
    published = current_version(code, today())
    respondent = known_respondent()
    if respondent is None:
        return redirect(url_for('profiles.activity'), 303)
    answered = ask_features(
        respondent, features_to_ask(published, respondent.profile), 'inspections/details.html',
        content=published.version.content)
    if not isinstance(answered, Respondent):
        return answered
    if request.method != 'POST':
        return redirect(url_for('profiles.result'), 303)
    remember_respondent(answered)
    return _begin(published, answered)


@blueprint.post('/enter')
@public
def enter() -> ResponseReturnValue:
    """Open a self-inspection by the code that was written down."""
    form = KeyForm(request.form)
    if form.validate():
        limit(KEY_TRIES)
        key = clean_token(form.code.data)
        inspection_id = find_by_key(key)
        if inspection_id:
            remember_key(inspection_id, key)
            return redirect(url_for('.overview', inspection_id=inspection_id), 303)
        form.code.errors = [gettext('There is no self-inspection with this code. Check each'
                                    ' letter, or it may have been deleted.')]
    return _index_page(form), 422


@blueprint.get('/resume/<key>')
@public
def resume(key: str) -> ResponseReturnValue:
    """Open a self-inspection by its secret link."""
    limit(KEY_TRIES)
    key = clean_token(key)
    inspection_id = find_by_key(key)
    if inspection_id is None:
        raise Missing('There is no self-inspection behind this link.')
    remember_key(inspection_id, key)
    return redirect(url_for('.overview', inspection_id=inspection_id), 303)


@blueprint.get('/<inspection_id>/')
@holder
def overview(inspection: Inspection) -> ResponseReturnValue:
    """The task list of a draft; a submitted one goes to its result."""
    if inspection.submitted:
        return redirect(url_for('results.result', inspection_id=inspection.id), 303)
    sections = section_progress(inspection)
    first = next((item for item in sections if item.state != 'done'), None)
    return render_template(
        'inspections/overview.html', inspection=inspection, sections=sections,
        content=inspection.published.version.content, next_section=first,
        company=company_of(inspection), move=newest_move(inspection),
        successor=successor_of(inspection.published, now()), now=now(),
        left_out=_left_out(inspection), answered=inspection.answered, total=inspection.asked)


@blueprint.get('/<inspection_id>/link')
@holder
def link(inspection: Inspection) -> ResponseReturnValue:
    """The secret link: to copy, to scan, to print. Members of a company sign in instead."""
    if inspection.person_id:
        return render_template('inspections/membership.html', inspection=inspection,
                               company=company_of(inspection),
                               content=inspection.published.version.content)
    key = key_of(inspection.id)
    resume_url = current_app.config['PUBLIC_URL'] + url_for('.resume', key=key)
    kept = timedelta(days=_days_kept(inspection))
    return render_template(
        'inspections/link.html', inspection=inspection, resume_url=resume_url,
        resume_code=grouped(key), qr=qr_data_uri(resume_url),
        content=inspection.published.version.content,
        expires_on=(inspection.updated_at + kept).date())


@blueprint.route('/<inspection_id>/delete', methods=['GET', 'POST'])
@holder
def delete(inspection: Inspection) -> ResponseReturnValue:
    """Delete with everything that hangs on it, after a second look."""
    if request.method != 'POST':
        return render_template('inspections/delete.html', inspection=inspection,
                               content=inspection.published.version.content)
    delete_inspection(inspection, now=now())
    db.session.commit()
    forget_key(inspection.id)
    flash(gettext('Deleted. Nothing of it is left with us.'), 'success')
    if inspection.person_id:
        return redirect(url_for('companies.page', person_id=inspection.person_id), 303)
    return redirect(url_for('.index'), 303)


@blueprint.get('/<inspection_id>/progress.json')
@holder
def progress(inspection: Inspection) -> ResponseReturnValue:
    return jsonify(answered=inspection.answered, total=inspection.asked)


def _begin(published: PublishedVersion, respondent: Respondent) -> ResponseReturnValue:
    if not holds(published.version.content.applies_if, respondent.profile):
        flash(gettext('This checklist does not apply to you. The reason is given below.'), 'info')
        return redirect(url_for('profiles.result'), 303)
    db.session.commit()
    limit(STARTS)
    chosen = current_place()
    inspection_id, key = begin_inspection(respondent, published, now=now(),
                                          place=chosen.place if chosen else None)
    db.session.commit()
    if chosen is None:
        remember_key(inspection_id, key)
    return redirect(url_for('.overview', inspection_id=inspection_id), 303)


def editable(inspection: Inspection) -> Inspection:
    """Return a draft, or refuse: what was submitted is never changed."""
    if inspection.submitted:
        raise WrongState('This self-inspection has been submitted.')
    return inspection


def _left_out(inspection: Inspection) -> list[tuple[str, list[str]]]:
    shown, profile = inspection.applicable, inspection.respondent.profile
    wording = ReasonWording(inspection.published.version)
    sections = [(local(section.title), wording.sentences(reasons, profile))
                for section, reasons in shown.left_out_sections]
    return sections + [(local(question.text), wording.sentences(reasons, profile))
                       for question, reasons in shown.left_out_questions]


def _index_page(form: KeyForm) -> str:
    inspections = list_inspections(known_keys())
    outcomes = get_outcomes(item.id for item in inspections if item.submitted)
    rows = [_row(item, outcomes.get(item.id)) for item in inspections]
    return render_template('inspections/index.html', rows=rows, form=form)


def _row(inspection: Inspection, outcome: Outcome | None) -> Row:
    respondent = inspection.respondent
    activity = get_activity(respondent.profile.activities[0])
    place = library().territories.get(respondent.profile.territory)
    return Row(inspection, respondent.name or (activity.title if activity else ''),
               local(place.name) if place else '', outcome)


def _days_kept(inspection: Inspection) -> int:
    """Return for how many days after its last change a self-inspection is kept."""
    keep: Retention = current_app.config['RETENTION']
    if inspection.submitted:
        return keep.submission
    return keep.company_draft if inspection.person_id else keep.draft
