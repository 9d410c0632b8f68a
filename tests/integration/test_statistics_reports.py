"""The monthly reports: made once a month is frozen, kept, read by their authority, told of once."""
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from huey import MemoryHuey

from checklist.access import Role
from checklist.jobs import register_jobs, remind_all
from checklist.reporting import make_report, report_page, reports_to_make
from checklist.services.report_subscriptions import tell_of_reports
from checklist.services.printed import MOST_TRIES
from checklist.services.statistics_reports import (
    LEASE, REPORTS, ask_for_report, report_months, report_states)
from tests.accounts import messages, signed_in, staff
from tests.factories import committed
from tests.observed import LATER, freeze
from tests.reported import AUTHORITY, OTHER, fill_month, frozen_month

PAGE = '/authority/statistics/reports'
OCTOBER = f'{PAGE}/2026-10'
REPORT = (AUTHORITY, '2026-10', 'ru')
ZONE = ZoneInfo('Asia/Yekaterinburg')


class Paper:
    """Prints at once, and remembers the pages; fails as often as it is told to."""

    def __init__(self, failures=0):
        self.pages, self.failures = [], failures

    def print_pdf(self, html):
        if self.failures:
            self.failures -= 1
            raise RuntimeError('out of paper')
        self.pages.append(html)
        return b'%PDF ' + html.encode()[:40]


@pytest.fixture
def anna(database):
    return staff(database, Role.INSPECTOR, 'anna@example.ru', AUTHORITY)


@pytest.fixture
def boris(database):
    return staff(database, Role.INSPECTOR, 'boris@example.ru', OTHER)


@pytest.fixture
def october(database):
    frozen_month(database, businesses=120)


def made(app, database, report_id=REPORT, paper=None):
    """Make a report as the worker does."""
    committed(database, lambda: ask_for_report(
        report_id[0], int(report_id[1].replace('-', '')), report_id[2], now=LATER))
    paper = paper or Paper()
    make_report(app, paper, report_id)
    return paper


def states(database, authority=AUTHORITY, language='ru'):
    return committed(database, lambda: report_states(authority, language))


def test_the_sweep_wants_the_newest_month_of_every_authority_once(app, database, october):
    fill_month(database, OTHER, 202609, 60)
    freeze(database)

    first = reports_to_make(app, LATER)
    again = reports_to_make(app, LATER + LEASE)

    assert sorted(first) == sorted(again) == [
        (OTHER, '2026-09', 'en'), (OTHER, '2026-09', 'ru'),
        (AUTHORITY, '2026-10', 'en'), (AUTHORITY, '2026-10', 'ru')]
    assert database.counts()['statistics_report'] == 4


def test_a_month_of_which_a_checklist_is_not_frozen_is_not_reported_on(app, database):
    """Its report would say something else a moment later, and so would those of later months."""
    for month in (202608, 202609, 202610):
        fill_month(database, AUTHORITY, month, 30, checklist='retail-food')
    freeze(database)
    assert committed(database, lambda: report_months(AUTHORITY)) == [202610, 202609, 202608]

    fill_month(database, AUTHORITY, 202609, 1, checklist='public-catering')

    assert committed(database, lambda: report_months(AUTHORITY)) == [202608]
    assert (AUTHORITY, '2026-08', 'ru') in reports_to_make(app, LATER)
    freeze(database)
    assert committed(database, lambda: report_months(AUTHORITY)) == [202610, 202609, 202608]


def test_a_report_is_made_once_by_the_queue_and_kept(app, database, october, anna):
    queue, jobs, paper = MemoryHuey(), app.extensions['jobs'], Paper()
    register_jobs(app, queue, paper)
    try:
        app.extensions['jobs']['sweep'].call_local()
        assert len(queue) == 2
        for _ in range(2):
            queue.execute(queue.dequeue())
        app.extensions['jobs']['sweep'].call_local()
        assert len(queue) == 0
    finally:
        app.extensions['jobs'] = jobs

    answer = signed_in(database, anna).get(f'{OCTOBER}.pdf')
    assert (answer.status_code, answer.mimetype) == (200, 'application/pdf')
    assert answer.data.startswith(b'%PDF')
    assert 'statistics-rpn-74-2026-10.pdf' in answer.headers['Content-Disposition']
    assert len(paper.pages) == 2
    assert database.value('SELECT count(*) FROM statistics_report WHERE body_hash IS NULL') == 0


def test_asking_whether_a_report_is_there_is_no_export(app, database, october, anna):
    made(app, database)
    exports = "SELECT count(*) FROM journal_entry WHERE action = 'export'"
    client = signed_in(database, anna)

    answer = client.open(f'{OCTOBER}.pdf', method='HEAD')

    assert (answer.status_code, answer.content_type) == (200, 'application/pdf')
    assert database.value(exports) == 0
    assert client.get(f'{OCTOBER}.pdf').status_code == 200
    assert database.value(exports) == 1


def test_the_report_of_a_dead_worker_is_taken_over_but_not_for_ever(app, database, october):
    committed(database, lambda: ask_for_report(AUTHORITY, 202610, 'ru', now=LATER))
    for number in range(MOST_TRIES):
        at = LATER + number * (LEASE + timedelta(seconds=1))
        assert committed(database, lambda at=at: REPORTS.take(REPORT, now=at))
        assert not committed(database, lambda at=at: REPORTS.take(REPORT, now=at))
        assert committed(database, lambda at=at: REPORTS.wanted(at)) == []

    late = LATER + 10 * LEASE
    assert not committed(database, lambda: REPORTS.take(REPORT, now=late))
    assert states(database) == {'2026-10': 'failed'}


