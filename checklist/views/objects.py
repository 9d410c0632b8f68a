"""The places of a company: their names, their profiles, what applies to them."""
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.reports.wording import local
from checklist.services.companies import Company, get_company
from checklist.services.objects import (
    CompanyObject, ObjectDetails, add_object, change_object, delete_object, get_object,
    list_objects)
from checklist.services.profiles import Respondent
from checklist.services.reference import library
from checklist.views.clock import now
from checklist.views.guards import requires
from checklist.views.profiles import (
    ask_features, chosen_activity, features_of_object, territory_choices)
from forms.companies import ObjectForm
from requirements_catalog.activities import Activity, get_activity
from requirements_catalog.applicability import Profile

blueprint = Blueprint('objects', __name__, url_prefix='/companies/<person_id>/objects')


@blueprint.get('/')
@requires(Permission.KEEP_COMPANIES)
def index(actor: Actor, person_id: str) -> ResponseReturnValue:
    """All places of a company."""
    company = get_company(actor, person_id)
    return render_template('companies/objects.html', company=company,
                           objects=[_row(item) for item in list_objects(actor, person_id)])


@blueprint.route('/new', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def add(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Add a place; its features are asked for next."""
    company = get_company(actor, person_id)
    form = _form(None)
    answered = _answered(company, form, None)
    if not isinstance(answered, ObjectDetails):
        return answered
    object_id = add_object(actor, person_id, answered, now=now())
    db.session.commit()
    return redirect(url_for('.features', person_id=person_id, object_id=object_id), 303)


@blueprint.route('/<object_id>/', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def edit(actor: Actor, person_id: str, object_id: str) -> ResponseReturnValue:
    """Change what is said of a place."""
    company = get_company(actor, person_id)
    known = get_object(actor, person_id, object_id)
    answered = _answered(company, _form(known), known)
    if not isinstance(answered, ObjectDetails):
        return answered
    change_object(actor, person_id, object_id, answered, now=now())
    db.session.commit()
    return redirect(url_for('.features', person_id=person_id, object_id=object_id), 303)


@blueprint.route('/<object_id>/features', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def features(actor: Actor, person_id: str, object_id: str) -> ResponseReturnValue:
    """What is there and what is done there, asked once for all checklists."""
    company = get_company(actor, person_id)
    known = get_object(actor, person_id, object_id)
    answered = ask_features(
        Respondent(profile=known.details.profile), features_of_object(known.details.profile),
        'companies/features.html', company=company, object=known)
    if not isinstance(answered, Respondent):
        return answered
    change_object(actor, person_id, object_id,
                  replace(known.details, profile=answered.profile), now=now())
    db.session.commit()
    flash(gettext('Saved.'), 'success')
    return redirect(url_for('.index', person_id=person_id), 303)


@blueprint.route('/<object_id>/delete', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def delete(actor: Actor, person_id: str, object_id: str) -> ResponseReturnValue:
    """Delete a place after a second look."""
    company = get_company(actor, person_id)
    known = get_object(actor, person_id, object_id)
    if request.method != 'POST':
        return render_template('companies/delete_object.html', company=company, object=known)
    delete_object(actor, person_id, object_id, now=now())
    db.session.commit()
    flash(gettext('The object is deleted.'), 'success')
    return redirect(url_for('.index', person_id=person_id), 303)


def _row(item: CompanyObject) -> tuple[CompanyObject, str, str]:
    """Return a place with what is done there and where it is, in words."""
    profile = item.details.profile
    activity = get_activity(profile.activities[0])
    territory = library().territories.get(profile.territory)
    return (item, activity.title if activity else '',
            item.details.address or (local(territory.name) if territory else ''))


def _form(known: CompanyObject | None) -> ObjectForm:
    form = ObjectForm(request.form, data=_data(known) if known else {})
    form.territory.choices = territory_choices()
    return form


def _data(known: CompanyObject) -> dict[str, str]:
    profile = known.details.profile
    activity = get_activity(profile.activities[0])
    return {'title': known.details.title, 'address': known.details.address,
            'activity': f'{activity.code} {activity.title}' if activity else '',
            'territory': profile.territory, 'staff': str(profile.staff)}


def _answered(company: Company, form: ObjectForm,
              known: CompanyObject | None) -> ObjectDetails | ResponseReturnValue:
    """Return what was said of a place, or the page that asks for it."""
    if request.method != 'POST':
        return _page(company, form, known, [])
    valid = form.validate()
    chosen, matches = chosen_activity(form)
    if not (valid and chosen):
        return _page(company, form, known, matches), 422
    old = known.details.profile if known else None
    profile = Profile(
        legal_form=company.details.legal_form, activities=(chosen.code,),
        territory=form.territory.data, staff=int(form.staff.data),
        features=old.features if old else {}, numbers=old.numbers if old else {})
    return ObjectDetails(form.title.data, form.address.data or '', profile)


def _page(company: Company, form: ObjectForm, known: CompanyObject | None,
          matches: list[Activity]) -> str:
    return render_template('companies/object.html', company=company, object=known, form=form,
                           matches=matches)
