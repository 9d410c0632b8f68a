"""The table of pages: every route has a row, or says why it has no page to look at."""
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from playwright.sync_api import Response

from tests.browser.visitor import Visitor
from tests.browser.world import CHECKLIST, World

Opener = Callable[[Visitor, World], Response]


@dataclass(frozen=True)
class At:
    """Opens an address; ``{draft}`` and the like stand for self-inspections."""

    path: str

    def __call__(self, visitor: Visitor, world: World) -> Response:
        return visitor.open(self.address(world))

    def address(self, world: World) -> str:
        return _address(self.path, world)


@dataclass(frozen=True)
class Row:
    """One page in one state: how to come to it and with which status it answers."""

    name: str
    endpoint: str
    open: Opener
    status: int = 200
    known: bool = True
    erroneous: bool = False

    def __str__(self) -> str:
        return self.name


def sent(path: str, action: str, /, **fields: str) -> Opener:
    """Open a page and send one of its forms, changed."""
    return lambda visitor, world: visitor.send(_address(path, world), action, **fields)


def _address(path: str, world: World) -> str:
    codes = {f'code_{name}': code for name, code in world.verification_codes.items()}
    return path.format(**world.paths, **world.people.things, **codes)


def _locked(visitor: Visitor, world: World) -> Response:
    """Save while something else keeps the database from being written to."""
    visitor.open(f'{world.paths["fresh"]}/sections/1')
    with closing(sqlite3.connect(world.database)) as connection:
        connection.execute('BEGIN IMMEDIATE')
        return visitor.send_here('/sections/', **{f'note-{world.codes[0]}': 'Не потерять'})


def _too_often(visitor: Visitor, world: World) -> Response:
    """Try codes until the limit of a minute is reached; a new minute begins anew."""
    for _ in range(70):
        if visitor.context.request.get('/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA').status == 429:
            break
    return visitor.open('/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA')


def _two_windows(visitor: Visitor, world: World) -> Response:
    """Save a page that was drawn before another window changed the same answer."""
    code = world.codes[0]
    return visitor.send(f'{world.paths["complete"]}/sections/1', '/sections/1', **{
        f'answer-{code}': 'no', f'note-{code}': 'Из этого окна', 'base': f'{code}=U'})


def _two_windows_again(visitor: Visitor, world: World) -> Response:
    """Choose between two windows after a third one has changed the answer once more."""
    _two_windows(visitor, world)
    return visitor.send_here('/merge', base=f'{world.codes[0]}=U')


