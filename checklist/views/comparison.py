"""The rounds of one checklist about one object, compared."""
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from checklist.access import Actor, Permission
from checklist.errors import Missing
from checklist.reports.comparison import (
    Group, RoundFacts, comparison_workbook, write_comparison)
from checklist.reports.wording import local
from checklist.services.companies import Company, get_company
from checklist.services.company_inspections import (
    Listed, Series, get_round, rounds_of_company, series_of_company)
from checklist.services.journal import record
from checklist.services.objects import list_objects
from checklist.templating import day, percent
from checklist.views.clock import now
from checklist.views.guards import at_once, note_reading_of, requires
from forms.companies import ComparisonForm

blueprint = Blueprint('comparison', __name__, url_prefix='/companies/<person_id>/compare')

MOST_DRAWN = 6
SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'


@dataclass(frozen=True)
class Compared:
    """What was chosen to compare, and how it comes out; no groups of a single round."""

    company: Company
    title: str
    form: ComparisonForm
    rounds: Sequence[RoundFacts]
    pair: Sequence[RoundFacts]
    groups: Sequence[Group]

    @property
    def drawn(self) -> Sequence[RoundFacts]:
        return self.rounds[-MOST_DRAWN:]


@blueprint.get('/')
@requires(Permission.KEEP_COMPANIES)
def page(actor: Actor, person_id: str) -> ResponseReturnValue:
    """The score by round, and what is different between two rounds."""
    compared = _compared(actor, person_id)
    for item in compared.pair if compared else ():
        note_reading_of(item.inspection_id, person_id)
    return render_template('companies/comparison.html', compared=compared,
                           company=get_company(actor, person_id))


@blueprint.get('/changes.xlsx')
@requires(Permission.KEEP_COMPANIES)
def workbook(actor: Actor, person_id: str) -> ResponseReturnValue:
    """The same as a workbook."""
    compared = _compared(actor, person_id)
    if compared is None:
        raise Missing('Nothing has been finished yet.')
    body = comparison_workbook(compared.title, compared.rounds, compared.groups)
    at_once(lambda: record('export', person_id, now(), tenant=person_id, what='comparison'))
    response = Response(body, content_type=SHEET)
    response.headers['Content-Disposition'] = 'attachment; filename="comparison.xlsx"'
    return response


def _compared(actor: Actor, person_id: str) -> Compared | None:
    company = get_company(actor, person_id)
    series = series_of_company(actor, person_id)
    if not series:
        return None
    titles = {item.id: item.details.title for item in list_objects(actor, person_id)}
    names = {_value(item): _name(item, titles) for item in series}
    form = ComparisonForm(request.args)
    chosen = next((item for item in series if _value(item) == form.series.data), series[0])
    listed = rounds_of_company(actor, person_id, chosen.published.code, chosen.object_id)
    rounds = [_facts(item) for item in listed]
    pair = _pair(rounds, form)
    form.series.choices = list(names.items())
    form.series.data = _value(chosen)
    form.before.choices = form.after.choices = [
        (item.inspection_id, _round_name(item)) for item in reversed(rounds)]
    groups = write_comparison(*(get_round(listed, item.inspection_id) for item in pair)
                              ) if len(pair) == 2 else []
    return Compared(company, names[_value(chosen)], form, rounds, pair, groups)


def _pair(rounds: Sequence[RoundFacts], form: ComparisonForm) -> Sequence[RoundFacts]:
    """Return the two rounds to compare, the earlier one first: the last two if none are chosen."""
    chosen = {form.before.data, form.after.data}
    pair = [item for item in rounds if item.inspection_id in chosen]
    pair = pair if len(pair) == 2 else list(rounds[-2:])
    form.before.data, form.after.data = pair[0].inspection_id, pair[-1].inspection_id
    return pair


def _facts(item: Listed) -> RoundFacts:
    zone = ZoneInfo(current_app.config['BABEL_DEFAULT_TIMEZONE'])
    version = item.published.version
    return RoundFacts(item.id, item.at.astimezone(zone), version.content.version, item.percent,
                      version.policy.threshold_percent, item.verdict or '')


def _value(item: Series) -> str:
    return f'{item.published.code}/{item.object_id or ""}'


def _name(item: Series, titles: dict[str, str]) -> str:
    place = titles.get(item.object_id or '', gettext('No object'))
    return f'{local(item.published.version.content.short)} · {place}'


def _round_name(item: RoundFacts) -> str:
    return f'{day(item.at)}, {percent(item.percent)}'
