"""What the inspectors of an authority read: frozen totals, in which nobody can be told apart."""
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from checklist.access import Actor, Permission
from checklist.reports.statistics_cells import reading_notes
from checklist.reports.statistics_desk import Desk, Inquiry, described, open_desk
from checklist.reports.statistics_groups import tables_of_groups
from checklist.reports.statistics_heat import table_of_heat
from checklist.reports.statistics_inquiry import read_inquiry, read_map, read_overview
from checklist.reports.statistics_map import draw_tiles, table_of_map
from checklist.reports.statistics_overview import tables_of_overview
from checklist.reports.statistics_question import tables_of_question, version_asking
from checklist.reports.statistics_tables import StatisticsTable
from checklist.reports.statistics_territory import tables_of_territory
from checklist.reports.statistics_words import (
    category_title, month_name, period_name, short_month)
from checklist.services.reference import library
from checklist.statistics.dimensions import Dimension
from checklist.views.guards import requires
from checklist.views.statistics_choices import fill_in
from checklist.views.turns import in_turn
from forms.statistics import DataForm, MeasureForm, PeriodForm

blueprint = Blueprint('statistics', __name__, url_prefix='/authority/statistics')


@blueprint.get('/')
@requires(Permission.READ_STATISTICS)
@in_turn
def overview(actor: Actor) -> ResponseReturnValue:
    """All checklists of the authority, or one of them, at a glance."""
    desk = open_desk(actor.authority or '')
    inquiry, problems = read_overview(desk, request.args)
    form = PeriodForm(request.args)
    fill_in(form, desk, inquiry, problems, whole=True)
    tables = [] if problems else [*tables_of_overview(desk, inquiry),
                                  *tables_of_groups(desk, inquiry)]
    return _page('statistics/overview.html', desk, inquiry, form, problems, tables)


@blueprint.get('/data')
@requires(Permission.READ_STATISTICS)
@in_turn
def data(actor: Actor) -> ResponseReturnValue:
    """Any two dimensions as a heat table."""
    desk = open_desk(actor.authority or '')
    inquiry, problems = read_inquiry(desk, request.args)
    form = DataForm(request.args)
    fill_in(form, desk, inquiry, problems)
    return _page('statistics/data.html', desk, inquiry, form, problems,
                 [] if problems else [table_of_heat(desk, inquiry)])


@blueprint.get('/map')
@requires(Permission.READ_STATISTICS)
@in_turn
def territories(actor: Actor) -> ResponseReturnValue:
    """One number of every territory, as a map of tiles and as a table."""
    desk = open_desk(actor.authority or '')
    inquiry, problems = read_map(desk, request.args)
    form = MeasureForm(request.args)
    fill_in(form, desk, inquiry, problems)
    tables = [] if problems else [table_of_map(desk, inquiry)]
    return _page('statistics/map.html', desk, inquiry, form, problems, tables,
                 about=described(desk, inquiry),
                 tiles=[tile for table in tables for tile in draw_tiles(table, inquiry)])


@blueprint.get('/checklists/<checklist_code>/questions/<item_code>')
@requires(Permission.READ_STATISTICS)
@in_turn
def question(actor: Actor, checklist_code: str, item_code: str) -> ResponseReturnValue:
    """One question from every side."""
    desk = open_desk(actor.authority or '')
    found, problems = read_overview(desk, {**request.args, 'checklist': checklist_code})
    inquiry = replace(found, question=item_code)
    version = version_asking(desk, inquiry)
    form = PeriodForm(request.args)
    fill_in(form, desk, inquiry, problems)
    tables = [] if problems else tables_of_question(desk, inquiry)
    by_territory = next((table for table in tables if table.name == 'by_territory'), None)
    return _page('statistics/question.html', desk, inquiry, form, problems, tables, version=version,
                 asked=version.questions[item_code],
                 tiles=draw_tiles(by_territory, inquiry) if by_territory else [])


@blueprint.get('/territories/<territory_code>')
@requires(Permission.READ_STATISTICS)
@in_turn
def territory(actor: Actor, territory_code: str) -> ResponseReturnValue:
    """One territory beside the region."""
    desk = open_desk(actor.authority or '')
    inquiry, problems = read_overview(desk, request.args)
    form = PeriodForm(request.args)
    fill_in(form, desk, inquiry, problems, whole=True)
    tables = tables_of_territory(desk, inquiry, territory_code)
    return _page('statistics/territory.html', desk, inquiry, form, problems,
                 [] if problems else tables, territory_code=territory_code,
                 name=category_title(Dimension.TERRITORY, territory_code))


def _page(template: str, desk: Desk, inquiry: Inquiry, form: PeriodForm,
          problems: Mapping[str, str], tables: list[StatisticsTable],
          **more: Any) -> ResponseReturnValue:
    """Return a page, with 422 where the address asks for something that cannot be answered."""
    drawn = render_template(
        template, desk=desk, inquiry=inquiry, form=form,
        tables={table.name: table for table in tables},
        authority=library().authorities.get(desk.authority), period=period_name(inquiry.period),
        until=month_name(desk.whole.last) if desk.whole else '', notes=reading_notes(merged=True),
        month_signs=[short_month(month) for month in inquiry.period.months], **more)
    return drawn, 422 if problems else 200