PAGES = (
    Row('start', 'public.start', At('/')),
    Row('search', 'public.start', At('/?q=кухня')),
    Row('search without finds', 'public.start', At('/?q=ракета')),
    Row('checklist', 'public.checklist', At(f'/checklists/{CHECKLIST}')),
    Row('unknown checklist', 'public.checklist', At('/checklists/none'), 404),
    Row('empty form', 'public.blank', At(f'/checklists/{CHECKLIST}/blank')),
    Row('about', 'public.about', At('/about')),
    Row('privacy', 'public.privacy', At('/privacy')),
    Row('accessibility', 'public.accessibility', At('/accessibility')),
    Row('design', 'public.design', At('/design')),
    Row('statistics for everybody', 'open_data.index', At('/statistics/')),
    Row('statistics of a checklist', 'open_data.checklist', At(f'/statistics/{CHECKLIST}/')),
    Row('statistics not there yet', 'open_data.checklist', At('/statistics/retail-food/')),
    Row('statistics of a month', 'open_data.month_page', At(f'/statistics/{CHECKLIST}/2026-09/')),
    Row('statistics of no month', 'open_data.month_page',
        At(f'/statistics/{CHECKLIST}/2026-01/'), 404),
    Row('open data', 'open_data.files', At('/open-data/')),
    Row('how to read statistics', 'open_data.how_to_read', At('/open-data/how-to-read')),
    Row('business', 'profiles.activity', At('/find/'), known=False),
    Row('business known', 'profiles.activity', At('/find/')),
    Row('business with errors', 'profiles.activity',
        sent('/find/', '/find/', inn='12', ogrn='34', staff='много', activity=''), 422,
        known=False, erroneous=True),
    Row('business with several activities', 'profiles.activity',
        sent('/find/', '/find/', activity='торговля розничная', activity_code=''), 422,
        erroneous=True),
    Row('facts', 'profiles.features_step', At('/find/features')),
    Row('facts with errors', 'profiles.features_step',
        sent('/find/features', '/find/features', kitchen='', website='', sells_food=''), 422,
        erroneous=True),
    Row('what applies', 'profiles.result', At('/find/result')),
    Row('my self-inspections', 'inspections.index', At('/inspections/')),
    Row('no self-inspections', 'inspections.index', At('/inspections/'), known=False),
    Row('begin without a business', 'inspections.begin',
        sent(f'/checklists/{CHECKLIST}', '/inspections/'), known=False),
    Row('details', 'inspections.details', At('/inspections/new/labour-small-employer')),
    Row('details with errors', 'inspections.details', sent(
        '/inspections/new/labour-small-employer', '/new/', minors='', remote_workers=''), 422,
        erroneous=True),
    Row('unknown code', 'inspections.enter', sent('/inspections/', '/enter', code='AAAA'), 422,
        erroneous=True),
    Row('wrong link', 'inspections.resume', At('/inspections/resume/AAAA'), 404),
    Row('sections, nothing answered', 'inspections.overview', At('{fresh}/')),
    Row('sections, some answered', 'inspections.overview', At('{draft}/')),
    Row('sections, all answered', 'inspections.overview', At('{complete}/')),
    Row('sections of somebody else', 'inspections.overview', At('{draft}/'), 404, known=False),
    Row('secret link', 'inspections.link', At('{draft}/link')),
    Row('delete', 'inspections.delete', At('{draft}/delete')),
    Row('delete a finished one', 'inspections.delete', At('{violated}/delete')),
    Row('questions', 'sections.fill_in', At('{fresh}/sections/1')),
    Row('questions answered', 'sections.fill_in', At('{complete}/sections/3')),
    Row('questions of a finished one', 'sections.fill_in', At('{violated}/sections/1'), 409),
    Row('questions with errors', 'sections.save',
        sent('{draft}/sections/1', '/sections/'), 422, erroneous=True),
    Row('questions that cannot be saved', 'sections.save', _locked, 503),
    Row('two windows', 'sections.save', _two_windows, 409),
    Row('two windows again', 'sections.settle', _two_windows_again, 409),
    Row('check, answers missing', 'submissions.check', At('{draft}/check')),
    Row('check, complete', 'submissions.check', At('{complete}/check')),
    Row('submit an old page', 'submissions.submit',
        sent('{complete}/check', '/submit', revision='0'), 409),
    Row('submit without a key', 'submissions.submit',
        sent('{complete}/check', '/submit', submission_key=''), 422),
    Row('receipt', 'submissions.receipt', At('{violated}/receipt')),
    Row('result with violations', 'results.result', At('{violated}/result')),
    Row('result passed', 'results.result', At('{passed}/result')),
    Row('result compared', 'results.result', At('{renewed}/result')),
    Row('result after showing the score', 'results.verification',
        sent('{passed}/result', '/verification', shows_score='yes')),
    Row('sections after renewing', 'results.renew', sent('{passed}/result', '/renew')),
    Row('ask for a code', 'verification.ask', At('/verify/')),
    Row('no code given', 'verification.ask', sent('/verify/', '/verify/', code=''), 422,
        erroneous=True),
    Row('genuine document', 'verification.verify', At('/verify/{code_violated}')),
    Row('genuine document with score', 'verification.verify', At('/verify/{code_passed}')),
    Row('no such document', 'verification.verify', At('/verify/AAAA'), 404),
    Row('error 400', '', sent('/verify/', '/verify/', csrf_token='wrong'), 400),
    Row('error 404', '', At('/nothing'), 404),
    Row('error 405', '', At('/preferences/language'), 405),
    Row('error 413', '', sent('/verify/', '/verify/', code='x' * 600_000), 413),
    Row('error 429', '', _too_often, 429, known=False),
)

NO_PAGE = {
    'static': 'files',
    'profiles.activities': 'JSON for suggestions',
    'inspections.progress': 'JSON',
    'results.report_pdf': 'a PDF; while it is being made, a page of its own',
    'results.plan_xlsx': 'a workbook',
    'results.plan_ics': 'a calendar',
    'results.result_json': 'JSON',
    'results.record_json': 'JSON',
    'open_data_files.dictionary': 'JSON',
    'open_data_files.all_months': 'CSV and JSON',
    'open_data_files.month': 'CSV and JSON',
    'open_data_files.territories': 'CSV and JSON',
    'preferences.language': 'leads back to the page one came from',
    'preferences.appearance': 'leads back to the page one came from',
    'health.alive': 'JSON',
    'health.ready': 'JSON',
}
