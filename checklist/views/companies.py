"""The companies of an entrepreneur."""
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.extensions import db
from checklist.reports.wording import local
from checklist.services.companies import (
    Company, CompanyDetails, add_company, change_company, delete_company, get_company,
    list_companies, owned_company)
from checklist.services.company_inspections import (
    NO_OBJECT, Found, Wanted, checklists_of_company, list_of_company)
from checklist.services.objects import CompanyObject, list_objects
from checklist.services.tasks import company_plan
from checklist.views.clock import now, today
from checklist.views.guards import requires
from checklist.views.take_over import open_inspections
from forms.companies import CompanyForm, DeleteCompanyForm, FilterForm
from forms.inspections import whole
from requirements_catalog.model import LegalForm

blueprint = Blueprint('companies', __name__, url_prefix='/companies')

STATES = ('draft', 'submitted')
NEXT_DRAFTS = 3


@blueprint.get('/')
@requires(Permission.KEEP_COMPANIES)
def index(actor: Actor) -> ResponseReturnValue:
    """All companies somebody works for."""
    return render_template('companies/index.html', companies=list_companies(actor),
                           untaken=len(open_inspections()))


@blueprint.route('/new', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def add(actor: Actor) -> ResponseReturnValue:
    """Add a company."""
    form = CompanyForm(request.form)
    if request.method != 'POST' or not form.validate():
        status = 422 if request.method == 'POST' else 200
        return render_template('companies/add.html', form=form), status
    person_id = add_company(actor, _details(form), now=now())
    db.session.commit()
    flash(gettext('The company is added.'), 'success')
    return redirect(url_for('.page', person_id=person_id), 303)


@blueprint.get('/<person_id>/')
@requires(Permission.KEEP_COMPANIES)
def page(actor: Actor, person_id: str) -> ResponseReturnValue:
    """A company: what to do next, and its self-inspections."""
    company = get_company(actor, person_id)
    objects = list_objects(actor, person_id)
    form = _filter_form(actor, person_id, objects)
    found = _found(actor, person_id, form)
    drafts = list_of_company(actor, person_id, Wanted(state='draft')).rows[:NEXT_DRAFTS]
    tasks = [item.task for item in company_plan(actor.account_id, person_id).tasks
             if item.task.done_on is None]
    return render_template(
        'companies/page.html', open_tasks=len(tasks), company=company,
        overdue_tasks=sum(task.overdue(today()) for task in tasks), form=form, found=found,
        drafts=drafts,
        titles={item.id: item.details.title for item in objects}, filtered=_is_filtered(form),
        page_url=lambda number: _page_url(person_id, form, number))


@blueprint.route('/<person_id>/details', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES)
def details(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Change the name, the legal form and the numbers."""
    company = owned_company(actor, person_id)
    form = CompanyForm(request.form, data=asdict(company.details))
    if request.method != 'POST' or not form.validate():
        status = 422 if request.method == 'POST' else 200
        return render_template('companies/details.html', company=company, form=form), status
    change_company(actor, person_id, _details(form), now=now())
    db.session.commit()
    flash(gettext('Saved.'), 'success')
    return redirect(url_for('.details', person_id=person_id), 303)


@blueprint.route('/<person_id>/delete', methods=['GET', 'POST'])
@requires(Permission.KEEP_COMPANIES, fresh=True)
def delete(actor: Actor, person_id: str) -> ResponseReturnValue:
    """Delete a company with everything of it, once its name has been typed."""
    company = owned_company(actor, person_id)
    form = DeleteCompanyForm(request.form)
    if request.method != 'POST' or not (form.validate() and _is_named(company, form)):
        total = list_of_company(actor, person_id, Wanted()).total
        status = 422 if request.method == 'POST' else 200
        return render_template('companies/delete.html', company=company, form=form,
                               total=total), status
    delete_company(actor, person_id, now=now())
    db.session.commit()
    flash(gettext('Deleted. Nothing of it is left with us.'), 'success')
    return redirect(url_for('.index'), 303)


def _details(form: CompanyForm) -> CompanyDetails:
    return CompanyDetails(
        LegalForm(form.legal_form.data), form.name.data, form.inn.data or '',
        form.ogrn.data or '', form.kpp.data or '')


def _is_named(company: Company, form: DeleteCompanyForm) -> bool:
    if form.name.data.casefold() == company.details.name.casefold():
        return True
    form.name.errors = [gettext('This is not the name of the company.')]
    return False


def _filter_form(actor: Actor, person_id: str, objects: list[CompanyObject]) -> FilterForm:
    form = FilterForm(request.args)
    form.checklist.choices = [('', gettext('All checklists')), *(
        (item.code, local(item.version.content.short))
        for item in checklists_of_company(actor, person_id))]
    form.object.choices = [
        ('', gettext('All objects')), *((item.id, item.details.title) for item in objects),
        (NO_OBJECT, gettext('No object'))]
    form.state.choices = [('', gettext('All states')), ('draft', gettext('Draft')),
                          ('submitted', gettext('Finished'))]
    form.validate()
    return form


def _found(actor: Actor, person_id: str, form: FilterForm) -> Found:
    page = whole(request.args.get('page', '1')) or 1
    found = list_of_company(actor, person_id, _wanted(form), page)
    if page > found.pages:
        raise Missing('There is no such page.')
    return found


def _wanted(form: FilterForm) -> Wanted:
    """Return the filter; a day reaches from midnight to midnight where the service is."""
    zone = ZoneInfo(current_app.config['BABEL_DEFAULT_TIMEZONE'])
    since, until = form.since.data, form.until.data
    return Wanted(
        form.checklist.data or '', form.object.data or '',
        form.state.data if form.state.data in STATES else '',
        datetime.combine(since, time(), zone) if since else None,
        datetime.combine(until + timedelta(days=1), time(), zone) if until else None)


def _is_filtered(form: FilterForm) -> bool:
    return any(field.data for field in form)


def _page_url(person_id: str, form: FilterForm, number: int) -> str:
    chosen: dict[str, Any] = {field.name: field._value() if hasattr(field, '_value')
                              else field.data for field in form if field.data}
    return url_for('.page', person_id=person_id, **chosen, page=number, _anchor='list')
