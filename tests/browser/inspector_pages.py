"""The table of pages of inspectors, as ``account_pages.py`` has it for accounts."""
from tests.browser.account_pages import by, row
from tests.browser.every_page import At, Row, sent

ROOT = '/authority/statistics/'
QUESTION = f'{ROOT}checklists/fire-safety-small/questions/FS-001'

INSPECTOR_PAGES = (
    row('statistics', 'statistics.overview', 'inspector', ROOT),
    row('statistics of a month', 'statistics.overview', 'inspector',
        f'{ROOT}?first=2026-10&last=2026-10'),
    row('heat table', 'statistics.data', 'inspector', f'{ROOT}data'),
    row('heat table of territories', 'statistics.data', 'inspector',
        f'{ROOT}data?rows=territory&columns=month&measure=businesses'),
    Row('question that cannot be answered', 'statistics.data', by('inspector', At(
        f'{ROOT}data?rows=month&columns=month&first=1999-01&size=9')), 422, erroneous=True),
    row('map', 'statistics.territories', 'inspector', f'{ROOT}map?question=FS-001'),
    row('question of statistics', 'statistics.question', 'inspector', QUESTION),
    row('territory of statistics', 'statistics.territory', 'inspector',
        f'{ROOT}territories/75701'),
    row('reports', 'statistics_reports.index', 'inspector', f'{ROOT}reports'),
    Row('reports, subscribed', 'statistics_reports.subscription', by('inspector', sent(
        f'{ROOT}reports', '/subscription', subscribe='yes'))),
)

NO_INSPECTOR_PAGE = {
    'statistics_files.download': 'a file',
    'statistics_reports.ask': 'leads to the report',
    'statistics_reports.download': 'a PDF; while it is being made, a page of its own'}
