"""The printed monthly report: its figures are the frozen ones, and nothing of others is in it."""
import re
from io import BytesIO

import pytest
from flask_babel import force_locale
from pypdf import PdfReader

from checklist.confined import Limits
from checklist.reporting import report_page
from checklist.reports.authority_report import ReportWriter
from checklist.reports.pdf import Printer
from checklist.reports.report_cells import told_share
from checklist.reports.report_trends import SCORED, Trend, Way, trend_of_share, trend_of_size
from checklist.reports.statistics_desk import open_desk
from checklist.services.statistics import frame_heads, read_group_sizes, read_item
from checklist.statistics.dimensions import Dimension
from checklist.statistics.figures import Figure, outcome
from checklist.statistics.frames import Split
from checklist.statistics.letters import VERDICT
from tests.observed import freeze
from tests.reported import AUTHORITY, GONE, OTHER, TERRITORIES, fill_month, frozen_month

MONTH = 202610


@pytest.fixture(scope='module')
def printer():
    return Printer(Limits(wall_seconds=300))


@pytest.fixture
def october(database):
    fill_month(database, OTHER, MONTH, 100)
    frozen_month(database)


def squeezed(text):
    return re.sub(r'\s+', '', text)


def pages_of(pdf):
    return [squeezed(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def written(app, authority=AUTHORITY, language='en'):
    with app.app_context(), force_locale(language):
        return ReportWriter(open_desk(authority), MONTH).write()


@pytest.mark.parametrize('language', ['ru', 'en'])
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_every_figure_of_the_report_is_printed(app, october, printer, language):
    report = written(app, language=language)
    pages = pages_of(printer.print_pdf(report_page(app, (AUTHORITY, '2026-10', language))))

    said = ''.join(pages)
    for each in report.checklists:
        assert f'{squeezed(each.title)}{each.businesses.number}±4' in said
        for line in (*each.verdicts, *each.scores, *each.signals):
            if not line.number.hidden:
                sign = '≤' if line.number.at_most else ''
                assert (f'{squeezed(line.title)}{sign}{line.share.number}%{sign}'
                        f'{line.number.number}±{line.number.margin}') in said
    assert len(report.broken.rows) == 15
    for row in (*report.broken.rows, *report.to_find_out.rows, *report.not_applicable.rows):
        assert squeezed(row.question + row.clauses[0]) in said
        assert f'{row.share.number}%{row.number.number}±{row.number.margin}' in said
    for group in report.groups:
        for name in (*group.hidden, *(row.title for row in group.rows)):
            assert squeezed(name) in said
    for number, page in enumerate(pages, 1):
        words = {'ru': f'Страница{number}из{len(pages)}', 'en': f'Page{number}of{len(pages)}'}
        assert words[language] in page
        assert number == 1 or {'ru': 'октябрь2026', 'en': 'October2026'}[language] in page


def test_the_figures_are_those_of_the_frozen_tables(app, database, october):
    report = written(app)

    with app.app_context():
        heads = [head for head in frame_heads(['public-catering', 'retail-food'], MONTH, MONTH)]
        territories = read_group_sizes(heads, (Dimension.TERRITORY,))
        verdicts = read_item(heads, (), VERDICT)
    assert [each.businesses.number for each in report.checklists] == [
        head.businesses for head in heads]
    assert [each.without_inn.number for each in report.checklists] == [
        head.without_inn for head in heads]
    assert report.months[-1].businesses.number == sum(head.businesses for head in heads)
    for each, head in zip(report.checklists, heads, strict=True):
        split = verdicts[head.id]['']
        numbers = {letter: split.of(letter, head.businesses) for letter in 'PBCS'}
        assert [line.number.number for line in each.verdicts] == list(numbers.values())
        assert each.passed.number == round(
            100 * numbers['P'] / sum(numbers[letter] for letter in SCORED))
    shown = {row.title: row.businesses for row in report.groups[0].rows}
    totals = {code: [sizes.get(code) for sizes in territories.values()] for code in TERRITORIES}
    assert sorted(cell.number for cell in shown.values()) == sorted(
        sum(filter(None, sizes)) for sizes in totals.values() if any(sizes))
    assert sorted(cell.at_least for cell in shown.values()) == sorted(
        None in sizes for sizes in totals.values() if any(sizes))
    assert len(shown) + len(report.groups[0].hidden) == 43 + 1
    assert f'Not stated ({GONE})' in shown


def test_the_most_broken_questions_come_first(app, october):
    rows = written(app).broken.rows

    shares = [row.share.number for row in rows]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 20


@pytest.mark.abuse('A2')
@pytest.mark.parametrize('database', ['sqlite'], indirect=True)
def test_no_byte_of_another_authority_is_in_the_document(app, database, printer):
    """The same document is made where the other authority has nothing and where it has much."""
    frozen_month(database, businesses=60)
    alone = printer.print_pdf(report_page(app, (AUTHORITY, '2026-10', 'ru')))

    fill_month(database, OTHER, MONTH, 400)
    fill_month(database, OTHER, MONTH - 1, 400)
    freeze(database)

    assert printer.print_pdf(report_page(app, (AUTHORITY, '2026-10', 'ru'))) == alone
    other = pages_of(printer.print_pdf(report_page(app, (OTHER, '2026-10', 'ru'))))
    assert not set(''.join(other).split('.')) & {'СанПиН2', 'Общепит'}
    assert 'Общепит' in ''.join(pages_of(alone))


def test_a_month_of_few_businesses_is_a_report_with_everything_hidden(app, database):
    for month in (MONTH - 1, MONTH):
        fill_month(database, AUTHORITY, month, 8)
    freeze(database)

    report = written(app)

    assert report.months[-1].businesses.hidden
    assert all(each.businesses.hidden and each.passed.hidden for each in report.checklists)
    assert report.broken.rows == ()
    assert report.broken.hidden == report.broken.asked > 0
    assert [group.rows for group in report.groups] == [()] * 4
    assert [each.size_trend.way for each in report.checklists] == [Way.HIDDEN] * 2


@pytest.mark.parametrize(('now', 'before', 'told'), [
    (Figure(100, 2, 1), Figure(90, 2, 1), Trend(Way.MORE, 10)),
    (Figure(90, 2, 1), Figure(100, 2, 1), Trend(Way.LESS, 10)),
    (Figure(100, 4, 2), Figure(95, 2, 1), Trend(Way.SAME)),
    (Figure(100, 2, 1, hidden=1), Figure(50, 2, 1), Trend(Way.HIDDEN)),
    (Figure(100, 2, 1), Figure(hidden=1), Trend(Way.HIDDEN)),
    (Figure(100, 2, 1), None, Trend(Way.NEW))])
def test_a_change_is_told_only_where_it_is_more_than_rounding(now, before, told):
    assert trend_of_size(now, before) == told


def verdict_of(businesses, rest='P', **measured):
    return outcome([(businesses, Split(rest, measured))], 'PBCS')


def test_a_share_with_rare_letters_in_it_is_the_most_it_can_be():
    assert told_share(verdict_of(200, B=60, C=40, S=10), 'P', SCORED).exact
    assert told_share(verdict_of(200, B=60, C=40), 'P', SCORED).exact
    bound = told_share(verdict_of(200, B=60), 'P', SCORED)
    assert (bound.number, bound.at_most, bound.exact) == (70, True, False)
    assert told_share(verdict_of(200, B=60), 'B', SCORED).exact
    assert told_share(verdict_of(200, B=60), 'C', SCORED).hidden


@pytest.mark.parametrize(('now', 'before', 'told'), [
    (verdict_of(500, B=200, C=50), verdict_of(500, B=100, C=50), Trend(Way.LESS, 20)),
    (verdict_of(500, B=100, C=50), verdict_of(500, B=105, C=50), Trend(Way.SAME)),
    (verdict_of(500, B=100), verdict_of(500, B=100, C=50), Trend(Way.HIDDEN)),
    (verdict_of(500, B=100, C=50), None, Trend(Way.NEW))])
def test_a_change_of_a_share_is_not_told_where_a_bound_could_have_made_it(now, before, told):
    assert trend_of_share(now, before, 'P', SCORED) == told
