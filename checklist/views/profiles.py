"""Find what applies: two short steps and their result."""
from dataclasses import replace
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext

from checklist.errors import Missing
from checklist.extensions import db
from checklist.reports.wording import ReasonWording, local
from checklist.services.catalog import PublishedVersion, current_versions
from checklist.services.limits import PROFILES
from checklist.services.profiles import Respondent, get_profile, save_profile
from checklist.services.reference import features, territories
from checklist.views.clock import now, today
from checklist.views.guards import limit, public
from checklist.views.places import current_place
from checklist.views.public import Entry
from forms.companies import ObjectForm
from forms.profiles import FeaturesForm, ProfileForm, make_features_form
from requirements_catalog.activities import Activity, find_activities, get_activity
from requirements_catalog.applicability import (
    Profile, deciding_features, holds, open_features, question_range, reasons_against)
from requirements_catalog.model import CatalogVersion, Feature, LegalForm

blueprint = Blueprint('profiles', __name__, url_prefix='/find')


@blueprint.route('/', methods=['GET', 'POST'])
@public
def activity() -> ResponseReturnValue:
    """Step one: legal form, activity, territory, staff."""
    known = known_respondent()
    form = ProfileForm(request.form, data=_profile_data(known) or _company_data())
    form.territory.choices = territory_choices()
    if request.method != 'POST':
        return _activity_page(form, [])
    valid = form.validate()
    chosen, matches = chosen_activity(form)
    if not (valid and chosen):
        return _activity_page(form, matches), 422
    limit(PROFILES)
    remember_respondent(_respondent(form, chosen, known))
    db.session.commit()
    return redirect(url_for('.features_step'), 303)


@blueprint.get('/activities')
@public
def activities() -> ResponseReturnValue:
    """Activities for the words typed so far."""
    found = find_activities(request.args.get('q', '')[:100], most=12)
    return jsonify([{'code': item.code, 'title': item.title} for item in found])


@blueprint.route('/features', methods=['GET', 'POST'])
@public
def features_step() -> ResponseReturnValue:
    """Step two: only the facts that decide which whole checklists apply."""
    respondent = known_respondent()
    if respondent is None:
        return redirect(url_for('.activity'), 303)
    asked = _asked(deciding_features(_versions(), _bare(respondent.profile)))
    answered = ask_features(respondent, asked, 'profiles/features.html')
    if not isinstance(answered, Respondent):
        return answered
    remember_respondent(answered)
    db.session.commit()
    return redirect(url_for('.result'), 303)


@blueprint.get('/result')
@public
def result() -> ResponseReturnValue:
    """What applies, and why the rest does not."""
    respondent = known_respondent()
    if respondent is None:
        return redirect(url_for('.activity'), 303)
    profile = respondent.profile
    if deciding_features(_versions(), profile):
        return redirect(url_for('.features_step'), 303)
    apply, out = [], []
    for published in current_versions(today()):
        content = published.version.content
        if holds(content.applies_if, profile):
            apply.append(Entry.of(published, *question_range(published.version, profile)))
        else:
            wording = ReasonWording(published.version)
            reasons = reasons_against(content.applies_if, profile)
            out.append((Entry.of(published), wording.sentences(reasons, profile)))
    apply.sort(key=lambda entry: entry.code != session.get('wanted'))
    return render_template(
        'profiles/result.html', profile=profile, respondent=respondent, applicable=apply,
        left_out=out, place=current_place(), activity=get_activity(profile.activities[0]),
        territory={item.code: item for item in territories(today())}.get(profile.territory))


def territory_choices() -> list[tuple[str, str]]:
    return [('', gettext('Choose')), *(
        (territory.code, local(territory.name)) for territory in territories(today()))]


def known_respondent() -> Respondent | None:
    """Return what this browser has said of the business, or None."""
    try:
        return get_profile(session.get('profile'))
    except Missing:
        return None


def remember_respondent(respondent: Respondent) -> None:
    session['profile'] = save_profile(session.get('profile'), respondent, now=now())
    session.permanent = True


