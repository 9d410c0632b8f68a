"""Tables of statistics as files, by the same addresses that the pages have."""
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnprocessableEntity

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.reports.statistics_csv import statistics_csv
from checklist.reports.statistics_desk import Desk, Inquiry, open_desk
from checklist.reports.statistics_groups import tables_of_groups
from checklist.reports.statistics_heat import table_of_heat
from checklist.reports.statistics_inquiry import read_inquiry, read_map, read_overview
from checklist.reports.statistics_json import statistics_json
from checklist.reports.statistics_map import table_of_map
from checklist.reports.statistics_overview import tables_of_overview
from checklist.reports.statistics_question import tables_of_question, version_asking
from checklist.reports.statistics_tables import StatisticsTable
from checklist.reports.statistics_territory import tables_of_territory
from checklist.reports.statistics_workbook import statistics_workbook
from checklist.services.journal import record
from checklist.services.limits import STATISTICS_FILES
from checklist.statistics.periods import write_month
from checklist.views.clock import now
from checklist.views.guards import at_once, limit, requires
from checklist.views.turns import in_turn

blueprint = Blueprint('statistics_files', __name__, url_prefix='/authority/statistics/download')

Given = Mapping[str, str]
Found = tuple[Inquiry, Mapping[str, str], Callable[[], list[StatisticsTable]]]
MEDIA_TYPES = {
    'csv': 'text/csv; charset=utf-8; header=present',
    'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'json': 'application/json'}


@blueprint.get('/<table_name>.<any(csv, xlsx, json):table_format>')
@requires(Permission.READ_STATISTICS)
@in_turn
def download(actor: Actor, table_name: str, table_format: str) -> ResponseReturnValue:
    """One table of a page; ``table_name`` is that of the page and that of the table in it."""
    limit(STATISTICS_FILES, by_visitor=False, of=actor.account_id)
    desk = open_desk(actor.authority or '')
    inquiry, table = _find(desk, table_name)
    body = _write(table, table_format)
    at_once(lambda: record('export', table_name, now(), tenant=desk.authority,
                           what=table_format))
    response = Response(body, content_type=MEDIA_TYPES[table_format])
    months = f'{write_month(inquiry.period.first)}-{write_month(inquiry.period.last)}'
    response.headers.set('Content-Disposition', 'attachment',
                         filename=f'{table_name}-{months}.{table_format}')
    response.headers['Content-Security-Policy'] = "default-src 'none'; sandbox"
    return response


def _find(desk: Desk, table_name: str) -> tuple[Inquiry, StatisticsTable]:
    """Return the table that an address names; what cannot be asked is refused."""
    page, _, name = table_name.partition('-')
    if page not in PAGES or not desk.heads:
        raise Missing('There is no such table.')
    inquiry, problems, tables = PAGES[page](desk, request.args)
    if problems:
        raise UnprocessableEntity
    for table in tables():
        if table.name == name:
            return inquiry, table
    raise Missing('There is no such table.')


def _write(table: StatisticsTable, table_format: str) -> bytes:
    return {'csv': lambda: statistics_csv(table), 'json': lambda: statistics_json(table),
            'xlsx': lambda: statistics_workbook(table, now())}[table_format]()


def _overview(desk: Desk, given: Given) -> Found:
    inquiry, problems = read_overview(desk, given)
    return inquiry, problems, lambda: [
        *tables_of_overview(desk, inquiry), *tables_of_groups(desk, inquiry)]


def _data(desk: Desk, given: Given) -> Found:
    inquiry, problems = read_inquiry(desk, given)
    return inquiry, problems, lambda: [table_of_heat(desk, inquiry)]


def _territories(desk: Desk, given: Given) -> Found:
    inquiry, problems = read_map(desk, given)
    return inquiry, problems, lambda: [table_of_map(desk, inquiry)]


def _question(desk: Desk, given: Given) -> Found:
    found, problems = read_overview(desk, given)
    inquiry = replace(found, question=given.get('question', ''))
    version_asking(desk, inquiry)
    return inquiry, problems, lambda: tables_of_question(desk, inquiry)


def _territory(desk: Desk, given: Given) -> Found:
    inquiry, problems = read_overview(desk, given)
    return inquiry, problems, lambda: tables_of_territory(
        desk, inquiry, given.get('territory', ''))


PAGES: Mapping[str, Callable[[Desk, Given], Found]] = {
    'overview': _overview, 'data': _data, 'territories': _territories, 'question': _question,
    'territory': _territory}