def test_a_report_that_failed_can_be_asked_for_again(app, database, october, anna, caplog):
    paper = Paper(MOST_TRIES)
    for _ in range(MOST_TRIES):
        made(app, database, paper=paper)
    browser = signed_in(database, anna)
    assert states(database) == {'2026-10': 'failed'}
    assert browser.get(f'{OCTOBER}.pdf').location == PAGE

    answer = browser.send(browser.page(PAGE).form(OCTOBER))
    assert answer.location == f'{OCTOBER}.pdf'
    assert browser.get(answer.location).status_code == 202
    make_report(app, paper, REPORT)

    assert browser.get(f'{OCTOBER}.pdf').status_code == 200
    assert 'out of paper' in caplog.text


def test_an_inspector_asks_for_an_older_month_and_waits(app, database, october, anna):
    browser = signed_in(database, anna)

    answer = browser.send(browser.page(PAGE).form(f'{PAGE}/2026-09'))
    waiting = browser.get(answer.location)
    make_report(app, Paper(), (AUTHORITY, '2026-09', 'ru'))

    assert waiting.status_code == 202
    assert browser.get(answer.location).status_code == 200
    assert states(database) == {'2026-09': 'ready'}


@pytest.mark.parametrize('period', ['2026-11', '2026-1', '2026-13', '202610', 'x', '2026-08'])
def test_a_month_that_is_not_frozen_has_no_report(database, october, anna, period):
    browser = signed_in(database, anna)

    assert browser.get(f'{PAGE}/{period}.pdf').status_code == 404
    assert browser.post(f'{PAGE}/{period}', data={
        'csrf_token': browser.token()}).status_code == 404
    assert database.counts()['statistics_report'] == 0


def test_the_same_frames_give_the_same_page_whatever_else_there_is(app, database, october):
    first = report_page(app, REPORT)

    fill_month(database, OTHER, 202610, 80)
    fill_month(database, AUTHORITY, 202611, 90)
    freeze(database, datetime(2026, 12, 5, tzinfo=UTC))

    assert report_page(app, REPORT) == first


@pytest.mark.abuse('A2')
def test_nothing_of_another_authority_is_in_a_report(app, database, october, boris):
    made(app, database)
    browser = signed_in(database, boris)

    assert browser.get(f'{OCTOBER}.pdf').status_code == 404
    assert '2026-10' not in browser.page(PAGE).html
    fill_month(database, OTHER, 202610, 500)
    freeze(database)
    page = report_page(app, (OTHER, '2026-10', 'ru'))
    assert not [word for word in ('Роспотребнадзор', 'Общепит', 'Продажа продуктов')
                if word in page]
    assert re.search(r'<h2>Самопроверок [^<]* (470|475|480) ±', page.replace('\xa0', ' '))


def test_a_subscriber_is_told_once_of_a_new_report_and_of_no_old_one(
        app, database, october, anna):
    browser = signed_in(database, anna)
    made(app, database)
    page = browser.page(PAGE)
    assert browser.send(page.form(f'{PAGE}/subscription')).location == PAGE

    def told(now=LATER):
        committed(database, lambda: tell_of_reports(now=now))
        return messages(database, 'statistics_report')

    assert told() == []
    fill_month(database, AUTHORITY, 202611, 90)
    freeze(database, datetime(2026, 12, 5, tzinfo=UTC))
    made(app, database, (AUTHORITY, '2026-11', 'en'))
    assert told() == []
    made(app, database, (AUTHORITY, '2026-11', 'ru'))
    found = told()
    made(app, database, (AUTHORITY, '2026-09', 'ru'))

    assert told() == found
    assert [(message['recipient'], message['month'], message['link']) for message in found] == [
        ('anna@example.ru', '2026-11', PAGE)]


def test_who_stops_or_may_not_read_any_more_is_not_told(app, database, october, anna, boris):
    olga = staff(database, Role.INSPECTOR, 'olga@example.ru', AUTHORITY)
    peter = staff(database, Role.INSPECTOR, 'peter@example.ru', AUTHORITY)
    for account_id in (anna, boris, olga, peter):
        browser = signed_in(database, account_id)
        browser.send(browser.page(PAGE).form(f'{PAGE}/subscription'))
    database.execute("UPDATE report_subscription SET told_of = ''")
    browser = signed_in(database, anna)
    browser.send(browser.page(PAGE).form(f'{PAGE}/subscription'))
    database.execute("UPDATE user_account SET state = 'blocked' WHERE id = :id", id=olga)
    database.execute("UPDATE account_role SET role = 'approver' WHERE account_id = :id", id=peter)
    made(app, database)

    committed(database, lambda: tell_of_reports(now=LATER))

    assert messages(database, 'statistics_report') == []
    assert database.counts()['report_subscription'] == 3


def test_messages_about_reports_go_out_at_daytime_only(app, database, october, anna):
    browser = signed_in(database, anna)
    browser.send(browser.page(PAGE).form(f'{PAGE}/subscription'))
    database.execute("UPDATE report_subscription SET told_of = ''")
    made(app, database)

    for hour in (3, 12, 13):
        remind_all(app, datetime(2026, 11, 5, hour, tzinfo=ZONE))
        assert len(messages(database, 'statistics_report')) == (hour > 3)


def test_a_subscription_goes_with_its_account(database, october, anna):
    browser = signed_in(database, anna)
    browser.send(browser.page(PAGE).form(f'{PAGE}/subscription'))

    for table in ('account_role', 'user_session', 'recovery_code'):
        database.execute(f'DELETE FROM {table}')
    database.execute('DELETE FROM user_account WHERE id = :id', id=anna)

    assert database.counts()['report_subscription'] == 0
