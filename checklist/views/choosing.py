"""Choosing the company and object that the next self-inspection is about."""
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.services.companies import get_company
from checklist.services.objects import get_object
from checklist.services.profiles import Respondent
from checklist.views.guards import requires
from checklist.views.places import ChosenPlace, places_of
from checklist.views.profiles import known_respondent, remember_respondent
from forms.companies import PlaceForm

blueprint = Blueprint('choosing', __name__, url_prefix='/companies')


@blueprint.route('/choose', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def choose(actor: Actor) -> ResponseReturnValue:
    """Choose the company and object before a checklist is begun."""
    places = places_of(actor)
    if not places:
        return redirect(url_for('companies.index'), 303)
    form = PlaceForm(request.form)
    form.place.choices = [(place.value, place.label) for place in places]
    chosen = {place.value: place for place in places}.get(form.place.data or '')
    if request.method != 'POST' or not form.validate() or chosen is None:
        return render_template('companies/choose.html', form=form)
    use_place(chosen)
    db.session.commit()
    return redirect(url_for('profiles.result' if known_respondent() else 'profiles.activity'), 303)


@blueprint.post('/<person_id>/objects/<object_id>/check')
@requires(Permission.KEEP_COMPANIES)
def check(actor: Actor, person_id: str, object_id: str) -> ResponseReturnValue:
    """Find what applies to one object, in order to check it."""
    use_place(ChosenPlace(get_company(actor, person_id),
                          get_object(actor, person_id, object_id)))
    db.session.commit()
    return redirect(url_for('profiles.result'), 303)


def use_place(chosen: ChosenPlace) -> None:
    """Let the next self-inspections be about a place, with what is known of it."""
    session['place'] = [chosen.place.person_id, chosen.place.object_id]
    respondent = respondent_of(chosen, known_respondent())
    if respondent is not None:
        remember_respondent(respondent)


def respondent_of(chosen: ChosenPlace, known: Respondent | None) -> Respondent | None:
    """Return a company as it answers about a place; None where nothing is known of that yet."""
    if chosen.object is not None:
        profile = chosen.object.details.profile
    elif known is not None:
        profile = known.profile
    else:
        return None
    details = chosen.company.details
    return Respondent(profile=replace(profile, legal_form=details.legal_form),
                      name=details.name, inn=details.inn, ogrn=details.ogrn)
