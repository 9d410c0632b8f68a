"""Taking over what a browser has begun without an account."""
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.extensions import db
from checklist.reports.wording import local
from checklist.services.companies import Company, CompanyDetails, list_companies
from checklist.services.inspections import Inspection, Place, list_inspections
from checklist.services.objects import CompanyObject, ObjectDetails, objects_of
from checklist.services.reference import library
from checklist.services.takeover import Choice, take_over
from checklist.views.clock import now
from checklist.views.guards import requires
from checklist.views.keys import forget_key, known_keys
from forms.companies import NAME_LENGTH, NEW, TakeOverForm
from requirements_catalog.activities import get_activity
from requirements_catalog.model import LegalForm

blueprint = Blueprint('take_over', __name__, url_prefix='/companies')


@dataclass(frozen=True)
class Offer:
    """A self-inspection that may be taken over, with its part of the form."""

    inspection: Inspection
    form: TakeOverForm
    title: str

    @property
    def takes(self) -> bool:
        return bool(self.form.taken.data)


@blueprint.route('/take-over', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def page(actor: Actor) -> ResponseReturnValue:
    """Say where each self-inspection of this browser belongs, or leave it as it is."""
    companies = list_companies(actor)
    objects = objects_of(actor, companies)
    offers = [_offer(inspection, companies, objects) for inspection in open_inspections()]
    if not offers:
        return redirect(url_for('companies.index'), 303)
    if request.method != 'POST':
        return _page(offers, [])
    problems = _problems(offers, objects)
    if problems:
        return _page(offers, problems), 422
    places = take_over(actor, [_choice(offer) for offer in offers if offer.takes], now=now())
    db.session.commit()
    for offer in offers:
        if offer.takes:
            forget_key(offer.inspection.id)
    flash(gettext('Taken over. From now on the members of the company open it by signing in.'),
          'success')
    return redirect(_after(places), 303)


def open_inspections() -> list[Inspection]:
    """Return what this browser has the keys of and belongs to no company."""
    return [item for item in list_inspections(known_keys()) if not item.person_id]


def _offer(inspection: Inspection, companies: list[Company],
           objects: list[CompanyObject]) -> Offer:
    respondent = inspection.respondent
    own = next((company for company in companies
                if respondent.inn and company.details.inn == respondent.inn), None)
    same = [item for item in objects if own and item.person_id == own.id
            and item.details.profile.territory == respondent.profile.territory
            and item.details.profile.activities == respondent.profile.activities]
    sent = request.form if request.method == 'POST' else None
    form = TakeOverForm(sent, prefix=inspection.id, data={
        'taken': True, 'company': own.id if own else NEW,
        'object': same[0].id if same else NEW,
        'legal_form': respondent.profile.legal_form.value, 'name': respondent.name,
        'inn': respondent.inn, 'ogrn': respondent.ogrn})
    form.company.choices = [
        *((company.id, _company_label(company)) for company in companies),
        (NEW, gettext('New company'))]
    title = _object_title(inspection)
    names = {company.id: company.details.name for company in companies}
    form.object.choices = [
        (NEW, gettext('New object: %(title)s', title=title)),
        *((item.id, f'{names[item.person_id]} · {item.details.title}') for item in objects),
        ('', gettext('No object'))]
    return Offer(inspection, form, title)


def _company_label(company: Company) -> str:
    details = company.details
    return f'{details.name}, ИНН {details.inn}' if details.inn else details.name


def _object_title(inspection: Inspection) -> str:
    """Return what a new object is called at first: what is done there, and where."""
    profile = inspection.respondent.profile
    activity = get_activity(profile.activities[0])
    territory = library().territories.get(profile.territory)
    parts = [activity.title if activity else '', local(territory.name) if territory else '']
    return ', '.join(filter(None, reversed(parts)))[:NAME_LENGTH]


def _problems(offers: list[Offer], objects: list[CompanyObject]) -> list[tuple[str, str]]:
    """Return what has to be put right, each with the place on the page."""
    homes = {item.id: item.person_id for item in objects}
    taken = [offer for offer in offers if offer.takes]
    if not taken:
        return [(offers[0].form.taken.id, gettext('Tick at least one self-inspection.'))]
    for offer in taken:
        form = offer.form
        form.validate()
        if form.object.data in homes and homes[form.object.data] != form.company.data:
            form.object.errors = [gettext('This object belongs to another company.')]
    return [(field.id, str(message)) for offer in taken for field in offer.form
            for message in field.errors]


def _choice(offer: Offer) -> Choice:
    form, inspection = offer.form, offer.inspection
    company = form.company.data if form.company.data != NEW else CompanyDetails(
        LegalForm(form.legal_form.data), form.name.data, form.inn.data or '',
        form.ogrn.data or '')
    place = form.object.data or None
    if place == NEW:
        place = ObjectDetails(offer.title, '', inspection.respondent.profile)
    return Choice(inspection.id, known_keys()[inspection.id], company, place)


def _after(places: list[Place]) -> str:
    companies = {place.person_id for place in places}
    if len(companies) == 1:
        return url_for('companies.page', person_id=companies.pop())
    return url_for('companies.index')


def _page(offers: list[Offer], problems: list[tuple[str, str]]) -> str:
    return render_template('companies/take_over.html', offers=offers, problems=problems)