def ask_features(respondent: Respondent, asked: list[Feature], template: str,
                 **context: Any) -> Respondent | ResponseReturnValue:
    """Return the respondent with the features answered, or the page that asks for them."""
    if not asked:
        return respondent
    form = make_features_form(asked, get_locale().language)(
        request.form, data=_features_data(respondent.profile))
    if request.method == 'POST' and form.validate():
        return replace(respondent, profile=_with_features(respondent.profile, asked, form))
    fields = [form[feature.code] for feature in asked]
    page = render_template(template, form=form, features=fields, **context)
    return page, 422 if request.method == 'POST' else 200


def features_to_ask(published: PublishedVersion, profile: Profile) -> list[Feature]:
    """Return the features that decide what one checklist asks; none once all are known."""
    version = published.version
    if not open_features([version], profile):
        return []
    decided = deciding_features([version], _bare(profile))
    return [feature for feature in _asked(open_features([version], _bare(profile)))
            if feature.code not in decided]


def features_of_object(profile: Profile) -> list[Feature]:
    """Return all features that can matter for a place, whichever checklist it will be."""
    return _asked(open_features(_versions(), _bare(profile)))


def _activity_page(form: ProfileForm, matches: list[Activity]) -> str:
    return render_template('profiles/activity.html', form=form, matches=matches)


def _profile_data(known: Respondent | None) -> dict[str, str]:
    if known is None:
        return {}
    profile = known.profile
    item = get_activity(profile.activities[0])
    return {
        'legal_form': profile.legal_form.value, 'territory': profile.territory,
        'activity': f'{item.code} {item.title}' if item else '', 'staff': str(profile.staff),
        'name': known.name, 'inn': known.inn, 'ogrn': known.ogrn}


def _company_data() -> dict[str, str]:
    """Return what is known of the company that the self-inspection will belong to."""
    chosen = current_place()
    if chosen is None:
        return {}
    details = chosen.company.details
    return {'legal_form': details.legal_form.value, 'name': details.name, 'inn': details.inn,
            'ogrn': details.ogrn}


def chosen_activity(form: ProfileForm | ObjectForm) -> tuple[Activity | None, list[Activity]]:
    """Return the activity that was chosen or clearly meant, or those to choose from."""
    typed = form.activity.data or ''
    matches = find_activities(typed)
    chosen = get_activity(form.activity_code.data or '')
    if chosen and (chosen in matches or not typed):
        return chosen, matches
    meant = get_activity(typed)
    if meant:
        return meant, matches
    if len(matches) == 1:
        return matches[0], matches
    if not typed:
        message = gettext('Enter words about what you do, or an ОКВЭД 2 code.')
    elif matches:
        message = gettext('Choose one of the activities found.')
    else:
        message = gettext('Nothing was found. Try other words, for example: café, hairdresser.')
    form.activity.errors = [*form.activity.errors, message]
    return None, matches


def _respondent(form: ProfileForm, chosen: Activity, known: Respondent | None) -> Respondent:
    old = known.profile if known else None
    profile = Profile(
        legal_form=LegalForm(form.legal_form.data), activities=(chosen.code,),
        territory=form.territory.data, staff=int(form.staff.data),
        features=old.features if old else {}, numbers=old.numbers if old else {})
    return Respondent(profile=profile, name=form.name.data or '', inn=form.inn.data or '',
                      ogrn=form.ogrn.data or '')


def _versions() -> list[CatalogVersion]:
    return [published.version for published in current_versions(today())]


def _bare(profile: Profile) -> Profile:
    """Return a profile without features, so that all that matter are asked again."""
    return replace(profile, features={}, numbers={})


def _asked(codes: set[str]) -> list[Feature]:
    """Return features in the order of the vocabulary."""
    return [feature for feature in features(current_versions(today())) if feature.code in codes]


def _features_data(profile: Profile) -> dict[str, str]:
    flags = {code: 'yes' if value else 'no' for code, value in profile.features.items()}
    return {**flags, **{code: str(value) for code, value in profile.numbers.items()}}


def _with_features(profile: Profile, asked: list[Feature], form: FeaturesForm) -> Profile:
    flags = {feature.code: form[feature.code].data == 'yes'
             for feature in asked if feature.kind == 'flag'}
    numbers = {feature.code: int(form[feature.code].data)
               for feature in asked if feature.kind == 'number'}
    return replace(profile, features={**profile.features, **flags},
                   numbers={**profile.numbers, **numbers})
